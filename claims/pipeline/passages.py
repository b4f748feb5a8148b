"""Passages: how the words that a citation rests on stand in the text that its source has now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from claims.pipeline.figures import has_same_numbers
from claims.pipeline.folding import Folded, fold, letters_of
from claims.pipeline.sentences import split_sentences
from claims.values import Passage, PassageState, Sighting

SHORT_LETTERS = 20
"""Shorter passages say too little alone: they need their context, and are never looked for by likeness."""

FLOOR = 72.0
TWIN_FLOOR = 82.0
MARGIN = 4.0
"""Least likeness (0 to 100) of a new wording, and of one whose rivals are hardly less alike (by less than the margin)."""

_CONTEXT_CHARACTERS = 64
_CONTEXT_LETTERS = 32
_CONTEXT_FLOOR = 70.0
_CONTEXT_BONUS = 6.0
_MOST_PLACES = 200
_SIGNS, _CLOSING = "$€£¥-−", ".!?,;:)]}\"”’'%％"
_MOST_LETTERS = 4000
_MOST_CANDIDATES = 8
_PREFILTER_FLOOR = 40.0
_PART = 0.9  # how much a likeness to a part of a sentence counts
_BLOCK_CHARACTERS = 2000


@dataclass(frozen=True, slots=True)
class _Candidate:
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


def find_passage(text: str, passage: Passage, before: str = "") -> Sighting:
    """Where the passage stands in `text` (code point offsets) and in which state; `score` is 0 to 1.

    Compared are letters and digits alone. `before`, the text that the passage was last seen in, is optional:
    what stood there already, beside the passage, is taken for its new wording only if nothing newer is as like.
    """
    page, wanted = fold(text), letters_of(passage.exact)
    if not wanted:
        return Sighting(PassageState.UNPINNED)
    places = list(_places(page, wanted, passage))
    is_short = len(wanted) < SHORT_LETTERS
    if places:
        return _exact_sighting(page, wanted, passage, places, is_short=is_short)
    if is_short:
        return _between(page, wanted, passage) or Sighting(PassageState.MISSING)
    return _altered_sighting(page, wanted, passage, before)


def _places(page: Folded, wanted: str, passage: Passage) -> Iterator[int]:
    """Offsets into the letters where the wanted ones stand as whole words and whole numbers."""
    at, seen = page.letters.find(wanted), 0
    cut_before = passage.prefix[-1:].isalnum() and passage.exact[:1].isalnum()
    cut_after = passage.suffix[:1].isalnum() and passage.exact[-1:].isalnum()
    while at >= 0 and seen < _MOST_PLACES:
        seen += 1
        start, end = page.span(at, at + len(wanted))
        if (cut_before or not _joins(page.text, start)) and (cut_after or not _joins(page.text, end)):
            yield at
        at = page.letters.find(wanted, at + 1)


def _joins(text: str, at: int) -> bool:
    """True if a word or a number goes on across this place: cut there, "1.5 billion" would hold "5 billion"."""
    left, right = text[max(at - 2, 0) : at], text[at : at + 2]
    if left[-1:].isalnum() and right[:1].isalnum():
        return True
    number_on_the_left = left[:1].isdigit() and left[-1:] in (".", ",") and right[:1].isdigit()
    number_on_the_right = left[-1:].isdigit() and right[:1] in (".", ",") and right[1:].isdigit()
    return number_on_the_left or number_on_the_right


def _exact_sighting(
    page: Folded, wanted: str, passage: Passage, places: list[int], *, is_short: bool
) -> Sighting:
    length = len(wanted)
    sides = {at: _matching_sides(page, passage, at, at + length) for at in places}
    best = max(places, key=lambda at: sides[at])
    has_context = bool(letters_of(passage.prefix) or letters_of(passage.suffix))
    if has_context and not sides[best]:
        state = PassageState.AMBIGUOUS if is_short else PassageState.MOVED
        anchored = _between(page, wanted, passage) if is_short else None
        if anchored:
            return anchored
    else:
        state = (
            PassageState.AMBIGUOUS
            if is_short and not has_context and len(places) > 1
            else PassageState.INTACT
        )
    start, end = page.span(best, best + length)
    start, end = _with_signs(page.text, start, end, passage.exact)
    found = page.text[start:end]
    if not has_same_numbers(found, passage.exact):  # 15 for 1.5, 5 for 5%: another statement
        state = PassageState.ALTERED
    return Sighting(state, found, start, end, 1.0)


def _with_signs(text: str, start: int, end: int, exact: str) -> tuple[int, int]:
    """The stretch with the signs around it that the passage has there too, or that belong to a number."""
    opening = exact[: next(at for at, letter in enumerate(exact) if letter.isalnum())]
    closing = exact[len(exact.rstrip(_CLOSING)) :]
    while start > 0 and (
        text[start - 1] in opening.strip() or (text[start - 1] in _SIGNS and text[start].isdigit())
    ):
        start -= 1
    while end < len(text) and (text[end] in closing or (text[end] in "%％" and text[end - 1].isdigit())):
        end += 1
    return start, end


def _matching_sides(page: Folded, passage: Passage, start: int, end: int) -> int:
    """How many sides of a place (offsets into the letters) look as the passage's context did: 0 to 2."""
    prefix = letters_of(passage.prefix)[-_CONTEXT_LETTERS:]
    suffix = letters_of(passage.suffix)[:_CONTEXT_LETTERS]
    before = page.letters[max(start - len(prefix), 0) : start]
    after = page.letters[end : end + len(suffix)]
    matches_before = bool(prefix) and fuzz.ratio(prefix, before) >= _CONTEXT_FLOOR
    matches_after = bool(suffix) and fuzz.ratio(suffix, after) >= _CONTEXT_FLOOR
    return matches_before + matches_after


