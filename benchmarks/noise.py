"""Noise: what the passage watch says of real pages that changed only around a cited sentence, and of ones that changed in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

from lxml import html

from benchmarks.disturbing import disturbed
from benchmarks.figures import Figure
from benchmarks.pages import LabelledPage, read_pages
from claims.pipeline.documents.documents import full_text
from claims.pipeline.documents.encoding import decode
from claims.pipeline.extraction.sentences import split_sentences
from claims.pipeline.sandbox.jobs import read_page
from claims.pipeline.watching.differences import PassageCheck, Severity, check_passage, severity_of
from claims.pipeline.watching.figures import figures_of
from claims.pipeline.watching.folding import fold, letters_of
from claims.pipeline.watching.page_classifier import PageKind, classify_page
from claims.pipeline.watching.passages import pin_passage
from claims.values import Page, Passage
from claims.vocabulary import ContentType, PassageState, ValuesState

TITLE = "Noise on real pages (shares of the pages with cited sentences)"
NEEDS = "html/ground-truth.json"

_MOST_CITED = 10
_LENGTHS = (40, 300)
_SEED = 20
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class _CitedPage:
    """A page as markup and as text, with the sentences that are cited from it."""

    markup: str
    text: str
    passages: tuple[Passage, ...]


def figures(data: Path) -> Iterator[Figure]:
    """False alarms at noise alone; sentences that are deleted, or get another figure, within the same noise."""
    labelled = list(read_pages(data))
    yield Figure("articles taken for a notice", sum(map(_is_taken_for_notice, labelled)), most=0)
    pages = [page for page in map(_cited, labelled) if page.passages]
    random = Random(_SEED)
    alarms = [_is_alarmed(page, random) for page in pages]
    lost = [seen for page in pages if (seen := _loses(page, random)) is not None]
    told = [seen for page in pages if (seen := _tells(page, random)) is not None]
    yield Figure("pages", len(pages), "pages")
    yield Figure("cited sentences", sum(len(page.passages) for page in pages), "cited")
    yield Figure("noise alone raises an alarm", sum(alarms) / len(alarms), most=0.01)
    yield Figure(f"deleted sentence is missing ({len(lost)} pages)", sum(lost) / len(lost), least=0.97)
    yield Figure(f"changed figure is told ({len(told)} pages)", sum(told) / len(told), least=0.97)


def _cited(page: LabelledPage) -> _CitedPage:
    # Serialised again both before and after, so that nothing but the noise lies between them.
    tree = html.document_fromstring(decode(page.body, is_html=True))
    flat, markup = _flat(tree.text_content()), html.tostring(tree, encoding="unicode")
    text = full_text(markup, ContentType.HTML)
    letters = fold(text).letters
    quotes = (quote for quote in _sentences(page.article) if flat.count(quote) == 1)
    once = (quote for quote in quotes if letters.count(letters_of(quote)) == 1)
    return _CitedPage(markup, text, tuple(pin_passage(text, quote) for quote in islice(once, _MOST_CITED)))


def _is_taken_for_notice(page: LabelledPage) -> bool:
    """Whether an article is classified as a challenge, a paywall or an error, at its first check or at a later one."""
    reading = read_page(page.body, "text/html", None, page.url)
    served = Page(page.url, page.url, 200, b"", "text/html", None, "", "", (), 5)
    kinds = {
        classify_page(served, reading.metadata, reading.text, baseline=baseline).kind
        for baseline in ("", reading.text)
    }
    return kinds != {PageKind.PAGE}


def _flat(text: str) -> str:
    return " ".join(text.split())


def _sentences(article: str) -> Iterator[str]:
    for line in article.splitlines():
        for sentence in split_sentences(line, 0, len(line)):
            if _LENGTHS[0] <= sentence.end - sentence.start <= _LENGTHS[1]:
                yield _flat(line[sentence.start : sentence.end])


def _is_alarmed(page: _CitedPage, random: Random) -> bool:
    after = _text_after(page, page.markup, random)
    return any(_severity(_look(page, passage, after)) >= Severity.AROUND for passage in page.passages)


def _loses(page: _CitedPage, random: Random) -> bool | None:
    """Whether a deleted sentence is missed; None if no sentence of the page can be deleted."""
    for passage in random.sample(page.passages, len(page.passages)):
        if markup := _replaced(page.markup, _flat(passage.exact), ""):
            seen = _look(page, passage, _text_after(page, markup, random))
            return seen.state is PassageState.MISSING
    return None


def _tells(page: _CitedPage, random: Random) -> bool | None:
    """Whether another figure is told as the new one; None if no cited sentence of the page has figures."""
    for passage in random.sample(page.passages, len(page.passages)):
        cited = [figure for figure in figures_of(passage.exact) if _is_changeable(figure.verbatim, passage)]
        if not cited:
            continue
        exact, old = _flat(passage.exact), random.choice(cited).verbatim
        new = _DIGIT.sub(lambda digit: str(int(digit[0]) % 9 + 1), old, count=1)
        if markup := _replaced(page.markup, exact, exact.replace(old, new)):
            seen = _look(page, passage, _text_after(page, markup, random))
            is_changed = (seen.state, seen.values.state) == (PassageState.ALTERED, ValuesState.CHANGED)
            return is_changed and new in seen.values.after
    return None


def _is_changeable(written: str, passage: Passage) -> bool:
    """Whether a figure stands once in a passage, and in digits."""
    return passage.exact.count(written) == 1 and bool(_DIGIT.search(written))


def _look(page: _CitedPage, passage: Passage, after: str) -> PassageCheck:
    expected = [figure.verbatim for figure in figures_of(passage.exact)]
    return check_passage(after, passage, expected, before=page.text)


def _severity(seen: PassageCheck) -> Severity:
    return severity_of(Severity.NOTHING, seen.state, seen.values.state)


def _text_after(page: _CitedPage, markup: str, random: Random) -> str:
    noisy = disturbed(markup, [_flat(passage.exact) for passage in page.passages], random)
    return full_text(noisy, ContentType.HTML)


def _replaced(markup: str, old: str, new: str) -> str:
    """The page with another wording in the place of one that stands within one of its texts; "" if none has it."""
    tree = html.document_fromstring(markup)
    for element in tree.body.iter("*"):
        for name in ("text", "tail"):
            written = _flat(getattr(element, name) or "")
            if old in written:
                setattr(element, name, written.replace(old, new))
                return str(html.tostring(tree, encoding="unicode"))
    return ""
