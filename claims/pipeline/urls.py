"""URLs: what may be requested, and which spellings are one page."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import unquote, unquote_plus, urljoin

import can_ada
from courlan.clean import TRACKERS_RE
from tldextract import TLDExtract

from claims.errors import InputError
from claims.ids import is_type_id
from claims.pipeline.known_sites import site_page
from claims.pipeline.wrapped_urls import unwrap_url
from claims.values import Passage

MAX_URL_CHARACTERS = 2000
"""Longest URL accepted, as written and as sent. Longer ones break servers, logs and database indexes."""

MAX_HOST_CHARACTERS = 253
"""Longest name of a host (RFC 1035)."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_AUTHORITY = re.compile(r"(?i)https?://([^/?#]+)")
_IPV4 = re.compile(r"[0-9.]+")  # a host that was parsed, and has nothing but digits and dots, is one
_HOST = re.compile(r"[a-z0-9._:-]+")
_BESIDE_HOST = re.compile(r"[\s/?#@]|^[^:]*:[^:]*$|\]:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
# Parameters that courlan takes for trackers but that identify the page on many sites.
_PAGE_PARAMETERS = frozenset(
    {"cid", "clid", "eid", "ga", "gl", "keyword", "kwd", "medium", "session", "source", "uid"}
)
# Trackers of news sites that courlan does not know: a prefix and a name.
_CAMPAIGN_PREFIX, _CAMPAIGN_PARAMETERS = "at_", frozenset({"smid"})
_POSTS = "/p/"
_POST_PARAMETERS = frozenset({"r", "isfreemail", "triedredirect", "publication_id", "post_id", "showwelcome"})
_DEFAULT_HTTP = re.compile(r"^http://(?=[^/:]+/)")

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


def target_url(url: str) -> str:
    """The URL that a cited one leads to: the one that it wraps, as it is written there, or else itself.

    Raises InputError as `parse_url` does for the cited one.
    """
    parse_url(url)
    target = unwrap_url(url.strip(" "))
    try:
        parse_url(target)
    except InputError:  # what it wraps cannot be requested
        return url
    return target


def canonical_url(url: str) -> str:
    """The page's identity: no wrapping, no trackers, sorted query, no fragment but a route. Never the URL to request.

    Raises InputError as `parse_url` does.
    """
    target = target_url(url)
    href = parse_url(target).href
    if page := site_page(href):
        href = page.identity
        return _DEFAULT_HTTP.sub("https://", href)
    parsed = can_ada.parse(href)
    if parsed.hostname.endswith("."):
        parsed.hostname = parsed.hostname.rstrip(".")
    pairs = [pair for pair in parsed.search.removeprefix("?").split("&") if pair]
    is_post = parsed.pathname.startswith(_POSTS)
    kept = [pair for pair in pairs if not _leads_here(_name(pair), is_post=is_post)]
    parsed.search = "&".join(sorted(kept, key=_name))
    parsed.hash = _route(target)
    return str(parsed.href)


def text_fragment(url: str) -> Passage | None:
    """The passage that a URL points at (`#:~:text=`), None if it points at none.

    A range is "first words … last words".
    """
    directives = url.partition("#")[2].partition(":~:")[2].split("&")
    text = next((part.removeprefix("text=") for part in directives if part.startswith("text=")), "")
    parts = [unquote(part) for part in text.split(",")]
    prefix = parts.pop(0)[:-1] if len(parts) > 1 and parts[0].endswith("-") else ""
    suffix = parts.pop()[1:] if len(parts) > 1 and parts[-1].startswith("-") else ""
    words = [part.strip() for part in parts]
    return Passage(" … ".join(words), prefix, suffix) if all(words) and len(words) <= 2 else None


def url_hash(canonical: str) -> str:
    """SHA-256 of a canonical URL, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical.encode()).hexdigest()


def host_of(url: str) -> str:
    """The host of a URL for comparison: lower-case ASCII, no brackets, no trailing dot. Raises InputError."""
    return parse_url(url).host.rstrip(".")


def host_name(text: str) -> str:
    """A host that is given alone, such as "example.org", as `host_of` compares it. Raises InputError for anything else."""
    if is_type_id(text):
        raise InputError("", "Give the host's name, such as example.org, instead of an id.", code="bad_host")
    url = text.strip()
    if "://" not in url:
        url = f"https://[{url}]" if url.count(":") > 1 and "[" not in url else f"https://{url}"
    try:
        host = host_of(url)
    except InputError:
        host = ""
    if len(host) > MAX_HOST_CHARACTERS or not _HOST.fullmatch(host):
        raise InputError("", f"{text[:100]!r} is not a host such as example.org.", code="bad_host")
    if _BESIDE_HOST.search(text):
        raise InputError("", f"Give the host alone: {host}.", code="bad_host")
    return host


def registrable_domain(url: str) -> str:
    """The domain that was registered ("bbc.co.uk", "alice.github.io"), else the host itself. Raises InputError.

    From the public suffix list that is bundled with tldextract; nothing is downloaded.
    """
    host = host_of(url)
    return _split_domain.extract_str(host).top_domain_under_public_suffix or host


def is_public_suffix(host: str) -> bool:
    """Whether domains are registered directly under a host ("co.uk"), so that it is no site itself."""
    return _split_domain.extract_str(host).suffix == host


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


def _route(url: str) -> str:
    """The fragment of a page that a script shows by its route: "#/route", "#!/route"."""
    fragment = url.partition("#")[2].partition(":~:")[0]
    is_route = fragment.startswith(("/", "!")) and fragment.strip("/!") != ""
    return fragment if is_route else ""


def _leads_here(name: str, *, is_post: bool) -> bool:
    """Whether a parameter says how a reader came here. Newsletters add more of them to the addresses of their posts."""
    return _is_tracker(name) or (is_post and name in _POST_PARAMETERS)


def _is_tracker(name: str) -> bool:
    if name.startswith(_CAMPAIGN_PREFIX) or name in _CAMPAIGN_PARAMETERS:
        return True
    match = TRACKERS_RE.search(name)
    if not match or match.group() in _PAGE_PARAMETERS:
        return False
    word = match.group()
    return word.endswith(("_", "id")) or name == word or name.startswith(word + "_")


def _name(pair: str) -> str:
    return unquote_plus(pair.partition("=")[0]).lower()


def _refused(what: str, remedy: str) -> InputError:
    return InputError("", f"The URL {what}: {remedy}.", code="bad_url")
