"""Cited works: the authors and the year of an entry of a list, compared with the names in the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from claims.pipeline.documents.source_lists import Entry, author_and_year

_AND = re.compile(r",?\s(?:&|and|und|et|y|e)\s")
_ET_AL = re.compile(r",?\set\sal\.?$")
# "O'Neill" is one word, the initial of "O. Neill" none
_WORD = re.compile(r"(?:[^\W\d_]{2,}|[^\W\d_](?=[-’'][^\W\d_]{2}))(?:[-’'][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Work:
    """An entry with the words of its first author and of all authors, their initials, and its year."""

    entry: Entry
    first: tuple[str, ...]
    authors: tuple[str, ...]
    initials: str
    year: str


def work_of(entry: Entry, text: str) -> Work | None:
    """Returns the work that an entry in `text` names, None if it names no author."""
    authors, year = author_and_year(text[entry.block.start : entry.block.end][:400])
    first = re.split(r",|;|&|\band\b|\bet\b|\bund\b|\by\b", authors, maxsplit=1)[0]
    words = tuple(_words(first))
    if not words:
        return None
    capitals = "".join(word[0] for word in re.findall(r"\w+", authors) if word[0].isupper())
    return Work(entry, words, tuple(_words(authors)), capitals.casefold(), year)


def _words(names: str) -> Iterator[str]:
    for word in _WORD.findall(names):
        yield _fold(word)


def _fold(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.casefold())
    return "".join(character for character in folded if character.isalpha())


def is_by(work: Work, names: str) -> bool:
    """True if the first author, and the second if it is named, are those of the work."""
    first, *others = _AND.split(_ET_AL.sub("", names))
    cited = [name for name in first.split(",") if name.strip()]
    leading = tuple(_words(cited[0]))
    if not leading or not (_names_first(work, leading) or _abbreviates(work, leading)):
        return False
    following = [list(_words(name)) for name in (*cited[1:], *others)]
    return all(words and words[-1] in work.authors for words in following)


def _names_first(work: Work, leading: tuple[str, ...]) -> bool:
    """True if the cited name is the start of the first author's, or the surname at its end."""
    return work.first[: len(leading)] == leading or work.first[-len(leading) :] == leading


def _abbreviates(work: Work, leading: tuple[str, ...]) -> bool:
    return len(leading) == 1 and len(leading[0]) > 1 and work.initials.startswith(leading[0])
