"""Markup notices: corrections and retractions that a page declares in its title, its <meta> elements or its linked data."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from claims.pipeline.documents.linked_data import linked_data_blocks, linked_objects
from claims.pipeline.documents.page_metadata import page_title

_MAX_NOTICES = 5
_MAX_CHARACTERS = 1000
_HEAD_WINDOW = 131_072
_DECLARING = ("correction", "CorrectionComment", "ClaimReview")
_META = re.compile(
    r"""<meta\s[^<>]{0,200}?(?:name|property)\s?=\s?["']?[\w.:-]{0,40}?(?P<kind>retract|withdrawn|correct|errat|supersed)[\w.:-]{0,40}["']?[^<>]{0,40}?content\s?=\s?["'](?P<text>[^"'<>]{3,500})""",
    re.IGNORECASE,
)
_LABELS = {"retract": "Retraction", "withdrawn": "Retraction"}
# Publishers put it before the title: "RETRACTED ARTICLE: …". In small letters that may be a headline about another one.
RETRACTED_WORK = r"(?:retracted|withdrawn) article(?=\s?$)|(?-i:RETRACTED|WITHDRAWN) (?-i:ARTICLE|CHAPTER|PAPER|PUBLICATION|PREPRINT|STUDY)|zurückgezogener (?:artikel|beitrag)|article rétracté|artículo (?:retractado|retirado)|artigo (?:retratado|retractado)|articolo (?:ritirato|ritrattato)"
_RETRACTED_TITLE = re.compile(
    rf"\W{{0,3}}(?:{RETRACTED_WORK}|retracted|withdrawn|retraction|zurückgezogen|widerrufen|rétracté|retirado|retractado|ritirato|отозвана?|已?撤[稿回])\s?[:：\]】）)–—-]",
    re.IGNORECASE,
)


def markup_notices(source: str) -> list[str]:
    """Returns the notices that the markup of a page declares, each as a line of text that begins with its kind."""
    notices = [_label(kind, text) for kind, text in _declared(source)]
    title = page_title(source)
    if _RETRACTED_TITLE.match(title):
        notices.insert(0, title)
    return list(dict.fromkeys(notice for notice in notices if notice))[:_MAX_NOTICES]


def _declared(source: str) -> Iterator[tuple[str, str]]:
    for meta in _META.finditer(source[:_HEAD_WINDOW]):
        yield _LABELS.get(meta["kind"].lower(), "Correction"), meta["text"]
    for block in linked_data_blocks(source):
        if any(word in block for word in _DECLARING):
            for value in linked_objects(block):
                yield from (("Correction", text) for text in _texts_of(value))


def _texts_of(value: dict[str, Any]) -> Iterator[str]:
    correction, kind = value.get("correction"), value.get("@type")
    if isinstance(correction, str):
        yield correction
    if kind == "CorrectionComment":
        yield _text(value.get("text")) or _text(value.get("description"))
    if kind == "ClaimReview" and isinstance(value.get("reviewRating"), dict):
        rating = _text(value["reviewRating"].get("alternateName"))
        yield f"the claim “{_text(value.get('claimReviewed'))}” is rated “{rating}”." if rating else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _label(kind: str, text: str) -> str:
    text = " ".join(html.unescape(text).split())[:_MAX_CHARACTERS]
    return f"{kind}: {text}" if text else ""
