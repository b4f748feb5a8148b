"""Alignment: the sentences of a text that are most like a passage whose own words are not there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from claims.pipeline.watching.context_match import matching_sides
from claims.pipeline.watching.folding import Folded, fold, letters_of
from claims.pipeline.watching.marked_sentences import marked_sentences
from claims.values import Passage

FLOOR = 72.0
TWIN_FLOOR = 82.0
MARGIN = 4.0
"""Least likeness (0 to 100) of a new wording, and of one whose rivals are hardly less alike (by less than the margin)."""

_OLD_FLOOR = 76.0
_CONTEXT_BONUS = 6.0
_MAX_LETTERS = 4000
_MAX_CANDIDATES = 12
_PREFILTER_FLOOR = 40.0
_PART = 0.85  # how much a likeness to a part of a sentence counts
_BLOCK_CHARACTERS = 2000
_EDGE_LETTERS = 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of the text that may be the passage's new wording; offsets into the text.

    `whole` is the likeness of all of it; `likeness` is more if the passage is like a part of it.
    """

    start: int
    end: int
    likeness: float
    whole: float
    sides: float
    is_old: bool

    @property
    def is_likely(self) -> bool:
        """True if it is like enough; what stood there before must be so as a whole."""
        return self.whole >= _OLD_FLOOR if self.is_old else self.likeness >= FLOOR

    @property
    def rank(self) -> float:
        """Likeness, helped by the context that it stands in; a new wording goes before an old one."""
        return self.likeness + self.sides * _CONTEXT_BONUS - self.is_old * _CONTEXT_BONUS


def similar_stretches(page: Folded, wanted: str, passage: Passage, before: str) -> list[Candidate]:
    """The stretches that are most like the passage. `before` shows which of them stood beside it already."""
    known = fold(before).letters if before else ""
    if wanted not in known:  # without the passage in it, it does not tell what stood beside it
        known = ""
    return list(_candidates(page, wanted, passage, known))


