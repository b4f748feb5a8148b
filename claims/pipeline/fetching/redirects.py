"""Redirects: one request's way from URL to URL, and which conditions go along."""

from __future__ import annotations

import time
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from claims.errors import FetchError, InputError
from claims.pipeline.urls import FetchURL, join_url
from claims.values import Hop
from claims.vocabulary import FetchFailure

REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Validators:
    """What makes a GET conditional. Validators belong to the one URL that they came from."""

    url: str
    etag: str = ""
    last_modified: str = ""

    def headers_for(self, target: FetchURL) -> dict[str, str]:
        """The request headers to send to this URL; none to any other."""
        if self.url != target.href or not (self.etag or self.last_modified):
            return {}
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in pairs.items() if value and value.isprintable()}


class RedirectChain:
    """One request on its way: its first URL, its present target, and the hops between.

    `with chain:` stands around each use of the network; the time between two of them does not count.
    """

    def __init__(self, first: FetchURL) -> None:
        self.first = self.target = first
        self.hops: tuple[Hop, ...] = ()
        self._seconds = 0.0
        self._since: float | None = None

    def __enter__(self) -> Self:
        self._since = time.monotonic()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._seconds, self._since = self.seconds(), None

    def seconds(self) -> float:
        """How long the network was in use."""
        return self._seconds if self._since is None else self._seconds + time.monotonic() - self._since

    def elapsed_ms(self) -> int:
        """The same in milliseconds."""
        return round(self.seconds() * 1000)

    def follow(self, status: int, location: str, max_redirects: int) -> None:
        """Turn to the URL of a redirect. Raises FetchError if it has none, leads in a circle, or is one too many."""
        host = self.target.host
        if not location:
            raise _bad_redirect(f"{host} redirects without saying where to.", status)
        try:
            target = join_url(self.target, location)
        except InputError as error:
            detail = f"{host} redirects to a URL that cannot be used. {error.detail}"
            raise _bad_redirect(detail, status) from error
        if target.href in (self.first.href, *(hop.url for hop in self.hops)):
            raise _too_many(f"{self.first.host} redirects in a circle.", status)
        if len(self.hops) >= max_redirects:
            raise _too_many(f"{self.first.host} redirects more than {max_redirects} times.", status)
        self.hops += (Hop(status=status, url=target.href),)
        self.target = target


def _bad_redirect(detail: str, status: int) -> FetchError:
    return FetchError(detail, code=FetchFailure.BAD_REDIRECT, status=status)


def _too_many(detail: str, status: int) -> FetchError:
    return FetchError(detail, code=FetchFailure.TOO_MANY_REDIRECTS, status=status)
