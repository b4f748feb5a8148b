"""Adapters: which address has the text of a cited page."""

from __future__ import annotations

import re

from claims.errors import InputError
from claims.pipeline.known_sites import site_page
from claims.pipeline.urls import parse_url, target_url

# No wrapped link and no page of a known site is without one of these. Most URLs have none and are done.
_SIGNS = re.compile(
    r"(?i)archive\.|[?&](?:q|u|url|uddg|z|to)=http|/amp/|ampproject|arxiv\.|doi\.org|github|huggingface\.|//hf\.co|wikipedia\."
)


def address_of(cited_url: str) -> str:
    """Returns the URL to request for a cited one: what it wraps, and of a known site the address that has the page's text."""
    if not _SIGNS.search(cited_url):
        return cited_url
    try:
        target = target_url(cited_url)
        page = site_page(parse_url(target).href)
    except InputError:
        return cited_url
    return page.text_url if page else target
