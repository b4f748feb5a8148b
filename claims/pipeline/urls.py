"""URLs: what may be requested, and which spellings are one page."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import unquote_plus, urljoin

import can_ada
from courlan.clean import TRACKERS_RE
from tldextract import TLDExtract

from claims.errors import InputError

MAX_URL_CHARACTERS = 2000
"""Longest URL accepted, as written and as sent. Longer ones break servers, logs and database indexes."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_AUTHORITY = re.compile(r"(?i)https?://([^/?#]+)")
_IPV4 = re.compile(r"[0-9.]+")  # a host that was parsed, and has nothing but digits and dots, is one
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
# Parameters that courlan takes for trackers but that identify the page on many sites.
_PAGE_PARAMETERS = frozenset(
    {"cid", "clid", "eid", "ga", "gl", "keyword", "kwd", "medium", "session", "source", "uid"}
)

_split_domain = TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)


@dataclass(frozen=True, slots=True)
class FetchURL:
    """An absolute http(s) URL in its WHATWG form without fragment: `href` is what goes over the wire.

    `host` is lower-case ASCII without brackets, as it is connected to; `port` is never left out.
    """

    href: str
    scheme: str
    host: str
    port: int


def parse_url(url: str) -> FetchURL:
    """The URL by the rules of the WHATWG URL Standard.

    Raises InputError for anything but http and https, for user names, control characters and backslashes,
    for hosts whose spelling hides what is connected to, and for more than `MAX_URL_CHARACTERS`.
    """
    text = url.strip(" ")
    authority = _refuse_confused(text)
    try:
        parsed = can_ada.parse(text)
    except ValueError as error:
        raise _refused("is not a valid URL", "check its host and its port") from error
    if parsed.username or parsed.password:
        raise _refused("carries a user name or password", "remove what stands before the @")
    parsed.hash = ""
    if len(parsed.href) > MAX_URL_CHARACTERS:
        raise _refused(f"is longer than {MAX_URL_CHARACTERS} characters once encoded", "give a shorter one")
    host = parsed.hostname.strip("[]")
    _refuse_disguised(host, authority)
    scheme = parsed.protocol.rstrip(":")
    port = int(parsed.port) if parsed.port else _DEFAULT_PORTS[scheme]
    return FetchURL(href=parsed.href, scheme=scheme, host=host, port=port)


def join_url(base: FetchURL, reference: str) -> FetchURL:
    """The URL that a link on `base` points at. Raises InputError as `parse_url` does."""
    _refuse_characters(reference)
    try:
        return parse_url(urljoin(base.href, reference))
    except ValueError as error:
        raise _refused("is not a valid URL", "check its host and its port") from error


def canonical_url(url: str) -> str:
    """The page's identity: WHATWG form, no trackers, sorted query, no fragment. Never the URL to request.

    Raises InputError as `parse_url` does.
    """
    parsed = can_ada.parse(parse_url(url).href)
    if parsed.hostname.endswith("."):
        parsed.hostname = parsed.hostname.rstrip(".")
    pairs = [
        pair for pair in parsed.search.removeprefix("?").split("&") if pair and not _is_tracker(_name(pair))
    ]
    parsed.search = "&".join(sorted(pairs, key=_name))
    return str(parsed.href)


def url_hash(canonical: str) -> str:
    """SHA-256 of a canonical URL, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical.encode()).hexdigest()


def host_of(url: str) -> str:
    """The host of a URL for comparison: lower-case ASCII, no brackets, no trailing dot. Raises InputError."""
    return parse_url(url).host.rstrip(".")


def registrable_domain(url: str) -> str:
    """The domain that was registered ("bbc.co.uk", "alice.github.io"), else the host itself. Raises InputError.

    From the public suffix list that is bundled with tldextract; nothing is downloaded.
    """
    host = host_of(url)
    return _split_domain.extract_str(host).top_domain_under_public_suffix or host


def _refuse_confused(url: str) -> str:
    """Refuse spellings that parsers read differently. Returns the authority as written."""
    if len(url) > MAX_URL_CHARACTERS:
        raise _refused(f"is longer than {MAX_URL_CHARACTERS} characters", "give a shorter one")
    _refuse_characters(url)
    authority = _AUTHORITY.match(url)
    if not authority:
        raise _refused("is not an absolute http or https URL", "begin it with http:// or https:// and a host")
    return authority.group(1)


def _refuse_characters(url: str) -> None:
    if not url.isprintable() and _CONTROL.search(url):
        raise _refused("contains a control character", "remove line breaks, tabs and invisible characters")
    if "\\" in url:
        raise _refused("contains a backslash", "write / or %5C")


def _refuse_disguised(host: str, authority: str) -> None:
    """Refuse a host that is written as something else than what would be connected to."""
    looks_foreign = not authority.isascii() and "xn--" not in host
    is_rewritten = authority.rpartition(":")[0] != host != authority
    if "%" in authority or looks_foreign or (is_rewritten and _IPV4.fullmatch(host)):
        raise _refused("has a host in disguise", f"write {host}")
    labels = host.rstrip(".").split(".")
    if ":" not in host and not (all(labels) and len(max(labels, key=len)) <= 63):
        raise _refused("has a host with an empty or too long label", "check its dots")


def _is_tracker(name: str) -> bool:
    match = TRACKERS_RE.search(name)
    if not match or match.group() in _PAGE_PARAMETERS:
        return False
    word = match.group()
    return word.endswith(("_", "id")) or name == word or name.startswith(word + "_")


def _name(pair: str) -> str:
    return unquote_plus(pair.partition("=")[0]).lower()


def _refused(what: str, remedy: str) -> InputError:
    return InputError("", f"The URL {what}: {remedy}.", code="bad_url")
