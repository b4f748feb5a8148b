"""Known sites: which addresses of a site are one page, and which one of them has the page's text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

import can_ada

KNOWN_DOMAINS = frozenset(
    {
        "arxiv.org",
        "doi.org",
        "github.com",
        "githubusercontent.com",
        "huggingface.co",
        "hf.co",
        "wikipedia.org",
    }
)
"""The domains of the sites that are known."""

# An identifier of before April 2007 is known without its subject class: math.GT/0309136 is math/0309136.
_PAPER = r"(?:(?P<id>\d{4}\.\d{4,5})|(?P<archive>[a-z-]+)(?:\.[a-z-]+)?/(?P<number>\d{7}))(?:v\d{1,3})?"
_ARXIV = re.compile(rf"/(?:abs|pdf|html|format|ps)/(?:arxiv:)?{_PAPER}(?:\.pdf)?/?", re.IGNORECASE)
_ARXIV_DOI = re.compile(rf"/10\.48550/arxiv\.{_PAPER}", re.IGNORECASE)
_DOI = re.compile(r"/(?:doi:)?(?P<id>10\.\d{4,9}/.+)", re.IGNORECASE)
_BLOB = re.compile(
    r"/(?P<repo>[\w.-]+/[\w.-]+)/(?:blob|raw|blame)/(?:refs/(?:heads|tags)/)?(?P<file>[^/]+/.+)"
)
# At this host, /wiki/ has the pages of wikis.
_RAW = re.compile(r"/(?!wiki/)(?P<repo>[\w.-]+/[\w.-]+)/(?:refs/(?:heads|tags)/)?(?P<file>[^/]+/.+)")
_CARD = re.compile(
    r"/(?P<repo>(?:datasets/|spaces/)?(?P<owner>[\w.-]+)/[\w.-]+)"
    r"(?:/tree/main/?|/(?:blob|raw|resolve)/main/README\.md|/)?"
)
_CARD_FILE = re.compile(
    r"/(?P<repo>(?:datasets/|spaces/)?[\w.-]+/[\w.-]+)/(?:blob|raw|resolve)/(?P<file>[^/]+/.+)"
)
# Paths of Hugging Face whose first part is no owner of models.
_NO_OWNERS = frozenset(("api", "blog", "chat", "collections", "datasets", "docs", "enterprise", "join", "kernels", "learn",
    "login", "models", "organizations", "papers", "posts", "pricing", "search", "settings", "spaces", "storage", "support", "tasks"
))  # fmt: skip
# What is stored there as binary: "raw" has but a pointer to it.
_BINARY = (".pdf", ".docx")
_WIKIPEDIA = re.compile(r"(?P<language>[a-z-]{2,14})\.(?:m\.)?wikipedia\.org")
_TITLE = re.compile(r"/wiki/(?P<title>.+)")
_QUERY_TITLE = re.compile(r"[?&]title=(?P<title>[^&]+)")
_REVISION = re.compile(r"[?&]oldid=(?P<number>\d{1,15})(?=&|$)")
_DIFFERENCE = re.compile(r"[?&]diff=")
_UNQUOTED = ";@$!*(),/~:"  # as in the addresses that MediaWiki writes
_MAX_TITLE_BYTES = 255


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page of a known site: the address by which it is known, and the one that has its text.

    `versions_url` is the address of a list of its versions, "" if the site has none.
    """

    identity: str
    text_url: str
    versions_url: str = ""


def site_page(url: str) -> SitePage | None:
    """Returns the page of a known site, None for any other. `url` is in its WHATWG form; its scheme and port are kept."""
    parsed = can_ada.parse(url)
    host = parsed.hostname.rstrip(".")
    rule = _RULES.get(host.removeprefix("www.")) or (_wikipedia if _WIKIPEDIA.fullmatch(host) else None)
    return (
        rule(_Address(parsed.protocol, host, parsed.port, parsed.pathname, parsed.search)) if rule else None
    )


