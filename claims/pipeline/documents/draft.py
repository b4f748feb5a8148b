"""Draft: collects a document's text, blocks, links and markers while a reader walks its source."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from claims.values import Block, Document, Link, Marker, Reference, Table

_TIGHT = frozenset({"item", "row"})


@dataclass(slots=True)
class Draft:
    """Text is only appended, so recorded offsets stay valid.

    White space is collapsed as in a browser; empty blocks are dropped.
    """

    blocks: list[Block] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    markers: list[Marker] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _offsets: list[int] = field(default_factory=list)
    _length: int = 0
    _needs_space: bool = False
    _kind: str = ""
    _head: tuple[str, ...] = ()
    _start: int = 0
    _section: str = ""
    _previous_kind: str = ""
    _block_parts: list[str] = field(default_factory=list)

    def document(self) -> Document:
        """Returns the document, without metadata."""
        self.end()
        text = "".join(self._parts)
        return Document(
            text,
            blocks=tuple(self.blocks),
            links=tuple(self.links),
            markers=tuple(self.markers),
            references=tuple(self.references),
            tables=tuple(self.tables),
        )

    @property
    def is_open(self) -> bool:
        """True while a block is open."""
        return bool(self._kind)

    def begin(self, kind: str, *, head: tuple[str, ...] = ()) -> None:
        """Ends the open block and opens another one. A block without text is not recorded."""
        self.end()
        self._kind, self._head, self._start = kind, head, -1

    def write(self, text: str) -> None:
        """Appends text to the open block (opens a paragraph if there is none), white space collapsed."""
        words = " ".join(text.split())
        if not words:
            self._needs_space = self._needs_space or bool(text)
            return
        self._needs_space = self._needs_space or text[0].isspace()
        self._start_text()
        self._append(words)
        self._needs_space = text[-1].isspace()

    def write_lines(self, text: str) -> None:
        """Appends text with its white space and line breaks."""
        if text.strip():
            self._start_text()
            self._append(text)

    @property
    def tail(self) -> str:
        """The last characters of the open block."""
        return "".join(self._block_parts[-2:])[-8:] if self._kind and self._start >= 0 else ""

    @property
    def touches(self) -> bool:
        """True if what is written next touches the text before it in its block: no white space stands between them."""
        return bool(self.tail) and not self._needs_space

    @property
    def position(self) -> int:
        """The position to pass to `link()` for a link whose text is written next."""
        return len(self._parts)

    def written_since(self, position: int) -> tuple[int, int]:
        """Returns the offsets of what was written since `position`, without white space around it."""
        first = next((i for i in range(position, len(self._parts)) if self._parts[i].strip(" |\n")), None)
        return (self._length, self._length) if first is None else (self._offsets[first], self._length)

    def text(self, start: int, end: int) -> str:
        """Returns the text between two offsets that parts begin or end at."""
        first, last = bisect_left(self._offsets, start), bisect_left(self._offsets, end)
        return "".join(self._parts[first:last])

    def link(self, position: int, url: str) -> None:
        """Records a link over the text written since `position`."""
        first = next((i for i in range(position, len(self._parts)) if self._parts[i].strip()), None)
        if url and first is not None:
            self.links.append(Link(self._offsets[first], self._length, url))

    def mark(self, text: str, labels: tuple[str, ...]) -> None:
        """Writes a citation marker."""
        self._start_text()
        start = self._length
        self._append(text)
        self.markers.append(Marker(start, self._length, labels))

    def ends_with(self, marker: Marker) -> bool:
        """True if nothing was written behind a marker."""
        return marker.end == self._length

    def end(self) -> None:
        """Ends the open block."""
        if self._kind and self._start >= 0:
            self.blocks.append(Block(self._kind, self._start, self._length, self._section, self._head))
            self._previous_kind = self._kind
            if self._kind == "heading":
                self._section = "".join(self._block_parts)
        self._kind, self._start, self._needs_space = "", -1, False

    def _start_text(self) -> None:
        """Opens the block of the next character and writes the white space before it."""
        if not self._kind:
            self.begin("paragraph")
        if self._start < 0:
            if self._parts:
                self._append("\n" if self._kind in _TIGHT and self._previous_kind == self._kind else "\n\n")
            self._start, self._needs_space, self._block_parts = self._length, False, []
        elif self._needs_space:
            self._append(" ")
            self._needs_space = False

    def _append(self, text: str) -> None:
        self._offsets.append(self._length)
        self._parts.append(text)
        self._block_parts.append(text)
        self._length += len(text)
