"""Page state: the prose in the data that a page hands over to its scripts, for pages that show none themselves."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from claims.pipeline.documents.json_source import load_json

_IDS = ("__NEXT_DATA__", "__NUXT_DATA__")
_MAX_CHARACTERS = 2_000_000
_MAX_VALUES = 50_000
_MAX_TEXT = 400_000
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|br|li|ul|ol|h[1-6]|blockquote|section|article|tr|table)\b[^<>]{0,500}>", re.IGNORECASE
)
_TAG = re.compile(r"<[a-zA-Z/][^<>]{0,500}>")
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]]{0,3}\Z")
_LEAST_WORDS = 5
# What stands around an article, by the usual names of its fields.
_AROUND = re.compile(
    r"menu|nav|footer|header|sidebar|cookie|consent|privacy|seo|meta|related|recommend|teaser|promo|comment|newsletter|subscri"
    r"|i18n|locale|translation|messages|config|settings|advert|excerpt|summary|description|caption|error",
    re.IGNORECASE,
)


def state_text(source: str) -> str:
    """Returns the paragraphs in a page's `__NEXT_DATA__` or `__NUXT_DATA__` that are sentences, a line each; "" if there are none.

    Fields whose names say that they stand around an article are left out, and what is said twice is said once.
    """
    paragraphs: dict[str, None] = {}
    length = 0
    for name in _IDS:
        for value in _strings(_block(source, name)):
            for line in _lines(value):
                if line not in paragraphs and length < _MAX_TEXT:
                    paragraphs[line] = None
                    length += len(line)
    return "\n".join(paragraphs)


def _block(source: str, name: str) -> str:
    """The content of the script with this id."""
    place = source.find(name)
    opening = source.rfind("<", max(0, place - 300), place)
    start = source.find(">", place, place + 300) + 1 if place >= 0 else 0
    if not start or source[opening : opening + 7].lower() != "<script":
        return ""
    end = source.find("</script", start, start + _MAX_CHARACTERS)
    return source[start:end] if end >= 0 else ""


def _strings(block: str) -> Iterator[str]:
    """The strings of a JSON text in its order."""
    try:
        pending = [load_json(block)]
    except (ValueError, RecursionError):
        return
    for _ in range(_MAX_VALUES):
        if not pending:
            return
        value = pending.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            pending.extend(item for name, item in reversed(value.items()) if not _AROUND.search(name[:60]))
        elif isinstance(value, list):
            pending.extend(reversed(value))


def _lines(value: str) -> Iterator[str]:
    if " " not in value:
        return
    text = html.unescape(_TAG.sub("", _BLOCK_TAG.sub("\n", value[:_MAX_TEXT])))
    for line in text.splitlines():
        words = line.split()
        if len(words) >= _LEAST_WORDS and _SENTENCE_END.search(words[-1]):
            yield " ".join(words)
