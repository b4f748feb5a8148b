"""HTML blocks: writes the visible text of an HTML page as blocks, with its lists, tables, links and notes."""

from __future__ import annotations

import re

from lxml import etree

from claims.errors import ReadError
from claims.pipeline.documents.citation_markers import grok_labels, raised_labels
from claims.pipeline.documents.draft import Draft
from claims.pipeline.documents.html_notes import PageNotes, find_notes, is_aside
from claims.pipeline.documents.html_tree import TOO_DEEP, parse_page
from claims.pipeline.documents.links import is_note, link_url
from claims.pipeline.documents.note_signs import is_backlink, label_of, stands_in_brackets, text_of
from claims.pipeline.documents.side_notes import is_toggle, sign_of_side_note
from claims.pipeline.documents.tables import TableWriter
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
    "audio", "button", "canvas", "datalist", "dialog", "head", "iframe", "input", "nav", "noscript", "object",
    "option", "script", "select", "style", "svg", "template", "textarea", "title", "video", "annotation",
    "annotation-xml",
))  # fmt: skip
_INVISIBLE_CLASSES = re.compile(r"(?:^|\s)(?:mw-editsection|Inline-Template|Template-Fact|noprint)(?:\s|$)")
_LAYOUT = ("table", "h1", "h2", "h3", "h4", "blockquote", "article", "section")
_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)
_RAISED = re.compile(r"[\[(]?(\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,9})[\])]?")
_SIGNS = re.compile(r"[*†‡§]{1,3}")
_CHIP_NUMBER = re.compile(r"\d{1,3}")
_BEFORE_NUMBER = re.compile(r"(?:[.!?…,;:\"”’)%\]]|[^\W\d_]{3})$")
_SENTENCE_END = re.compile(r"[.!?…][\"”’)\]]{0,2}$|[.!?…]\[\d{1,3}\]$")
_MAX_CHIP_WORDS = 5
_URL = re.compile(r"https?://[^\s<>\"“”]{3,2000}")
_MAX_NOTE = 3000
_BACKLINKS = ("#cite_ref", "#cite-ref", "#fnref", "#ref-back")


def write_html(draft: Draft, source: str, base_url: str = "") -> None:
    """Writes the visible text of a fragment into the draft, block by block."""
    if not re.search(r"<[a-zA-Z]", source):
        return
    try:
        tree = parse_page(source)
    except ReadError as error:
        if error.code == TOO_DEEP:
            raise
        return  # a fragment may have no content, for instance only a comment
    write_tree(draft, tree, base_url)


def write_tree(draft: Draft, tree: etree._Element, base_url: str = "") -> None:
    """Writes the visible text of a parsed page into the draft, block by block."""
    _Writer(draft, base_url, find_notes(tree, base_url)).write(tree)