def likely_first(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Those of the stretches that are like enough, the likeliest first."""
    likely = (candidate for candidate in candidates if candidate.is_likely)
    return sorted(likely, key=lambda candidate: -candidate.rank)


def _candidates(page: Folded, wanted: str, passage: Passage, known: str) -> Iterator[Candidate]:
    """The likeliest stretches, each a sentence or several. Overlapping windows keep the search linear."""
    letters = wanted[:_MAX_LETTERS]
    stride = (len(letters) + 1) // 2
    windows = [
        page.letters[at : at + 3 * stride] for at in range(0, max(len(page.letters) - stride, 1), stride)
    ]
    likely = process.extract(
        letters, windows, scorer=fuzz.ratio, limit=_MAX_CANDIDATES, score_cutoff=_PREFILTER_FLOOR
    )
    edges, seen = _edges_of(passage), set()
    for _, _, number in likely:
        aligned = fuzz.partial_ratio_alignment(letters, windows[number])
        if not aligned or aligned.dest_start == aligned.dest_end:
            continue
        at = number * stride
        touched = page.span(at + aligned.dest_start, at + aligned.dest_end)
        span = _within(page, touched, _snapped(page.text, *touched, letters), edges, letters)
        if span not in seen:
            seen.add(span)
            yield _candidate(page, wanted, passage, known, span, aligned.score)


def _candidate(
    page: Folded, wanted: str, passage: Passage, known: str, span: tuple[int, int], aligned: float
) -> Candidate:
    at, end = page.offset(span[0]), page.offset(span[1])
    found = page.letters[at:end]
    is_old = found not in wanted and found in known
    whole = fuzz.ratio(wanted, found)
    return Candidate(
        *span, max(whole, _PART * aligned), whole, matching_sides(page, at, end, passage), is_old
    )


@dataclass(frozen=True, slots=True)
class _Edges:
    """The letters beside a passage that begins or ends within a sentence; None where it does not."""

    before: str | None
    after: str | None


def _edges_of(passage: Passage) -> _Edges:
    start, end = len(passage.prefix), len(passage.prefix) + len(passage.exact)
    context = passage.prefix + passage.exact + passage.suffix
    spans = list(_sentences_near(context, start, end))
    begins = any(not letters_of(context[min(first, start) : max(first, start)]) for first, _ in spans)
    stops = any(not letters_of(context[min(last, end) : max(last, end)]) for _, last in spans)
    return _Edges(
        None if begins else letters_of(passage.prefix)[-_EDGE_LETTERS:],
        None if stops else letters_of(passage.suffix)[:_EDGE_LETTERS],
    )


def _within(
    page: Folded, touched: tuple[int, int], sentence: tuple[int, int], edges: _Edges, wanted: str
) -> tuple[int, int]:
    """The part of a sentence that a passage within one became: what stood beside it does not belong to it.

    Where that is not there any more, the part begins or ends where it is likest.
    """
    start, end = sentence
    if edges.before is not None:
        beside = _start_behind(
            page, edges.before, page.offset(start), page.offset(touched[0]), page.offset(end)
        )
        starts = (start, _word_start(page.text, touched[0], start)) if beside is None else (beside,)
        start = max(starts, key=lambda place: _likeness(page.text, [(place, end)], wanted))
    if edges.after is not None:
        beside = _end_ahead(page, edges.after, page.offset(start), page.offset(touched[1]), page.offset(end))
        ends = (end, _word_end(page.text, touched[1], end)) if beside is None else (beside,)
        end = max(ends, key=lambda place: _likeness(page.text, [(start, place)], wanted))
    return start, end


def _start_behind(page: Folded, beside: str, first: int, at: int, last: int) -> int | None:
    """The place in the text behind the letters that stood before, if they are near `at`."""
    found = page.letters.rfind(beside, first, min(at + 2 * _EDGE_LETTERS, last - 1))
    return page.place(found + len(beside)) if found >= 0 and len(beside) == _EDGE_LETTERS else None


def _end_ahead(page: Folded, beside: str, first: int, at: int, last: int) -> int | None:
    """The place in the text before the letters that stood behind, if they are near `at`."""
    found = page.letters.find(beside, max(at - 2 * _EDGE_LETTERS, first + 1), last)
    return page.place(found - 1) + 1 if found >= 0 and len(beside) == _EDGE_LETTERS else None


def _word_start(text: str, at: int, least: int) -> int:
    at = max(at, least)
    while at > least and text[at - 1].isalnum():
        at -= 1
    return at


def _word_end(text: str, at: int, most: int) -> int:
    at = min(at, most)
    while at < most and text[at].isalnum():
        at += 1
    return at


def _snapped(text: str, start: int, end: int, wanted: str) -> tuple[int, int]:
    """The sentence or sentences that a stretch touches and that are most like what is wanted."""
    spans = [span for span in _sentences_near(text, start, end) if span[0] < end and start < span[1]]
    if not spans:
        return start, end
    best = _likeness(text, spans, wanted)
    while len(spans) > 1:
        shorter = max((spans[1:], spans[:-1]), key=lambda fewer: _likeness(text, fewer, wanted))
        if _likeness(text, shorter, wanted) < best:
            break
        spans, best = shorter, _likeness(text, shorter, wanted)
    return spans[0][0], spans[-1][1]


def _sentences_near(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = max(text.rfind("\n", 0, start) + 1, start - _BLOCK_CHARACTERS)
    last = text.find("\n", end)
    last = min(last if last >= 0 else len(text), end + _BLOCK_CHARACTERS)
    for line in text[at:last].split("\n"):
        for sentence in marked_sentences(text, at, at + len(line.rstrip())):
            yield sentence.start, sentence.end
        at += len(line) + 1


def _likeness(text: str, spans: list[tuple[int, int]], wanted: str) -> float:
    return fuzz.ratio(wanted, letters_of(text[spans[0][0] : spans[-1][1]]))
