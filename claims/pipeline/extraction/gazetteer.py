"""Gazetteer: reads and checks names files, and looks up names by their spellings."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from claims.errors import InputError
from claims.pipeline.extraction.cues import words_of
from claims.pipeline.fingerprint import name_key, text_hash
from claims.vocabulary import EntityKind

LONGEST_NAME = 200
"""Characters of a name at most; what is longer is none."""

_SHORT = 3
_CACHE_SIZE = 4096
_FIELDS = {"aliases": list, "parent": str, "numbered": bool}
# "Falcon-40B" and "Falcon 2.0" are models; "Falcon 9" is not, nor is "Step 3".
_NUMBERED = re.compile(r"-?[vV]?\d| [vV]?\d+(?:\.\d|[BM]\b)")
_HEAD = re.compile(r"[^\W\d_]+")
# What a run of capitalised words cannot be: these names are looked for letter by letter.
_IRREGULAR = re.compile(r" [a-z]|['’&,]|^[a-z]{3}|^[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Entry:
    """A name in its usual spelling, with its other spellings and what it is a version or variant of.

    `parent` is None where its form may say so ("MMLU-Pro"), "" where it has none whatever its form ("ARC-AGI"). `numbered` says that the name is an ordinary word too, and counts with a version or size behind it alone.
    """

    kind: EntityKind
    name: str
    aliases: tuple[str, ...] = ()
    parent: str | None = None
    numbered: bool = False

    @property
    def spellings(self) -> tuple[str, ...]:
        """The usual spelling and the others."""
        return (self.name, *self.aliases)


class KnownNames:
    """Names by their spellings. Case, spaces and hyphens fold; digits and signs never do. The first entry has a spelling."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._spellings: dict[str, dict[str, Entry]] = {}
        for entry in entries:
            for spelling in entry.spellings:
                written = self._spellings.setdefault(name_key(spelling), {})
                if all(other is entry for other in written.values()):
                    written[spelling] = entry
        spellings = [
            (spelling, entry) for written in self._spellings.values() for spelling, entry in written.items()
        ]
        self._irregular, self._signs = _irregular(spellings)
        # A text speaks of the same few names again and again.
        self.entry = lru_cache(maxsize=_CACHE_SIZE)(self._entry)
        self.family = lru_cache(maxsize=_CACHE_SIZE)(self._family)
        self.beginning = lru_cache(maxsize=_CACHE_SIZE)(self._beginning)

    def irregular_in(self, text: str) -> Iterator[re.Match[str]]:
        """Yields the names that are no run of capitalised words, none over another."""
        if self._signs.isdisjoint(words_of(text)) and self._signs.isdisjoint(text):
            return iter(())
        return self._irregular.finditer(text)

    def is_known(self, words: str) -> bool:
        """True for the spelling of an entry and for a version or variant of a model's family."""
        return bool(self.entry(words) or self.family(words))

    def _entry(self, words: str) -> Entry | None:
        """Returns the entry with this spelling; None for a word that only resembles it: "Math" is not MATH."""
        for spelling, entry in self._spellings.get(name_key(words), {}).items():
            if _is_meant(words, spelling):
                return None if entry.numbered else entry
        return None

    def _family(self, words: str) -> Entry | None:
        """The model whose name these words begin with: Qwen for "Qwen2.5-Max"."""
        first, *others = words.split(" ")
        head = first.split("-")[0]
        letters = _HEAD.match(head)
        for stem in (" ".join([first, *others[:1]]), first, head, letters[0] if letters else ""):
            for spelling, entry in self._spellings.get(name_key(stem), {}).items():
                if (
                    entry.kind is EntityKind.MODEL
                    and _is_meant(stem, spelling)
                    and (not entry.numbered or _NUMBERED.match(words, len(stem)))
                ):
                    return entry
        return None

    def _beginning(self, words: str) -> Entry | None:
        """The longest known name before the last words: SWE-bench for "SWE-bench Verified"."""
        for end in reversed([match.start() for match in re.finditer(r"[ -]", words[:LONGEST_NAME])]):
            if entry := self.entry(words[:end]):
                return entry
        return None


def read_names(text: str) -> tuple[Entry, ...]:
    """The entries of a names file. Raises InputError: its `field` is "/table/key", "" for what is no TOML."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise InputError("", f"This is no TOML: {problem}.") from problem
    entries = tuple(entry for table, rows in tables.items() for entry in _table(table, rows))
    _check_spellings(entries)
    _check_parents(entries)
    return entries


def names_in_file(path: Path) -> str:
    """The text of a names file that `read_names` takes. Raises InputError naming the file, the table and the key."""
    try:
        text = path.read_text(encoding="utf-8")
        read_names(text)
    except (OSError, UnicodeDecodeError) as problem:
        reason = getattr(problem, "strerror", None) or "it is no UTF-8 text"
        raise InputError("", f"{path} cannot be read: {reason}.") from problem
    except InputError as problem:
        _, table, key = (*problem.field.split("/", 2), "", "")[:3]
        place = f", [{table}] {key}".rstrip() if table else ""
        raise InputError(problem.field, f"{path}{place}: {problem.detail}") from problem
    return text


def names_digest(text: str) -> str:
    """What stands for these additions in the extractor's version: "" for none."""
    return text_hash(text)[:8] if text.strip() else ""


