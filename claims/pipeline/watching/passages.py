"""Passages: how the words that a citation rests on stand in the text that its source has now."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from claims.pipeline.watching.alignment import (
    MARGIN,
    TWIN_FLOOR,
    Candidate,
    likely_first,
    similar_stretches,
)
from claims.pipeline.watching.context_match import CONTEXT_LETTERS, matching_sides
from claims.pipeline.watching.figures import has_same_numbers
from claims.pipeline.watching.folding import Folded, fold, letters_of
from claims.pipeline.watching.found_rows import NO_CLAIM, find_row
from claims.pipeline.watching.json_pairs import row_of_pair
from claims.pipeline.watching.notices import find_notices
from claims.pipeline.watching.opposites import count_denials, denial_behind
from claims.pipeline.watching.rows import read_row
from claims.pipeline.watching.wording_changes import WordingChange, change_of_wording
from claims.pipeline.watching.written_values import language_of
from claims.values import CitedClaim, Passage, PassageMatch
from claims.vocabulary import PassageState

SHORT_LETTERS = 20
"""Shorter passages say too little alone: they need their context, and are never looked for by likeness."""

_CONTEXT_CHARACTERS = 64
_MAX_PLACES = 200
_SIGNS = "$€£¥-−"
_SENTENCE_END = re.compile(r"[.!?。！？\n]")
_NEXT_SENTENCE = re.compile(r"[.!?]\s{1,9}\S")
_REACH = 240
_PERCENT = re.compile(r"\s{0,3}(?:[%％]|per\s{0,3}cent\b)")


def find_passage(
    text: str,
    passage: Passage,
    before: str = "",
    *,
    expected: Sequence[str] = (),
    claim: CitedClaim = NO_CLAIM,
) -> PassageMatch:
    """Where the passage stands in `text` (code point offsets) and in which state; `score` is 0 to 1.

    Compared are letters and the values of numbers, however these are written. A row of a table is known by what it names, and
    of its figures those matter that are `expected` by its claim. What a notice of the page quotes from an earlier text does
    not count, unless the passage never stood elsewhere. `before`, the text that the passage was last seen in, is optional:
    what stood there already, beside the passage, is taken for its new wording only if nothing newer is as like.
    """
    row = read_row(passage.exact)
    found = (
        find_row(text, row, before, prefix=passage.prefix, expected=expected, claim=claim) if row else None
    )
    return found or _find_words(text, passage, before)


def _find_words(text: str, passage: Passage, before: str = "") -> PassageMatch:
    page, wanted = fold(text), letters_of(passage.exact)
    if not wanted:
        return PassageMatch(PassageState.UNPINNED)
    quoted = list(_places(page, wanted, passage))
    places = _places_that_count(text, quoted, passage, before)
    is_short = len(wanted) < SHORT_LETTERS
    if places:
        match = _exact_match(page, wanted, passage, places, is_short=is_short)
        is_elsewhere = match.state is PassageState.MOVED
        return (_refigured_match(page, wanted, passage, before) if is_elsewhere else None) or match
    match = _inexact_match(page, wanted, passage, before, is_short=is_short)
    if match.state is PassageState.MISSING and quoted and not before:
        return _exact_match(page, wanted, passage, quoted, is_short=is_short)
    return match


def _inexact_match(
    page: Folded, wanted: str, passage: Passage, before: str, *, is_short: bool
) -> PassageMatch:
    if is_short:
        return _between(page, wanted, passage) or PassageMatch(PassageState.MISSING)
    return _altered_match(page, passage, _stretches_outside(page, wanted, passage, before))


def _places_that_count(text: str, places: list[_Place], passage: Passage, before: str) -> list[_Place]:
    """The places outside of notices; all of them if the passage was cited from a notice."""
    outside = [place for place in places if not _is_in_notice(text, place.start)]
    was_quoted = places and not outside and before and _stood_in_notice(before, passage)
    return places if was_quoted else outside


def _is_in_notice(text: str, start: int) -> bool:
    """Whether a place lies in a notice about an earlier text."""
    return any(
        notice.start <= start < notice.end for notice in find_notices(text) if notice.is_about_earlier_text
    )


def _stood_in_notice(before: str, passage: Passage) -> bool:
    """Whether the passage was cited from a notice: it stood nowhere else."""
    page = fold(before)
    places = list(_places(page, letters_of(passage.exact), passage))
    return bool(places) and all(_is_in_notice(before, place.start) for place in places)


def _stretches_outside(page: Folded, wanted: str, passage: Passage, before: str) -> list[Candidate]:
    stretches = similar_stretches(page, wanted, passage, before)
    return [stretch for stretch in stretches if not _is_in_notice(page.text, stretch.start)]


def _refigured_match(page: Folded, wanted: str, passage: Passage, before: str) -> PassageMatch | None:
    """The passage with other figures where it stood, if its words stand elsewhere, too; None if there is none."""
    language = language_of(page.text)
    for stretch in likely_first(_stretches_outside(page, wanted, passage, before)):
        wording = page.text[stretch.start : stretch.end]
        change = change_of_wording(passage.exact, wording, language=language)
        if stretch.sides >= 1 and change is WordingChange.REFIGURED:
            return PassageMatch(
                PassageState.ALTERED, wording, stretch.start, stretch.end, stretch.likeness / 100
            )
    return None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a passage's letters stand (offsets into the text), with its numbers or others, in its context or another."""

    start: int
    end: int
    is_same: bool
    sides: float


