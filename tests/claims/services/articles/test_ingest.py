"""An article comes in, by its URL or as content."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from claims.errors import InputError
from claims.models import Article, Event, Source, Submission
from claims.services.articles import ingest, store
from claims.services.catalogue import sources
from claims.values import Actor
from tests.claims.services.rows import ACTOR, ARTICLE, NOW

pytestmark = pytest.mark.django_db

URL = "https://news.example.org/kestrel"


def test_a_url_becomes_a_pending_article_with_a_source_that_is_due() -> None:
    submitted = ingest.submit_article(url=URL, actor=ACTOR)

    assert (submitted.created, submitted.accepted) == (True, True)
    assert submitted.article.state == "pending"
    assert Source.objects.get().cited_url == URL
    assert set(Event.objects.values_list("type", flat=True)) == {"article.created", "source.created"}


@pytest.mark.parametrize("again", [URL, URL + "#top", "https://NEWS.example.org:443/kestrel?utm_source=feed"])
def test_the_same_canonical_url_is_the_same_article(again: str) -> None:
    first = ingest.submit_article(url=URL, actor=ACTOR)

    second = ingest.submit_article(url=again, actor=ACTOR)

    assert (second.article.pk, second.created, second.accepted) == (first.article.pk, False, False)
    assert Article.objects.count() == 1


def test_the_same_content_without_a_url_is_the_same_article() -> None:
    first = ingest.submit_article(content=ARTICLE, content_type="text/plain", actor=ACTOR)

    second = ingest.submit_article(content=ARTICLE, content_type="text/plain", actor=ACTOR)

    assert second.article.pk == first.article.pk
    assert Submission.objects.count() == 1


def test_two_contents_that_wait_are_both_kept() -> None:
    ingest.submit_article(url=URL, content=ARTICLE, content_type="text/plain", actor=ACTOR)
    ingest.submit_article(url=URL, content=ARTICLE + "More.", content_type="text/plain", actor=ACTOR)

    assert Submission.objects.count() == 2
    assert Article.objects.count() == 1


def test_what_the_caller_says_of_the_article_is_kept() -> None:
    submitted = ingest.submit_article(
        url=URL, title="Birds", publisher="The Paper", authors=["Ada", "Grace"], actor=ACTOR
    )

    article = Article.objects.select_related("publisher").get(pk=submitted.article.pk)
    assert (article.title, article.publisher.name, article.authors) == (
        "Birds",
        "The Paper",
        ["Ada", "Grace"],
    )


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, ""),
        ({"content_type": "text/plain"}, ""),
        ({"url": URL, "content_type": "text/plain"}, "/content"),
        ({"content": "Words."}, "/content_type"),
        ({"content": "Words.", "content_type": "application/pdf"}, "/content_type"),
        ({"content": " \n", "content_type": "text/plain"}, "/content"),
        ({"content": "a\x00b", "content_type": "text/plain"}, "/content"),
        ({"content": "a" * 5_242_881, "content_type": "text/plain"}, "/content"),
        ({"url": "http://127.0.0.1/admin"}, "/url"),
        ({"url": URL, "title": "a" * 501}, "/title"),
        ({"url": URL, "title": "\u1680"}, "/title"),
        ({"url": URL, "publisher": "The Paper "}, "/publisher"),
        ({"url": URL, "authors": ["a" * 201]}, "/authors/0"),
    ],
)
def test_what_cannot_be_taken_is_refused_by_its_field_and_writes_nothing(
    given: dict[str, object], field: str
) -> None:
    with pytest.raises(InputError) as refused:
        ingest.submit_article(**given, actor=ACTOR)

    assert refused.value.field == field
    assert Article.objects.count() == 0


def test_a_correction_is_an_event_with_before_and_after() -> None:
    article = ingest.submit_article(url=URL, title="Brids", actor=ACTOR).article

    ingest.update_article(article.pk, changes={"title": "Birds"}, expected_version=1, actor=ACTOR)

    event = Event.objects.get(type="article.updated")
    assert event.changes == {"title": ["Brids", "Birds"]}
    assert Article.objects.get().version == 2


def test_an_article_that_is_posted_again_gets_the_metadata_that_is_given() -> None:
    first = ingest.submit_article(url=URL, title="Brids", authors=["Ada"], actor=ACTOR).article
    moment = datetime(2026, 3, 1, tzinfo=UTC)

    again = ingest.submit_article(
        url=URL, title="Birds", publisher="The Paper", published_at=moment, actor=ACTOR
    ).article

    assert again.pk == first.pk
    assert (again.title, again.authors, again.published_at) == ("Birds", ["Ada"], moment)
    event = Event.objects.get(type="article.updated")
    assert event.changes["title"] == ["Brids", "Birds"]
    assert set(event.changes) == {"title", "publisher", "published_at"}


def test_an_article_that_is_posted_again_as_it_was_makes_no_event() -> None:
    ingest.submit_article(url=URL, title="Birds", publisher="The Paper", actor=ACTOR)

    ingest.submit_article(url=URL, title="Birds", publisher="The Paper", actor=ACTOR)

    assert not Event.objects.filter(type="article.updated").exists()


def test_titles_and_authors_are_kept_with_their_spaces() -> None:
    article = ingest.submit_article(url=URL, title="Birds \u1680", authors=[" Ada "], actor=ACTOR).article

    assert (article.title, article.authors) == ("Birds \u1680", [" Ada "])


def test_a_publisher_in_another_case_is_refused_by_name() -> None:
    ingest.submit_article(url=URL, publisher="null", actor=ACTOR)

    with pytest.raises(InputError, match="There is a publisher 'null'") as refused:
        ingest.submit_article(url=f"{URL}/2", publisher="NULL", actor=ACTOR)

    assert (refused.value.field, refused.value.code) == ("/publisher", "other_spelling")
    assert Article.objects.count() == 1


def test_a_url_that_was_cited_before_is_looked_at_now() -> None:
    sources.register_source(URL, actor=ACTOR)
    Source.objects.update(next_check_at=NOW + timedelta(days=30))

    ingest.submit_article(url=URL, actor=ACTOR, now=NOW)

    assert Source.objects.get().next_check_at == NOW


def test_a_failed_article_waits_again_once_its_url_is_posted_again() -> None:
    article = ingest.submit_article(url=URL, content="x", content_type="text/html", actor=ACTOR).article
    store.fail_article(article, failure="empty_page", detail="Nothing.", actor=ACTOR, now=NOW)

    again = ingest.submit_article(url=URL, actor=ACTOR)

    assert (again.created, again.accepted) == (False, True)
    found = Article.objects.get()
    assert (found.origin, found.state, found.failure, found.version) == ("fetched", "pending", "", 3)


@pytest.mark.parametrize("url", [f"https://{'a.' * 125}example.org/", f"https://{'a.' * 125}example.org./"])
def test_a_host_that_no_name_server_could_know_is_refused(url: str) -> None:
    with pytest.raises(InputError, match="host is longer than 253 characters"):
        ingest.submit_article(url=url, actor=ACTOR)


def test_half_a_character_is_refused() -> None:
    with pytest.raises(InputError, match="surrogate") as refused:
        ingest.submit_article(content="Kestrel \ud800 flies.", content_type="text/plain", actor=ACTOR)

    assert refused.value.field == "/content"


def test_a_long_user_name_is_cut_in_the_events() -> None:
    ingest.submit_article(url=URL, actor=Actor("user", "a" * 150))

    assert Event.objects.first().actor_id == "a" * 100
