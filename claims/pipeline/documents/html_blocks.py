"""HTML blocks: writes the visible text of an HTML page as blocks, with its lists, tables, links and notes."""

from __future__ import annotations

import re

from lxml import etree

from claims.errors import ReadError
from claims.pipeline.documents.citation_markers import raised_labels
from claims.pipeline.documents.draft import Draft
from claims.pipeline.documents.links import is_note, link_url
from claims.values import Reference

# The kind of block that a tag begins; "" inherits the enclosing kind. Captions are visible text but no claims: kind code.
_BLOCKS = (
    "p", "div", "section", "article", "main", "header", "footer", "aside", "address", "ul", "ol", "dl",
    "table", "thead", "tbody", "tfoot", "center", "figure", "body", "hr", "details", "summary",
)  # fmt: skip
_KINDS = dict.fromkeys(_BLOCKS, "")
_KINDS |= dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading")
_KINDS |= dict.fromkeys(("li", "dt", "dd"), "item") | dict.fromkeys(("pre", "caption", "figcaption"), "code")
_KINDS |= {"tr": "row", "blockquote": "quote"}
_INVISIBLE_TAGS = frozenset((
    "audio", "button", "canvas", "datalist", "dialog", "head", "iframe", "input", "math", "nav",
    "noscript", "object", "option", "script", "select", "style", "svg", "template", "textarea", "title",
    "video",
))  # fmt: skip
_LAYOUT = ("table", "h1", "h2", "h3", "h4", "blockquote", "article", "section")
_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)
_LABEL = re.compile(r"\[?\s?\^?(?P<label>\d{1,3}|[a-z]{1,2}|(?:note|nb|n) \d{1,3})\s?\]?", re.IGNORECASE)
_RAISED = re.compile(r"\[?(\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,9})\]?")
_BACKLINKS = ("#cite_ref", "#cite-ref", "#fnref", "#ref-back")
_TOO_DEEP = "ERR_RESOURCE_LIMIT"
_DEEP = "too_deep"


