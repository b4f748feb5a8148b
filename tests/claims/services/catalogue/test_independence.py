"""Each claim knows how many of its sources are independent."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from claims.models import Claim
from claims.services.catalogue.evidence import weigh_claims
from claims.services.events import type_id_of
from tests.factories import (
    NOW,
    WORKER,
    make_appearance,
    make_article,
    make_citation,
    make_claim,
    make_publisher,
    make_source,
)

pytestmark = pytest.mark.django_db


def weighed(claim: Claim) -> list[list[str]]:
    """The reasons of each voice, after the evidence was weighed."""
    weigh_claims([claim.pk], actor=WORKER, now=NOW)
    claim.refresh_from_db()
    assert claim.independent_sources == len(claim.voices)
    return [voice["reasons"] for voice in claim.voices]


def cite(claim: Claim, url: str, **values: Any) -> None:
    names = ("stance", "found", "label", "passage_exact", "passage_state", "passage_origin")
    citation = {name: values.pop(name) for name in names if name in values}
    make_citation(claim, source=make_source(url, **values), **citation)


def test_pages_below_one_registrable_domain_count_once() -> None:
    claim = make_claim()
    cite(claim, "https://news.bbc.co.uk/a")
    cite(claim, "https://www.bbc.co.uk/b")
    cite(claim, "https://www.guardian.co.uk/c")

    assert weighed(claim) == [["same_domain"], []]


def test_two_domains_of_one_publisher_count_once() -> None:
    make_publisher(domains=["one.example", "two.example"])
    claim = make_claim()
    cite(claim, "https://one.example/a")
    cite(claim, "https://two.example/b")

    assert weighed(claim) == [["same_publisher"]]
    assert claim.voices[0]["domains"] == ["one.example", "two.example"]


def test_pages_with_the_same_text_count_once() -> None:
    claim = make_claim()
    cite(claim, "https://one.example/a", text_hash="h")
    cite(claim, "https://two.example/b", text_hash="h")

    assert weighed(claim) == [["same_text"]]


def test_pages_with_the_same_cited_passage_count_once() -> None:
    words = (
        "Kestrel-2 was trained on 12 trillion tokens of text, more than any model of its laboratory before."
    )
    claim = make_claim()
    pinned = {"passage_exact": words, "passage_origin": "machine"}
    cite(claim, "https://one.example/a", **pinned, passage_state="intact")
    cite(claim, "https://two.example/b", **pinned, passage_state="moved")
    other = {"passage_exact": "Other.", "passage_origin": "machine", "passage_state": "altered"}
    cite(claim, "https://three.example/c", **other, found=words)
    cite(claim, "https://four.example/d", **pinned, passage_state="missing")

    assert weighed(claim) == [["same_text"], []]


def test_sources_that_cite_the_article_count_once() -> None:
    claim, article = make_claim(), make_article()
    make_appearance(claim, article)
    for host in ("one", "two"):
        echo = make_article(source=make_source(f"https://{host}.example/echo"))
        said = make_appearance(make_claim(), echo)
        make_citation(said.claim, appearance=said, source=article.source)
        make_citation(claim, source=echo.source)
    cite(claim, "https://three.example/report")

    assert weighed(claim) == [["circular"], []]


def test_the_article_itself_and_a_copy_of_it_are_circular() -> None:
    claim, article = make_claim(), make_article(source=make_source("https://one.example/a", text_hash="h"))
    make_appearance(claim, article)
    make_citation(claim, source=article.source)
    cite(claim, "https://copy.example/a", text_hash="h")

    assert weighed(claim) == [["circular", "same_text"]]


def test_sources_that_refute_and_unresolved_markers_are_no_sources() -> None:
    claim = make_claim()
    make_citation(claim, source=None)
    cite(claim, "https://one.example/a", stance="refutes")

    assert weighed(claim) == []


def test_a_source_that_is_cited_twice_counts_once() -> None:
    claim, source = make_claim(), make_source()
    make_citation(claim, source=source, label="1")
    make_citation(claim, source=source, label="2")

    assert weighed(claim) == [[]]
    assert claim.voices[0]["sources"] == [type_id_of(source)]


def test_many_claims_take_as_many_queries_as_one(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    claims = [make_claim() for _ in range(5)]
    for claim in claims:
        cite(claim, f"https://{claim.pk}.example/a")

    with django_assert_num_queries(8):
        weigh_claims([claim.pk for claim in claims], actor=WORKER, now=NOW)

    assert set(Claim.objects.values_list("independent_sources", flat=True)) == {1}
