"""Source lists: which blocks of a document are the entries of its source lists, and how they are labelled."""

from __future__ import annotations

import re
from dataclasses import dataclass

from claims.pipeline.documents.source_headings import is_source_heading
from claims.values import Block, Document

LABELLED = re.compile(
    r"\s{0,3}(?:\.\.\s)?(?:[\[［【]\^?(?P<square>[^\]\s\[］】][^\[\]［］【】\n]{0,79})[\]］】]_?\s?[:：.]?"
    r"|(?P<round>\(?\d{1,3}[.)、])(?=\s)|\^?(?P<bare>\d{1,3})(?=\s+\S*https?://)|(?P<raised>[¹²³⁰⁴-⁹]{1,3}))\s{0,3}"
)
DEFINITION = re.compile(r"\[\^(?P<name>[^\]\s\[]{1,80})\]:\s?|\.\.\s\[(?P<rest>#?[\w.-]{1,60}|[*#])\]\s")
_AUTHOR_AND_YEAR = re.compile(
    r"(?P<authors>[^\W\d_][^\d()\[\]]{1,250}?)[\s,.;]{0,3}[(\[]?\s?(?P<year>(?:19|20)\d\d[a-z]?)\b"
)
# Authors, the year in brackets and a full stop or colon: the beginning of "Tan, W., & Oh, S. (2022a). Cold seas."
_WORK = re.compile(
    r"[^\W\d_][^\d()\[\]\n]{1,250}\((?:19|20)\d\d[a-z]?(?:, [A-Z][a-z]{2,8}(?: \d{1,2})?)?\)[.,:]\s"
)
_ENDS_OF_WORKS = (".", ">", ")")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
URL = re.compile(r"https?://[^\s<>\"“”（）【】，。；]{3,2000}")
# "Ibid.", "Ibid., p. 14", "Id. at 3": the source of the entry before it
IBID = re.compile(r"[\s*_(\[]{0,4}(?:[Ii]bid(?:em)?\b|Id\.)")
_MAX_URL = 2000
_MAX_ENTRY = 3000


@dataclass(frozen=True, slots=True)
class Entry:
    """One block of a source list. `label` is "" for the heading; `is_printed` is False for a label that only counts."""

    block: Block
    label: str = ""
    is_printed: bool = True


def source_blocks(document: Document) -> tuple[Block, ...]:
    """Returns the blocks that are entries or headings of a source list."""
    return tuple(entry.block for entry in source_entries(document))


def begins_work(line: str, before: str) -> bool:
    """True if a line begins the next entry of a list whose entries have lines of their own: "Tan, W. (2022). Cold seas. https://…".

    `before` is the line before it: the end of an entry.
    """
    if "://" in "".join(before[-_MAX_URL:].split()[-1:]):
        return line[:1].isupper() and (URL.search(line) is not None or _WORK.match(line) is not None)
    return _WORK.match(line) is not None and before.endswith(_ENDS_OF_WORKS)


def author_and_year(words: str) -> tuple[str, str]:
    """Returns the authors and the year that an entry begins with; ("", "") if it does not."""
    entry = LABELLED.match(words)
    match = _AUTHOR_AND_YEAR.match(words, entry.end() if entry else 0)
    return (match["authors"].strip(), match["year"]) if match else ("", "")


def source_entries(document: Document) -> tuple[Entry, ...]:
    """Returns each block of a source list; lists have a heading, or entries in a form that needs none."""
    reader = _ListReader(document)
    return tuple(entry for block in document.blocks if (entry := reader.read(block)))


class _ListReader:
    """Reads blocks in order and tracks whether they stand in a list, and how many entries it had."""

    def __init__(self, document: Document) -> None:
        self.text = document.text
        self._loose = _loose_list(document)
        self._linked = {link.start for link in document.links}
        self._in_list, self._ordinal = False, 0

    def read(self, block: Block) -> Entry | None:
        words = self.text[block.start : block.end]
        if block.kind == "note":
            return self._labelled(block, block.head[0]) if block.head else None
        if block.kind != "row" and is_source_heading(words):
            self._in_list, self._ordinal = True, 0
            return Entry(block)
        if block.kind == "heading":
            self._in_list = False
            return None
        if definition := DEFINITION.match(words):
            return Entry(block, definition["name"] or definition["rest"])
        if block.start in self._loose:
            return Entry(block, _label_of(words, block))
        return self._read_listed(block, words) if self._in_list else None

    def _read_listed(self, block: Block, words: str) -> Entry | None:
        label = _label_of(words, block)
        if label:
            return self._labelled(block, label)
        if self._looks_like_entry(block, words):
            self._ordinal += 1
            return Entry(block, str(self._ordinal), is_printed=False)
        return None

    def _labelled(self, block: Block, label: str) -> Entry:
        self._ordinal = int(label) if label.isdecimal() else self._ordinal
        return Entry(block, label)

    def _looks_like_entry(self, block: Block, words: str) -> bool:
        return (
            block.kind in {"item", "row"}
            or block.start in self._linked
            or URL.search(words) is not None
            or author_and_year(words[:300])[1] != ""
        )


def _loose_list(document: Document) -> frozenset[int]:
    """Returns the starts of the entries of lists without a heading: two or more in a row.

    An entry is "[1] https://…", anywhere, and at the document's end also "(1) Title. https://…" if the text has its label as a marker.
    """
    run: list[int] = []
    starts: set[int] = set()
    for block in document.blocks:
        words = document.text[block.start : block.end]
        entry = LABELLED.match(words)
        if entry and entry["square"] and words.startswith(("http", "<http"), entry.end()):
            run.append(block.start)
        else:
            run = []
        if len(run) > 1:
            starts.update(run)
    return frozenset(starts).union(_closing_list(document))


def _closing_list(document: Document) -> list[int]:
    """The starts of the document's last blocks, as far as they have a label that is a marker of the text, and a URL.

    One entry is a list where the text has no other label.
    """
    labels = {label for marker in document.markers for label in marker.labels}
    starts: list[int] = []
    for block in reversed(document.blocks):
        words = document.text[block.start : block.end][:_MAX_ENTRY]
        if (
            block.kind not in {"paragraph", "item"}
            or _label_of(words, block) not in labels
            or not (URL.search(words) or _is_ibid(words))
        ):
            break
        starts.append(block.start)
    return starts if len(starts) > 1 or len(labels) == 1 else []


def _is_ibid(words: str) -> bool:
    entry = LABELLED.match(words)
    return IBID.match(words, entry.end() if entry else 0) is not None


def _label_of(words: str, block: Block) -> str:
    entry = LABELLED.match(words)
    if not entry:
        return block.head[0] if block.kind == "item" and block.head else ""
    if entry["square"]:
        return entry["square"] if " " not in entry["square"] or words[entry.end() :].strip() else ""
    return (entry["round"] or entry["bare"] or entry["raised"]).strip("(.)、").translate(_RAISED)
