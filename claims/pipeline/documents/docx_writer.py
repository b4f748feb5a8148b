"""DOCX writer: writes the paragraphs, tables and notes of a Word document into a draft, as its parser reads them."""

from __future__ import annotations

from collections.abc import Mapping

from claims.errors import ReadError
from claims.pipeline.documents.draft import Draft
from claims.pipeline.documents.encoding import MAX_CHARACTERS
from claims.pipeline.documents.tables import TableWriter

_TABLE = frozenset({"tbl", "tr", "tc"})
_SPACES = {"tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-"}
# Text that is not shown: deleted, the code of a field, and the second copy of a drawing's text
_HIDDEN = frozenset({"del", "moveFrom", "instrText", "delText", "Fallback"})
# The names of heading styles in Word's largest languages, without what differs by letter case or encoding
_HEADINGS = ("heading", "title", "berschrift", "titre", "titolo", "titulo", "rubrik", "kop", "overskrift")


class DocxWriter:
    """Receives the elements of one part after the other. `urls` are those of hyperlinks, by their names."""

    def __init__(self, draft: Draft, urls: Mapping[str, str]) -> None:
        self._draft, self._urls = draft, urls
        self._hidden = self._characters = self._depth = 0
        self._is_text = self._is_new = self._is_first_cell = False
        self._kind, self._head = "paragraph", ""
        self._links: list[tuple[int, str]] = []
        self._table: TableWriter | None = None
        self._notes: dict[tuple[str, str], int] = {}

    def close(self) -> None:
        """Ends a part."""
        self._draft.end()
        self._hidden = self._depth = 0
        self._links, self._table = [], None

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        name = name.rpartition("}")[2]
        if name in _HIDDEN or self._hidden:
            self._hidden += 1
        elif name in _TABLE:
            self._start_table(name)
        elif name in _SPACES:
            self._write(_SPACES[name])
        elif name in ("p", "pStyle", "numPr"):
            self._start_paragraph(name, attributes)
        else:
            self._start_inline(name, attributes)

    def _start_paragraph(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "p":
            self._kind, self._is_new = "paragraph", True
        elif name == "numPr":
            self._kind = "item"
        elif any(word in _value(attributes, "val").casefold() for word in _HEADINGS):
            self._kind = "heading"

    def _start_inline(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "t":
            self._is_text = True
        elif name in ("footnoteReference", "endnoteReference"):
            self._write(f"[{self._number(name.removesuffix('Reference'), attributes)}]")
        elif name in ("footnote", "endnote"):
            self._head = self._number(name, attributes)
        elif name == "hyperlink":
            self._links.append((self._draft.position, self._urls.get(_value(attributes, "id"), "")))

    def end(self, name: str) -> None:
        """An element ends."""
        name = name.rpartition("}")[2]
        if self._hidden:
            self._hidden -= 1
        elif name == "t":
            self._is_text = False
        elif name == "hyperlink" and self._links:
            position, url = self._links.pop()
            if url.lower().startswith(("http://", "https://")):
                self._draft.link(position, url)
        elif name == "p" and self._table is None:
            self._draft.end()
        elif name == "p":
            self._write(" ")
        elif name in ("footnote", "endnote"):
            self._head = ""
        elif name in _TABLE:
            self._end_table(name)

    def data(self, text: str) -> None:
        """Text of the open element."""
        if self._is_text and not self._hidden:
            self._write(text)

    def _write(self, text: str) -> None:
        self._characters += len(text)
        if self._characters > MAX_CHARACTERS:
            raise ReadError(f"The Word document has more than {MAX_CHARACTERS} characters.", code="too_large")
        if self._is_new and self._table is None and text.strip():
            self._is_new = False
            kind = "note" if self._head else self._kind
            self._draft.begin(kind, head=(self._head,) if self._head else ())
        self._draft.write(text)

    def _number(self, kind: str, attributes: Mapping[str, str]) -> str:
        """The number of a note. Notes are counted in the order of their references, as Word shows them."""
        return str(self._notes.setdefault((kind, _value(attributes, "id")), len(self._notes) + 1))

    def _start_table(self, name: str) -> None:
        self._depth += name == "tbl"
        if self._depth > 1:  # a table in a cell is text of the cell
            return
        if name == "tbl":
            self._draft.end()
            self._table = TableWriter(self._draft)
        elif self._table and name == "tr":
            self._draft.begin("row")
            self._table.open_row()
            self._is_first_cell = True
        elif self._table:
            if not self._is_first_cell and self._draft.is_open:
                self._draft.write(" | ")
            self._is_first_cell = False
            self._table.open_cell()

    def _end_table(self, name: str) -> None:
        self._depth -= name == "tbl"
        if self._table is None or self._depth > (name != "tbl"):
            return
        if name == "tbl":
            self._draft.end()
            self._table.close()
            self._table = None
        elif name == "tr":
            self._draft.end()
            self._table.close_row()
        else:
            self._table.close_cell()


def _value(attributes: Mapping[str, str], name: str) -> str:
    """The value of an attribute in any namespace."""
    return next((value for key, value in attributes.items() if key.rpartition("}")[2] == name), "")
