"""Differences: what two versions of a page mean for the passages that claims rely on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from claims.pipeline.documents.pages import page_at
from claims.pipeline.watching.figures import compare_figures
from claims.pipeline.watching.folding import fold, letters_of
from claims.pipeline.watching.found_rows import NO_CLAIM
from claims.pipeline.watching.link_state import FALLEN_LINKS
from claims.pipeline.watching.passages import find_passage, pin_passage
from claims.pipeline.watching.rows import read_row, with_parted_cells, without_rank
from claims.pipeline.watching.wording_changes import WordingChange, change_of_wording
from claims.pipeline.watching.written_values import language_of
from claims.values import CitedClaim, FigureMatch, Passage, PassageMatch
from claims.vocabulary import LinkState, PassageState, ValuesState

_NO_FIGURES = FigureMatch(ValuesState.NONE)


class Severity(IntEnum):
    """How much a change matters to readers who rely on a passage."""

    NOTHING = 0
    COSMETIC = 1
    ELSEWHERE = 2
    AROUND = 3
    PASSAGE_ALTERED = 4
    NUMBER_OR_PASSAGE_LOST = 5
    SOURCE_DEAD = 6


@dataclass(frozen=True, slots=True)
class QuoteComparison:
    """What became of one quote."""

    quote: str
    match: PassageMatch
    figures: FigureMatch
    severity: Severity


@dataclass(frozen=True, slots=True)
class PageComparison:
    """What became of a page: the worst of its quotes, or of the page itself if there are none."""

    severity: Severity
    quotes: tuple[QuoteComparison, ...]


@dataclass(frozen=True, slots=True)
class PassageCheck:
    """How a passage stands in a text, with its figures.

    `found` is what stands there instead of the passage now, "" if it is intact or missing. `page` is where that is in a
    document of pages, counted from 1.
    """

    state: PassageState
    found: str
    values: FigureMatch
    page: int | None = None


def check_passage(
    text: str,
    passage: Passage,
    expected: Sequence[str],
    *,
    before: str = "",
    claim: CitedClaim = NO_CLAIM,
) -> PassageCheck:
    """How a pinned passage stands in the `text` that its source has now, with the figures that its claim relies on.

    `expected` are those figures as written, `before` is the text that the source had last, "" if none. Figures of a
    passage that is missing are not judged: NONE. A row that is intact has its figures, in whichever order.
    """
    match = find_passage(text, passage, before, expected=expected, claim=claim)
    values = _NO_FIGURES
    if expected and match.wording:
        pinned = with_parted_cells(passage.exact)
        is_intact_row = match.state is PassageState.INTACT and read_row(pinned) is not None
        wording = pinned if is_intact_row else match.wording
        values = _in_unit(match, compare_figures(pinned, wording, expected, language=language_of(text)))
    found = "" if match.state is PassageState.INTACT else match.wording
    page = None if match.start is None else page_at(text, match.start)
    return PassageCheck(match.state, found, values, page)


def _in_unit(match: PassageMatch, figures: FigureMatch) -> FigureMatch:
    """The figures, which are others if their unit is: "48.3" below "million", then below "thousand"."""
    is_other = match.has_other_unit and figures.state is ValuesState.PRESENT
    return replace(figures, state=ValuesState.CHANGED) if is_other else figures


def is_same_wording(one: str, other: str) -> bool:
    """True if both have the same letters and the same values: other spaces or another way to write a number change nothing."""
    return change_of_wording(one, other) <= WordingChange.REWRITTEN


def wording_change(state: PassageState, exact: str, found: str) -> WordingChange:
    """What the wording that was found changes of what a pinned passage says; NONE unless the passage is altered."""
    return change_of_wording(exact, found) if state is PassageState.ALTERED else WordingChange.NONE


def severity_of(
    page: Severity,
    passage: PassageState,
    values: ValuesState,
    link: LinkState = LinkState.LIVE,
    *,
    wording: WordingChange = WordingChange.NONE,
) -> Severity:
    """The severity of the worst that was seen. `page` is the change of the page around the passage, `wording` that of an
    altered passage."""
    if link in FALLEN_LINKS:
        return Severity.SOURCE_DEAD
    if passage is PassageState.MISSING or values in (ValuesState.CHANGED, ValuesState.ABSENT):
        return Severity.NUMBER_OR_PASSAGE_LOST
    if passage is PassageState.ALTERED:
        is_grave = wording >= WordingChange.REFIGURED
        return Severity.NUMBER_OR_PASSAGE_LOST if is_grave else Severity.PASSAGE_ALTERED
    if passage in (PassageState.MOVED, PassageState.AMBIGUOUS):
        return Severity.AROUND
    return page


def change_of(
    before: str, after: str, then: PassageMatch | None = None, now: PassageMatch | None = None
) -> Severity:
    """The change of a page beside a passage that stood `then` in `before` and stands `now` in `after`.

    NOTHING, COSMETIC (the same letters and digits) or ELSEWHERE. How the passage itself changed does not matter.
    """
    if before == after:
        return Severity.NOTHING
    is_same = fold(before).letters == fold(after).letters or _beside(before, then) == _beside(after, now)
    return Severity.COSMETIC if is_same else Severity.ELSEWHERE


def _beside(text: str, match: PassageMatch | None) -> str:
    if match is None or match.start is None:
        return letters_of(text)
    return letters_of(text[: match.start]) + letters_of(text[match.end :])


def compare_pages(before: str, after: str, quotes: Sequence[str]) -> PageComparison:
    """What the watch would say of each quote of `before` now that the page reads `after` (full visible texts)."""
    compared = tuple(_compare_quote(before, after, quote) for quote in quotes)
    worst = max((comparison.severity for comparison in compared), default=change_of(before, after))
    return PageComparison(severity=worst, quotes=compared)


def _compare_quote(before: str, after: str, quote: str) -> QuoteComparison:
    passage = pin_passage(before, quote)
    match = find_passage(after, passage, before)
    language = language_of(after)
    was, now = without_rank(passage.exact), without_rank(match.wording)
    if (
        read_row(passage.exact) and match.state is PassageState.INTACT
    ):  # a row may have more cells than the quote
        now = was
    figures = _in_unit(match, compare_figures(was, now, language=language))
    wording = change_of_wording(was, now, language=language)
    page = change_of(before, after, find_passage(before, passage), match)
    severity = severity_of(page, match.state, figures.state, wording=wording)
    return QuoteComparison(quote, match, figures, severity)