def parse_page(source: str) -> etree._Element:
    """Parses a page or a fragment. Raises ReadError if it has no elements or is nested deeper than 2048 elements."""
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True, encoding="utf-8")
    try:
        tree = etree.fromstring(source.encode("utf-8"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise ReadError("The page contains no readable HTML.") from error
    if any(entry.type_name == _TOO_DEEP for entry in parser.error_log):
        raise ReadError("The page is nested too deeply.", code=_DEEP)
    if tree is None:
        raise ReadError("The page contains no readable HTML.")
    return tree


def write_html(draft: Draft, source: str, base_url: str = "") -> None:
    """Writes the visible text of a fragment into the draft, block by block."""
    if not re.search(r"<[a-zA-Z]", source):
        return
    try:
        tree = parse_page(source)
    except ReadError as error:
        if error.code == _DEEP:
            raise
        return  # a fragment may have no content, for instance only a comment
    write_tree(draft, tree, base_url)


def write_tree(draft: Draft, tree: etree._Element, base_url: str = "") -> None:
    """Writes the visible text of a parsed page into the draft, block by block."""
    _Writer(draft, base_url).write(tree)


class _Writer:
    """Walks a tree without recursion and tracks the enclosing elements."""

    def __init__(self, draft: Draft, base_url: str) -> None:
        self.draft, self.base_url = draft, base_url
        self._enclosing = ["paragraph"]
        self._anchors: list[tuple[int, str]] = []
        self._counters: list[int] = []
        self._row: etree._Element | None = None
        self._head: tuple[str, ...] = ()
        self._number = ""

    def write(self, tree: etree._Element) -> None:
        walk = etree.iterwalk(tree, events=("start", "end"))
        skipped: etree._Element | None = None
        for event, element in walk:
            if event == "start" and not self._is_read(element):
                skipped = element
                walk.skip_subtree()
            elif event == "start":
                self._enter(element)
                self._write(element.text)
            else:
                if element is not skipped:
                    self._leave(element)
                self._write(element.tail if element is not tree else None)
        self.draft.end()

    def _write(self, text: str | None) -> None:
        if text and (self.draft.is_open or text.strip()):
            self._begin()
            if self._enclosing[-1] == "code" and self._row is None:
                self.draft.write_lines(text)
            else:
                self.draft.write(text)

    def _begin(self) -> None:
        if self.draft.is_open:
            return
        kind = self._enclosing[-1]
        number = (self._number,) if kind == "item" and self._number else ()
        self.draft.begin(kind, head=self._head if kind == "row" else number)

    def _is_read(self, element: etree._Element) -> bool:
        """False for elements to skip: invisible ones, and note signs, which are written as a marker here."""
        tag = element.tag
        if not isinstance(tag, str) or tag in _INVISIBLE_TAGS or "mw-editsection" in element.get("class", ""):
            return False
        if (
            "hidden" in element.attrib
            or element.get("aria-hidden") == "true"
            or _HIDDEN.search(element.get("style", "")[:300])
        ):
            return False
        return tag not in {"sup", "a"} or not self._write_marker(element)

    def _write_marker(self, element: etree._Element) -> bool:
        """Writes a reference to a note as a marker. True if the element is one, or a backlink from a note."""
        href = str(
            element.get("href") or next((link.get("href", "") for link in element.iter("a")), "")
        ).strip()
        if element.tag == "a" and href.startswith(_BACKLINKS):
            return True
        words = "".join(element.itertext())[:60].strip() if len(element) < 20 else ""
        number, label = _RAISED.fullmatch(words), _LABEL.fullmatch(words)
        if is_note(href) and label:
            self._mark(words, (label["label"],))
        elif (
            element.tag == "sup"
            and number
            and (labels := raised_labels(number[1], "" if href else self.draft.tail))
        ):
            self._mark(words, labels)
            self._cite(labels[0], href)
        else:
            return False
        return True

    def _mark(self, words: str, labels: tuple[str, ...]) -> None:
        self._begin()
        self.draft.mark(words if words.startswith("[") else f"[{words}]", labels)

    def _cite(self, label: str, href: str) -> None:
        url = link_url(href, self.base_url)
        if url.startswith(("http://", "https://")):
            self.draft.references.append(Reference(label, url))

    def _enter(self, element: etree._Element) -> None:
        tag = element.tag
        if tag == "a":
            self._anchors.append((self.draft.position, link_url(element.get("href", ""), self.base_url)))
        elif tag == "br" or (self._row is not None and tag in _KINDS):
            self.draft.write(" ")
        elif tag in {"td", "th"} and self.draft.is_open:
            self.draft.write(" | ")
        elif tag in _KINDS:
            self.draft.end()
            self._enclosing.append(_KINDS[tag] or self._enclosing[-1])
            self._enter_list(element, tag)
            self._enter_table(element, tag)

    def _enter_list(self, element: etree._Element, tag: str) -> None:
        if tag == "ol":
            self._counters.append(_int(element.get("start"), 1) - 1)
        elif tag == "ul":
            self._counters.append(-1)
        elif tag == "li":
            self._number = ""
            if self._counters and self._counters[-1] >= 0:
                self._counters[-1] = max(0, _int(element.get("value"), self._counters[-1] + 1))
                self._number = str(self._counters[-1])

    def _enter_table(self, element: etree._Element, tag: str) -> None:
        """Rows of layout tables are no rows; a row with only <th> cells is the head of the table."""
        if tag == "table":
            self._head = ()
        elif tag == "tr" and next(element.iter(*_LAYOUT), None) is not None:
            self._enclosing[-1] = self._enclosing[-2]
        elif tag == "tr":
            self._row = element
            cells = [cell for cell in element if cell.tag in {"td", "th"}]
            if cells and all(cell.tag == "th" for cell in cells):
                self._head = tuple(" ".join("".join(cell.itertext()).split())[:200] for cell in cells)
                self._enclosing[-1] = "code"

    def _leave(self, element: etree._Element) -> None:
        tag = element.tag
        if tag == "a" and self._anchors:
            self.draft.link(*self._anchors.pop())
        elif tag in _KINDS and (self._row is None or self._row is element):
            self._row = None
            self._enclosing.pop()
            self.draft.end()
            if tag in {"ol", "ul"} and self._counters:
                self._counters.pop()
        elif tag in _KINDS:
            self.draft.write(" ")


def _int(value: str | None, default: int) -> int:
    try:
        return int(value) if value else default
    except ValueError:
        return default