def _places(page: Folded, wanted: str, passage: Passage) -> Iterator[_Place]:
    """Where the wanted letters stand as whole words and whole numbers."""
    at, seen = page.letters.find(wanted), 0
    cut_before = passage.prefix[-1:].isalnum() and passage.exact[:1].isalnum()
    cut_after = passage.suffix[:1].isalnum() and passage.exact[-1:].isalnum()
    is_only = page.letters.find(wanted, at + 1) < 0
    verbatim = _verbatim(page.text, passage.exact) if at >= 0 and is_only else None
    while at >= 0 and seen < _MAX_PLACES:
        seen += 1
        start, end = verbatim or page.span(at, at + len(wanted))
        if (cut_before or not _joins(page.text, start)) and (cut_after or not _joins(page.text, end)):
            span = _with_signs(page.text, start, end, passage)
            wording = page.text[slice(*span)]
            is_same = wording == passage.exact or has_same_numbers(
                wording, passage.exact, language=language_of(page.text)
            )
            yield _Place(*span, is_same, matching_sides(page, at, at + len(wanted), passage))
        at = page.letters.find(wanted, at + 1)


def _verbatim(text: str, exact: str) -> tuple[int, int] | None:
    """From the first to the last letter of a wording that stands in the text as it is: what a span of its letters is."""
    at = text.find(exact)
    if at < 0:
        return None
    first = next(place for place in range(len(exact)) if letters_of(exact[place]))
    last = next(place for place in range(len(exact), 0, -1) if letters_of(exact[place - 1]))
    return at + first, at + last


def _joins(text: str, at: int) -> bool:
    """True if a word or a number goes on across this place: cut there, "1.5 billion" would hold "5 billion"."""
    left, right = text[max(at - 2, 0) : at], text[at : at + 2]
    if left[-1:].isalnum() and right[:1].isalnum():
        return True
    number_on_the_left = left[:1].isdigit() and left[-1:] in (".", ",") and right[:1].isdigit()
    number_on_the_right = left[-1:].isdigit() and right[:1] in (".", ",") and right[1:].isdigit()
    return number_on_the_left or number_on_the_right


def _exact_match(
    page: Folded, wanted: str, passage: Passage, places: list[_Place], *, is_short: bool
) -> PassageMatch:
    best = max(places, key=lambda place: (place.is_same, place.sides))
    has_context = bool(letters_of(passage.prefix + passage.suffix))
    if not best.is_same:  # 15 for 1.5, 5 for 5%: the same letters can be another statement
        state = PassageState.ALTERED
    elif has_context and (best.sides < 1 if is_short else not best.sides):
        anchored = _between(page, wanted, passage) if is_short else None
        if anchored:
            return anchored
        state = PassageState.AMBIGUOUS if is_short else PassageState.MOVED
    else:
        is_anywhere = is_short and not has_context and len(places) > 1
        state = PassageState.AMBIGUOUS if is_anywhere else PassageState.INTACT
    start, end = best.start, best.end
    if state is not PassageState.AMBIGUOUS:
        start -= len(_new_denial(page.text, start, passage))
        end += len(_new_denial_behind(page.text, end, passage))
    state = state if (start, end) == (best.start, best.end) else PassageState.ALTERED
    return PassageMatch(state, page.text[start:end], start, end, 1.0)


