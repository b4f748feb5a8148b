"""PDF lines: words with their places, and lines of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from statistics import median

# Wider gaps than this multiple of the size separate columns or cells.
GAP = 0.9
# Narrower ones are none.
_SPACE = 0.12


@dataclass(frozen=True, slots=True)
class Word:
    """A word: its ends, the line that it stands on and its size, in points from the page's lower left.

    `is_cut` says that a hyphen at the line's end was left out.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    url: str = ""
    is_cut: bool = False


@dataclass(frozen=True)
class Line:
    """A line of a page, counted from 0. `is_edge` marks a running head or foot that is kept at its first place."""

    page: int
    words: tuple[Word, ...]
    is_edge: bool = False

    @cached_property
    def text(self) -> str:
        """Its words, separated by spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def left(self) -> float:
        """Its left end."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """Its right end."""
        return self.words[-1].right

    @cached_property
    def base(self) -> float:
        """The height at which most of its words stand."""
        return median(word.base for word in self.words)

    @cached_property
    def size(self) -> float:
        """The size of most of its words."""
        return median(word.size for word in self.words)

    def is_followed_by(self, line: Line) -> bool:
        """True if a line begins where this one ends, at the same height."""
        is_level = abs(line.base - self.base) < self.size / 2
        return is_level and -0.1 < (line.left - self.right) / (self.size or 1.0) < GAP

    def with_more(self, line: Line) -> Line:
        """The line with the words of another one that follows it."""
        last, first = self.words[-1], line.words[0]
        if first.left - last.right > _SPACE * self.size:
            return replace(self, words=self.words + line.words)
        joined = replace(first, text=last.text + first.text, left=last.left, url=last.url or first.url)
        return replace(self, words=(*self.words[:-1], joined, *line.words[1:]))

    @cached_property
    def cells(self) -> tuple[tuple[Word, ...], ...]:
        """Its words, divided where the gap between two is wide."""
        cells = [[self.words[0]]]
        for before, word in pairwise(self.words):
            if word.left - before.right > GAP * self.size:
                cells.append([])
            cells[-1].append(word)
        return tuple(map(tuple, cells))


@dataclass(frozen=True, slots=True)
class Page:
    """A page's lines in the order of its content, which is the reading order for most producers."""

    number: int
    lines: list[Line]
    is_broken: bool = False
