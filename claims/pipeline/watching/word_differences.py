"""Word differences: which words and figures of a passage the wording in its place has not, and which it has instead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from claims.pipeline.watching.figures import compare_figures
from claims.pipeline.watching.wording_changes import WordingChange, change_of_wording
from claims.vocabulary import ValuesState

MAX_WORDS = 500
"""Longer wordings are one part that differs: comparing takes time with the square of their length."""

_MAX_CHARACTERS = 5000
_PIECE = re.compile(r"\s{1,1000}|\S{1,1000}")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of two wordings: the pieces (words, and the spaces between them) of the one and of the other."""

    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether both wordings have it."""
        return self.before == self.after


@dataclass(frozen=True, slots=True)
class PassageDifference:
    """What another wording changes of a passage: how grave that is, the words, and the figures if these are others.

    `words` are pairs of what went and what came in its place, "" for nothing.
    """

    kind: WordingChange
    words: tuple[tuple[str, str], ...]
    figures: tuple[tuple[str, ...], tuple[str, ...]]


def parts_of(before: str, after: str) -> tuple[Part, ...]:
    """Two wordings, with single spaces, as parts that are the same and parts that differ."""
    old, new = (_pieces(text) for text in (before, after))
    if max(len(old), len(new)) > 2 * MAX_WORDS:  # pieces: words, and the spaces between them
        return (Part(old, new),)
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return tuple(Part(old[i:j], new[k:end]) for _, i, j, k, end in codes)


def passage_difference(before: str, after: str) -> PassageDifference:
    """What the wording `after` changes of the passage `before`."""
    figures = compare_figures(before, after)
    has_others = figures.state in (ValuesState.CHANGED, ValuesState.ABSENT)
    return PassageDifference(
        change_of_wording(before, after),
        tuple(
            (_joined(part.before), _joined(part.after))
            for part in parts_of(before, after)
            if not part.is_same
        ),
        (figures.before, figures.after) if has_others else ((), ()),
    )


def _pieces(text: str) -> tuple[str, ...]:
    return tuple(_PIECE.findall(" ".join(text[:_MAX_CHARACTERS].split())))


def _joined(pieces: Sequence[str]) -> str:
    return "".join(pieces).strip()
