"""Redirects: one request's way from URL to URL, and which conditions go along."""

from __future__ import annotations

import time
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from claims.errors import FetchError, InputError
from claims.pipeline.urls import FetchURL, join_url
from claims.values import FetchFailure, Hop

REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Validators:
    """What makes a GET conditional; it belongs to the one URL that it came from."""

    url: str
    etag: str = ""
    last_modified: str = ""

    def fields_for(self, target: FetchURL) -> dict[str, str]:
        """The request fields to send to this URL; none to any other."""
        if self.url != target.href or not (self.etag or self.last_modified):
            return {}
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in pairs.items() if value and value.isprintable()}


class Walk:
    """One request on its way: where it began, where it is now, and the hops between.

    `with walk:` stands around each time on the network; what passes between them does not count.
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
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._seconds, self._since = self.seconds(), None

    def seconds(self) -> float:
        """How long the walk has been on the network."""
        return self._seconds if self._since is None else self._seconds + time.monotonic() - self._since

    def elapsed_ms(self) -> int:
        """The same in milliseconds."""
        return round(self.seconds() * 1000)

    def follow(self, status: int, location: str, most: int) -> None:
        """Turn to where a redirect points. Raises FetchError if that is nowhere, a circle, or hop `most` + 1."""
        host = self.target.host
        if not location:
            raise _astray(f"{host} redirects without saying where to.", status)
        try:
            target = join_url(self.target, location)
        except InputError as problem:
            raise _astray(
                f"{host} redirects to a URL that cannot be used. {problem.detail}", status
            ) from problem
        if target.href in (self.first.href, *(hop.url for hop in self.hops)):
            raise _endless(f"{self.first.host} redirects in a circle.", status)
        if len(self.hops) >= most:
            raise _endless(f"{self.first.host} redirects more than {most} times.", status)
        self.hops += (Hop(status=status, url=target.href),)
        self.target = target


def _astray(detail: str, status: int) -> FetchError:
    return FetchError(detail, code=FetchFailure.BAD_REDIRECT, status=status)


def _endless(detail: str, status: int) -> FetchError:
    return FetchError(detail, code=FetchFailure.TOO_MANY_REDIRECTS, status=status)
