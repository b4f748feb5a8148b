"""Folding: a text reduced to its letters and digits, with the way back to every one of them."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate

# The zero of each script that writes decimal numbers with digits of its own; its other digits follow.
_ZEROS = "٠۰०০੦૦୦௦౦೦൦๐໐༠၀០０"
ASCII_DIGITS = {ord(zero) + digit: str(digit) for zero in _ZEROS for digit in range(10)} | {
    ord("٪"): "%",
    ord("．"): ".",
}
"""Translates digits of other scripts, each character to one."""

_STRETCH = 256
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)
_LOWER = bytes(range(256)).lower()
_SIGNS = bytes(number for number in range(128) if not chr(number).isalnum())
_RUNS = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]+")


class Folded:
    """`letters` is what counts when two wordings are compared: no case, spaces, punctuation or markup signs.

    Accents count, however they are encoded; ligatures, superscripts and wide forms become plain (NFKD), digits of other
    scripts 0 to 9.
    """

    __slots__ = ("_starts", "letters", "text")

    def __init__(self, text: str) -> None:
        stretches = [letters_of(text[at : at + _STRETCH]) for at in range(0, len(text), _STRETCH)]
        self.text = text
        self.letters = "".join(stretches)
        self._starts = list(accumulate(map(len, stretches), initial=0))

    def place(self, offset: int) -> int:
        """Where in the text the letter at `offset` comes from. Raises IndexError beyond the letters."""
        if not 0 <= offset < len(self.letters):
            raise IndexError(offset)
        stretch = bisect_right(self._starts, offset) - 1
        start = stretch * _STRETCH
        written = self.text[start : start + _STRETCH]
        lengths = map(str.isalnum, written) if written.isascii() else map(len, map(_folded, written))
        passed = list(accumulate(lengths, initial=self._starts[stretch]))
        return start + bisect_right(passed, offset) - 1

    def offset(self, place: int) -> int:
        """How many letters stand before a place of the text: the way back from `place`."""
        stretch = min(max(place, 0) // _STRETCH, len(self._starts) - 1)
        return self._starts[stretch] + len(letters_of(self.text[stretch * _STRETCH : max(place, 0)]))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the text that gave the letters from `start` to `end`, which must not be empty."""
        return self.place(start), self.place(end - 1) + 1


@lru_cache(maxsize=4)
def fold(text: str) -> Folded:
    """A page folded; the last few are remembered, since many passages are looked for in one page."""
    return Folded(text)


def letters_of(text: str) -> str:
    """What counts of a text."""
    if text.isascii():
        return text.encode().translate(_LOWER, _SIGNS).decode()
    return "".join(
        letters_of(run) if run.isascii() else "".join(map(_folded, run)) for run in _RUNS.findall(text)
    )


@lru_cache(maxsize=8192)
def _folded(character: str) -> str:
    plain = unicodedata.normalize("NFKD", character.translate(ASCII_DIGITS)).casefold()
    return "".join(letter for letter in plain if letter.isalnum() or _is_mark(letter))


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter).startswith("M") and ord(letter) not in _VARIATION_SELECTORS
