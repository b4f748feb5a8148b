"""Adapters: which address has the text of a cited page, and which is the page itself."""

from __future__ import annotations

from claims.errors import InputError
from claims.pipeline.known_sites import KNOWN_DOMAINS, site_page
from claims.pipeline.urls import parse_url, target_url
from claims.pipeline.wrapped_urls import WRAPPING_DOMAINS

_DOMAINS = KNOWN_DOMAINS | WRAPPING_DOMAINS


def page_of(cited_url: str) -> str:
    """Returns the page of a known site that another address has the text of, in its latest version; "" for any other URL."""
    try:
        page = site_page(parse_url(target_url(cited_url)).href)
    except InputError:
        return ""
    return page.identity if page and page.identity != page.text_url else ""


def address_of(cited_url: str) -> str:
    """Returns the URL to request for a cited one: what it wraps, and of a known site the address that has the page's text."""
    host = cited_url.split("/", 3)[2].partition(":")[0].lower() if cited_url.count("/", 0, 9) > 1 else ""
    labels = host.rsplit(".", 2)
    if ".".join(labels[-2:]) not in _DOMAINS and "google." not in host:
        return cited_url  # at a glance: every source that is leased comes here
    try:
        target = target_url(cited_url)
        page = site_page(parse_url(target).href)
    except InputError:
        return cited_url
    return page.text_url if page else target
