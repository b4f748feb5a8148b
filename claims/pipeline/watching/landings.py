"""Landings: what the URL at which redirects ended says of the page."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

from claims.values import Page

_FRONT = re.compile(
    r"/?(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?(?:(?:index|default|home|main)(?:\.\w{2,5})?/?)?", re.IGNORECASE
)
_ERROR = re.compile(
    r"(?:^|[/=?&_-])(?:404|410|(?:page[-_]?)?not[-_]?found|errors?|error-?page|missing|gone|unavailable)(?:\.\w{2,5})?(?:$|[/?&])",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"(?:^|[/.])(?:log-?in|sign-?in|sign-?up|register|subscribe|subscriptions?|paywall|abo|accounts|sso)(?:$|[/.?])",
    re.IGNORECASE,
)


def is_redirected_up(page: Page) -> bool:
    """Whether the redirects ended at a front page, or at a shorter path above the one that was asked for."""
    first, last = urlsplit(page.url), urlsplit(page.final_url)
    if not page.hops or _is_front(first):
        return False
    if _is_front(last):
        return True
    asked, reached = _steps(first), _steps(last)
    return first.netloc == last.netloc and len(reached) < len(asked) and asked[: len(reached)] == reached


def is_error_page(page: Page) -> bool:
    """Whether the redirects ended at something like /404 or /not-found, which the URL asked for is not."""
    asked, reached = urlsplit(page.url), urlsplit(page.final_url)
    return bool(page.hops) and _says(_ERROR, _path(reached)) and not _says(_ERROR, _path(asked))


def is_login_page(page: Page) -> bool:
    """Whether the redirects ended where one signs in or subscribes, which the URL asked for is not."""
    asked, reached = urlsplit(page.url), urlsplit(page.final_url)
    return (
        bool(page.hops)
        and _says(_LOGIN, reached.netloc + _path(reached))
        and not _says(_LOGIN, asked.netloc + _path(asked))
    )


def _says(pattern: re.Pattern[str], place: str) -> bool:
    return bool(pattern.search(place))


def _is_front(url: SplitResult) -> bool:
    return not url.query and bool(_FRONT.fullmatch(url.path))


def _path(url: SplitResult) -> str:
    return f"{url.path}?{url.query}" if url.query else url.path


def _steps(url: SplitResult) -> list[str]:
    """The path's parts; an index file is its folder."""
    steps = [step for step in url.path.split("/") if step]
    return steps[:-1] if steps and steps[-1].startswith(("index.", "default.")) else steps
