"""JSON pairs: a quoted key with its value, and the row of a table in which the value stands below the key."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from claims.pipeline.watching.columns import HEAD_LINES, cells_of, is_same_figure, read_head
from claims.pipeline.watching.folding import letters_of

_PAIR = re.compile(
    r'\s{0,9}[{,]?\s{0,9}"(?P<key>[^"\n]{1,100})"\s{0,9}:\s{0,9}'
    r'(?:"(?P<text>[^"\n]{1,300})"|(?P<other>-?\d[\d.eE+-]{0,40}|true|false))\s{0,9}[,}]?\s{0,9}'
)


def row_of_pair(text: str, quote: str) -> tuple[int, int] | None:
    """Where the only row stands that a quote like `"score": 71.4` means; None if it is no such quote, or means several rows."""
    pair = _PAIR.fullmatch(quote)
    if pair is None:
        return None
    rows = list(itertools.islice(_rows_with(text, letters_of(pair["key"]), pair["text"] or pair["other"]), 2))
    return rows[0] if len(rows) == 1 else None


def _rows_with(text: str, key: str, value: str) -> Iterator[tuple[int, int]]:
    at, lines = 0, text.split("\n")
    head: list[str] = []
    for number, line in enumerate(lines):
        if number == 0 or not lines[number - 1]:
            head = [letters_of(heading) for heading in read_head(lines[number : number + HEAD_LINES])]
        elif key in head:
            cells = cells_of(line)
            if len(cells) == len(head) and is_same_figure(("", cells[head.index(key)]), ("", value)):
                yield at, at + len(line)
        at += len(line) + 1
