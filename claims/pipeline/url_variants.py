"""URL variants: the other addresses at which sites serve the page of a canonical URL: another scheme, `www.`, `m.`, AMP."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product
from urllib.parse import unquote_plus

import can_ada

from claims.pipeline.urls import is_public_suffix

_PREFIXES = ("", "www.", "m.", "mobile.", "amp.")
_ADDRESS = re.compile(r"[\d.]+|\[.*\]")
_AMP_PATH = re.compile(r"^/amp(?=/.)|/amp/?$|\.amp(?=\.html?$)|\.amp$")
_AMP_PAIRS = ("amp", "amp=1", "outputType=amp")
_FILE = re.compile(r"(?P<stem>.+)(?P<extension>\.html?)")


def variants_of(canonical_url: str) -> frozenset[str]:
    """Returns the canonical URLs at which a site may serve the page of this one, without itself.

    Whether it does is for a check to see. Another scheme is a variant only at the default port.
    """
    url = can_ada.parse(canonical_url)
    port = f":{url.port}" if url.port else ""
    schemes = (url.protocol,) if port else ("http:", "https:")
    hosts = _hosts(url.hostname)
    pages = _pages(url.pathname, url.search.removeprefix("?"))
    variants = {
        f"{scheme}//{host}{port}{page}{url.hash}" for page, scheme, host in product(pages, schemes, hosts)
    }
    return frozenset(variants - {canonical_url})


def _hosts(host: str) -> tuple[str, ...]:
    """The host with and without the names that sites put before it. An address and a single name have none."""
    prefix, dot, rest = host.partition(".")
    is_prefixed = prefix + dot in _PREFIXES and "." in rest and not is_public_suffix(rest)
    bare = rest if is_prefixed else host
    return (
        (host,) if "." not in bare or _ADDRESS.fullmatch(bare) else tuple(name + bare for name in _PREFIXES)
    )


def _pages(path: str, query: str) -> Iterator[str]:
    """Path and query with and without the last slash, and as an AMP page.

    Parameters have the order of a canonical URL.
    """
    pairs = [pair for pair in query.split("&") if pair and pair not in _AMP_PAIRS]
    plain = _AMP_PATH.sub("", path) or "/"
    stem = plain.rstrip("/")
    for other in (plain, stem or "/", f"{stem}/", *_amp_paths(plain, stem)):
        yield other + _joined(pairs)
    yield from (plain + _joined([*pairs, pair]) for pair in _AMP_PAIRS)


def _amp_paths(plain: str, stem: str) -> tuple[str, ...]:
    if not stem:
        return ()
    file = _FILE.fullmatch(stem)
    name = f"{file['stem']}.amp{file['extension']}" if file else f"{stem}.amp"
    return f"/amp{plain}", f"{stem}/amp", f"{stem}/amp/", name


def _joined(pairs: Sequence[str]) -> str:
    return "?" + "&".join(sorted(pairs, key=_name)) if pairs else ""


def _name(pair: str) -> str:
    return unquote_plus(pair.partition("=")[0]).lower()