def _between(page: Folded, wanted: str, passage: Passage) -> Sighting | None:
    """What stands between a short passage's prefix and suffix now, if both are still there and near each other."""
    prefix = letters_of(passage.prefix)[-_CONTEXT_LETTERS:]
    suffix = letters_of(passage.suffix)[:_CONTEXT_LETTERS]
    if len(prefix) < SHORT_LETTERS // 2 or len(suffix) < SHORT_LETTERS // 2:
        return None
    at = page.letters.find(prefix)
    start = at + len(prefix)
    end = page.letters.find(suffix, start, start + 3 * SHORT_LETTERS + len(suffix)) if at >= 0 else -1
    if end <= start:
        return None
    first, last = page.span(start, end)
    likeness = fuzz.ratio(wanted, page.letters[start:end]) / 100
    return Sighting(PassageState.ALTERED, page.text[first:last], first, last, likeness)


def _altered_sighting(page: Folded, wanted: str, passage: Passage, before: str) -> Sighting:
    candidates = [found for found in _candidates(page, wanted, passage, before) if found.likeness >= FLOOR]
    if not candidates:
        return Sighting(PassageState.MISSING)
    candidates.sort(key=lambda candidate: -candidate.rank)
    best = candidates[0]
    rivals = [rival for rival in candidates[1:] if rival.start >= best.end or rival.end <= best.start]
    is_close = bool(rivals) and best.rank - rivals[0].rank < MARGIN
    if is_close and best.likeness < TWIN_FLOOR:  # several that are hardly like it: none of them is
        return Sighting(PassageState.MISSING)
    state = PassageState.AMBIGUOUS if is_close else PassageState.ALTERED
    return Sighting(state, page.text[best.start : best.end], best.start, best.end, best.likeness / 100)


def _candidates(page: Folded, wanted: str, passage: Passage, before: str) -> Iterator[_Candidate]:
    """The likeliest stretches, each a sentence or several. Half-overlapping windows keep the search linear."""
    letters = wanted[:_MOST_LETTERS]
    stride = len(letters)
    windows = [
        page.letters[at : at + 2 * stride] for at in range(0, max(len(page.letters) - stride // 2, 1), stride)
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
            yield _candidate(page, wanted, passage, before, span, aligned.score)


def _candidate(
    page: Folded, wanted: str, passage: Passage, before: str, span: tuple[int, int], aligned: float
) -> _Candidate:
    start, end = span
    found = letters_of(page.text[start:end])
    at = page.letters.find(found)
    sides = _matching_sides(page, passage, at, at + len(found))
    is_old = bool(before) and found not in wanted and found in fold(before).letters
    return _Candidate(start, end, max(fuzz.ratio(wanted, found), _PART * aligned), sides, is_old)


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


def pin_passage(text: str, quote: str) -> Passage:
    """The passage of `text` that a quote means, as the text has it, with what stands before and after.

    A quote that is not there, not even nearly, is a passage without context.
    """
    sighting = find_passage(text, Passage(quote))
    if sighting.start is None or sighting.end is None:
        return Passage(quote)
    start, end = sighting.start, sighting.end
    prefix, suffix = text[max(start - _CONTEXT_CHARACTERS, 0) : start], text[end : end + _CONTEXT_CHARACTERS]
    return Passage(text[start:end], prefix, suffix)
