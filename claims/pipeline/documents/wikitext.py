"""Wikitext: reads the source text of a MediaWiki page, with its notes, links, lists and tables."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from claims.pipeline.documents.draft import Draft
from claims.pipeline.documents.html_tree import clean_powers
from claims.pipeline.documents.tables import TableWriter
from claims.pipeline.documents.wikitext_templates import (
    Template,
    cited_works,
    find_templates,
    plain,
    read_reference,
)
from claims.values import Document, Reference

_SIGNALS = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        r"<ref[\s>/]",
        r"\[\[[^\[\]\n]{1,200}\]\]",
        r"'''[^'\n]{1,200}'''",
        r"^==+[^=\n]{1,200}==+\s{0,5}$",
        r"\{\{[^{}\n]{1,200}(?:\}\}|\|)",
        r"^\{\|",
    )
)
_WINDOW = 50_000
_REF = re.compile(r"<ref(?P<attributes>(?:\s[^<>]{0,300}?)?)(?P<closed>/)?>", re.IGNORECASE)
_REF_END = re.compile(r"</ref\s{0,9}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""\b(name|group)\s?=\s?(?:"([^"]{0,200})"|'([^']{0,200})'|([^\s"'/>]{1,200}))""", re.IGNORECASE
)
_DROPPED = (
    "math",
    "gallery",
    "syntaxhighlight",
    "source",
    "timeline",
    "score",
    "imagemap",
    "pre",
    "references",
)
_TAG = re.compile(r"<(?P<name>/?[a-zA-Z]{1,20})\b[^<>]{0,500}>")
_COMMENT = re.compile(r"<!--|-->")
_INNER_LINK = re.compile(r"\[\[(?P<target>[^\[\]|\n]{0,300})(?:\|(?P<words>[^\[\]]{0,2000}))?\]\]")
_PAGES = re.compile(
    r"\s?:?(?:file|image|category|datei|bild|kategorie|fichier|catégorie|archivo|categoría|файл|категория|文件|分类|ملف|تصنيف)\s?:",
    re.IGNORECASE,
)
_INLINE = re.compile(
    r"\ue300(?P<note>\d{1,6})\ue301|\[(?P<url>https?://[^\s\[\]<>]{3,2000})(?:\s(?P<words>[^\[\]\n]{0,500}))?\]|(?P<bare>https?://[^\s<>\[\]{}|\ue300\"]{3,2000})|(?P<quotes>'{2,5})"
)
_HEADING = re.compile(r"={1,6}\s?(?P<words>.+?)\s?={1,6}\s*")
_LIST = re.compile(r"[*#:;]{1,9}\s?")
_PLACEHOLDER_SIGNS = re.compile("[\ue300\ue301]")
_BOLD = re.compile(r"'''([^'\n]{1,200})'''")
_SHORT = frozenset(("sfn", "sfnp", "harv", "harvnb", "harvtxt", "harvp", "sfnm"))
_SPACES = dict.fromkeys(("nbsp", "space", "spaces"), " ") | dict.fromkeys(
    ("snd", "spaced ndash", "en dash", "ndash"), " – "
)
# Templates that show their first value.
_PLAIN = frozenset(
    (
        "val", "nowrap", "nobr", "abbr", "abbrlink", "em", "strong", "big", "small", "formatnum", "ill", "interlanguage link", "link",
    )
)  # fmt: skip
_CELL_ATTRIBUTES = re.compile(r"(?P<attributes>[^|\[\]{}\n]{0,300}=[^|\[\]{}\n]{0,300})\|(?!\|)")
_SPAN = re.compile(r"\b(colspan|rowspan)\s?=\s?[\"']?(\d{1,5})", re.IGNORECASE)


def is_wikitext(text: str) -> bool:
    """True if a text has notes and other markup of MediaWiki, or several kinds of its markup."""
    signals = [signal.search(text, 0, _WINDOW) is not None for signal in _SIGNALS]
    return sum(signals) >= (2 if signals[0] else 3)


