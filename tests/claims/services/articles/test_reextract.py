"""Articles that an older extractor read are read again in the background, whatever happens to the worker."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from claims.models import (
    Appearance,
    Article,
    ArticleOriginal,
    ArticleVersion,
    Citation,
    Claim,
    Event,
    Proposition,
    Source,
    Submission,
)  # fmt: skip
from claims.pipeline.extraction.version import extractor_version
from claims.services.articles import capture, ingest, originals, reextract
from claims.values import Actor
from tests.claims.services.watching import workers

ACTOR = Actor("api_key", "api_key_test")
MODELS = (Claim, Proposition, Appearance, Citation, Source, Event, ArticleVersion)
PAGE = """<article><h1>Northwind shows Kestrel-{0}</h1>
<p>Kestrel-{0} outperforms Heron-1 on MMLU, says <a href="https://example.org/{0}">the report</a>.</p>
<p>It was trained on {0} trillion tokens.</p></article>"""
WORKER = """
import django
django.setup()
from claims.services.articles import reextract
print("ready", flush=True)
while True:
    for _ in reextract.read_due(seconds=30):
        pass
"""
pytestmark = pytest.mark.django_db


def post(*numbers: int) -> None:
    for number in numbers:
        ingest.submit_article(content=PAGE.format(number), content_type="text/html", actor=ACTOR)
    assert capture.capture_due_submissions(limit=len(numbers)) == len(numbers)


def make_old() -> None:
    """As if an earlier extractor had read everything."""
    ArticleOriginal.objects.update(reader=1)
    ArticleVersion.objects.update(extractor_version="rules-1")


def read_due() -> list[Submission]:
    return list(reextract.read_due(seconds=60))


def rows() -> dict[str, list[uuid.UUID]]:
    return {
        model.__name__: list(model.objects.order_by("pk").values_list("pk", flat=True)) for model in MODELS
    }


def due() -> int:
    return originals.progress()["due"]


def test_an_older_text_is_read_again_from_what_was_posted() -> None:
    post(2)
    before = rows()
    make_old()
    Appearance.objects.update(hedge="of an earlier reading")

    assert read_due() == []

    assert rows() == before
    assert set(Appearance.objects.values_list("hedge")) == {("",)}
    assert ArticleVersion.objects.get().extractor_version == extractor_version()
    assert Citation.objects.get().source.cited_url == "https://example.org/2"
    assert originals.progress() == {"total": 1, "due": 0, "failed": 0}


def test_what_this_extractor_read_is_not_read_again() -> None:
    post(2)
    ArticleVersion.objects.update(extractor_version="rules-1")

    read_due()

    assert ArticleVersion.objects.get().extractor_version == "rules-1"


def test_what_is_posted_goes_first() -> None:
    post(2)
    make_old()
    ingest.submit_article(content=PAGE.format(3), content_type="text/html", actor=ACTOR)

    reading = reextract.read_due(seconds=60)

    assert next(reading).content == PAGE.format(3)
    assert due() == 1
    assert list(reading) == []
    assert due() == 0


def test_what_cannot_be_read_any_more_keeps_its_earlier_reading() -> None:
    post(2)
    make_old()
    before = rows()
    original = ArticleOriginal.objects.get()
    original.body = originals.zlib.compress(b"<html><body></body></html>")
    original.save()

    read_due()

    assert rows() == before
    assert set(Appearance.objects.values_list("gone_at")) == {(None,)}
    assert Article.objects.get().state == "captured"
    assert ArticleOriginal.objects.get().failure == "empty_page"
    assert originals.progress() == {"total": 1, "due": 0, "failed": 1}


def test_a_text_that_ended_its_workers_is_not_read_again() -> None:
    post(2)
    make_old()
    ArticleOriginal.objects.update(read_attempts=3)

    read_due()

    assert ArticleOriginal.objects.get().failure == "quarantined"
    assert ArticleVersion.objects.get().extractor_version == "rules-1"


def test_a_result_whose_lease_was_lost_is_dropped() -> None:
    post(2)
    make_old()
    leased = originals.lease_original(uuid.uuid4())
    assert leased is not None
    assert originals.lease_original(uuid.uuid4()) is None

    assert not originals.finish_original(leased.article, uuid.uuid4(), now=timezone.now())

    assert due() == 1


def test_a_newer_text_replaces_the_original_while_it_is_being_read() -> None:
    url = "https://news.example.org/kestrel"
    ingest.submit_article(url=url, content=PAGE.format(2), content_type="text/html", actor=ACTOR)
    capture.capture_due_submissions()
    make_old()
    token = uuid.uuid4()
    leased = originals.lease_original(token)
    assert leased is not None
    ingest.submit_article(url=url, content=PAGE.format(3), content_type="text/html", actor=ACTOR)
    capture.capture_due_submissions()

    assert not originals.finish_original(leased.article, token, now=timezone.now())

    assert b"Kestrel-3" in originals.original_of(ArticleOriginal.objects.get()).body
    assert due() == 0


def test_a_lease_ends_with_its_time() -> None:
    post(2)
    make_old()
    originals.lease_original(uuid.uuid4())
    assert originals.lease_original(uuid.uuid4()) is None

    ArticleOriginal.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))

    assert originals.lease_original(uuid.uuid4()) is not None


def test_texts_of_other_names_become_due_on_request() -> None:
    post(2, 3)
    other = ArticleVersion.objects.order_by("pk")[0]
    ArticleVersion.objects.filter(pk=other.pk).update(extractor_version="rules-4+othernames")

    assert originals.request_readings(extractor_version(), now=timezone.now()) == 1

    read_due()
    assert set(ArticleVersion.objects.values_list("extractor_version")) == {(extractor_version(),)}


def test_texts_that_failed_become_due_on_request() -> None:
    post(2)
    ArticleOriginal.objects.update(failure="reader_killed")

    assert originals.request_readings(extractor_version(), now=timezone.now()) == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_in_the_middle_is_continued_by_the_next() -> None:
    post(*range(2, 8))
    before = rows()
    make_old()
    left = [6]

    for _ in range(2):
        with workers.pumping(1, script=WORKER, TRACKER_LEASE="5s"):
            assert workers.wait_for(lambda: due() < left[-1], 60)
            assert workers.wait_for(ArticleOriginal.objects.exclude(lease_token=None).exists, 60)
        left.append(due())
    with workers.pumping(1, script=WORKER, TRACKER_LEASE="5s"):
        assert workers.wait_for(lambda: due() == 0, 90)

    assert 6 > left[1] > 0
    assert originals.progress() == {"total": 6, "due": 0, "failed": 0}
    assert rows() == before
    assert set(ArticleVersion.objects.values_list("extractor_version")) == {(extractor_version(),)}
    assert set(Appearance.objects.values_list("gone_at")) == {(None,)}