def _is_meant(words: str, spelling: str) -> bool:
    """A plain word is no acronym ("Drop" for DROP) and no name with a hyphen ("Multiple" for MultiPL-E), "YI" is not Yi."""
    if spelling.isalpha() and spelling.isupper():
        return not words.istitle()
    if "-" in spelling and words.isalpha() and words.istitle():
        return False
    return not (spelling.istitle() and len(spelling) <= _SHORT and words.isupper())


def _irregular(spellings: Sequence[tuple[str, Entry]]) -> tuple[re.Pattern[str], frozenset[str]]:
    """Names that no run of capitalised words is: with small words or signs in them, or "qwen2.5-max" all in small.

    With the pattern come the words and letters of which a text that holds such a name holds one.
    """
    written = {spelling for spelling, _ in spellings if _IRREGULAR.search(spelling)}
    families = {
        spelling.casefold()
        for spelling, entry in spellings
        if entry.kind is EntityKind.MODEL
        and len(spelling) >= _SHORT
        and spelling.isalpha()
        and not entry.numbered
    }
    options = _by_first_letter(written, may_open=True)
    small = _by_first_letter(families, may_open=False)
    pattern = re.compile(
        rf"(?<![\w@/.-])(?:(?:{options})(?![\w-])|(?:{small})-?\d(?:[\w.-]{{0,60}}\w)?(?![\w@/]))"
    )
    return pattern, frozenset(chain(*((sign, sign.upper()) for sign in map(_sign_of, written | families))))


def _sign_of(spelling: str) -> str:
    """The longest word of a spelling, or a letter of it that English has not: such scripts do not part their words."""
    foreign = next((letter for letter in spelling if not letter.isascii() and letter != "’"), "")
    return foreign or max(words_of(spelling), key=lambda word: (len(word), word))


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(words, key=lambda word: (-len(word), word))


def _by_first_letter(spellings: Iterable[str], *, may_open: bool) -> str:
    """A pattern of the spellings, the longest first. Its first letter is tried once, whatever the number of names.

    `may_open` lets a small first letter be a capital.
    """
    groups: dict[str, list[str]] = {}
    for spelling in _longest_first(spellings):
        first = spelling[0]
        for letter in (first, first.upper()) if may_open and first.islower() else (first,):
            groups.setdefault(letter, []).append(_flexible(spelling[1:]))
    return "|".join(f"{_flexible(letter)}(?:{'|'.join(rest)})" for letter, rest in groups.items()) or "(?!)"


def _flexible(words: str) -> str:
    """The words with either sort of space and apostrophe."""
    return re.escape(words).replace("\\ ", "[ \u00a0]").replace("’", "'").replace("'", "['’]")


def _table(table: str, rows: Any) -> Iterator[Entry]:
    if table not in set(EntityKind):
        raise InputError(f"/{table}", f"The table is none of {', '.join(EntityKind)}.")
    if not isinstance(rows, dict):
        raise InputError(f"/{table}", f"Write [{table}] and names below it.")
    for name, row in rows.items():
        yield _entry(EntityKind(table), name, row)


def _entry(kind: EntityKind, name: str, row: Any) -> Entry:
    pointer = f"/{kind}/{name}"
    fields = {"aliases": row} if isinstance(row, list) else row
    if not isinstance(fields, dict):
        raise InputError(pointer, 'Write a list of other spellings, or { parent = "…", aliases = […] }.')
    for key, value in fields.items():
        if key not in _FIELDS:
            raise InputError(
                pointer, f"{key!r} is none of {', '.join(_FIELDS)}; a name with a dot needs quotes."
            )
        if not isinstance(value, _FIELDS[key]):
            raise InputError(pointer, f"{key} must be a {_FIELDS[key].__name__}.")
    entry = Entry(
        kind, name, tuple(fields.get("aliases", ())), fields.get("parent"), fields.get("numbered", False)
    )
    for spelling in (*entry.spellings, entry.parent or name):
        if not _is_name(spelling):
            raise InputError(pointer, f"{str(spelling)[:50]!r} is no name of 1 to {LONGEST_NAME} characters.")
    return entry


def _is_name(spelling: object) -> bool:
    is_short = isinstance(spelling, str) and len(spelling) <= LONGEST_NAME and spelling.isprintable()
    return is_short and bool(name_key(str(spelling)))


def _check_spellings(entries: Iterable[Entry]) -> None:
    owners: dict[str, Entry] = {}
    for entry in entries:
        for spelling in entry.spellings:
            owner = owners.setdefault(name_key(spelling), entry)
            if owner is not entry:
                raise InputError(
                    f"/{entry.kind}/{entry.name}",
                    f"{spelling!r} is a spelling of {owner.name!r} in [{owner.kind}] already.",
                )


def _check_parents(entries: Iterable[Entry]) -> None:
    above = {name_key(s): name_key(entry.parent or "") for entry in entries for s in entry.spellings}
    for entry in entries:
        ancestors, key = {name_key(s) for s in entry.spellings}, name_key(entry.parent or "")
        while key:
            if key in ancestors:
                raise InputError(f"/{entry.kind}/{entry.name}", "A name cannot be its own ancestor.")
            ancestors.add(key)
            key = above.get(key, "")
