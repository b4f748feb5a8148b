"""PDF text: writes the blocks of a PDF as a Document, with page breaks, links, and the words whole that line ends divide."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from claims.pipeline.documents.pages import PAGE_BREAK
from claims.pipeline.documents.pdf_blocks import Lines
from claims.pipeline.documents.pdf_lines import Word
from claims.values import Block, Document, Link

_URL = re.compile(r"(?i)[(<\[]?(?:https?://|www\.|doi:)\S+")
_URL_JOINTS = "/-_=&?%#~+."
_HYPHENS = "-\u00ad\u2010"
_OUTER = re.compile(r"^\W+|\W+$")
_TIGHT = frozenset({"row", "item"})
_TITLE_BLOCKS = 20


def write_document(blocks: Iterable[Lines]) -> Document:
    """Returns the document of blocks in reading order. Its title is its first heading, or its first block."""
    blocks = list(blocks)
    words = (word for block in blocks for line in block.lines for word in line.words)
    writer = _Writer(Counter(_key(word.text) for word in words))
    for block in blocks:
        writer.write(block)
    document = writer.document()
    candidates = sorted(document.blocks[:_TITLE_BLOCKS], key=lambda block: block.kind != "heading")
    title = document.text[candidates[0].start : candidates[0].end] if candidates else ""
    return replace(document, title=" ".join(title.split())[:500])


@dataclass(frozen=True, slots=True)
class _Token:
    """A word as it is written, on the page that it begins on."""

    text: str
    page: int
    url: str = ""


class _Writer:
    """Appends text. `counts` says how often the document has a word, which decides how a divided one is written."""

    def __init__(self, counts: Counter[str]) -> None:
        self._counts = counts
        self._parts: list[str] = []
        self._length = self._page = 0
        self._blocks: list[Block] = []
        self._links: list[Link] = []
        self._section = ""

    def document(self) -> Document:
        """Returns what was written."""
        return Document("".join(self._parts), blocks=tuple(self._blocks), links=tuple(self._links))

    def write(self, block: Lines) -> None:
        """Writes one block."""
        kind = "paragraph" if block.kind == "edge" else block.kind
        if self._blocks:
            is_tight = kind in _TIGHT and self._blocks[-1].kind == kind
            self._append("\n" if is_tight else "\n\n")
        self._append(self._breaks_to(block.lines[0].page))
        start, first = self._length, len(self._parts)
        if kind == "row":
            for index, cell in enumerate(block.lines[0].cells):
                self._append(" | " if index else "")
                self._write_tokens([_Token(word.text, self._page, word.url) for word in cell])
        else:
            self._write_tokens(list(self._tokens(block)))
        self._blocks.append(Block(kind, start, self._length, self._section))
        if kind == "heading":
            self._section = " ".join("".join(self._parts[first:]).split())

    def _tokens(self, block: Lines) -> Iterator[_Token]:
        token: _Token | None = None
        before: Word | None = None
        for line in block.lines:
            for word in line.words:
                is_first = word is line.words[0]
                joined = self._joined(token.text, before, word) if token and before and is_first else None
                if token and joined is not None:
                    token = replace(token, text=joined, url=token.url or word.url)
                else:
                    if token:
                        yield token
                    token = _Token(word.text, line.page, word.url)
                before = word
        if token:
            yield token

    def _joined(self, written: str, before: Word, word: Word) -> str | None:
        """One word of the last on a line and the first on the next, None if they are two."""
        if _URL.match(written) and written[-1] in _URL_JOINTS and not before.is_cut:
            return written + word.text if written[-1] != "." or word.text[:1].islower() else None
        stem = written.rstrip(_HYPHENS)
        if not (before.is_cut or written[-1:] in _HYPHENS) or not stem[-1:].isalnum():
            return None
        hyphenated = f"{stem}-{word.text}"
        if not (stem[-1].isalpha() and word.text[:1].islower()):
            return hyphenated
        whole = stem + word.text
        return hyphenated if self._counts[_key(hyphenated)] > self._counts[_key(whole)] else whole

    def _write_tokens(self, tokens: list[_Token]) -> None:
        for index, token in enumerate(tokens):
            if index:
                self._append(self._breaks_to(token.page) or " ")
            start = self._length
            self._append(token.text)
            if token.url:
                self._link(start, token.url)

    def _link(self, start: int, url: str) -> None:
        last = self._links[-1] if self._links else None
        if last and last.url == url and last.end == start - 1:
            self._links[-1] = replace(last, end=self._length)
        else:
            self._links.append(Link(start, self._length, url))

    def _breaks_to(self, page: int) -> str:
        """The page breaks before a word. What was moved behind a later page stays there."""
        breaks = PAGE_BREAK * max(page - self._page, 0)
        self._page = max(self._page, page)
        return breaks

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


def _key(word: str) -> str:
    return _OUTER.sub("", word.casefold())