class _Writer:
    """Walks a tree without recursion and tracks the enclosing elements."""

    def __init__(self, draft: Draft, base_url: str, notes: PageNotes) -> None:
        self.draft, self.base_url, self.notes = draft, base_url, notes
        self._enclosing = ["paragraph"]
        self._anchors: list[tuple[int, str]] = []
        self._counters: list[int] = []
        self._tables: list[TableWriter] = []
        self._row: etree._Element | None = None
        self._number, self._side_notes = "", 0
        self._numbers: dict[str, str] = {}

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
        self.draft.begin(kind, head=(self._number,) if kind in {"item", "note"} and self._number else ())

    def _is_read(self, element: etree._Element) -> bool:
        """False for elements to skip: invisible ones, and signs of notes, which are written as a marker here."""
        tag = element.tag
        if not isinstance(tag, str) or tag in _INVISIBLE_TAGS or _is_hidden(element):
            return False
        if tag == "label" and is_toggle(element):
            return False
        if tag == "grok:render":
            return not self._write_grok(element)
        if is_aside(element):
            return not self._write_aside(element)
        if tag == "a" and self._is_backlink(element):
            return False
        return tag not in {"sup", "a"} or not self._write_marker(element)

    def _is_backlink(self, anchor: etree._Element) -> bool:
        href = str(anchor.get("href", "")).strip()
        if anchor in self.notes.backlinks or href.startswith(_BACKLINKS):
            return True
        in_note = self._enclosing[-1] == "note" and href.startswith("#")
        if in_note and not is_backlink(anchor):
            self._add_reference(self._number, self.notes.external_url(href))
        return in_note and is_backlink(anchor)

    def _write_marker(self, element: etree._Element) -> bool:
        """Writes a reference to a note as a marker. True if the element is one."""
        anchors = [element] if element.tag == "a" else list(element.iter("a"))
        words = text_of(element)
        known = [self.notes.references[anchor] for anchor in anchors if anchor in self.notes.references]
        if known and (len(known) == 1 or not any(character.isalpha() for character in words)):
            self._mark(element, words, tuple(dict.fromkeys(known)))
            return True
        href = str(next((anchor.get("href", "") for anchor in anchors), "")).strip()
        label = label_of(element)
        if label and (is_note(href) or (element.tag == "sup" and href.startswith("#"))):
            self._mark(element, words, (label,))
        elif element.tag == "sup" and (labels := self._raised(element, words, href)):
            self._mark(element, words, labels)
        else:
            return self._write_chip(element, words, link_url(href, self.base_url))
        return True

    def _write_chip(self, element: etree._Element, words: str, url: str) -> bool:
        """Writes a link that touches the words before it as the source of their sentence: "320 cars.<a>1</a>", "9 MWh.<a>site.example +2</a>"."""
        is_number = (
            _CHIP_NUMBER.fullmatch(words) is not None and _BEFORE_NUMBER.search(self.draft.tail) is not None
        )
        is_name = (
            0 < len(words.split()) <= _MAX_CHIP_WORDS and _SENTENCE_END.search(self.draft.tail) is not None
        )
        if (
            element.tag != "a"
            or not self.draft.touches
            or not url.startswith(("http://", "https://"))
            or not (is_number or is_name)
        ):
            return False
        position = self.draft.position
        if is_number and self._numbers.setdefault(words, url) == url:
            self.draft.mark(f"[{words}]", (words,))
            self._add_reference(words, url)
        else:
            self.draft.mark(words, ())
            self.draft.link(position, url)
        return True

    def _raised(self, sup: etree._Element, words: str, href: str) -> tuple[str, ...]:
        """The labels of superscript text; () if it is an exponent or other text."""
        number = _RAISED.fullmatch(words)
        labels = raised_labels(number[1], "" if href else self.draft.tail) if number else ()
        if labels:
            aside = sup.getnext()
            if aside is not None and is_aside(aside):
                return (self.notes.take_label(labels[0]),)
            self._add_reference(labels[0], link_url(href, self.base_url))
            return labels
        is_letter = self._row is not None and len(words) == 1 and words.isalpha() and bool(self.draft.tail)
        return (words,) if _SIGNS.fullmatch(words) or (is_letter and words.islower()) else ()

    def _mark(self, element: etree._Element, words: str, labels: tuple[str, ...]) -> None:
        self._begin()
        is_bracketed = words.startswith(("[", "(", "【")) or (
            element.tag == "a" and stands_in_brackets(element)
        )
        self.draft.mark(words if is_bracketed else f"[{words}]", labels)

    def _add_reference(self, label: str, url: str) -> None:
        if url.startswith(("http://", "https://")):
            self.draft.references.append(Reference(label, url))

    def _write_grok(self, element: etree._Element) -> bool:
        labels = grok_labels(etree.tostring(element, encoding="unicode", with_tail=False)[:1000])
        if labels:
            self._begin()
            self.draft.mark(f"[{labels[0]}]", labels)
        return True

    def _write_aside(self, element: etree._Element) -> bool:
        """Takes the source of a note that stands in the running text; its text is no part of the sentence.

        Its marker stands before it; a note whose number the page's style draws, or that has none, gets a marker here.
        """
        marker = self.draft.markers[-1] if self.draft.markers else None
        url = next((str(link.get("href")) for link in element.iter("a") if link.get("href")), "")
        if not url and (written := _URL.search("".join(element.itertext())[:_MAX_NOTE])):
            url = written[0].rstrip(".,;)")
        if (marker is None or not self.draft.ends_with(marker)) and url and self.draft.tail:
            sign = sign_of_side_note(element)
            self._side_notes += not sign  # its number is drawn by the page's style
            label = self.notes.take_label(sign or str(self._side_notes))
            self.draft.mark(f"[{label}]", (label,))
            marker = self.draft.markers[-1]
        if marker and marker.labels:
            self._add_reference(marker.labels[-1], link_url(url, self.base_url))
        return True

    def _enter(self, element: etree._Element) -> None:
        tag = element.tag
        if element in self.notes.notes:
            self._enter_note(element)
        elif tag == "a":
            self._anchors.append((self.draft.position, link_url(element.get("href", ""), self.base_url)))
        elif tag == "br" or (self._row is not None and tag in _KINDS):
            self.draft.write(" ")
        elif tag in {"td", "th"}:
            self._enter_cell(element)
        elif tag in _KINDS:
            self.draft.end()
            self._enclosing.append(_KINDS[tag] or self._enclosing[-1])
            self._enter_list(element, tag)
            self._enter_table(element, tag)

    def _enter_note(self, element: etree._Element) -> None:
        """A note is a block of its own; one that begins within a block goes on to the next note or the block's end."""
        self.draft.end()
        self._number = self.notes.notes[element]
        if element.tag in _KINDS:
            self._enclosing.append("note")
        elif len(self._enclosing) > 1:
            self._enclosing[-1] = "note"
        if element.tag == "a":
            self._anchors.append((self.draft.position, ""))

    def _enter_list(self, element: etree._Element, tag: str) -> None:
        if tag == "ol":
            self._counters.append(_int(element.get("start"), 1) - 1)
        elif tag == "ul":
            self._counters.append(-1)
        elif tag == "li" and self._enclosing[-1] == "item":
            self._number = ""
            if self._counters and self._counters[-1] >= 0:
                self._counters[-1] = max(0, _int(element.get("value"), self._counters[-1] + 1))
                self._number = str(self._counters[-1])

    def _enter_table(self, element: etree._Element, tag: str) -> None:
        """Opens a table or a row. Rows of layout tables are no rows."""
        if tag == "table":
            self._tables.append(TableWriter(self.draft))
        elif tag == "tr" and next(element.iter(*_LAYOUT), None) is not None:
            self._enclosing[-1] = self._enclosing[-2]
        elif tag == "tr":
            self._row = element
            if self._tables:
                parent = element.getparent()
                self._tables[-1].open_row(is_in_head=parent is not None and parent.tag == "thead")

    def _enter_cell(self, element: etree._Element) -> None:
        if self.draft.is_open:
            self.draft.write(" | ")
        if self._row is not None and self._tables:
            columns, rows = _int(element.get("colspan"), 1), _int(element.get("rowspan"), 1)
            self._tables[-1].open_cell(is_head=element.tag == "th", columns=columns, rows=rows)

    def _leave(self, element: etree._Element) -> None:
        tag = element.tag
        if tag == "a" and self._anchors:
            self.draft.link(*self._anchors.pop())
        elif tag in {"td", "th"} and self._row is not None and self._tables:
            self._tables[-1].close_cell()
        elif tag in _KINDS and (self._row is None or self._row is element):
            is_row, self._row = self._row is element, None
            self._enclosing.pop()
            self.draft.end()
            self._leave_table(tag, is_row=is_row)
            if tag in {"ol", "ul"} and self._counters:
                self._counters.pop()
        elif tag in _KINDS:
            self.draft.write(" ")

    def _leave_table(self, tag: str, *, is_row: bool) -> None:
        if not self._tables:
            return
        if is_row:
            self._tables[-1].close_row()
        elif tag == "caption" and self.draft.blocks:
            block = self.draft.blocks[-1]
            self._tables[-1].caption = " ".join(self.draft.text(block.start, block.end).split())
        elif tag == "table":
            self._tables.pop().close()


def _is_hidden(element: etree._Element) -> bool:
    return (
        ("hidden" in element.attrib and element.get("hidden") != "until-found")
        or element.get("aria-hidden") == "true"
        or _HIDDEN.search(element.get("style", "")[:300]) is not None
        or _INVISIBLE_CLASSES.search(element.get("class", "")[:300]) is not None
    )


def _int(value: str | None, default: int) -> int:
    try:
        return int(value) if value else default
    except ValueError:
        return default
