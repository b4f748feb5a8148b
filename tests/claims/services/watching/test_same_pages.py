"""Sources that a check has seen to be one page are merged: on real sites, quietly, and never before."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network

import pytest
from pytest_django import Settings

from claims.models import Citation, Claim, Event, Source
from claims.services.catalogue import citations, merged_sources, sources
from claims.services.watching import refresh
from claims.values import Actor, Passage
from tests.claims.services.watching.sites import Answer, Sites, page, redirect, sites_on
from tests.factories import make_article, make_claim

pytestmark = pytest.mark.django_db
ALICE = Actor("user", "alice")
SITE = "127.0.0.31"
SENTENCE = "Kestrel-2 was trained on 12 trillion tokens of curated text."


@pytest.fixture
def site(settings: Settings) -> Iterator[Sites]:
    settings.FETCH_ALLOW = (ip_network("127.0.0.0/8"),)
    settings.HOST_SPACING_SECONDS = 0
    settings.CONFIRM_SECONDS = 0
    with sites_on(SITE) as sites:
        yield sites


def cite(site: Sites, path: str, claim: Claim | None = None) -> Citation:
    claim = claim or make_claim(f"Kestrel-2 was trained on 12 trillion tokens, {path} says.")
    return citations.add_citation(claim.pk, url=site.url(SITE, path), passage=Passage(SENTENCE), actor=ALICE)[
        0
    ]


def check_all() -> None:
    for source in Source.objects.filter(merged_into=None):
        sources.request_check(source.pk, actor=ALICE)
    refresh.refresh_due_sources()


def with_link(answer: Answer, relation: str, path: str) -> Answer:
    return Answer(body=answer.body.replace("</title>", f'</title><link rel="{relation}" href="{path}">'))


def merged() -> dict[str, str]:
    """The path of each merged source, and that of the one that is checked for it."""
    rows = Source.objects.exclude(merged_into=None).select_related("merged_into")
    return {_path(row.cited_url): _path(row.merged_into.cited_url) for row in rows if row.merged_into}


def _path(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def test_a_permanent_redirect_to_the_page_merges_quietly(site: Sites) -> None:
    site.answers[SITE, "/story"] = page(SENTENCE)
    site.answers[SITE, "/story/amp"] = redirect("/story", 301)
    old, new = cite(site, "/story/amp"), cite(site, "/story")
    assert merged() == {}

    check_all()
    check_all()

    old.refresh_from_db()
    assert merged() == {"/story/amp": "/story"}
    assert (old.source_id, old.passage_state) == (new.source_id, "intact")
    assert set(Claim.objects.values_list("evidence_state", flat=True)) == {"standing"}
    assert not Event.objects.filter(severity__gt=0).exists()


def test_a_merged_source_is_requested_no_more_and_its_citations_are_watched(site: Sites) -> None:
    site.answers[SITE, "/story"] = page(SENTENCE)
    site.answers[SITE, "/story/amp"] = redirect("/story", 301)
    old, _ = cite(site, "/story/amp"), cite(site, "/story")
    check_all()
    check_all()
    requests = len(site.paths_of(SITE))

    site.answers[SITE, "/story"] = page(SENTENCE.replace("12", "9"))
    check_all()

    old.refresh_from_db()
    assert set(site.paths_of(SITE)[requests:]) == {"/story"}
    assert (old.passage_state, old.values_state) == ("altered", "changed")
    assert Event.objects.filter(type="citation.changed", severity=5).count() == 2


def test_a_temporary_redirect_merges_nothing(site: Sites) -> None:
    site.answers[SITE, "/story"] = page(SENTENCE)
    site.answers[SITE, "/story/amp"] = redirect("/story", 302)
    cite(site, "/story/amp"), cite(site, "/story")

    check_all()
    check_all()

    assert merged() == {}


def test_pages_that_name_one_canonical_address_and_have_one_text_are_merged(site: Sites) -> None:
    story = with_link(page(SENTENCE), "canonical", "/story")
    site.answers[SITE, "/story"] = site.answers[SITE, "/story/amp"] = story
    cite(site, "/story/amp"), cite(site, "/story")

    check_all()

    assert merged() == {"/story/amp": "/story"}
    assert not Event.objects.filter(severity__gt=0).exists()


def test_a_canonical_link_to_a_page_with_another_text_merges_nothing(site: Sites) -> None:
    site.answers[SITE, "/story"] = with_link(page(SENTENCE), "canonical", "/story")
    site.answers[SITE, "/story/amp"] = with_link(
        page(SENTENCE, "An earlier one was trained on 7 trillion tokens, its makers said."),
        "canonical",
        "/story",
    )
    cite(site, "/story/amp"), cite(site, "/story")

    check_all()

    assert merged() == {}


def test_a_redirect_to_a_page_without_the_passage_merges_nothing(site: Sites) -> None:
    site.answers[SITE, "/story"] = page("The page was moved to our archive of stories.")
    site.answers[SITE, "/story/amp"] = page(SENTENCE)
    old, _ = cite(site, "/story/amp"), sources.register_source(site.url(SITE, "/story"), actor=ALICE)
    check_all()

    site.answers[SITE, "/story/amp"] = redirect("/story", 301)
    check_all()
    check_all()

    old.refresh_from_db()
    assert old.source is not None
    assert _path(old.source.cited_url) in ("/story/amp", "/story")
    assert old.passage_state == "missing"
    assert Event.objects.filter(type="citation.changed", severity=5).count() == 1


def test_the_page_of_an_article_is_the_source_that_stays(site: Sites) -> None:
    story = with_link(page(SENTENCE), "canonical", "/story")
    site.answers[SITE, "/story"] = site.answers[SITE, "/story/amp"] = story
    cite(site, "/story")
    amp = sources.register_source(site.url(SITE, "/story/amp"), actor=ALICE)[0]
    make_article(source=amp)

    check_all()

    assert merged() == {"/story": "/story/amp"}


def test_sources_that_a_person_separated_are_not_merged_again(site: Sites) -> None:
    site.answers[SITE, "/story"] = page(SENTENCE)
    site.answers[SITE, "/story/amp"] = redirect("/story", 301)
    old, _ = cite(site, "/story/amp"), cite(site, "/story")
    check_all()
    check_all()
    assert old.source_id is not None

    merged_sources.separate_source(old.source_id, actor=ALICE)
    check_all()
    check_all()

    old.refresh_from_db()
    assert merged() == {}
    assert (old.passage_state, old.merged_from) == ("intact", None)


def test_a_change_that_waits_for_its_second_check_is_decided_first(site: Sites, settings: Settings) -> None:
    site.answers[SITE, "/story"] = page(SENTENCE)
    site.answers[SITE, "/story/amp"] = page(SENTENCE)
    cite(site, "/story/amp"), cite(site, "/story")
    check_all()
    settings.CONFIRM_SECONDS = 1800

    site.answers[SITE, "/story"] = page(SENTENCE.replace("12", "9"))
    site.answers[SITE, "/story/amp"] = redirect("/story", 301)
    check_all()

    assert Source.objects.exclude(unconfirmed_at=None).count() == 2
    assert merged() == {}
