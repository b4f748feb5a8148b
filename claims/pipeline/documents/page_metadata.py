"""Marks: what a page's HTML says about itself beside its text. Searched, never parsed: each scan is linear and bounded."""

from __future__ import annotations

import html
import re
from datetime import datetime

from claims.pipeline.documents.dates import parse_date
from claims.values import PageMarks

MAX_TITLE_CHARACTERS = 300

# A bot check is a small page, and says early what it is; titles and metadata stand early in large ones.
_LARGEST_CHALLENGE, _CHALLENGE_WINDOW, _HEAD_WINDOW = 65_536, 16_384, 131_072
_BLOCKS, _BLOCK_CHARACTERS = 10, 200_000
_OLDEST_YEAR = 1990
_TITLE = re.compile(r"<title(?=[\s>])[^<>]{0,200}>([^<]{0,2000})", re.IGNORECASE)
_FREE = re.compile(r'"isAccessibleForFree"\s{0,9}:\s{0,9}"?(?:https?://schema\.org/)?([TtFf])(?i:rue|alse)\b')
_MODIFIED = re.compile(r'"dateModified"\s{0,9}:\s{0,9}"([^"]{4,60})"')
_CONTENT = re.compile(r"""\bcontent\s{0,9}=\s{0,9}["']?([^"'>]{4,60})""", re.IGNORECASE)
_MODIFIED_NAMES = ("article:modified_time", "og:updated_time")
# Only what stands on the check itself: many of these services also put a script on every ordinary page.
_CHALLENGES = {
    "anubis": ('id="anubis_challenge"', '"/.within.website/', "/git/go-away/"),
    "cloudflare": ("_cf_chl_opt", "cf-browser-verification", "challenge-error-text"),
    "datadome": ("captcha-delivery.com",),
    "human": ('"px-captcha', "_pxhcaptcha"),
    "akamai": ("sec-if-cpt-container", "bm-verify=", "errors.edgesuite.net"),
    "imperva": ("incapsula incident id", "_incapsula_resource?cwudnsai", "_incapsula_resource?swudnsai"),
    "aws_waf": ("gokuprops",),
    "sucuri": ("sucuri_cloudproxy_js", "sucuri website firewall"),
    "ddos_guard": ("/.well-known/ddos-guard/", "check.ddos-guard.net"),
    "vercel": ("vercel security checkpoint",),
    "alibaba": ("acw_sc__v2",),
    "captcha": ('id="captcha-form"', 'id="challenge-form"'),
}


def page_marks(source: str) -> PageMarks:
    """The marks of a page from its HTML. What cannot be read is taken as not said."""
    data = _linked_data(source)
    return PageMarks(
        title=_title(source),
        challenge=_challenge(source),
        is_free=_is_free(data),
        modified_at=_modified_at(data, source),
    )


def _title(source: str) -> str:
    starts = (source.find(tag, 0, _HEAD_WINDOW) for tag in ("<title", "<TITLE"))
    found = next((_TITLE.match(source, start) for start in starts if start >= 0), None)
    return " ".join(html.unescape(found[1]).split())[:MAX_TITLE_CHARACTERS] if found else ""


def _challenge(source: str) -> str:
    if len(source) > _LARGEST_CHALLENGE:
        return ""
    head = source[:_CHALLENGE_WINDOW].lower()
    return next((name for name, signs in _CHALLENGES.items() if any(sign in head for sign in signs)), "")


def _linked_data(source: str) -> str:
    """The text of the page's first JSON-LD blocks, one after the other."""
    blocks, place = [], 0
    for _ in range(_BLOCKS):
        place = source.find("application/ld+json", place)
        if place < 0:
            break
        before = source[max(0, place - 200) : place].lower()
        start = source.find(">", place, place + 200) + 1
        place += 1
        if start and before.rfind("<script") > before.rfind(">"):
            end = source.find("</script", start, start + _BLOCK_CHARACTERS)
            place = end if end >= 0 else start + _BLOCK_CHARACTERS
            blocks.append(source[start:place])
    return "\n".join(blocks)


def _is_free(data: str) -> bool | None:
    """Whether everybody may read the whole page: what its first block that speaks of it says (schema.org)."""
    found = _FREE.search(data)
    return found[1] in "Tt" if found else None


def _modified_at(data: str, source: str) -> datetime | None:
    said = [_MODIFIED.findall(data)[:_BLOCKS], (_meta(source, name) for name in _MODIFIED_NAMES)]
    moments = (parse_date(html.unescape(value)) for values in said for value in values)
    return next((moment for moment in moments if moment and moment.year >= _OLDEST_YEAR), None)


def _meta(source: str, name: str) -> str:
    """The content of the first <meta> that names `name`, "" if there is none."""
    place = source.find(name, 0, _HEAD_WINDOW)
    start = source.rfind("<", max(0, place - 300), place) if place >= 0 else -1
    end = source.find(">", place, place + 300)
    tag = source[start:end] if 0 <= start < end else ""
    content = _CONTENT.search(tag) if tag[:5].lower() == "<meta" else None
    return content[1] if content else ""
