"""Links: classifies and resolves href values."""

from __future__ import annotations

import re
from urllib.parse import urljoin

_NOTE = re.compile(
    r"#(?:cite[_-]?note|fn|footnote|note|ref|endnote|bib|reference|CR|B)[^/]{0,200}", re.IGNORECASE
)
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]{0,20}:")
_MAX_LENGTH = 4000


def is_note(href: str) -> bool:
    """True if `href` refers to a note or source list entry of the same page."""
    return _NOTE.fullmatch(href) is not None


def link_url(href: str, base_url: str) -> str:
    """Returns the absolute URL of `href`, `href` itself if there is no base, "" if it refers to no page."""
    href = "".join(href.split())
    if not href or href.startswith("#") or len(href) > _MAX_LENGTH:
        return ""
    if not base_url or href.startswith(("http://", "https://")):
        return "" if _SCHEME.match(href) and not href.startswith(("http://", "https://")) else href
    try:
        url = urljoin(base_url, href)
    except ValueError:
        return ""
    return url if url.startswith(("http://", "https://")) else ""
