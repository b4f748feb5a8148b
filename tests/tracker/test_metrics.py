"""The numbers to watch are read from the rows."""

from __future__ import annotations

import pytest
from django.test import Client

from claims.services import ingest
from claims.values import Actor


@pytest.mark.django_db
def test_the_numbers_are_those_of_the_rows(client: Client) -> None:
    ingest.submit_article(url="https://news.example.org/kestrel", actor=Actor("user", "alice"))

    text = client.get("/metrics").content.decode()

    assert 'tracker_articles{state="pending"} 1.0' in text
    assert 'tracker_sources{link_state="unknown"} 1.0' in text
    assert "tracker_sources_due 1.0" in text
    assert "tracker_events_unpublished 2.0" in text
    assert "tracker_event_seq 0.0" in text


@pytest.mark.django_db
def test_an_empty_service_has_numbers_too(client: Client) -> None:
    answer = client.get("/metrics")

    assert answer.status_code == 200
    assert "tracker_due_lag_seconds 0.0" in answer.content.decode()
