"""References: what the entries of a document's source lists say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from claims.pipeline.documents.citation_markers import nth_label
from claims.pipeline.documents.dates import parse_date
from claims.pipeline.documents.source_lists import DEFINITION, IBID, LABELLED, URL, Entry
from claims.values import Document, Link, Reference

_SEPARATORS = " \t-–—:：.,，。|·;；()[]<>*_“”\"'「」《》"
_QUOTED = re.compile(r"[“\"「《]([^”\"」》]{3,300})[”\"」》]")
_RETRIEVED = re.compile(
    r"[\s,;.(]{0,3}(?:retrieved|accessed|last accessed|visited|archived|available)\s?(?:on|at|from|:)?.{0,80}$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\(?\b((?:19|20)\d{2})\b\)?")
_MAX_TITLE = 500


def find_references(
    document: Document, entries: tuple[Entry, ...], labels: Mapping[str, str] | None = None
) -> tuple[Reference, ...]:
    """Returns the references in list order, one for each label; those taken from markup come last.

    `labels` replaces labels that only count. `url` is None unless the entry contains a URL.
    """
    references: dict[str, Reference] = {}
    links = _links_by_block(document)
    before: Reference | None = None
    unnamed = 0
    for entry in entries:
        label = (labels or {}).get(entry.label, entry.label)
        unnamed += label == "#"
        label = nth_label(label, unnamed) if label == "#" else label
        if label and not (label in references and references[label].url):
            words = document.text[entry.block.start : entry.block.end]
            reference = _reference(words, label, links.get(entry.block.start, []))
            reference = _as_before(reference, before)
            before = reference
            references[label] = reference if reference.url else references.get(label, reference)
    for reference in document.references:
        known = references.get(reference.label)
        if known is None:
            references[reference.label] = reference
        elif not known.url:
            references[reference.label] = replace(known, url=reference.url)
    return tuple(references.values())


def _as_before(reference: Reference, before: Reference | None) -> Reference:
    """ "Ibid., p. 14" is the source of the entry before it."""
    if before is None or reference.url or not IBID.match(reference.title):
        return reference
    return replace(before, label=reference.label)


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
    entry = DEFINITION.match(words) or LABELLED.match(words)
    body = words[entry.end() :] if entry else words
    url = next((link.url for link in links if link.url.startswith(("http://", "https://"))), None)
    if url is None and (written := URL.search(body)):
        url = written[0].rstrip(".,;:!?*_'\"")
    author, title = _author_and_title(_RETRIEVED.sub("", URL.sub(" ", body)))
    return Reference(label, url, title, author, _date_of(body))


def _author_and_title(words: str) -> tuple[str, str]:
    if quoted := _QUOTED.search(words):
        return words[: quoted.start()].strip(_SEPARATORS)[:200], quoted[1].strip(" .,")
    return "", " ".join(words.split()).strip(_SEPARATORS)[:_MAX_TITLE]


def _date_of(words: str) -> str:
    if date := parse_date(URL.sub(" ", words)):
        return f"{date:%Y-%m-%d}"
    year = _YEAR.search(URL.sub(" ", words))
    return year[1] if year else ""
