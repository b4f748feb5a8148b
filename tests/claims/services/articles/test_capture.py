"""Posted content becomes claims, citations and sources."""

from __future__ import annotations

import threading
import time
import uuid
from concurrent.futures import Future
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from claims.models import Appearance, Article, Citation, Claim, Event, Source, Submission
from claims.services.articles import capture, ingest
from claims.values import Actor, Capture
from tests.claims.services.articles.captures import capture_of, sentence
from tests.claims.services.rows import NOW, claim_of

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


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("sentences", [0, 40])
def test_an_article_of_known_names_and_hosts_takes_fewer_than_thirty_statements_for_any_number_of_claims(
    sentences: int,
) -> None:
    ingest.submit_article(content=ARTICLE, content_type="text/markdown", actor=ACTOR)
    capture.capture_due_submissions()
    further = [
        f"Kestrel-2 scores {number}.5% on MMLU, says [its report](https://example.org/{number})."
        for number in range(sentences)
    ]
    content = "\n\n".join(["Kestrel-2 has 70 billion parameters.", *further, ARTICLE])
    ingest.submit_article(content=content, content_type="text/markdown", actor=ACTOR)

    with CaptureQueriesContext(connection) as queries:
        assert capture.capture_due_submissions() == 1

    statements = [query["sql"] for query in queries if query["sql"] not in ("BEGIN", "COMMIT")]
    assert len(statements) < 30
    assert Claim.objects.count() > sentences


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
    Submission.objects.update(read_attempts=3)

    capture.capture_due_submissions()

    article = Article.objects.get(pk=submitted.article.pk)
    assert (article.state, article.failure) == ("failed", "quarantined")


def test_a_worker_whose_lease_was_lost_writes_nothing() -> None:
    ingest.submit_article(content=ARTICLE, content_type="text/plain", actor=ACTOR)
    submission = Submission.objects.select_related("article__source").get()
    Submission.objects.update(lease_token=uuid.uuid4())
    reading: Future[Capture] = Future()
    reading.set_result(capture_of(sentence("Kestrel sleeps.")))

    capture._keep(submission, uuid.uuid4(), reading, now=submission.created_at)

    assert Claim.objects.count() == 0
    assert Submission.objects.count() == 1


def test_a_private_address_in_the_source_list_stays_unresolved() -> None:
    text = "A paper\n\nKestrel-2 has 9 billion parameters.[1]\n\nSources\n1. http://169.254.169.254/latest\n"
    ingest.submit_article(content=text, content_type="text/plain", actor=ACTOR)

    capture.capture_due_submissions()

    assert Citation.objects.get().source is None
    assert Source.objects.count() == 0


def test_what_was_posted_last_is_what_stays() -> None:
    url = "https://news.example.org/kestrel"
    ingest.submit_article(url=url, content=ARTICLE, content_type="text/plain", actor=ACTOR)
    Submission.objects.update(next_attempt_at=timezone.now() + timedelta(seconds=90))  # its worker is lost
    ingest.submit_article(
        url=url, content=ARTICLE.replace("12 trillion", "14 trillion"), content_type="text/plain", actor=ACTOR
    )
    assert capture.capture_due_submissions() == 0

    Submission.objects.update(next_attempt_at=timezone.now())
    assert capture.capture_due_submissions(limit=9) == 2

    assert "14 trillion" in Article.objects.get().current_version.text


@pytest.mark.parametrize("captured_meanwhile", [0, 1, 2])
@pytest.mark.parametrize("posts", ["AB", "ABA", "ABAB", "ABCA", "ABCB"])
def test_the_last_post_wins_whatever_waits(posts: str, captured_meanwhile: int) -> None:
    url = "https://news.example.org/kestrel"
    for number, name in enumerate(posts):
        ingest.submit_article(
            url=url, content=f"Kestrel-{name} has 3 wings.", content_type="text/plain", actor=ACTOR
        )
        if number < captured_meanwhile:
            capture.capture_due_submissions()

    capture.capture_due_submissions(limit=9)

    assert Article.objects.get().current_version.text == f"Kestrel-{posts[-1]} has 3 wings."
    assert Submission.objects.count() == 0


