"""Draft: a document's text while a reader writes it, with the places of its blocks, links and markers."""

from __future__ import annotations

from dataclasses import dataclass, field

from claims.values import Block, Document, Link, Marker, Reference

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
    _offsets: list[int] = field(default_factory=list)
    _length: int = 0
    _space: bool = False
    _kind: str = ""
    _head: tuple[str, ...] = ()
    _start: int = 0
    _section: str = ""
    _last: str = ""
    _words: list[str] = field(default_factory=list)

    def document(self) -> Document:
        """What was written, so far without its metadata."""
        self.end()
        text = "".join(self._parts)
        return Document(
            text,
            blocks=tuple(self.blocks),
            links=tuple(self.links),
            markers=tuple(self.markers),
            references=tuple(self.references),
        )

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
        self._place()
        self._add(words)
        self._space = text[-1].isspace()

    def write_lines(self, text: str) -> None:
        """Adds text as it stands, line breaks and all."""
        if text.strip():
            self._place()
            self._add(text)

    @property
    def tail(self) -> str:
        """The last characters of the open block."""
        return "".join(self._words[-2:])[-8:] if self._kind and self._start >= 0 else ""

    @property
    def position(self) -> int:
        """A place to begin a link at; what is written next stands behind it."""
        return len(self._parts)

    def link(self, position: int, url: str) -> None:
        """Notes that what was written since `position` carries a link."""
        first = next((i for i in range(position, len(self._parts)) if self._parts[i].strip()), None)
        if url and first is not None:
            self.links.append(Link(self._offsets[first], self._length, url))

    def mark(self, text: str, labels: tuple[str, ...]) -> None:
        """Writes a citation marker."""
        self._place()
        start = self._length
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

    def _place(self) -> None:
        """Makes ready for the next character: opens its block, writes the gap before it."""
        if not self._kind:
            self.begin("paragraph")
        if self._start < 0:
            if self._parts:
                self._add("\n" if self._kind in _TIGHT and self._last == self._kind else "\n\n")
            self._start, self._space, self._words = self._length, False, []
        elif self._space:
            self._add(" ")
            self._space = False

    def _add(self, text: str) -> None:
        self._offsets.append(self._length)
        self._parts.append(text)
        self._words.append(text)
        self._length += len(text)
