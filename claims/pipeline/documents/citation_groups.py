"""Citation groups: brackets that contain only links and markers, and links behind a sentence's full stop, as one marker each."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from claims.values import Block, Document, Link, Marker

_SEPARATOR = re.compile(r"(?:[\s,;/·|&+、，；]|\b(?:and|und|et|y|e|see also|also)\b){0,12}")
_LISTING = re.compile(r"\s?[,;·、，；]\s?|")
_LEAD_IN = (
    r"(?:(?:(?:see also|see|via|sources?|from|cf\.?|e\.g\.,?|also|h/t|hat tip|read|per|cit(?:ed|ing)|based on|according to|link|links|ref|refs"
    r"|quelle|quellen|siehe|fuente|fuentes|voir|fonte|fonti|来源|參見|参见|出典|المصدر|источник)\s?[:：]?\s{0,2}){0,2})"
)
_OPENS = re.compile(rf"([(\[（【［])\s{{0,2}}{_LEAD_IN}$", re.IGNORECASE)
_CLOSES = re.compile(r"\s{0,2}[.,]?\s{0,2}([)\]）】］])")
_IN_OWN_BRACKETS = re.compile(r"\[[^\[\]]{1,60}\]|\([^()]{1,60}\)")
_PARTNERS = {"(": ")", "[": "]", "（": "）", "【": "】", "［": "］"}
_LABELLED_LEAD_IN = re.compile(
    r"(?:^|(?<=\s))(?:[—–-]{1,2}\s?)?(?:sources?|via|quellen?|fuentes?|fonti|fonte|来源|出典|المصدر|источник|h/t)\s?[:：]?\s{0,2}$"
    r"|(?<=\s)[—–]\s{0,2}$",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…。！？؟۔।][\"'”’»)\]]{0,3}\s{0,3}$")
_ENDS = re.compile(r"[ \t\n.;,]*+\Z")
_NEXT_SENTENCE = re.compile(r"\s{1,3}[\"“‘(]?(?:[^\W\d_a-zß-ÿ]|\d)")
_ADDRESSES = ("http://", "https://", "www.")
# The word before an address, if the address is not its object or name
_COMPLETE = re.compile(
    r"(?<![\w-])(?!(?:at|from|on|to|in|of|by|for|with|see|via|is|are|visit|and|or|the|a|an|under|through|read|here|link|website|site|page|url)\s)[\w%€$£’'-]{1,30}[)\]”\"]?\s{1,3}$",
    re.IGNORECASE,
)
_SOURCE_LEADS = ("source:", "sources:", "via:", "ref:")
_SIGN_BEHIND = re.compile(r"\s*+(?:[.,;:)\]]|\Z)")
_MAX_LEAD_IN = 60
_MAX_LINK_WORDS = 5
_SOURCE_WORDS = frozenset(
    ("source", "sources", "link", "links", "quelle", "fuente", "fonte", "ref", "reference", "via")
)
_INVITATIONS = frozenset(
    (
        "read",
        "subscribe",
        "sign",
        "click",
        "learn",
        "watch",
        "listen",
        "see",
        "follow",
        "join",
        "buy",
        "get",
        "more",
    )
)
_NAME_WITH_DIGITS = re.compile(r"(?=\S*[^\W\d_])(?=\S*\d)(?!\S*\d{4})\S+")


@dataclass(frozen=True, slots=True)
class _Run:
    """Links and markers of one block with only separators between them."""

    start: int
    end: int
    spans: tuple[Link | Marker, ...]

    @property
    def has_links(self) -> bool:
        return any(isinstance(span, Link) for span in self.spans)

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(label for span in self.spans if isinstance(span, Marker) for label in span.labels)
        )


def group_citations(document: Document, blocks: Iterable[Block]) -> tuple[Marker, ...]:
    """Returns the document's markers, merged where they share a bracket in one of `blocks`.

    A bracket with only links is a marker, too; so is a link behind the full stop of a sentence that gives its source.
    """
    spans: list[Link | Marker] = sorted(
        (*document.markers, *document.links), key=lambda span: (span.start, -span.end)
    )
    starts = [span.start for span in spans]
    groups: list[Marker] = []
    for block in blocks:
        if block.kind == "heading":
            continue
        within = spans[bisect_left(starts, block.start) : bisect_left(starts, block.end)]
        if within:
            groups.extend(_groups(document.text, block, list(_runs(document.text, block, within))))
    return tuple(_merge(document.markers, groups))


def _runs(text: str, block: Block, spans: Sequence[Link | Marker]) -> Iterator[_Run]:
    run: list[Link | Marker] = []
    end = block.start
    for span in spans:
        if span.end > block.end:
            continue
        if run and span.start >= end and not _SEPARATOR.fullmatch(text, end, span.start):
            yield _Run(run[0].start, end, tuple(run))
            run = []
        run.append(span)
        end = max(end, span.end) if len(run) > 1 else span.end
    if run:
        yield _Run(run[0].start, end, tuple(run))


def _groups(text: str, block: Block, runs: list[_Run]) -> Iterator[Marker]:
    has_trailing_style = (
        bool(runs) and _is_trailing(text, block, runs[-1]) and not text[runs[-1].end : block.end].strip()
    )
    for run in runs:
        if marker := _bracketed(text, block, run):
            yield marker
        elif _is_listed(text, run):
            yield Marker(run.start, run.end, run.labels)
        elif run.has_links and (
            _is_whole_block(text, block, run)
            or (_is_trailing(text, block, run) and _is_source(text, block, run, in_style=has_trailing_style))
        ):
            yield Marker(_lead_in_start(text, block, run), run.end, run.labels)
        elif _is_bare_tail(text, block, run) or _says_source(text, block, run):
            yield Marker(run.start, run.end, run.labels)


def _bracketed(text: str, block: Block, run: _Run) -> Marker | None:
    """The marker of a run that fills a bracket; None if it does not, or if the bracket belongs to the sentence."""
    if _IN_OWN_BRACKETS.fullmatch(text, run.start, run.end) and _SENTENCE_END.search(
        text, max(block.start, run.start - 8), run.start
    ):
        return Marker(run.start, run.end, run.labels)  # ". <a>[Post]</a>"
    opens = _OPENS.search(text, max(block.start, run.start - _MAX_LEAD_IN), run.start)
    closes = _CLOSES.match(text, run.end, block.end)
    if not opens or not closes or _PARTNERS[opens[1]] != closes[1]:
        return None
    if not run.labels and _explains(text, block, run, opens.start()):
        return None
    return Marker(opens.start(), closes.end(), run.labels)


def _is_listed(text: str, run: _Run) -> bool:
    """True for markers with commas or the like between them: "[1], [2]", "¹,²"."""
    if run.has_links or not all(isinstance(span, Marker) and span.labels for span in run.spans):
        return False
    gaps = [text[before.end : after.start] for before, after in pairwise(run.spans)]
    return any(gaps) and all(_LISTING.fullmatch(gap) for gap in gaps)


def _explains(text: str, block: Block, run: _Run, start: int) -> bool:
    """True if a bracket in the middle of a sentence gives a name or abbreviation: "a large model ([KerbNet-7B](…))"."""
    if start == block.start or _SENTENCE_END.search(text, max(block.start, start - 8), start):
        return False
    words = text[run.start : run.end]
    if words.startswith(_ADDRESSES):
        return False
    if _NAME_WITH_DIGITS.fullmatch(words):
        return True
    initials = "".join(word[0] for word in text[max(block.start, start - 80) : start].split()).casefold()
    return words.isupper() and words.isalpha() and initials.endswith(words.casefold())


def _is_whole_block(text: str, block: Block, run: _Run) -> bool:
    """True for a block of its own that says "Source: …"."""
    is_lead_in = run.start > block.start and _lead_in_start(text, block, run) == block.start
    return is_lead_in and _ENDS.match(text, run.end, block.end) is not None


def _is_trailing(text: str, block: Block, run: _Run) -> bool:
    """True if the run stands directly behind the end of a sentence of its block."""
    start = _lead_in_start(text, block, run)
    return start > block.start and _SENTENCE_END.search(text, max(block.start, start - 8), start) is not None


def _is_bare_tail(text: str, block: Block, run: _Run) -> bool:
    """True for addresses that end a block whose words are complete without them: "Exports fell by 4% https://…"; not "read it at https://…"."""
    return (
        all(isinstance(span, Link) and text.startswith(_ADDRESSES, span.start) for span in run.spans)
        and _ENDS.match(text, run.end, block.end) is not None
        and _COMPLETE.search(text, max(block.start, run.start - 40), run.start) is not None
    )


def _says_source(text: str, block: Block, run: _Run) -> bool:
    """True for a link within a sentence whose words say that it is a source: "3 million users [source: Kestrel blog](…)", "rose 2% [Link](…)."."""
    words = text[run.start : run.end].casefold()
    is_apart = run.start > block.start and text[run.start - 1].isspace()
    is_word = words.strip(" :") in _SOURCE_WORDS and _SIGN_BEHIND.match(text, run.end, block.end) is not None
    return (
        run.has_links and is_apart and (is_word or (len(run.spans) == 1 and words.startswith(_SOURCE_LEADS)))
    )


def _is_source(text: str, block: Block, run: _Run, *, in_style: bool) -> bool:
    """True if nothing follows the run, or a new sentence where the block cites in this way or says "Source"."""
    has_lead_in = _lead_in_start(text, block, run) < run.start
    says_source = has_lead_in or text[run.start : run.end].casefold().strip(" :") in _SOURCE_WORDS
    if not says_source and not all(_names_source(text, span) for span in run.spans):
        return False
    if _ENDS.match(text, run.end, block.end):
        return True
    return (in_style or says_source) and _NEXT_SENTENCE.match(text, run.end, block.end) is not None


def _names_source(text: str, span: Link | Marker) -> bool:
    """True for a marker, a URL, or a few words that read as the name of a publisher: no sentence, no invitation."""
    if isinstance(span, Marker) or text.startswith(_ADDRESSES, span.start):
        return True
    words = text[span.start : span.end].split()
    return len(words) <= _MAX_LINK_WORDS and not any(
        (word.islower() and len(word) > 3) or word.casefold() in _INVITATIONS for word in words
    )


def _lead_in_start(text: str, block: Block, run: _Run) -> int:
    lead_in = _LABELLED_LEAD_IN.search(text, max(block.start, run.start - _MAX_LEAD_IN), run.start)
    return lead_in.start() if lead_in else run.start


def _merge(markers: Iterable[Marker], groups: Iterable[Marker]) -> Iterator[Marker]:
    """The groups, and the markers outside of them, in order."""
    pending = sorted((*groups, *markers), key=lambda marker: (marker.start, -marker.end))
    end = -1
    for marker in pending:
        if marker.start >= end:
            yield marker
            end = marker.end
