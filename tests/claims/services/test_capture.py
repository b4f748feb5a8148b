"""Posted content becomes claims, citations and sources."""

from __future__ import annotations

import uuid

import pytest

from claims.models import Appearance, Article, Citation, Claim, Event, Source, Submission
from claims.services import capture, ingest
from claims.values import Actor

ACTOR = Actor("api_key", "api_key_test")
ARTICLE = """Northwind shows a new model

March 3, 2026

Northwind released Kestrel-2 on Monday.[1] Kestrel-2 outperforms Heron-1 on MMLU.[1][2] It was trained on 12 trillion tokens.[3]

Sources
1. https://example.org/kestrel
2. https://example.org/mmlu
"""

pytestmark = pytest.mark.django_db


def test_posted_text_becomes_claims_with_their_citations() -> None:
    submitted = ingest.submit_article(content=ARTICLE, content_type="text/plain", actor=ACTOR)

    assert capture.capture_due_submissions() == 1

    article = Article.objects.get()
    assert article.pk == submitted.article.pk
    assert (article.state, article.title) == ("captured", "Northwind shows a new model")
    assert [claim.text for claim in Claim.objects.order_by("created_at", "id")] == [
        "Northwind released Kestrel-2 on Monday.",
        "Kestrel-2 outperforms Heron-1 on MMLU.",
        "It was trained on 12 trillion tokens.",
    ]
    assert [
        (row.label, row.source and row.source.cited_url)
        for row in Citation.objects.order_by("appearance__start", "position")
    ] == [
        ("1", "https://example.org/kestrel"),
        ("1", "https://example.org/kestrel"),
        ("2", "https://example.org/mmlu"),
        ("3", None),
    ]
    assert Submission.objects.count() == 0


def test_every_quote_stands_at_its_offsets() -> None:
    ingest.submit_article(content=ARTICLE, content_type="text/plain", actor=ACTOR)

    capture.capture_due_submissions()

    rows = Appearance.objects.select_related("article_version")
    assert [row.article_version.text[row.start : row.end] for row in rows] == [row.quote for row in rows]
    assert len(rows) == 3


def test_the_same_content_again_changes_nothing() -> None:
    ingest.submit_article(content=ARTICLE, content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()
    events = Event.objects.count()

    again = ingest.submit_article(content=ARTICLE, content_type="text/plain", actor=ACTOR)

    assert (again.created, again.accepted) == (False, False)
    assert capture.capture_due_submissions() == 0
    assert Event.objects.count() == events


def test_a_new_version_keeps_what_is_still_there_and_marks_what_is_gone() -> None:
    url = "https://news.example.org/kestrel"
    ingest.submit_article(url=url, content=ARTICLE, content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()
    kept = Appearance.objects.get(quote__startswith="Northwind released")
    changed = ARTICLE.replace(
        "It was trained on 12 trillion tokens.[3]", "It was trained on 14 trillion tokens.[3]"
    )

    ingest.submit_article(url=url, content=changed, content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()

    assert Article.objects.get().current_version.number == 2
    still = Appearance.objects.get(pk=kept.pk)
    assert (still.article_version.number, still.first_version.number, still.gone_at) == (2, 1, None)
    assert Appearance.objects.get(quote__contains="12 trillion").gone_at is not None
    assert Appearance.objects.get(quote__contains="14 trillion").gone_at is None
    assert list(Event.objects.filter(type="appearance.gone").values_list("subject_id", flat=True)) == [
        Appearance.objects.get(quote__contains="12 trillion").pk
    ]


def test_the_same_claim_in_two_articles_is_one_claim_with_two_appearances() -> None:
    other = "Another paper\n\nKestrel-2 outperforms Heron-1 on MMLU.[7]\n"
    ingest.submit_article(content=ARTICLE, content_type="text/plain", actor=ACTOR)
    ingest.submit_article(content=other, content_type="text/plain", actor=ACTOR)

    assert capture.capture_due_submissions(limit=2) == 2

    claim = Claim.objects.get(text="Kestrel-2 outperforms Heron-1 on MMLU.")
    assert claim.appearances.count() == 2


def test_a_reference_given_later_resolves_the_marker() -> None:
    url = "https://news.example.org/kestrel"
    ingest.submit_article(url=url, content=ARTICLE, content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()

    ingest.submit_article(
        url=url, content=ARTICLE + "3. https://example.org/tokens\n", content_type="text/plain", actor=ACTOR
    )
    capture.capture_due_submissions()

    assert Citation.objects.get(label="3").source.cited_url == "https://example.org/tokens"
    assert Event.objects.filter(type="citation.resolved").count() == 1


def test_content_that_cannot_be_read_fails_the_article_with_its_reason() -> None:
    submitted = ingest.submit_article(
        content="<html><body></body></html>", content_type="text/html", actor=ACTOR
    )

    capture.capture_due_submissions()

    article = Article.objects.get(pk=submitted.article.pk)
    assert (article.state, article.failure) == ("failed", "empty_page")
    assert Submission.objects.count() == 0


def test_content_that_ended_its_workers_is_given_up() -> None:
    submitted = ingest.submit_article(content="Kestrel has 3 wings.", content_type="text/plain", actor=ACTOR)
    Submission.objects.update(claim_count=3)

    capture.capture_due_submissions()

    article = Article.objects.get(pk=submitted.article.pk)
    assert (article.state, article.failure) == ("failed", "quarantined")


def test_a_worker_whose_lease_was_lost_writes_nothing() -> None:
    ingest.submit_article(content=ARTICLE, content_type="text/plain", actor=ACTOR)
    submission = Submission.objects.select_related("article__source").get()
    Submission.objects.update(lease_token=uuid.uuid4())

    capture._capture(submission, uuid.uuid4(), now=submission.created_at)

    assert Claim.objects.count() == 0
    assert Submission.objects.count() == 1


def test_a_private_address_in_the_source_list_stays_unresolved() -> None:
    text = "A paper\n\nKestrel-2 has 9 billion parameters.[1]\n\nSources\n1. http://169.254.169.254/latest\n"
    ingest.submit_article(content=text, content_type="text/plain", actor=ACTOR)

    capture.capture_due_submissions()

    assert Citation.objects.get().source is None
    assert Source.objects.count() == 0
