"""Linked data: the JSON-LD blocks of a page, their objects, and the article that they contain."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from claims.pipeline.documents.json_source import load_json

_MAX_BLOCKS = 10
_MAX_BLOCK_CHARACTERS = 1_000_000
_MAX_VALUES = 10_000
# "/* <![CDATA[ */" before the data and "/* ]]> */" behind it, as some pages hide them from old parsers
_COMMENT = re.compile(
    r"\A\s*(?:/\*|//)?\s{0,9}<!\[CDATA\[\s{0,9}(?:\*/)?|(?:/\*|//)?[ \t]{0,9}\]\]>[ \t]{0,9}(?:\*/)?\s*\Z"
)
_STRING_OR_LAST_COMMA = re.compile(r'("(?:[^"\\]|\\.)*+")|,(?=\s{0,99}[}\]])', re.DOTALL)
_TAG = re.compile(r"<[a-zA-Z/][^<>]{0,500}>")


def linked_data_blocks(source: str, most: int = _MAX_BLOCK_CHARACTERS) -> list[str]:
    """Returns the text of the page's first JSON-LD blocks, each cut at `most` characters. Linear; nothing is parsed."""
    blocks, offset = [], 0
    for _ in range(_MAX_BLOCKS):
        offset = source.find("application/ld+json", offset)
        if offset < 0:
            break
        before = source[max(0, offset - 200) : offset].lower()
        start = source.find(">", offset, offset + 200) + 1
        offset += 1
        if start and before.rfind("<script") > before.rfind(">"):
            end = source.find("</script", start, start + most)
            offset = end if end >= 0 else start + most
            blocks.append(source[start:offset])
    return blocks


def article_body(source: str) -> str:
    """Returns the longest text of an article in the page's linked data, as paragraphs of plain text; "" if it has none."""
    bodies = [
        body
        for block in linked_data_blocks(source)
        if "articleBody" in block or '"text"' in block
        for body in _bodies(block)
    ]
    body = html.unescape(max(bodies, key=len, default=""))
    if _TAG.search(body):
        body = _TAG.sub("\n", re.sub(r"</?(?:a|b|i|em|strong|span|u|sup|sub)\b[^<>]{0,500}>", "", body))
    return html.unescape(body)


def _bodies(block: str) -> Iterator[str]:
    bodies = (
        value.get("articleBody") or (value.get("text") if _is_article(value) else None)
        for value in linked_objects(block)
    )
    return (body for body in bodies if isinstance(body, str))


def _is_article(value: dict[str, Any]) -> bool:
    """True for schema.org's Article, NewsArticle, BlogPosting and the like."""
    kinds = value.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(name, str) and name.endswith(("Article", "Posting")) for name in names)


def linked_objects(block: str) -> Iterator[dict[str, Any]]:
    """Returns the objects in a JSON-LD block, nested ones too; none if it is not JSON."""
    source = _COMMENT.sub("", block)
    try:
        pending = [_parsed(source)]
    except (ValueError, RecursionError):
        return
    for _ in range(_MAX_VALUES):
        if not pending:
            return
        value = pending.pop()
        if isinstance(value, dict):
            yield value
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)


def _parsed(source: str) -> Any:
    """The value of a JSON text, also of one with commas before its closing brackets."""
    try:
        return load_json(source)
    except ValueError:
        kept = _STRING_OR_LAST_COMMA.sub(lambda found: found[1] or "", source)
        return load_json(kept)
