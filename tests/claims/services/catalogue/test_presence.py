"""A claim says since when no article makes it."""

from __future__ import annotations

import pytest

from claims.models import Claim, Event
from claims.services.articles import capture, ingest
from claims.services.catalogue import presence
from tests.claims.services.rows import ACTOR
from tests.factories import NOW, WORKER, make_appearance, make_claim

pytestmark = pytest.mark.django_db

FLIES = "Kestrel-2 was trained on 12 trillion tokens of text."


def post(url: str, sentence: str) -> None:
    content = f"A paper\n\n{sentence} It is a long report about birds.\n"
    ingest.submit_article(url=url, content=content, content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()


def test_a_claim_that_its_article_drops_is_gone_and_returns_with_it() -> None:
    url = "https://news.example.org/kestrel"
    post(url, FLIES)
    post(url, "Heron-1 was trained on 9 trillion tokens of text.")
    claim = Claim.objects.get(text=FLIES)
    assert claim.gone_at is not None

    post(url, FLIES)

    claim.refresh_from_db()
    events = Event.objects.filter(subject_id=claim.pk).order_by("id")
    assert claim.gone_at is None
    assert list(events.values_list("type", "subject_version")) == [
        ("claim.created", 1),
        ("claim.gone", 2),
        ("claim.returned", 3),
    ]


def test_a_claim_that_another_article_makes_stays() -> None:
    post("https://news.example.org/1", FLIES)
    post("https://news.example.org/2", FLIES)

    post("https://news.example.org/1", "Heron-1 was trained on 9 trillion tokens of text.")

    assert Claim.objects.get(text=FLIES).gone_at is None


def test_presence_that_did_not_change_writes_nothing() -> None:
    present, gone = make_claim(), make_claim(gone_at=NOW)
    make_appearance(present)
    make_appearance(gone, gone_at=NOW)

    assert presence.note_presence([present.pk, gone.pk], actor=WORKER, now=NOW) == []
    assert not Event.objects.exists()
