"""A response is judged: the page, a notice in its place, or a failure; and whether its text is new."""

from __future__ import annotations

import pytest

from claims.errors import FetchError, ReadError
from claims.pipeline.fingerprint import text_hash
from claims.pipeline.watching.link_state import LinkResult
from claims.pipeline.watching.response import Response
from claims.pipeline.watching.source_lease import SourceContext
from claims.pipeline.watching.verdict import Verdict, judge
from claims.values import Hop, PageMetadata
from claims.vocabulary import CheckOutcome, FetchFailure
from tests.claims.pipeline.watching.leased import TEXT, URL, lease_of, page_of, read_page

BEFORE = SourceContext(confirmed_text=TEXT)


def test_a_failed_request_is_a_failure_of_its_link() -> None:
    error = FetchError("404", code=FetchFailure.HTTP_STATUS, status=404)

    verdict = judge(Response(lease_of(), error), SourceContext())

    assert verdict == Verdict(CheckOutcome.FAILED, LinkResult.NOT_FOUND, error)


def test_a_304_is_not_modified_and_alive() -> None:
    verdict = judge(Response(lease_of(), page_of(status=304)), SourceContext())

    assert verdict == Verdict(CheckOutcome.NOT_MODIFIED, LinkResult.ALIVE)


def test_a_page_that_was_not_read_has_the_same_body() -> None:
    assert judge(Response(lease_of(), page_of()), SourceContext()).outcome is CheckOutcome.SAME_BODY


@pytest.mark.parametrize(
    ("values", "text", "outcome"),
    [
        ({"text_hash": ""}, TEXT, CheckOutcome.FIRST),
        ({}, TEXT, CheckOutcome.SAME_TEXT),
        ({"extractor_version": "another reader"}, TEXT, CheckOutcome.SAME_TEXT),
        ({}, f"{TEXT}More.", CheckOutcome.CHANGED),
        ({"extractor_version": "another reader"}, f"{TEXT}More.", CheckOutcome.REBASED),
    ],
)
def test_a_text_is_compared_with_the_confirmed_one(
    values: dict[str, str], text: str, outcome: CheckOutcome
) -> None:
    verdict = judge(read_page(text, lease_of(**values)), BEFORE)

    assert verdict == Verdict(outcome, LinkResult.ALIVE, None, text_hash(text))
    assert verdict.has_new_text is (outcome is not CheckOutcome.SAME_TEXT)


def test_a_notice_in_the_place_of_the_page_is_no_text_of_it() -> None:
    response = Response(
        lease_of(),
        page_of(),
        text="Sorry, this page does not exist.",
        metadata=PageMetadata(title="Page not found"),
    )

    verdict = judge(response, BEFORE)

    assert (verdict.outcome, verdict.link_result) == (CheckOutcome.FAILED, LinkResult.SOFT_404)
    assert isinstance(verdict.failure, ReadError)
    assert verdict.failure.detail.startswith("In the page's place came a soft 404: ")
    assert verdict.failure.code == "soft_404"
    assert verdict.text_hash == ""


def test_the_cited_passage_makes_a_page_of_few_words_the_page() -> None:
    cited = "Kestrel-2 was trained on 12 trillion tokens."
    response = Response(lease_of(), page_of(), text=cited, metadata=PageMetadata())

    before = f"{cited} {' '.join(f'Model {number} has {number} tokens.' for number in range(99))}"

    gone, left = (judge(response, SourceContext(before, passages=passages)) for passages in ((), (cited,)))

    assert (gone.link_result, left.link_result) == (LinkResult.SOFT_404, LinkResult.ALIVE)
    assert left.outcome is CheckOutcome.CHANGED


def test_json_without_its_end_is_a_failure_that_does_not_settle_the_link() -> None:
    page = PageMetadata(is_cut_short=True)
    verdict = judge(Response(lease_of(), page_of(), text='[{"a": "b', metadata=page), BEFORE)

    assert (verdict.outcome, verdict.link_result) == (CheckOutcome.FAILED, LinkResult.FAILING)
    assert not verdict.has_new_text


def test_a_site_under_maintenance_is_a_failure_that_does_not_settle_the_link() -> None:
    response = Response(
        lease_of(), page_of(), text="We are under maintenance.", metadata=PageMetadata(title="Sorry")
    )

    verdict = judge(response, BEFORE)

    assert (verdict.outcome, verdict.link_result) == (CheckOutcome.FAILED, LinkResult.FAILING)
    assert isinstance(verdict.failure, ReadError)
    assert verdict.failure.code == "outage"


def test_a_frame_without_its_text_is_unreadable_and_alive() -> None:
    response = Response(lease_of(), page_of(), text="News\nLoading…", metadata=PageMetadata(title="News"))

    verdict = judge(response, BEFORE)

    assert (verdict.outcome, verdict.link_result) == (CheckOutcome.UNREADABLE, LinkResult.ALIVE)
    assert isinstance(verdict.failure, ReadError)
    assert verdict.failure.code == "needs_scripts"
    assert not verdict.has_new_text


def test_pages_that_share_their_landing_are_a_soft_404() -> None:
    hops = (Hop(302, "https://birds.example/"),)
    response = read_page("Welcome to our site. " * 20, page=page_of(hops=hops))

    alone = judge(response, SourceContext(confirmed_text="A"))
    shared = judge(response, SourceContext(confirmed_text=TEXT, shared_landings=3))

    assert alone.link_result is LinkResult.ALIVE
    assert shared.link_result is LinkResult.SOFT_404


def test_a_page_that_cannot_be_read_is_unreadable_and_alive() -> None:
    error = ReadError("Not a page.", code="unreadable")

    verdict = judge(Response(lease_of(), page_of(), error=error), BEFORE)

    assert verdict == Verdict(CheckOutcome.UNREADABLE, LinkResult.ALIVE, error)


def test_an_adopted_address_that_answers_has_moved() -> None:
    source = lease_of(adopted_url="https://birds.example/new")

    assert judge(Response(source, page_of(status=304)), BEFORE).link_result is LinkResult.MOVED


def test_a_permanent_redirect_has_moved() -> None:
    page = page_of(URL, hops=(Hop(301, "https://birds.example/archive/report"),))

    assert judge(Response(lease_of(), page), BEFORE).link_result is LinkResult.MOVED


def test_the_cited_page_after_the_address_of_its_text_is_a_new_baseline_and_not_moved() -> None:
    paper = "https://arxiv.org/abs/2503.01234"
    at_text = {"cited_url": paper, "adopted_url": paper, "final_url": "https://arxiv.org/pdf/2503.01234"}
    abstract = "A short abstract of the paper."

    first = judge(read_page(abstract, lease_of(**at_text), page_of(paper)), BEFORE)
    later = judge(
        read_page(abstract, lease_of(**at_text | {"final_url": paper}), page_of(paper)), SourceContext()
    )

    assert (first.outcome, first.link_result) == (CheckOutcome.REBASED, LinkResult.ALIVE)
    assert later.outcome is CheckOutcome.CHANGED
