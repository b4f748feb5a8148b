"""Known sites: which addresses of a site are one page, and which one of them has the page's text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote

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

_ARXIV = re.compile(
    r"/(?:abs|pdf|html|format|ps)/(?P<id>\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d{1,3})?(?:\.pdf)?/?"
)
_ARXIV_DOI = re.compile(r"/10\.48550/arxiv\.(?P<id>\d{4}\.\d{4,5})(?:v\d{1,3})?", re.IGNORECASE)
_DOI = re.compile(r"/(?:doi:)?(?P<id>10\.\d{4,9}/.+)", re.IGNORECASE)
_BLOB = re.compile(r"/(?P<repo>[\w.-]+/[\w.-]+)/(?:blob|raw)/(?:refs/heads/)?(?P<file>[^/]+/.+)")
_RAW = re.compile(r"/(?P<repo>[\w.-]+/[\w.-]+)/(?:refs/heads/)?(?P<file>[^/]+/.+)")
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
_WIKIPEDIA = re.compile(r"(?P<language>[a-z-]{2,14})\.(?:m\.)?wikipedia\.org")
_TITLE = re.compile(r"/wiki/(?P<title>[^?#]+)")


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page of a known site: the address by which it is known, and the one that has its text."""

    identity: str
    text_url: str


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
    return _paper(address, paper["id"]) if paper else None


def _paper(address: _Address, number: str) -> SitePage:
    return SitePage(address.at("arxiv.org", f"/abs/{number}"), address.at("arxiv.org", f"/pdf/{number}"))


def _doi(address: _Address) -> SitePage | None:
    """Letter case is no part of a DOI (ISO 26324)."""
    if paper := _ARXIV_DOI.fullmatch(address.path):
        return _paper(address, paper["id"])
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
    repo = f"/{file['repo']}"
    return SitePage(
        address.at("huggingface.co", f"{repo}/blob/{file['file']}"),
        address.at("huggingface.co", f"{repo}/raw/{file['file']}"),
    )


def _wikipedia(address: _Address) -> SitePage | None:
    """The current revision of an article, whichever revision or view is cited. Only its content is requested."""
    host = address.host.replace(".m.wikipedia.", ".wikipedia.")
    title = _TITLE.fullmatch(address.path)
    name = title["title"] if title else ""
    if address.path == "/w/index.php":
        name = (
            parse_qs(address.search.removeprefix("?"), max_num_fields=50)
            .get("title", [""])[0]
            .replace(" ", "_")
        )
    if not name or ":" in unquote(name).split("_")[0]:  # other namespaces are no articles
        return None
    identity = can_ada.parse(address.at(host, f"/wiki/{name}")).href
    return SitePage(identity, identity + "?action=render")


_RULES: dict[str, Callable[[_Address], SitePage | None]] = {
    "arxiv.org": _arxiv,
    "export.arxiv.org": _arxiv,
    "browse.arxiv.org": _arxiv,
    "doi.org": _doi,
    "dx.doi.org": _doi,
    "github.com": _github,
    "raw.githubusercontent.com": _raw_github,
    "huggingface.co": _hugging_face,
    "hf.co": _hugging_face,
}
