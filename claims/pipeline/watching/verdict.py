"""Verdict: whether a response is the page, a notice in its place or a failure, and whether its text is new."""

from __future__ import annotations

from dataclasses import dataclass

from claims.errors import FetchError, ReadError
from claims.pipeline.fingerprint import text_hash
from claims.pipeline.watching.link_state import LinkResult, result_of_error, result_of_page
from claims.pipeline.watching.page_classifier import PageClass, PageKind, Signal, classify_page
from claims.pipeline.watching.response import READER_VERSION, Response
from claims.pipeline.watching.source_lease import SourceContext
from claims.values import Page
from claims.vocabulary import CheckOutcome

_NOTICES = {
    PageKind.CHALLENGE: LinkResult.BLOCKED,
    PageKind.PAYWALL: LinkResult.PAYWALLED,
    PageKind.OUTAGE: LinkResult.FAILING,
    PageKind.SOFT_404: LinkResult.SOFT_404,
}
_NEW_TEXT = frozenset({CheckOutcome.FIRST, CheckOutcome.CHANGED, CheckOutcome.REBASED})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a response means. `text_hash` is "" unless a text of the page itself was read; `signals` say why it was
    not the page."""

    outcome: CheckOutcome
    link_result: LinkResult
    failure: FetchError | ReadError | None = None
    text_hash: str = ""
    signals: tuple[Signal, ...] = ()

    @property
    def has_new_text(self) -> bool:
        """Whether the text differs from the confirmed one, or is the first one."""
        return self.outcome in _NEW_TEXT


def judge(response: Response, context: SourceContext) -> Verdict:
    """What a response means for its source."""
    page, error = response.result, response.error
    if isinstance(page, FetchError):
        return Verdict(CheckOutcome.FAILED, result_of_error(page), page)
    page_class = _page_class(response, page, context)
    if page_class and page_class.kind in _NOTICES:
        return Verdict(
            CheckOutcome.FAILED,
            _NOTICES[page_class.kind],
            _notice_error(page_class),
            signals=page_class.signals,
        )
    if page_class and page_class.kind is PageKind.FRAME:
        error = ReadError("The page came without its text, which scripts load.", code="needs_scripts")
    link_result = result_of_page(page)
    has_moved = response.source.adopted_url and not response.source.is_at_cited_page
    if has_moved and link_result is LinkResult.ALIVE:
        link_result = LinkResult.MOVED
    if error:
        return Verdict(CheckOutcome.UNREADABLE, link_result, error)
    if response.text is None:
        outcome = CheckOutcome.NOT_MODIFIED if page.is_not_modified else CheckOutcome.SAME_BODY
        return Verdict(outcome, link_result)
    digest = text_hash(response.text)
    return Verdict(_text_outcome(response, digest), link_result, text_hash=digest)


def _page_class(response: Response, page: Page, context: SourceContext) -> PageClass | None:
    if response.text is None or response.metadata is None:
        return None
    return classify_page(
        page,
        response.metadata,
        response.text,
        baseline="" if _is_other_form(response) else context.confirmed_text,
        shared_landings=context.shared_landings,
        passages=context.passages,
    )


def _notice_error(page_class: PageClass) -> ReadError:
    kind, signals = page_class.kind.replace("_", " "), ", ".join(page_class.signals)
    return ReadError(f"In the page's place came a {kind}: {signals}.", code=page_class.kind)


def _text_outcome(response: Response, digest: str) -> CheckOutcome:
    source = response.source
    if not source.text_hash:
        return CheckOutcome.FIRST
    if digest == source.text_hash:
        return CheckOutcome.SAME_TEXT
    is_comparable = source.extractor_version == READER_VERSION and not _is_other_form(response)
    return CheckOutcome.CHANGED if is_comparable else CheckOutcome.REBASED


def _is_other_form(response: Response) -> bool:
    """Whether the cited page itself was read for the first time, after the address that had its text."""
    source, page = response.source, response.page
    return source.is_at_cited_page and page is not None and page.final_url != source.final_url
