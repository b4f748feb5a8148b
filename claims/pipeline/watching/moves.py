"""Moves: a permanent redirect is adopted after several checks, and can be withdrawn."""

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
"""A move is adopted after that many checks over that time: maintenance pages use permanent redirects, too."""

MIN_LIKENESS = 0.6

PERMANENT_REDIRECTS = frozenset({301, 308})
_BLOCK_LETTERS = 40
_MAX_CHARACTERS = 1_000_000


@dataclass(frozen=True, slots=True)
class Move:
    """Where permanent redirects lead, since when, and in how many consecutive checks. Empty: nowhere."""

    target: str = ""
    since: datetime | None = None
    checks: int = 0


def moved_to(page: Page) -> str:
    """The URL that only permanent redirects (301, 308) led to, if it is another page; else "".

    Another scheme, `www.` or final slash is the same page. Sites redirect requests for removed pages
    to a front page or a shorter parent path, so these are no moves.
    """
    if not page.hops or any(hop.status not in PERMANENT_REDIRECTS for hop in page.hops):
        return ""
    try:
        asked, reached = parse_url(page.url), parse_url(page.final_url)
    except InputError:
        return ""
    is_another = _place(asked) != _place(reached)
    return page.final_url if is_another and not _is_above(_path(reached), _path(asked)) else ""


def next_move(current: Move, page: Page, *, likeness: float | None, now: datetime) -> Move:
    """The move after one more check that brought a page. A failed check says nothing of a move.

    `likeness` (0 to 1) tells how much of the source's text the target still has; None if the texts
    were not compared. Another target starts a new move; without a permanent redirect, or with too little likeness, there is none.
    """
    target = moved_to(page)
    if not target or (likeness is not None and likeness < MIN_LIKENESS):
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
    for line in text[:_MAX_CHARACTERS].splitlines():
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
