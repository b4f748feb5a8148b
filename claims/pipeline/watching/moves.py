"""Moves: a page that redirects for good is taken at its word late, and so that it can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from claims.errors import InputError
from claims.pipeline.urls import FetchURL, parse_url
from claims.pipeline.watching.folding import letters_of
from claims.values import Page

RIPE_CHECKS = 5
RIPE_AFTER = timedelta(days=7)
"""A move is adopted after that many checks, over that long: maintenance pages redirect "for good", too."""

LEAST_LIKENESS = 0.6

_PERMANENT_REDIRECTS = frozenset({301, 308})
_BLOCK_LETTERS = 40
_MOST_CHARACTERS = 1_000_000


@dataclass(frozen=True, slots=True)
class Move:
    """Where a source's URL has led for good, since when, and how many looks in a row saw it. Empty: nowhere."""

    target: str = ""
    since: datetime | None = None
    checks: int = 0


def moved_to(page: Page) -> str:
    """The URL that only permanent redirects (301, 308) led to, if it is another page; else "".

    Another scheme, `www.` or final slash is the same page. A front page and a shorter parent path are where sites
    send those who ask for what is gone.
    """
    if not page.hops or any(hop.status not in _PERMANENT_REDIRECTS for hop in page.hops):
        return ""
    try:
        asked, reached = parse_url(page.url), parse_url(page.final_url)
    except InputError:
        return ""
    is_another = _place(asked) != _place(reached)
    return page.final_url if is_another and not _is_above(_path(reached), _path(asked)) else ""


def next_move(current: Move, page: Page, *, likeness: float | None, now: datetime) -> Move:
    """The move after one more look that brought a page. Looks that failed say nothing: do not ask.

    `likeness` (0 to 1) tells how much of the source's text the target still has; None if nobody compared, or there is
    nothing to compare. Another target starts anew; no permanent redirect, or too little likeness, and the move is off.
    """
    target = moved_to(page)
    if not target or (likeness is not None and likeness < LEAST_LIKENESS):
        return Move()
    if target != current.target:
        return Move(target, now, 1)
    return Move(target, current.since or now, current.checks + 1)


def is_ripe(move: Move, now: datetime) -> bool:
    """True once the move may be adopted."""
    return move.since is not None and move.checks >= RIPE_CHECKS and now - move.since >= RIPE_AFTER


def text_likeness(before: str, after: str) -> float | None:
    """The share of the blocks of `before` that stand in `after`; None if it has none.

    A block is a line of at least 40 letters and digits; nothing else of it counts, and no block counts twice. Menus
    and buttons are shorter: they would make all pages of a site alike.
    """
    blocks = set(_blocks(before))
    return len(blocks.intersection(_blocks(after))) / len(blocks) if blocks else None


def _blocks(text: str) -> Iterator[str]:
    for line in text[:_MOST_CHARACTERS].splitlines():
        letters = letters_of(line)
        if len(letters) >= _BLOCK_LETTERS:
            yield letters


def _place(url: FetchURL) -> tuple[str, str]:
    return url.host.removeprefix("www."), _path(url).rstrip("/")


def _path(url: FetchURL) -> str:
    """Path and query, without the first slash."""
    return url.href.split("://", 1)[1].partition("/")[2]


def _is_above(path: str, other: str) -> bool:
    """True for a front page, and for a path without a query that the other one goes on from."""
    if path in ("", "?"):
        return True
    return "?" not in path and other.startswith(path.rstrip("/") + "/") and len(path) < len(other.rstrip("/"))
