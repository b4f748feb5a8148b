"""HTML tree: parses the source of a page or a fragment within limits of depth and attributes."""

from __future__ import annotations

import re

from lxml import etree

from claims.errors import ReadError

TOO_DEEP = "too_deep"

_RESOURCE_LIMIT = "ERR_RESOURCE_LIMIT"
_ATTRIBUTE = r"""[\s/]++[^\s=>/]++(?:\s*+=\s*+(?>"[^"]*+"|'[^']*+'|[^\s"'>][^\s>]*+)?+)?+"""
# Parsers compare each attribute of an element with all others before it.
_MANY_ATTRIBUTES = re.compile(rf"(<[a-zA-Z][^\s>/]{{0,100}}+(?>{_ATTRIBUTE}){{250}}+)(?>{_ATTRIBUTE})*+")
# Soft hyphens, zero-width spaces, word joiners and <wbr> divide words only on the screen.
_INVISIBLE = re.compile(
    r"[\u00ad\u200b\u2060\ufeff\ue203\ue204]|&(?:shy|zerowidthspace|nobreak|#173|#x0*ad|#8203|#x0*200b|#8288|#x0*2060|#65279|#x0*feff);|</?wbr\s{0,3}/?>",
    re.IGNORECASE,
)


def clean_source(source: str) -> str:
    """Returns HTML or Markdown without invisible characters, and without attributes beyond the 250th of an element."""
    return _MANY_ATTRIBUTES.sub(r"\1", _INVISIBLE.sub("", source))


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
    return tree
