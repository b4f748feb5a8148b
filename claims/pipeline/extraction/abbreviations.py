"""Abbreviations: a long form with its abbreviation in brackets, and which name both are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

_BRACKETED = re.compile(r"(?<=[\w)’'”\"]) \((?P<short>[A-Z][A-Za-z0-9&]{0,9}(?:-[A-Za-z0-9]{1,8})?s?)\)")
_EXPLAINED = re.compile(r"(?<![\w(])(?P<short>[A-Z][A-Za-z0-9&]{1,9}) \((?P<long>[A-Z][^()|\[\]]{5,120})\)")
_WORD = re.compile(r"[^\s()\[\]|;:,.!?\"“”]+")
_MAX_EXTRA = 3  # words of a long form that give no letter: "of", "the", "and"
_REACH = 160


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """`text[start:end]` is the long form, `text[short_start:short_end]` its abbreviation."""

    start: int
    end: int
    short_start: int
    short_end: int


def find_abbreviations(text: str) -> Iterator[Abbreviation]:
    """The long forms of `text` with their abbreviations: "Long Form (LF)", and then "LF (Long Form)"."""
    if " (" not in text:
        return
    last = 0
    for abbreviation in sorted(
        chain(_bracketed(text), _explained(text)), key=lambda a: min(a.start, a.short_start)
    ):
        if min(abbreviation.start, abbreviation.short_start) >= last:
            last = max(abbreviation.end, abbreviation.short_end)
            yield abbreviation


def _bracketed(text: str) -> Iterator[Abbreviation]:
    """ "Long Form (LF)"."""
    for match in _BRACKETED.finditer(text):
        start = _long_form(text, match.start(), match["short"].removesuffix("s"))
        if start is not None:
            yield Abbreviation(start, match.start(), match.start("short"), match.end("short"))


def _explained(text: str) -> Iterator[Abbreviation]:
    """ "LF (Long Form)"."""
    for match in _EXPLAINED.finditer(text):
        if _long_form(text, match.end("long"), match["short"].removesuffix("s")) == match.start("long"):
            yield Abbreviation(
                match.start("long"), match.end("long"), match.start("short"), match.end("short")
            )


def _long_form(text: str, end: int, short: str) -> int | None:
    """Where the words begin whose initials are the abbreviation's letters; None if no words before it are."""
    letters = [letter for letter in short if letter.isalpha()]
    if len(letters) < 2 or sum(map(str.isupper, letters)) < 2:
        return None
    words = list(_WORD.finditer(text, max(0, end - _REACH), end))[-(len(letters) + _MAX_EXTRA) :]
    start = None
    for count in range(2, len(words) + 1):
        first = words[-count]
        is_capital = first[0][0].isupper() and first[0][0] == letters[0].upper()
        may_extend = start is None or "-" in first[0]  # "Graduate-Level Google-Proof Q&A (GPQA)"
        if is_capital and may_extend and _spells([word[0] for word in words[-count:]], letters):
            start = first.start()
    return start


def _spells(words: list[str], letters: list[str]) -> bool:
    """True if the letters are the initials of the words or of their parts, small words left out."""
    initials = [part[0].casefold() for word in words for part in re.split(r"[-/&]", word) if part]
    wanted = [letter.casefold() for letter in letters]
    i = 0
    for initial in initials:
        if i < len(wanted) and initial == wanted[i]:
            i += 1
    return i == len(wanted) and len(initials) <= len(wanted) + _MAX_EXTRA
