"""JSON pairs: a quoted key with its value, and the row of a table in which the value stands below the key."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from claims.pipeline.watching.columns import HEAD_LINES, cells_of, is_same_figure, keyed_cells, read_head
from claims.pipeline.watching.folding import letters_of


def row_of_pair(text: str, quote: str) -> tuple[int, int] | None:
    """Where the only row stands that a quote like `"score": 71.4` means; None if it is no such quote, or means several rows."""
    pair = keyed_cells(quote) if quote.strip(" \t\n{,")[:1] == '"' else []
    if len(pair) != 1 or not _is_whole(quote, *pair[0]):
        return None
    rows = list(itertools.islice(_rows_with(text, letters_of(pair[0][0]), pair[0][1]), 2))
    return rows[0] if len(rows) == 1 else None


def _is_whole(quote: str, key: str, value: str) -> bool:
    """Whether a quote has nothing but a key and its value."""
    return letters_of(quote) == letters_of(key + value)


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