def _new_denial(text: str, start: int, passage: Passage) -> str:
    """What stands before a passage in its sentence, if that denies it and did not before: "It is false that".

    Less of it is read than of what stood there before, so that a denial that was cut off is not a new one.
    """
    were, are = passage.prefix, text[max(start - len(passage.prefix) * 3 // 4, 0) : start]
    was, now = (_SENTENCE_END.split(before)[-1] for before in (were, are))
    return now.lstrip() if count_denials(now) > count_denials(was) else ""


def _new_denial_behind(text: str, end: int, passage: Passage) -> str:
    """What stands behind a passage in its paragraph, as far as it denies it and did not before: ". This is false".

    Nothing but the rest of the passage's sentence stands between them.
    """
    near = text[end : end + _REACH]
    behind = near.partition("\n")[0]
    denial = denial_behind(behind)
    if not denial or denial_behind(passage.suffix) or _NEXT_SENTENCE.search(behind[: denial[0]]):
        return ""
    # A suffix that is shorter than the prefix shows that the text ended there.
    is_last = len(passage.suffix) < _CONTEXT_CHARACTERS <= len(passage.prefix)
    is_new = is_last or not letters_of(near).startswith(letters_of(passage.suffix))
    return behind[: denial[1]] if is_new else ""


def _with_signs(text: str, start: int, end: int, passage: Passage) -> tuple[int, int]:
    """The stretch with the signs around it that the passage has there too, or that belong to a number."""
    opening, closing = _signs_around(passage.exact)
    signs = "" if passage.prefix[-1:] in _SIGNS else _SIGNS
    while start > 0 and (text[start - 1] in opening or (text[start - 1] in signs and text[start].isdigit())):
        start -= 1
    percent = _PERCENT.match(text, end) if text[end - 1].isdigit() else None
    if percent and not _PERCENT.match(passage.suffix):
        end = percent.end()
    while end < len(text) and text[end] in closing:
        end += 1
    return start, end


def _signs_around(exact: str) -> tuple[str, str]:
    """What stands before the first and after the last letter or digit."""
    lettered = [at for at, letter in enumerate(exact) if letter.isalnum()] or [0]
    return exact[: lettered[0]].strip(), exact[lettered[-1] + 1 :].strip()


def _between(page: Folded, wanted: str, passage: Passage) -> PassageMatch | None:
    """What stands between a short passage's prefix and suffix now, if both are still there and near each other."""
    prefix = letters_of(passage.prefix)[-CONTEXT_LETTERS:]
    suffix = letters_of(passage.suffix)[:CONTEXT_LETTERS]
    if len(prefix) < SHORT_LETTERS // 2 or len(suffix) < SHORT_LETTERS // 2:
        return None
    at = page.letters.find(prefix)
    start = at + len(prefix)
    end = page.letters.find(suffix, start, start + 3 * SHORT_LETTERS + len(suffix)) if at >= 0 else -1
    if end <= start:
        return None
    first, last = page.span(start, end)
    likeness = fuzz.ratio(wanted, page.letters[start:end]) / 100
    wording = page.text[first:last]
    state = PassageState.INTACT if _is_rewritten(page, passage, wording) else PassageState.ALTERED
    return PassageMatch(state, wording, first, last, likeness)


def _is_rewritten(page: Folded, passage: Passage, wording: str) -> bool:
    """Whether a wording says the same words and values as the passage, written in another way."""
    language = language_of(page.text)
    return change_of_wording(passage.exact, wording, language=language) <= WordingChange.REWRITTEN


def _altered_match(page: Folded, passage: Passage, alike: Sequence[Candidate]) -> PassageMatch:
    candidates = likely_first(alike)
    if match := _rewritten_match(page, passage, alike):
        return match
    if not candidates:
        return PassageMatch(PassageState.MISSING)
    best = candidates[0]
    rivals = [rival for rival in candidates[1:] if rival.start >= best.end or rival.end <= best.start]
    is_close = bool(rivals) and best.rank - rivals[0].rank < MARGIN
    if is_close and best.whole < TWIN_FLOOR:  # several that are hardly like it: none of them is
        return PassageMatch(PassageState.MISSING)
    state = PassageState.AMBIGUOUS if is_close else PassageState.ALTERED
    return PassageMatch(state, page.text[best.start : best.end], best.start, best.end, best.likeness / 100)


def _rewritten_match(page: Folded, passage: Passage, alike: Sequence[Candidate]) -> PassageMatch | None:
    """The stretch that says the passage with its values written in another way; None if there is none."""
    spans = [(*_with_signs(page.text, one.start, one.end, passage), one.sides) for one in alike]
    rewritten = [span for span in spans if _is_rewritten(page, passage, page.text[span[0] : span[1]])]
    if not rewritten:
        return None
    start, end, sides = max(rewritten, key=lambda span: span[2])
    has_context = bool(letters_of(passage.prefix + passage.suffix))
    state = PassageState.MOVED if has_context and not sides else PassageState.INTACT
    return PassageMatch(state, page.text[start:end], start, end, 1.0)


def pin_passage(text: str, quote: str) -> Passage:
    """The passage of `text` that a quote means, as the text has it, with what stands before and after.

    A quote that is not there, not even nearly, is a passage without context.
    """
    match = _find_words(text, Passage(quote))
    if match.state is not PassageState.INTACT and (row := row_of_pair(text, quote)):
        return passage_at(text, *row)
    if match.state is not PassageState.INTACT:  # a row may be quoted with other signs between its cells
        match = find_passage(text, Passage(quote))
    if match.start is None or match.end is None:
        return Passage(quote)
    return passage_at(text, match.start, match.end)


def passage_at(text: str, start: int, end: int) -> Passage:
    """The passage `text[start:end]` with what stands before and after it."""
    prefix, suffix = text[max(start - _CONTEXT_CHARACTERS, 0) : start], text[end : end + _CONTEXT_CHARACTERS]
    return Passage(text[start:end], prefix, suffix)
