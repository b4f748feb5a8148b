"""SamePage: which other addresses of a source a check has seen to lead to its page."""

from __future__ import annotations

from dataclasses import dataclass

from claims.errors import InputError
from claims.pipeline.fingerprint import text_hash
from claims.pipeline.url_variants import variants_of
from claims.pipeline.urls import canonical_url, join_url, parse_url
from claims.pipeline.watching.moves import PERMANENT_REDIRECTS, text_likeness
from claims.pipeline.watching.response import Response


@dataclass(frozen=True, slots=True)
class SamePage:
    """The canonical URL that a page has itself, and the variants of it that lead there.

    A permanent redirect shows it alone. What a page says of its addresses counts for those whose text is the same.
    """

    main: str
    others: frozenset[str]
    needs_same_text: bool = True


def same_page(response: Response) -> SamePage | None:
    """What the page of a successful check says of its addresses; None if nothing, and for addresses that are no variants.

    A variant differs by its scheme, `www.`, `m.`, or as an AMP page.
    """
    page, metadata = response.page, response.metadata
    if page is None:
        return None
    is_redirected = all(hop.status in PERMANENT_REDIRECTS for hop in page.hops) and (
        bool(page.hops) or bool(response.source.adopted_url)
    )
    if not (is_redirected or (metadata and (metadata.canonical_link or metadata.amp_link))):
        return None
    try:
        own = canonical_url(response.source.cited_url)
        if is_redirected:
            reached = canonical_url(page.final_url)
            if reached in variants_of(own):
                return SamePage(reached, frozenset({own}), needs_same_text=False)
        return _declared(response, own)
    except InputError:
        return None


def _declared(response: Response, own: str) -> SamePage | None:
    """What the page's links say: its canonical address is another one, or its own, or it has an AMP page."""
    main, amp = (_linked(response, name) for name in ("canonical_link", "amp_link"))
    if not (main or amp):
        return None
    variants = variants_of(own)
    if main in variants:
        return SamePage(main, frozenset({own}))
    if main == own:
        return SamePage(own, variants)
    return SamePage(own, frozenset({amp})) if not main and amp in variants else None


def _linked(response: Response, name: str) -> str:
    link = getattr(response.metadata, name, "")
    if not (link and response.page):
        return ""
    try:
        return canonical_url(join_url(parse_url(response.page.final_url), link).href)
    except InputError:
        return ""


def has_same_text(one: str, other: str) -> bool:
    """Whether two texts are the same, but for lines as short as those of menus."""
    if text_hash(one) == text_hash(other):
        return True
    return text_likeness(one, other) == 1 and text_likeness(other, one) == 1
