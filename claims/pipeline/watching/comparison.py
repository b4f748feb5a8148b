"""Comparison: what a check, and the second one that confirms it, would say of two versions of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from claims.pipeline.watching.differences import (
    PageComparison,
    QuoteComparison,
    Severity,
    compare_pages,
)
from claims.pipeline.watching.notice_watch import new_notice, notice_severity
from claims.pipeline.watching.notices import Notice
from claims.pipeline.watching.page_classifier import PageClass, PageKind, classify_page
from claims.pipeline.watching.recovery import ALARM_FROM
from claims.values import Hop, Page, PageReading

DEFAULT_URL = "https://page.example/cited"


@dataclass(frozen=True, slots=True)
class VersionComparison:
    """What became of a page and of its quotes.

    `page` is what answers now: of a page that is not shown, every quote is as it was. `notice` is a new notice of the page
    about itself. `reported` has the quotes of which an event is written, `is_notice_reported` says so of the notice.
    """

    severity: int
    quotes: tuple[QuoteComparison, ...]
    page: PageClass
    notice: Notice | None
    reported: tuple[bool, ...]
    is_notice_reported: bool

    @property
    def is_reported(self) -> bool:
        """Whether any event is written."""
        return self.is_notice_reported or any(self.reported)


def compare_versions(
    before: PageReading,
    after: PageReading,
    quotes: Sequence[str],
    *,
    again: PageReading | None = None,
    final_url: str = "",
) -> VersionComparison:
    """What the watch says when a page reads `after` instead of `before`, and `again` at the check that confirms it.

    Without `again`, the second check finds the page as the first one did. `final_url` is where redirects ended.
    """
    first = _check(before, after, quotes, final_url)
    second = first if again is None else _check(before, again, quotes, final_url)
    reported = tuple(
        one.severity >= ALARM_FROM and _is_same(one, other)
        for one, other in zip(first.quotes, second.quotes, strict=True)
    )
    is_agreed = (
        first.notice is not None and second.notice is not None and first.notice.key == second.notice.key
    )
    return replace(second, reported=reported, is_notice_reported=is_agreed)


def _check(
    before: PageReading, after: PageReading, quotes: Sequence[str], final_url: str
) -> VersionComparison:
    page = classify_page(_page(final_url), after.metadata, after.text, baseline=before.text, passages=quotes)
    if page.kind is not PageKind.PAGE:
        kept = compare_pages(before.text, before.text, quotes)
        return VersionComparison(Severity.NOTHING, kept.quotes, page, None, (), is_notice_reported=False)
    compared: PageComparison = compare_pages(before.text, after.text, quotes)
    notice = new_notice(before.text, after.text)
    severity = max(compared.severity, notice_severity(notice))
    return VersionComparison(severity, compared.quotes, page, notice, (), is_notice_reported=False)


def _is_same(one: QuoteComparison, other: QuoteComparison) -> bool:
    return (one.match.state, one.figures.state) == (other.match.state, other.figures.state)


def _page(final_url: str) -> Page:
    """A successful response. The address matters only if it is another one than the cited."""
    hops = (Hop(302, final_url),) if final_url else ()
    return Page(DEFAULT_URL, final_url or DEFAULT_URL, 200, b"", "text/html", None, "", "", hops, 0)
