"""Front matter: reads the metadata above a Markdown text, between two lines of dashes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from claims.values import Reference

_FENCED = re.compile(r"\s{0,10}---[ \t]*\n(?P<lines>.*?)^---[ \t]*(?=\n|\Z|[^\s-])", re.DOTALL | re.MULTILINE)
_MAX_LENGTH = 100_000
_PAIR = re.compile(r"(?P<indent> *)(?P<dash>- )?(?P<key>[A-Za-z_][\w-]{0,40}):(?:\s+(?P<value>.*))?")
_ENTRY = re.compile(r" *- (?P<value>.+)")
_FOLDED = re.compile(r"[>|][+-]?")


@dataclass(slots=True)
class FrontMatter:
    """Scalars, lists of scalars and lists of flat records. No other YAML is read."""

    scalars: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    records: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    length: int = 0

    def first(self, *keys: str) -> str:
        """Returns the first value among these keys."""
        return next((value for key in keys if (value := self.scalars.get(key, ""))), "")

    @property
    def authors(self) -> tuple[str, ...]:
        """All names under `author` and `authors`."""
        names = [
            self.scalars.get("author", ""),
            *self.lists.get("author", []),
            *self.lists.get("authors", []),
        ]
        return tuple(name for name in names if name)

    @property
    def references(self) -> tuple[Reference, ...]:
        """The source list that some sites keep in the front matter."""
        entries = self.records.get("sources", []) or self.records.get("references", [])
        return tuple(
            Reference(
                entry["id"],
                entry.get("url") or None,
                entry.get("title", ""),
                entry.get("author", ""),
                entry.get("date") or entry.get("year", ""),
            )
            for entry in entries
            if entry.get("id")
        )


def read_front_matter(text: str) -> FrontMatter:
    """Returns the front matter of a Markdown text; an empty one of length 0 if there is none."""
    fenced = _FENCED.match(text, 0, _MAX_LENGTH)
    if not fenced:
        return FrontMatter()
    matter = FrontMatter(length=fenced.end())
    key = ""
    for line in fenced["lines"].splitlines():
        key = _read_line(matter, line, key)
    return matter


def _read_line(matter: FrontMatter, line: str, key: str) -> str:
    """Reads one line; returns the key that the following lines belong to."""
    pair = _PAIR.fullmatch(line)
    value = _unquoted((pair["value"] or "") if pair else "")
    if pair and not pair["indent"] and not pair["dash"]:
        _start_key(matter, pair["key"], value)
        return str(pair["key"])
    if pair and pair["dash"]:
        matter.records.setdefault(key, []).append({pair["key"]: value})
    elif pair and matter.records.get(key):
        matter.records[key][-1][pair["key"]] = value
    elif entry := _ENTRY.fullmatch(line):
        matter.lists.setdefault(key, []).append(_unquoted(entry["value"]))
    elif key in matter.scalars and line.startswith(" "):
        matter.scalars[key] = f"{matter.scalars[key]} {line.strip()}".strip()
    return key


def _start_key(matter: FrontMatter, key: str, value: str) -> None:
    if value.startswith("[") and value.endswith("]"):
        matter.lists[key] = [_unquoted(part) for part in value[1:-1].split(",")]
    else:
        matter.scalars[key] = "" if _FOLDED.fullmatch(value) else value


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1].replace('\\"', '"').replace("''", "'")
    return value
