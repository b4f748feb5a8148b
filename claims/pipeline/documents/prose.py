"""Prose: writes a Markdown text into a draft, block after block."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it.token import Token

from claims.pipeline.documents.draft import Draft
from claims.pipeline.documents.html_blocks import write_html
from claims.pipeline.documents.inline import HIDDEN, InlineReader
from claims.pipeline.documents.markdown_blocks import split_blocks
from claims.pipeline.documents.source_lists import begins_work
from claims.pipeline.documents.tables import TableWriter

# A line that starts an entry of a source list, a note, or a list item without a blank line before it.
_ENTRY_LINE = re.compile(
    r"\s{0,3}(?:\[\^?[^\]\s\[]{1,60}\](?!\()\S?\s|\(?\d{1,3}[.)、]\s|[-*•·]\s|[¹²³⁰⁴-⁹]{1,3}\s?\S)"
)
_BOLD_LINE = re.compile(r"\s{0,3}(\*\*|__)[^*_\n]{1,150}[^*_\n.!。！…]\1[:：]?\s*")
_OPENING = re.compile(r"\s{0,3}<(?P<tag>[a-zA-Z][a-zA-Z0-9]{0,15})(?P<attributes>\s[^<>]{0,1000})>")
_SHORTCODE = re.compile(r"\{\{[<%][^{}]{0,2000}[>%]\}\}")


def write_markdown(draft: Draft, source: str, base_url: str = "") -> None:
    """Writes a Markdown text (front matter removed) into the draft. Raises ReadError if it is nested too deeply."""
    tokens, definitions = split_blocks(source)
    reader = InlineReader(draft, base_url, definitions)
    _Writer(draft, reader, base_url).write(tokens)


class _Writer:
    """Walks the tokens and tracks the enclosing list items, table rows and quotations."""

    def __init__(self, draft: Draft, reader: InlineReader, base_url: str) -> None:
        self.draft, self.reader, self.base_url = draft, reader, base_url
        self._enclosing: list[tuple[str, str]] = []
        self._table: TableWriter | None = None
        self._in_head = False
        self._is_first_cell = True

    def write(self, tokens: list[Token]) -> None:
        for token in _without_hidden(tokens):
            if token.type == "inline":
                self._text(token.content)
            elif token.type in {"fence", "code_block"}:
                self.draft.begin("code")
                self.draft.write_lines(token.content.rstrip())
                self.draft.end()
            elif token.type == "html_block":
                self.draft.end()
                write_html(self.draft, token.content, self.base_url)
            else:
                self._read_token(token)
        self.draft.end()

    def _read_token(self, token: Token) -> None:
        name = token.type.removesuffix("_open").removesuffix("_close")
        if name in {"list_item", "blockquote"}:
            self._nest(token, "item" if name == "list_item" else "quote")
        elif name == "heading":
            self._nest(token, "heading")
        elif name in {"table", "thead", "tr", "th", "td"}:
            self._read_table(name, is_start=token.nesting > 0)

    def _nest(self, token: Token, kind: str) -> None:
        if token.nesting > 0:
            self._enclosing.append((kind, token.info if kind == "item" else ""))
        else:
            self._enclosing.pop()
            self.draft.end()

    def _read_table(self, name: str, *, is_start: bool) -> None:
        if name == "table" and is_start:
            self._table = TableWriter(self.draft)
        elif name == "thead":
            self._in_head = is_start
        elif self._table is None:
            return
        elif name == "table":
            self._table.close()
            self._table = None
        elif name == "tr":
            self._read_row(self._table, is_start=is_start)
        elif is_start:
            if self.draft.is_open and not self._is_first_cell:
                self.draft.write(" | ")
            self._is_first_cell = False
            self._table.open_cell(is_head=self._in_head)
        else:
            self._table.close_cell()

    def _read_row(self, table: TableWriter, *, is_start: bool) -> None:
        if is_start:
            self._is_first_cell = True
            self.draft.begin("row")
            table.open_row(is_in_head=self._in_head)
        else:
            self.draft.end()
            table.close_row()

    def _text(self, source: str) -> None:
        if self._table is not None:
            self.reader.write(source)
            return
        for lines in _paragraphs(source):
            kind, number = self._enclosing[-1] if self._enclosing else (_kind_of(lines), "")
            self.draft.begin(kind, head=(number,) if number else ())
            self.reader.write(lines)
            self.draft.end()


def _without_hidden(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens without those between a hidden element that a block of HTML opens and the block that closes it."""
    unclosed: set[str] = set()
    i = 0
    while i < len(tokens):
        tag = _hidden_tag(tokens[i])
        end = _closed_at(tokens, i, tag) if tag and tag not in unclosed else i
        if tag and end == i:
            unclosed.add(tag)
        if end == i:
            yield tokens[i]
        i = end + 1


def _hidden_tag(token: Token) -> str:
    """The name of the hidden element that a block of HTML leaves open, "" if there is none."""
    opening = _OPENING.match(token.content) if token.type == "html_block" else None
    if opening is None or not HIDDEN.search(opening["attributes"]):
        return ""
    tag = opening["tag"].lower()
    return "" if f"</{tag}" in token.content.lower() else tag


def _closed_at(tokens: Sequence[Token], start: int, tag: str) -> int:
    """The place of the block of HTML beside `tokens[start]` that closes its element, `start` if none does."""
    for i in range(start + 1, len(tokens)):
        token = tokens[i]
        if token.level < tokens[start].level:
            break
        if token.type == "html_block" and f"</{tag}" in token.content.lower():
            return i
    return start


def _kind_of(lines: str) -> str:
    if _BOLD_LINE.fullmatch(lines):
        return "heading"
    return "item" if _ENTRY_LINE.match(lines) else "paragraph"


def _paragraphs(source: str) -> Iterator[str]:
    """Yields the paragraph as a whole, or its entries where each starts on a line of its own."""
    source = _SHORTCODE.sub("\n", source)
    lines = source.split("\n")
    starts = [
        0,
        *(i for i in range(1, len(lines)) if _begins_entry(lines[i], lines[i - 1].strip())),
        len(lines),
    ]
    for start, end in pairwise(starts):
        yield "\n".join(lines[start:end])


def _begins_entry(line: str, before: str) -> bool:
    return not before or _ENTRY_LINE.match(line) is not None or begins_work(line.lstrip(), before)