def test_content_that_is_posted_again_while_it_waits_is_one_submission() -> None:
    first = ingest.submit_article(content=ARTICLE, content_type="text/plain", actor=ACTOR)
    again = ingest.submit_article(content=ARTICLE, content_type="text/plain", actor=ACTOR)

    assert (first.accepted, again.accepted, Submission.objects.count()) == (True, False, 1)


def test_an_article_of_another_key_is_read_beside_the_first_of_many(settings: Settings) -> None:
    settings.CAPTURE_READERS = 2
    posts = [("Paper one", ACTOR), ("Paper two", ACTOR), ("Paper three", ACTOR)]
    for title, actor in [*posts, ("Paper four", Actor("api_key", "api_key_of_another"))]:
        content = f"{title}\n\nKestrel has 3 wings."
        ingest.submit_article(content=content, content_type="text/plain", actor=actor)

    captures = capture.captures()
    first = next(captures)
    under_way = Submission.objects.exclude(lease_token=None)
    contents = sorted([first.content, *(submission.content for submission in under_way)])
    captures.close()

    assert [content.partition("\n")[0] for content in contents] == ["Paper four", "Paper one"]


def test_what_a_worker_did_not_finish_is_read_before_the_rest_and_alone() -> None:
    ingest.submit_article(content="Kestrel has 3 wings.", content_type="text/plain", actor=ACTOR)
    ingest.submit_article(content=ARTICLE, content_type="text/plain", actor=ACTOR)
    Submission.objects.filter(content=ARTICLE).update(read_attempts=2)

    contents = [submission.content for submission in capture.captures()]

    assert contents == [ARTICLE, "Kestrel has 3 wings."]
    assert Article.objects.filter(state="captured").count() == 2


