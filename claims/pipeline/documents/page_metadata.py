"""Page metadata: title, bot checks, paywall, modification date and addresses in a page's HTML. Each scan is linear and bounded; nothing is parsed."""

from __future__ import annotations

import html
import re
from datetime import datetime
from itertools import islice

from claims.pipeline.documents.dates import parse_date
from claims.pipeline.documents.linked_data import linked_data_blocks
from claims.values import PageMetadata

MAX_TITLE_CHARACTERS = 300

# Bot checks are small pages with their signs near the start; titles and metadata stand near the start of large ones.
_MAX_CHALLENGE, _CHALLENGE_WINDOW, _HEAD_WINDOW = 65_536, 16_384, 131_072
_MAX_BLOCKS, _MAX_BLOCK_CHARACTERS = 10, 200_000
_MIN_YEAR = 1990
_TITLE = re.compile(r"<title(?=[\s>])[^<>]{0,200}>([^<]{0,2000})", re.IGNORECASE)
_FREE = re.compile(r'"isAccessibleForFree"\s{0,9}:\s{0,9}"?(?:https?://schema\.org/)?([TtFf])(?i:rue|alse)\b')
_MODIFIED = re.compile(r'"dateModified"\s{0,9}:\s{0,9}"([^"]{4,60})"')
_CONTROL_WINDOW, _MAX_CONTROLS, _MAX_CONTROL_CHARACTERS = 400_000, 40, 1500
_CONTROLS = re.compile(
    r"""<(?P<tag>button|label|summary)\b[^<>]{0,500}>(?P<words>.{0,300}?)</(?P=tag)|<input\b(?=[^<>]{0,300}\btype\s?=\s?["']?(?:submit|button))[^<>]{0,300}?\bvalue\s?=\s?["'](?P<value>[^"'<>]{1,100})""",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<[^<>]{0,500}>")
_EMPTY_FRAME = re.compile(
    r"""<(?P<tag>div|main|section)\b[^<>]{0,200}?\bid\s?=\s?["']?(?:root|app|__next|__nuxt|___gatsby|react-root|app-root|application|svelte|main-app)["']?(?:\s[^<>]{0,200})?>(?:\s|<!--[^<>]{0,200}-->){0,50}</(?P=tag)>|<app-root\b[^<>]{0,100}>\s{0,50}</app-root>""",
    re.IGNORECASE,
)
_CONTENT = re.compile(r"""\bcontent\s{0,9}=\s{0,9}["']?([^"'>]{4,60})""", re.IGNORECASE)
_HREF = re.compile(r"""\bhref\s{0,9}=\s{0,9}["']?([^"'<>\s]{1,2000})""", re.IGNORECASE)
_REL = re.compile(r"""\brel\s{0,9}=\s{0,9}["']?([\w -]{1,60})""", re.IGNORECASE)
_MAX_LINK_CHARACTERS, _MAX_LINK_MENTIONS = 2500, 5
_MODIFIED_NAMES = ("article:modified_time", "og:updated_time")
# Signs of the check itself: many of these services also add a script to every ordinary page.
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


def page_metadata(source: str) -> PageMetadata:
    """Reads the metadata of a page from its HTML. Unreadable values count as absent."""
    data = "\n".join(linked_data_blocks(source, _MAX_BLOCK_CHARACTERS))
    return PageMetadata(
        title=page_title(source),
        challenge=_challenge(source),
        is_free=_is_free(data),
        modified_at=_modified_at(data, source),
        canonical_link=_link(source, "canonical"),
        amp_link=_link(source, "amphtml"),
    )


def control_words(source: str) -> str:
    """Returns the words of the page's first buttons and their labels, a line each."""
    words = (
        _control(match) for match in islice(_CONTROLS.finditer(source, 0, _CONTROL_WINDOW), _MAX_CONTROLS)
    )
    return "\n".join(filter(None, words))[:_MAX_CONTROL_CHARACTERS]


def _control(match: re.Match[str]) -> str:
    words = match["value"] or _TAG.sub(" ", match["words"] or "")
    return " ".join(html.unescape(words).split())


def needs_scripts(source: str) -> bool:
    """Whether the page is an empty frame that scripts fill."""
    return bool(_EMPTY_FRAME.search(source, 0, _CONTROL_WINDOW))


def page_title(source: str) -> str:
    """Returns the text of the page's <title>."""
    starts = (source.find(tag, 0, _HEAD_WINDOW) for tag in ("<title", "<TITLE"))
    title = next((_TITLE.match(source, start) for start in starts if start >= 0), None)
    return " ".join(html.unescape(title[1]).split())[:MAX_TITLE_CHARACTERS] if title else ""


def _challenge(source: str) -> str:
    if len(source) > _MAX_CHALLENGE:
        return ""
    head = source[:_CHALLENGE_WINDOW].lower()
    return next((name for name, signs in _CHALLENGES.items() if any(sign in head for sign in signs)), "")


def _is_free(data: str) -> bool | None:
    """Returns schema.org's isAccessibleForFree of the first block that has it."""
    free = _FREE.search(data)
    return free[1] in "Tt" if free else None


def _modified_at(data: str, source: str) -> datetime | None:
    candidates = [_MODIFIED.findall(data)[:_MAX_BLOCKS], (_meta(source, name) for name in _MODIFIED_NAMES)]
    moments = (parse_date(html.unescape(value)) for values in candidates for value in values)
    return next((moment for moment in moments if moment and moment.year >= _MIN_YEAR), None)


def _meta(source: str, name: str) -> str:
    """Returns the content of the first <meta> for `name`, "" if there is none."""
    offset = source.find(name, 0, _HEAD_WINDOW)
    start = source.rfind("<", max(0, offset - 300), offset) if offset >= 0 else -1
    end = source.find(">", offset, offset + 300)
    tag = source[start:end] if 0 <= start < end else ""
    content = _CONTENT.search(tag) if tag[:5].lower() == "<meta" else None
    return content[1] if content else ""


def _link(source: str, relation: str) -> str:
    """Returns the address of the first <link> with this relation, "" if there is none."""
    offset = -1
    for _ in range(_MAX_LINK_MENTIONS):
        offset = source.find(relation, offset + 1, _HEAD_WINDOW)
        if offset < 0:
            break
        start = source.rfind("<", max(0, offset - _MAX_LINK_CHARACTERS), offset)
        end = source.find(">", offset, offset + _MAX_LINK_CHARACTERS)
        tag = source[start:end] if 0 <= start < end else ""
        relations, address = _REL.search(tag), _HREF.search(tag)
        if tag[:5].lower() == "<link" and relations and address and relation in relations[1].lower().split():
            return html.unescape(address[1])
    return ""
