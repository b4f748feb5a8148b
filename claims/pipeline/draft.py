"""Draft: a document's text while a reader writes it, with the places of its blocks, links and markers."""

from __future__ import annotations

from dataclasses import dataclass, field

from claims.values import Block, Link, Marker, Reference

_TIGHT = frozenset({"item", "row"})


@dataclass(slots=True)
class Draft:
    """Text grows at the end only, so every offset that was noted stays right.

    White space is collapsed as a browser does it; empty blocks leave no trace.
    """

    blocks: list[Block] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    markers: list[Marker] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _space: bool = False
    _kind: str = ""
    _head: tuple[str, ...] = ()
    _start: int = 0
    _section: str = ""
    _last: str = ""
    _words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All that was written so far."""
        return "".join(self._parts)

    @property
    def is_open(self) -> bool:
        """True while a block takes text."""
        return bool(self._kind)

    def begin(self, kind: str, *, head: tuple[str, ...] = ()) -> None:
        """Ends the open block and begins another. Nothing is written until the block has text."""
        self.end()
        self._kind, self._head, self._start = kind, head, -1

    def write(self, text: str) -> None:
        """Adds text to the open block (a paragraph if none is open), white space collapsed."""
        words = " ".join(text.split())
        if not words:
            self._space = self._space or bool(text)
            return
        self._space = self._space or text[0].isspace()
        self.place()
        self._add(words)
        self._space = text[-1].isspace()

    def write_lines(self, text: str) -> None:
        """Adds text as it stands, line breaks and all."""
        if text.strip():
            self.place()
            self._add(text)

    def place(self) -> int:
        """Where the next character will stand."""
        if not self._kind:
            self.begin("paragraph")
        if self._start < 0:
            if self._parts:
                self._add("\n" if self._kind in _TIGHT and self._last == self._kind else "\n\n")
            self._start, self._space, self._words = self._length, False, []
        elif self._space:
            self._add(" ")
            self._space = False
        return self._length

    def link(self, start: int, url: str) -> None:
        """Notes that the text since `start` carries a link."""
        if url and self._length > start:
            self.links.append(Link(start, self._length, url))

    def mark(self, text: str, labels: tuple[str, ...]) -> None:
        """Writes a citation marker."""
        start = self.place()
        self._add(text)
        self.markers.append(Marker(start, self._length, labels))

    def end(self) -> None:
        """Ends the open block."""
        if self._kind and self._start >= 0:
            self.blocks.append(Block(self._kind, self._start, self._length, self._section, self._head))
            self._last = self._kind
            if self._kind == "heading":
                self._section = "".join(self._words)
        self._kind, self._start, self._space = "", -1, False

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._words.append(text)
        self._length += len(text)
