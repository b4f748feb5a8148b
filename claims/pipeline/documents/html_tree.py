"""HTML tree: parses the source of a page or a fragment within limits of depth and attributes."""

from __future__ import annotations

import re

from lxml import etree

from claims.errors import ReadError
from claims.pipeline.documents.page_styles import hide_by_style

TOO_DEEP = "too_deep"

_OF_HEAD = frozenset(
    (
        "base",
        "bgsound",
        "isindex",
        "link",
        "meta",
        "noscript",
        "object",
        "script",
        "style",
        "template",
        "title",
    )
)
_RESOURCE_LIMIT = "ERR_RESOURCE_LIMIT"
_ATTRIBUTE = r"""[\s/]++[^\s=>/]++(?:\s*+=\s*+(?>"[^"]*+"|'[^']*+'|[^\s"'>][^\s>]*+)?+)?+"""
# Parsers compare each attribute of an element with all others before it.
_MANY_ATTRIBUTES = re.compile(rf"(<[a-zA-Z][^\s>/]{{0,100}}+(?>{_ATTRIBUTE}){{250}}+)(?>{_ATTRIBUTE})*+")
# Soft hyphens, zero-width spaces, word joiners and <wbr> divide words only on the screen.
_INVISIBLE = re.compile(
    r"[\u00ad\u200b\u2060\ufeff\ue203\ue204]|&(?:shy|zerowidthspace|nobreak|#173|#x0*ad|#8203|#x0*200b|#8288|#x0*2060|#65279|#x0*feff);|</?wbr\s{0,3}/?>",
    re.IGNORECASE,
)
_INVISIBLE_CHARACTERS = dict.fromkeys((0x00AD, 0x200B, 0x2060, 0xFEFF))
# Signs of an assistant around what it cites; they say nothing themselves.
_CITED_SPAN = re.compile(r"\[cite_(?:start|end)\]")
# An assistant's sign of a named thing: its name is the text.
_ENTITY = re.compile(
    r"\ue200entity\ue202\[\s?\"[^\"\ue200-\ue204]{0,60}\"\s?,\s?\"([^\"\ue200-\ue204]{1,200})\"[^\ue200-\ue204]{0,300}\ue201"
)
# Raised digits behind a ten are its exponent; without their element, 10^24 would be 1024.
_POWER_OF_TEN = re.compile(
    r"(?<![\w.,])10<sup(?:\s[^<>]{0,200})?>\s{0,3}(?P<minus>[−–-]|&minus;|&#8722;|&#x2212;)?(?P<digits>\d{1,3})\s{0,3}</sup>",
    re.IGNORECASE,
)


def clean_source(source: str) -> str:
    """Returns HTML or Markdown without invisible characters and attributes beyond the 250th of an element, powers of ten as 10^24."""
    source = _ENTITY.sub(r"\1", _CITED_SPAN.sub("", _INVISIBLE.sub("", source)))
    return clean_powers(_MANY_ATTRIBUTES.sub(r"\1", source))


def without_invisible(text: str) -> str:
    """Returns a plain text without soft hyphens, zero-width spaces, word joiners, byte order marks and signs around what is cited."""
    return _CITED_SPAN.sub("", text.translate(_INVISIBLE_CHARACTERS))


def clean_powers(source: str) -> str:
    """Returns the source with the powers of ten that are raised digits as 10^24."""
    return _POWER_OF_TEN.sub(lambda power: f"10^{'-' if power['minus'] else ''}{power['digits']}", source)


def parse_page(source: str) -> etree._Element:
    """Parses a page or a fragment. Raises ReadError if it has no elements or is nested deeper than 2048 elements."""
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True, encoding="utf-8")
    try:
        tree = etree.fromstring(source.encode("utf-8"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise ReadError("The page contains no readable HTML.") from error
    if any(entry.type_name == _RESOURCE_LIMIT for entry in parser.error_log):
        raise ReadError("The page is nested too deeply.", code=TOO_DEEP)
    if tree is None:
        raise ReadError("The page contains no readable HTML.")
    _open_body(tree)
    hide_by_style(tree)
    return tree


def _open_body(tree: etree._Element) -> None:
    """Moves what the parser left in the head of a page without `<body>` behind the head: `<html><script></script><article>`."""
    head = tree.find("head")
    first = (
        next((i for i, child in enumerate(head) if child.tag not in _OF_HEAD), None)
        if head is not None
        else None
    )
    if head is None or first is None:
        return
    body = etree.Element("body")
    body.extend(head[first:])
    head.addnext(body)
