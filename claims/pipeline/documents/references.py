"""References: reads the entries of a document's source lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claims.pipeline.documents.dates import parse_date
from claims.values import Block, Document, Link, Reference

_HEADINGS = (
    "references", "reference list", "sources", "source list", "bibliography", "works cited", "citations", "cited sources", "notes",
    "notes and references", "references and notes", "footnotes", "endnotes", "literature", "literature cited", "links", "sources cited",
    "key sources", "primary sources", "data sources", "references & sources", "sources and references", "references and sources",
    "sources & references", "citations and references", "references cited",
    "参考文献", "参考资料", "参考来源", "引用来源", "资料来源", "引用文献", "引用", "来源", "注释", "脚注", "参考", "文献", "參考文獻", "參考資料",
    "quellen", "einzelnachweise", "literatur", "literaturverzeichnis", "références", "sources et références", "bibliographie", "notes et références",
    "referencias", "fuentes", "bibliografía", "fonti", "note", "bibliografia", "referências", "fontes", "источники", "примечания", "литература",
    "参考リンク", "出典", "脚注・出典", "참고문헌", "출처",
)  # fmt: skip
_HEADING = re.compile(
    r"[\W_]{0,5}(?:(?:\d{1,2}|[ivxIVX]{1,5}|[一二三四五六七八九十]{1,3})[.、)]?\s{0,3})?(?:"
    + "|".join(map(re.escape, _HEADINGS))
    + r")(?:\s\(\d{1,3}\))?[\W_]{0,5}",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"\s{0,3}(?:[\[［【]\^?(?P<square>[^\]\s\[］】]{1,80})[\]］】]\s?[:：.]?|(?P<round>\(?\d{1,3}[.)、])(?=\s)|\^?(?P<bare>\d{1,3})(?=\s+\S*https?://)|(?P<raised>[¹²³⁰⁴-⁹]{1,3}))\s{0,3}"
)
_DEFINITION = re.compile(r"\[\^(?P<name>[^\]\s\[]{1,80})\]:\s?")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_URL = re.compile(r"https?://[^\s<>\"“”（）【】，。；]{3,2000}")
_SEPARATORS = " \t-–—:：.,，。|·;；()[]<>*_“”\"'「」《》"
_QUOTED = re.compile(r"[“\"「《]([^”\"」》]{3,300})[”\"」》]")
_RETRIEVED = re.compile(
    r"[\s,;.(]{0,3}(?:retrieved|accessed|last accessed|visited|archived|available)\s?(?:on|at|from|:)?.{0,80}$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\(?\b((?:19|20)\d{2})\b\)?")
_MAX_TITLE = 500


def is_source_heading(text: str) -> bool:
    """True for headings such as "References", "Sources:", "7. 参考文献"."""
    return len(text) <= 60 and _HEADING.fullmatch(text) is not None


def source_blocks(document: Document) -> tuple[Block, ...]:
    """Returns the blocks that are entries or headings of a source list."""
    return tuple(block for block, _ in _entries(document))


def find_references(document: Document) -> tuple[Reference, ...]:
    """Returns the references in list order, one for each label; those taken from markup come last.

    `url` is None unless the entry contains a URL.
    """
    references: dict[str, Reference] = {}
    links = _links_by_block(document)
    for block, label in _entries(document):
        if label and not (label in references and references[label].url):
            entry = _reference(document.text[block.start : block.end], label, links.get(block.start, []))
            references[label] = entry if entry.url else references.get(label, entry)
    for reference in document.references:
        if not (reference.label in references and references[reference.label].url):
            references[reference.label] = reference
    return tuple(references.values())


def _entries(document: Document) -> Iterator[tuple[Block, str]]:
    """Yields each block of a source list with its label; headings with ""."""
    in_list, ordinal = False, 0
    loose = _loose_list(document)
    linked = {link.start for link in document.links}
    for block in document.blocks:
        words = document.text[block.start : block.end]
        if is_source_heading(words) and block.kind != "row":
            in_list, ordinal = True, 0
            yield block, ""
        elif block.kind == "heading":
            in_list = False
        elif definition := _DEFINITION.match(words):
            yield block, definition["name"]
        elif block.start in loose:
            yield block, _label_of(words, block)
        elif in_list:
            label = _label_of(words, block)
            if not label and (block.kind in {"item", "row"} or _URL.search(words) or block.start in linked):
                ordinal += 1
                label = str(ordinal)
            elif label.isdigit():
                ordinal = int(label)
            if label:
                yield block, label


def _loose_list(document: Document) -> frozenset[int]:
    """Returns the starts of blocks "[1] https://…" that have no heading: two or more in a row."""
    run: list[int] = []
    starts: set[int] = set()
    for block in document.blocks:
        words = document.text[block.start : block.end]
        entry = _LABELLED.match(words)
        if entry and entry["square"] and words.startswith(("http", "<http"), entry.end()):
            run.append(block.start)
        else:
            run = []
        if len(run) > 1:
            starts.update(run)
    return frozenset(starts)


def _label_of(words: str, block: Block) -> str:
    entry = _LABELLED.match(words)
    if not entry:
        return block.head[0] if block.kind == "item" and block.head else ""
    if entry["square"]:
        return entry["square"]
    return (entry["round"] or entry["bare"] or entry["raised"]).strip("(.)、").translate(_RAISED)


def _links_by_block(document: Document) -> dict[int, list[Link]]:
    """Returns the links of each block by the start of the block."""
    by_block: dict[int, list[Link]] = {}
    blocks = iter(document.blocks)
    block = next(blocks, None)
    for link in sorted(document.links, key=lambda link: link.start):
        while block and link.start >= block.end:
            block = next(blocks, None)
        if block and link.start >= block.start:
            by_block.setdefault(block.start, []).append(link)
    return by_block


def _reference(words: str, label: str, links: list[Link]) -> Reference:
    entry = _DEFINITION.match(words) or _LABELLED.match(words)
    body = words[entry.end() :] if entry else words
    url = next((link.url for link in links if link.url.startswith(("http://", "https://"))), None)
    if url is None and (written := _URL.search(body)):
        url = written[0].rstrip(".,;:!?*_'\"")
    author, title = _author_and_title(_RETRIEVED.sub("", _URL.sub(" ", body)))
    return Reference(label, url, title, author, _date_of(body))


def _author_and_title(words: str) -> tuple[str, str]:
    if quoted := _QUOTED.search(words):
        return words[: quoted.start()].strip(_SEPARATORS)[:200], quoted[1].strip(" .,")
    return "", " ".join(words.split()).strip(_SEPARATORS)[:_MAX_TITLE]


def _date_of(words: str) -> str:
    if date := parse_date(_URL.sub(" ", words)):
        return f"{date:%Y-%m-%d}"
    year = _YEAR.search(_URL.sub(" ", words))
    return year[1] if year else ""
