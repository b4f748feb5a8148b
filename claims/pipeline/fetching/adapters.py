"""Adapters: which address has the text of a cited page, and which is the page itself."""

from __future__ import annotations

from claims.errors import InputError
from claims.pipeline.known_sites import KNOWN_DOMAINS, SitePage, site_page
from claims.pipeline.urls import parse_url, target_url
from claims.pipeline.wrapped_urls import WRAPPING_DOMAINS

_DOMAINS = KNOWN_DOMAINS | WRAPPING_DOMAINS


def page_of(cited_url: str) -> str:
    """Returns the page of a known site that another address has the text of, in its latest version; "" for any other URL."""
    page = _known_page(cited_url)
    return page.identity if page and page.identity != page.text_url else ""


def versions_address_of(cited_url: str) -> str:
    """Returns the address that lists the versions of a cited page, "" if there is none."""
    page = _known_page(cited_url) if _may_be_known(cited_url) else None
    return page.versions_url if page else ""


def address_of(cited_url: str) -> str:
    """Returns the URL to request for a cited one: what it wraps, and of a known site the address that has the page's text."""
    if not _may_be_known(cited_url):
        return cited_url
    try:
        target = target_url(cited_url)
        page = site_page(parse_url(target).href)
    except InputError:
        return cited_url
    return page.text_url if page else target


def _may_be_known(cited_url: str) -> bool:
    """Whether the host of a URL belongs to a known site, or wraps links. It is quick: every source that is leased comes here."""
    host = cited_url.split("/", 3)[2].partition(":")[0].lower() if cited_url.count("/", 0, 9) > 1 else ""
    return ".".join(host.rsplit(".", 2)[-2:]) in _DOMAINS or "google." in host


def _known_page(cited_url: str) -> SitePage | None:
    try:
        return site_page(parse_url(target_url(cited_url)).href)
    except InputError:
        return None
