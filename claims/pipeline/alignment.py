"""Alignment: the sentences of a text that are most like a passage whose own words are not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from claims.pipeline.folding import Folded, fold, letters_of
from claims.pipeline.sentences import split_sentences
from claims.values import Passage

FLOOR = 72.0
TWIN_FLOOR = 82.0
MARGIN = 4.0
"""Least likeness (0 to 100) of a new wording, and of one whose rivals are hardly less alike (by less than the margin)."""

CONTEXT_LETTERS = 32
"""How many letters beside a passage are compared."""

_CONTEXT_FLOOR = 70.0
_CONTEXT_BONUS = 6.0
_MOST_LETTERS = 4000
_MOST_CANDIDATES = 12
_PREFILTER_FLOOR = 40.0
_PART = 0.9  # how much a likeness to a part of a sentence counts
_BLOCK_CHARACTERS = 2000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of the text that may be the passage's new wording; offsets into the text."""

    start: int
    end: int
    likeness: float
    sides: int
    is_old: bool

    @property
    def rank(self) -> float:
        """Likeness, helped by the context that it stands in; a new wording goes before an old one."""
        return self.likeness + self.sides * _CONTEXT_BONUS - self.is_old * _CONTEXT_BONUS


def new_wordings(page: Folded, wanted: str, passage: Passage, before: str) -> list[Candidate]:
    """The stretches that are like enough to be the passage's new wording, the likeliest first."""
    found = [one for one in _candidates(page, wanted, passage, before) if one.likeness >= FLOOR]
    return sorted(found, key=lambda candidate: -candidate.rank)


def matching_sides(text: str, start: int, end: int, passage: Passage) -> int:
    """How many sides of a stretch look as the passage's context did: 0 to 2."""
    prefix = letters_of(passage.prefix)[-CONTEXT_LETTERS:]
    suffix = letters_of(passage.suffix)[:CONTEXT_LETTERS]
    before = letters_of(text[max(start - 3 * CONTEXT_LETTERS, 0) : start])[-len(prefix) :]
    after = letters_of(text[end : end + 3 * CONTEXT_LETTERS])[: len(suffix)]
    matches_before = bool(prefix) and fuzz.ratio(prefix, before) >= _CONTEXT_FLOOR
    matches_after = bool(suffix) and fuzz.ratio(suffix, after) >= _CONTEXT_FLOOR
    return matches_before + matches_after


def _candidates(page: Folded, wanted: str, passage: Passage, before: str) -> Iterator[Candidate]:
    """The likeliest stretches, each a sentence or several. Overlapping windows keep the search linear."""
    letters = wanted[:_MOST_LETTERS]
    stride = (len(letters) + 1) // 2
    windows = [
        page.letters[at : at + 3 * stride] for at in range(0, max(len(page.letters) - stride, 1), stride)
    ]
    likely = process.extract(
        letters, windows, scorer=fuzz.ratio, limit=_MOST_CANDIDATES, score_cutoff=_PREFILTER_FLOOR
    )
    seen = set()
    for _, _, number in likely:
        aligned = fuzz.partial_ratio_alignment(letters, windows[number])
        if not aligned or aligned.dest_start == aligned.dest_end:
            continue
        at = number * stride
        span = _snapped(page.text, *page.span(at + aligned.dest_start, at + aligned.dest_end), letters)
        if span not in seen:
            seen.add(span)
            yield _candidate(page.text, wanted, passage, before, span, aligned.score)


def _candidate(
    text: str, wanted: str, passage: Passage, before: str, span: tuple[int, int], aligned: float
) -> Candidate:
    start, end = span
    found = letters_of(text[start:end])
    is_old = bool(before) and found not in wanted and found in fold(before).letters
    likeness = max(fuzz.ratio(wanted, found), _PART * aligned)
    return Candidate(start, end, likeness, matching_sides(text, start, end, passage), is_old)


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
    for line in text[at:last].splitlines(keepends=True):
        for sentence in split_sentences(text, at, at + len(line.rstrip())):
            yield sentence.start, sentence.end
        at += len(line)


def _likeness(text: str, spans: list[tuple[int, int]], wanted: str) -> float:
    return fuzz.ratio(wanted, letters_of(text[spans[0][0] : spans[-1][1]]))
