"""Differences: what two versions of a page mean for the passages that claims rely on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from claims.pipeline.watching.figures import compare_figures, has_same_numbers
from claims.pipeline.watching.folding import fold, letters_of
from claims.pipeline.watching.link_state import FALLEN_LINKS
from claims.pipeline.watching.passages import find_passage, pin_passage
from claims.values import FigureMatch, Passage, PassageMatch
from claims.vocabulary import LinkState, PassageState, ValuesState

_AROUND_LETTERS = 150
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

    `found` is what stands there instead of the passage now, "" if it is intact or missing.
    """

    state: PassageState
    found: str
    values: FigureMatch


def check_passage(text: str, passage: Passage, expected: Sequence[str], *, before: str = "") -> PassageCheck:
    """How a pinned passage stands in the `text` that its source has now, with the figures that its claim relies on.

    `expected` are those figures as written, `before` is the text that the source had last, "" if none. Figures of a
    passage that is missing are not judged: NONE.
    """
    match = find_passage(text, passage, before)
    is_judged = bool(expected) and bool(match.wording)
    values = compare_figures(passage.exact, match.wording, expected) if is_judged else _NO_FIGURES
    found = "" if match.state is PassageState.INTACT else match.wording
    return PassageCheck(match.state, found, values)


def is_same_wording(one: str, other: str) -> bool:
    """True if both have the same letters and digits and the same numbers: other spaces or quotation marks are no change."""
    return letters_of(one) == letters_of(other) and has_same_numbers(one, other)


def severity_of(
    page: Severity, passage: PassageState, values: ValuesState, link: LinkState = LinkState.LIVE
) -> Severity:
    """The severity of a citation's states. `page` is what `change_of` said of the page's text."""
    if link in FALLEN_LINKS:
        return Severity.SOURCE_DEAD
    if passage is PassageState.MISSING or values in (ValuesState.CHANGED, ValuesState.ABSENT):
        return Severity.NUMBER_OR_PASSAGE_LOST
    if passage is PassageState.ALTERED:
        return Severity.PASSAGE_ALTERED
    if passage in (PassageState.MOVED, PassageState.AMBIGUOUS):
        return Severity.AROUND
    return page


def change_of(
    before: str, after: str, passage: Passage | None = None, now: PassageMatch | None = None
) -> Severity:
    """NOTHING, COSMETIC (the same letters and digits), AROUND the passage, or ELSEWHERE on the page."""
    if before == after:
        return Severity.NOTHING
    if fold(before).letters == fold(after).letters:
        return Severity.COSMETIC
    if passage is None or now is None or now.start is None or now.end is None:
        return Severity.ELSEWHERE
    then = find_passage(before, passage)
    if then.start is None or then.end is None:
        return Severity.ELSEWHERE
    is_same = _around(before, then.start, then.end) == _around(after, now.start, now.end)
    return Severity.ELSEWHERE if is_same else Severity.AROUND


def compare_pages(before: str, after: str, quotes: Sequence[str]) -> PageComparison:
    """What the watch would say of each quote of `before` now that the page reads `after` (full visible texts)."""
    compared = tuple(_compare_quote(before, after, quote) for quote in quotes)
    worst = max((comparison.severity for comparison in compared), default=change_of(before, after))
    return PageComparison(severity=worst, quotes=compared)


def _compare_quote(before: str, after: str, quote: str) -> QuoteComparison:
    passage = pin_passage(before, quote)
    match = find_passage(after, passage, before)
    figures = compare_figures(passage.exact, match.wording)
    page = change_of(before, after, passage, match)
    return QuoteComparison(quote, match, figures, severity_of(page, match.state, figures.state))


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    before = letters_of(text[max(start - 3 * _AROUND_LETTERS, 0) : start])[-_AROUND_LETTERS:]
    return before, letters_of(text[end : end + 3 * _AROUND_LETTERS])[:_AROUND_LETTERS]
