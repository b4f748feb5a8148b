"""Wrapped URLs: links of search engines, networks, mail filters and archives lead to the page that they wrap."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

MAX_WRAPPINGS = 5
MAX_PARAMETERS = 50
"""A link with more parameters than these wraps nothing."""

WRAPPING_DOMAINS = frozenset((
    "ampproject.org", "archive.fo", "archive.is", "archive.li", "archive.md", "archive.org", "archive.ph", "archive.today",
    "archive.vn", "duckduckgo.com", "facebook.com", "getpocket.com", "instagram.com", "linkedin.com", "messenger.com",
    "outlook.com", "reddit.com", "slack-redir.net", "steamcommunity.com", "threads.com", "threads.net", "umblr.com", "vk.com",
    "vk.ru", "youtube.com",
))  # fmt: skip
"""The domains of the services whose links are unwrapped; Google has one in each country."""

# The host and the path of a service that redirects, and the parameters that have the URL.
_REDIRECTS = tuple(
    (re.compile(host), re.compile(path), names)
    for host, path, names in (
        (r"(?:www\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?", r"/url", ("q", "url")),
        (r"(?:l|lm)\.(?:facebook|messenger|instagram|threads)\.(?:com|net)", r"/(?:l\.php)?", ("u",)),
        (
            r"(?:www\.)?(?:facebook\.com|youtube\.com|getpocket\.com)",
            r"/(?:l\.php|redirect)",
            ("u", "q", "url"),
        ),
        (r"(?:www\.)?linkedin\.com", r"/(?:redir/redirect|safety/go)", ("url",)),
        (r"(?:[a-z0-9-]+\.)+safelinks\.protection\.outlook\.com", r"/.{0,60}", ("url",)),
        (r"(?:www\.|html\.)?duckduckgo\.com", r"/l/?", ("uddg",)),
        (r"out\.reddit\.com", r"/.{0,60}", ("url",)),
        (r"t\.umblr\.com", r"/redirect", ("z",)),
        (r"slack-redir\.net", r"/link", ("url",)),
        (r"(?:m\.)?vk\.(?:com|ru)", r"/away\.php", ("to",)),
        (r"steamcommunity\.com", r"/linkfilter/?", ("u", "url")),
    )
)
# Services whose path has the URL: its scheme may be left out, or one of its slashes lost.
_PATHS = (
    re.compile(
        r"https?://web\.archive\.org(?::\d+)?/(?:web|save)/(?:\d{1,14}\*?(?:[a-z]{2}_)?/|\*/)?(?P<url>https?:/.+|[\w-]+(?:\.[\w-]+)+/.*)"
    ),
    re.compile(
        r"https?://archive\.(?:today|ph|is|li|vn|md|fo)/(?:[\d.-]{4,20}|newest|oldest)/(?P<url>https?:/.+)"
    ),
    re.compile(r"https?://(?:www\.)?google\.[a-z.]{2,6}/amp/(?P<secure>s/)?(?P<url>[\w-]+(?:\.[\w-]+)+.*)"),
    re.compile(
        r"https?://[\w-]+\.cdn\.ampproject\.org/(?:c|v|wp/c)/(?P<secure>s/)?(?P<url>[\w-]+(?:\.[\w-]+)+.*)"
    ),
)
_SCHEME = re.compile(r"(https?):/+", re.IGNORECASE)
# No wrapper is without one of these.
_SIGNS = re.compile(r"(?i)archive\.|[?&](?:q|u|url|uddg|z|to)=http|/amp/|ampproject")


def unwrap_url(url: str) -> str:
    """Returns the URL that a link wraps, at any depth; the link itself if it wraps none. Nothing is requested."""
    for _ in range(MAX_WRAPPINGS):
        wrapped = _wrapped(url) if _SIGNS.search(url) else ""
        if not wrapped:
            break
        url = wrapped
    return url


def _wrapped(url: str) -> str:
    for pattern in _PATHS:
        if match := pattern.match(url):
            default = "https://" if match.groupdict().get("secure") else "http://"
            return _with_scheme(match["url"], default)
    try:
        parts = urlsplit(url)
        values = dict(parse_qsl(parts.query, max_num_fields=MAX_PARAMETERS))
    except ValueError:
        return ""
    host = (parts.hostname or "").removesuffix(".")
    for host_pattern, path_pattern, names in _REDIRECTS:
        if host_pattern.fullmatch(host) and path_pattern.fullmatch(unquote(parts.path)):
            candidates = (values[name] for name in names if name in values)
            return next((value for value in candidates if _SCHEME.match(value)), "")
    return ""


def _with_scheme(url: str, default: str) -> str:
    """The URL as one that can be requested: a scheme with two slashes stands before it."""
    if scheme := _SCHEME.match(url):
        return f"{scheme[1]}://{url[scheme.end() :]}"
    return default + url