def read_wikitext(text: str) -> Document:
    """Returns the document of a page's source. Notes are numbered as MediaWiki prints them."""
    text = clean_powers(_PLACEHOLDER_SIGNS.sub("", text))
    draft = Draft()
    notes = _Notes()
    source = _without_templates(notes.take(_without(text, "<!--", "-->")), notes)
    for name in _DROPPED:
        source = _without(source, f"<{name}", f"</{name}>")
    _Writer(draft, notes).write(_flat_links(source))
    notes.resolve(text)
    draft.references.extend(notes.references())
    bold = _BOLD.search(text, 0, _WINDOW)
    return replace(draft.document(), title=plain(bold[1])[:500] if bold else "")


@dataclass(slots=True)
class _Notes:
    """The notes of a page: each sign is replaced by a placeholder with the number of its labels."""

    signs: list[tuple[str, ...]] = field(default_factory=list)
    _labels: dict[tuple[str, str], str] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)
    _contents: dict[str, str] = field(default_factory=dict)
    _short: dict[str, tuple[str, str]] = field(default_factory=dict)
    _sources: dict[str, Reference] = field(default_factory=dict)

    def take(self, text: str) -> str:
        """Replaces the <ref> elements of a text."""
        parts, offset = [], 0
        closing = next(closings := _REF_END.finditer(text), None)
        while ref := _REF.search(text, offset):
            parts.append(text[offset : ref.start()])
            while closing and closing.start() < ref.end():
                closing = next(closings, None)
            is_open = closing is not None and not ref["closed"]
            content = text[ref.end() : closing.start()] if closing and is_open else ""
            parts.append(self.sign(self._label_of(ref["attributes"], content)))
            offset = closing.end() if closing and is_open else ref.end()
        return "".join((*parts, text[offset:]))

    def sign(self, *labels: str) -> str:
        """Returns the placeholder of a sign with these labels."""
        self.signs.append(labels)
        return f"\ue300{len(self.signs) - 1}\ue301"

    def named(self, name: str) -> str:
        """Returns the label of the note with this name."""
        return self._number("", name)

    def short(self, template: Template) -> str:
        """Returns the label of a short note: {{sfn|Bell|2025}}."""
        *names, year = [plain(value) for value in template.values] or [""]
        label = f"{' & '.join(names)} {year}".strip()
        self._short[label] = (names[0] if names else "", year)
        return label

    def resolve(self, text: str) -> None:
        """Finds the sources of short notes among the page's citation templates; several that fit resolve none."""
        works: dict[tuple[str, str], list[Reference]] = {}
        for surname, year, reference in cited_works(text) if self._short else ():
            works.setdefault((surname.casefold(), year), []).append(reference)
        for label, (surname, year) in self._short.items():
            found = works.get((surname.casefold(), year), [])
            if len(found) == 1:
                work = found[0]
                self._sources[label] = Reference(label, work.url, work.title, work.author, work.date)

    def references(self) -> Iterator[Reference]:
        for label, content in self._contents.items():
            yield read_reference(content, label)
        yield from self._sources.values()

    def _label_of(self, attributes: str, content: str) -> str:
        named = {
            match[1].lower(): match[2] or match[3] or match[4] or ""
            for match in _ATTRIBUTE.finditer(attributes)
        }
        label = self._number(named.get("group", ""), named.get("name", ""))
        if content.strip():
            self._contents.setdefault(label, content)
        return label

    def _number(self, group: str, name: str) -> str:
        if name and (group, name) in self._labels:
            return self._labels[group, name]
        self._counts[group] = self._counts.get(group, 0) + 1
        label = f"{group} {self._counts[group]}".strip()
        if name:
            self._labels[group, name] = label
        return label


def _without(text: str, opening: str, closing: str) -> str:
    """The text without what stands between two signs; an opening one that is never closed is left."""
    parts, offset = [], 0
    while (start := text.find(opening, offset)) >= 0 and (end := text.find(closing, start)) >= 0:
        parts.append(text[offset:start])
        offset = end + len(closing)
    return "".join((*parts, text[offset:]))


def _without_templates(text: str, notes: _Notes) -> str:
    parts: list[str] = []
    offset = 0
    for template in find_templates(text):
        parts += (text[offset : template.start], _shown(template, notes))
        offset = template.end
    return "".join((*parts, text[offset:]))