@dataclass(frozen=True, slots=True)
class _Address:
    protocol: str
    host: str
    port: str
    path: str
    search: str

    def at(self, host: str, path: str) -> str:
        """The address of a path on a host of the same site."""
        return f"{self.protocol}//{host}{':' if self.port else ''}{self.port}{path}"


def _arxiv(address: _Address) -> SitePage | None:
    """All versions of a paper are one page; the address without a version has the latest."""
    paper = _ARXIV.fullmatch(address.path)
    return _paper(address, paper) if paper else None


def _paper(address: _Address, paper: re.Match[str]) -> SitePage:
    number = paper["id"] or f"{paper['archive'].lower()}/{paper['number']}"
    page = address.at("arxiv.org", f"/abs/{number}")
    return SitePage(page, address.at("arxiv.org", f"/pdf/{number}"), versions_url=page)


def _doi(address: _Address) -> SitePage | None:
    """Letter case is no part of a DOI (ISO 26324)."""
    if paper := _ARXIV_DOI.fullmatch(address.path):
        return _paper(address, paper)
    name = _DOI.fullmatch(address.path)
    if not name:
        return None
    resolver = address.at("doi.org", "/" + name["id"].lower())
    return SitePage(resolver, resolver)


def _github(address: _Address) -> SitePage | None:
    file = _BLOB.fullmatch(address.path)
    return _file(address, file["repo"], file["file"]) if file else None


def _raw_github(address: _Address) -> SitePage | None:
    file = _RAW.fullmatch(address.path)
    return _file(address, file["repo"], file["file"]) if file else None


def _file(address: _Address, repo: str, file: str) -> SitePage:
    return SitePage(
        address.at("github.com", f"/{repo}/blob/{file}"),
        address.at("raw.githubusercontent.com", f"/{repo}/{file}"),
    )


def _hugging_face(address: _Address) -> SitePage | None:
    card = _CARD.fullmatch(address.path)
    if card and card["owner"] not in _NO_OWNERS:
        repo = f"/{card['repo']}"
        return SitePage(
            address.at("huggingface.co", repo), address.at("huggingface.co", f"{repo}/raw/main/README.md")
        )
    file = _CARD_FILE.fullmatch(address.path)
    if not file:
        return None
    repo, name = f"/{file['repo']}", file["file"]
    form = "resolve" if name.lower().endswith(_BINARY) else "raw"
    return SitePage(
        address.at("huggingface.co", f"{repo}/blob/{name}"),
        address.at("huggingface.co", f"{repo}/{form}/{name}"),
    )


def _wikipedia(address: _Address) -> SitePage | None:
    """An article in its current revision, or in the one that is cited by its number. Only its content is requested.

    Both are addressed below /wiki/, which robots.txt permits. A comparison of revisions is no article.
    """
    is_script = address.path == "/w/index.php"
    found = _QUERY_TITLE.search(address.search) if is_script else _TITLE.fullmatch(address.path)
    if not found or _DIFFERENCE.search(address.search):
        return None
    written = found["title"].replace("+", "_") if is_script else found["title"]
    title = unquote_to_bytes(written).replace(b" ", b"_")
    is_article = b":" not in title.split(b"_")[0]  # the others are in another namespace
    if not is_article or len(title) > _MAX_TITLE_BYTES or not {b".", b".."}.isdisjoint(title.split(b"/")):
        return None
    name = quote(title, safe=_UNQUOTED)
    page = address.at(address.host.replace(".m.wikipedia.", ".wikipedia."), f"/wiki/{name}")
    if revision := _REVISION.search(address.search):
        page += f"?oldid={revision['number']}"
        return SitePage(page, page + "&action=render")
    return SitePage(page, page + "?action=render")


_RULES: dict[str, Callable[[_Address], SitePage | None]] = {
    "arxiv.org": _arxiv,
    "export.arxiv.org": _arxiv,
    "browse.arxiv.org": _arxiv,
    "doi.org": _doi,
    "dx.doi.org": _doi,
    "github.com": _github,
    "raw.githubusercontent.com": _raw_github,
    "raw.github.com": _raw_github,
    "huggingface.co": _hugging_face,
    "hf.co": _hugging_face,
}