def test_content_that_was_captured_before_heals_an_article_that_failed_since() -> None:
    url = "https://news.example.org/kestrel"
    ingest.submit_article(url=url, content=ARTICLE, content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()
    ingest.submit_article(url=url, content="<p></p>", content_type="text/html", actor=ACTOR)
    capture.capture_due_submissions()
    assert Article.objects.get().state == "failed"

    again = ingest.submit_article(url=url, content=ARTICLE, content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()

    assert again.accepted
    article = Article.objects.get()
    assert (article.state, article.failure, article.current_version.number) == ("captured", "", 1)
    assert Event.objects.order_by("id").last().type == "article.captured"


def test_a_marker_that_moved_within_its_sentence_keeps_its_citation() -> None:
    url = "https://news.example.org/kestrel"
    ingest.submit_article(url=url, content=ARTICLE, content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()
    kept = Citation.objects.get(claim__text__contains="outperforms", label="2")

    moved = ARTICLE.replace("MMLU.[1][2]", "MMLU.[4][1][2]")
    ingest.submit_article(url=url, content=moved, content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()

    rows = Citation.objects.filter(claim__text__contains="outperforms").order_by("position")
    assert [(row.label, row.position) for row in rows] == [("4", 0), ("1", 1), ("2", 2)]
    assert rows[2].pk == kept.pk


def test_a_merged_claim_that_is_told_again_is_the_one_that_it_went_into() -> None:
    text = "A paper\n\nKestrel-2 has 9 billion parameters.\n"
    ingest.submit_article(content=text, content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()
    target = claim_of("Kestrel-2 is a model of 9 billion parameters.")
    Claim.objects.exclude(pk=target.pk).update(status="merged", status_before="proposed", merged_into=target)

    ingest.submit_article(content="Another paper\n" + text, content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()

    assert target.appearances.count() == 1
    assert Claim.objects.get(pk=target.pk).last_seen_at > NOW


def test_a_cited_host_that_no_name_server_could_know_stays_unresolved() -> None:
    text = (
        f"A paper\n\nKestrel-2 has 9 billion parameters.[1]\n\nSources\n1. https://{'a.' * 125}example.org/\n"
    )
    ingest.submit_article(content=text, content_type="text/plain", actor=ACTOR)

    capture.capture_due_submissions()

    assert Article.objects.get().state == "captured"
    assert Citation.objects.get().source is None


def wait_for_somebody_who_waits() -> None:
    """Until another transaction waits for one of ours; ten seconds at most."""
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_a_capture_locks_claims_in_the_order_in_which_curators_do() -> None:
    told = "A paper\n\n" + "\n\n".join(f"Kestrel-{n} outperforms Heron-{n} on MMLU." for n in range(50))
    ingest.submit_article(content=told, content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()
    ingest.submit_article(content=f"A copy. {told}", content_type="text/plain", actor=ACTOR)
    worker = threading.Thread(target=lambda: (capture.capture_due_submissions(), connection.close()))
    claims = Claim.objects.select_for_update(nowait=True).order_by("pk")

    with transaction.atomic():
        first = claims.first()
        worker.start()
        wait_for_somebody_who_waits()
        assert first is not None
        assert len(claims) == 50
    worker.join()

    assert Appearance.objects.count() == 100


@pytest.mark.parametrize(
    ("content", "failure"),
    [
        ("<div>" * 50_000 + "<p>Kestrel-2 has 9 billion parameters.[1]</p>", "too_deep"),
        ("<b><i><font>" * 90_000, "empty_page"),
        ("<table>" + "<tr>" + "<td>" * 100 + "</table>", "empty_page"),
    ],
)
def test_hostile_html_fails_with_its_reason_and_the_next_article_is_captured(
    content: str, failure: str
) -> None:
    hostile = ingest.submit_article(content=content, content_type="text/html", actor=ACTOR).article
    ingest.submit_article(content=ARTICLE, content_type="text/plain", actor=ACTOR)

    assert capture.capture_due_submissions(limit=2) == 2

    article = Article.objects.get(pk=hostile.pk)
    assert (article.state, article.failure) == ("failed", failure)
    assert Claim.objects.count() == 3


FACT_CHECK = """<html><head><script type="application/ld+json">
{"@context": "https://schema.org", "@type": "ClaimReview", "claimReviewed": "Kestrel-2 outperforms Heron-1 on MMLU",
 "itemReviewed": {"@type": "Claim", "author": {"@type": "Person", "name": "Ada Ruiz"}}, "author": {"name": "The Fact Desk"},
 "reviewRating": {"@type": "Rating", "ratingValue": 1, "bestRating": 5, "alternateName": "False"}}</script></head>
<body><article><h1>Is Kestrel-2 the better one?</h1><p>Kestrel-2 outperforms Heron-1 on MMLU.</p>
<p>The Oakhall Group measured 61.2% for Kestrel-2 and 71.4% for Heron-1.</p></article></body></html>"""


def test_what_a_fact_check_reviews_is_disputed_its_claimant_s_and_not_the_claim_of_others() -> None:
    ingest.submit_article(content=ARTICLE, content_type="text/plain", actor=ACTOR)
    checked = ingest.submit_article(content=FACT_CHECK, content_type="text/html", actor=ACTOR).article
    capture.capture_due_submissions(limit=2)

    rows = Appearance.objects.filter(quote__contains="Kestrel-2 outperforms Heron-1 on MMLU")
    reviewed = rows.get(article=checked)
    assert (reviewed.polarity, reviewed.attributed_to) == ("disputed", "Ada Ruiz")
    assert rows.exclude(article=checked).get().claim_id != reviewed.claim_id
    [review] = Article.objects.get(pk=checked.pk).current_version.claim_reviews
    assert (review["claim"], review["rating"]) == ("Kestrel-2 outperforms Heron-1 on MMLU", "False")