def _shown(template: Template, notes: _Notes) -> str:
    """The text that a template stands for, as far as it is plain; "" for boxes and the like."""
    name, values = template.name.lower().replace("_", " "), template.values
    if name in _SHORT:
        return notes.sign(notes.short(template))
    if name in {"r", "rp ref"}:
        return notes.sign(*(notes.named(value) for value in values))
    if name in _SPACES:
        return _SPACES[name]
    if not values:
        return ""
    if name == "val" and "e" in template.fields:
        return f"{values[0]}×10^{template.fields['e']}"
    if name in {"convert", "cvt"}:
        return " ".join(values[:2])
    if name == "as of":
        return f"As of {values[0]}"
    if name == "lang":
        return values[-1]
    return values[0] if name in _PLAIN or name.startswith("lang") else ""


def _flat_links(text: str) -> str:
    """Replaces links between pages by their words, inner ones first; pictures and categories by nothing."""
    for _ in range(2):
        text = _INNER_LINK.sub(_link_words, text)
    return text


def _link_words(link: re.Match[str]) -> str:
    if _PAGES.match(link["target"]):
        return ""
    return link["words"] if link["words"] is not None else link["target"].lstrip(":")


class _Writer:
    """Writes the lines of a page as blocks."""

    def __init__(self, draft: Draft, notes: _Notes) -> None:
        self.draft, self.notes = draft, notes
        self._table: TableWriter | None = None
        self._has_row = False

    def write(self, source: str) -> None:
        for line in source.split("\n"):
            stripped = line.strip()
            if self._table is not None or stripped.startswith("{|"):
                self._write_table_line(stripped)
            elif not stripped:
                self.draft.end()
            elif heading := _HEADING.fullmatch(stripped):
                self.draft.begin("heading")
                self._write(heading["words"])
                self.draft.end()
            elif item := _LIST.match(stripped):
                self.draft.begin("item")
                self._write(stripped[item.end() :])
                self.draft.end()
            else:
                self._write(stripped + " ")
        self.draft.end()
        if self._table is not None:
            self._table.close()

    def _write_table_line(self, line: str) -> None:
        if self._table is None:
            self._table, self._has_row = TableWriter(self.draft), False
        elif line.startswith("|}"):
            self._end_row()
            self._table.close()
            self._table = None
        elif line.startswith("|+"):
            self._table.caption = plain(line[2:])
        elif line.startswith("|-"):
            self._end_row()
        elif line.startswith(("|", "!")):
            self._write_cells(self._table, line)
        elif self._has_row:
            self._write(f" {line}")

    def _write_cells(self, table: TableWriter, line: str) -> None:
        if not self._has_row:
            self.draft.begin("row")
            table.open_row()
            self._has_row = True
        is_head = line[0] == "!"
        for cell in re.split(r"\|\||!!" if is_head else r"\|\|", line[1:]):
            attributes = _CELL_ATTRIBUTES.match(cell)
            spans = (
                {match[1].lower(): int(match[2]) for match in _SPAN.finditer(attributes[0])}
                if attributes
                else {}
            )
            if self.draft.is_open and self.draft.tail:
                self.draft.write(" | ")
            table.open_cell(is_head=is_head, columns=spans.get("colspan", 1), rows=spans.get("rowspan", 1))
            self._write(cell[attributes.end() :] if attributes else cell)
            table.close_cell()

    def _end_row(self) -> None:
        if self._has_row and self._table is not None:
            self.draft.end()
            self._table.close_row()
        self._has_row = False

    def _write(self, words: str) -> None:
        """Writes a line: its notes as markers, its links with their words."""
        offset = 0
        words = _TAG.sub(lambda tag: " " if tag["name"].lower() in {"br", "p"} else "", words)
        for sign in _INLINE.finditer(words):
            self.draft.write(html.unescape(words[offset : sign.start()]))
            offset = sign.end()
            if sign["note"]:
                labels = (
                    self.notes.signs[int(sign["note"])] if int(sign["note"]) < len(self.notes.signs) else ()
                )
                if labels:
                    self.draft.mark(f"[{', '.join(labels)}]", labels)
            elif url := sign["url"] or sign["bare"]:
                position = self.draft.position
                self.draft.write(sign["words"] or url)
                self.draft.link(position, url)
        self.draft.write(html.unescape(words[offset:]))
