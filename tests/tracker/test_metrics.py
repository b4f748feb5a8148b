"""The numbers to watch are read from the rows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from claims.models import ArticleOriginal, EndpointQueue, Host, RobotsFile, Source
from claims.services.articles import ingest, originals
from claims.values import Actor, Original
from tests.factories import make_article, make_check, make_delivery, make_endpoint, make_event, make_source
from tracker import metrics


@pytest.mark.django_db
def test_gauges_count_rows(client: Client) -> None:
    ingest.submit_article(url="https://news.example.org/kestrel", actor=Actor("user", "alice"))

    text = client.get("/metrics").content.decode()

    assert 'tracker_articles{state="pending"} 1.0' in text
    assert 'tracker_sources{link_state="unknown"} 1.0' in text
    assert "tracker_sources_due 1.0" in text
    assert "tracker_texts_due 0.0" in text
    assert "tracker_events_unpublished 2.0" in text
    assert "tracker_event_seq 0.0" in text


@pytest.mark.django_db
def test_sources_of_leased_and_woken_hosts_count_as_due(client: Client) -> None:
    now = timezone.now()
    for name, due_at in {
        "its-turn": now,
        "taken": now + timedelta(seconds=60),
        "later": now + timedelta(hours=3),
    }.items():
        make_source(f"https://{name}.example/1", next_check_at=now - timedelta(hours=2))
        make_source(f"https://{name}.example/2", next_check_at=now + timedelta(hours=3))
        Host.objects.filter(name=f"{name}.example").update(next_due_at=due_at)

    text = client.get("/metrics").content.decode()

    assert "tracker_sources_due 2.0" in text
    assert 7200 <= float(text.split("\ntracker_due_lag_seconds ")[1].split("\n")[0]) < 7260


@pytest.mark.django_db
def test_waiting_and_failing_rows_are_counted(client: Client) -> None:
    now = timezone.now()
    waits = make_source("https://waits.example/", unconfirmed_at=now, link_state="quarantined")
    make_source("https://fallen.example/", archive_due_at=now, link_state="dead")
    Host.objects.filter(name="waits.example").update(cooling_until=now + timedelta(hours=1))
    Host.objects.filter(name="fallen.example").update(
        incident="failing", incident_since=now, cooling_until=now - timedelta(hours=1)
    )
    for number, since in enumerate([now, None]):
        RobotsFile.objects.create(
            origin=f"https://waits.example:{number}",
            host=waits.host,
            access="unreachable" if since else "file",
            fetched_at=now,
            expires_at=now,
            unreachable_since=since,
        )

    text = client.get("/metrics").content.decode()

    assert 'tracker_sources{link_state="quarantined"} 1.0' in text
    assert 'tracker_sources{link_state="live"} 0.0' in text
    assert "tracker_sources_unconfirmed 1.0" in text
    assert "tracker_archive_lookups_waiting 1.0" in text
    assert "tracker_hosts_cooling 1.0" in text
    assert 'tracker_host_incidents{incident="failing"} 1.0' in text
    assert 'tracker_robots_unreachable{access="unreachable"} 1.0' in text
    assert 'tracker_robots_unreachable{access="file"}' not in text


@pytest.mark.django_db
def test_checks_of_the_last_hour_are_counted_by_outcome_and_error(client: Client) -> None:
    source, now = make_source(), timezone.now()
    make_check(source, checked_at=now)
    make_check(source, checked_at=now, outcome="failed", error="robots_denied")
    make_check(source, checked_at=now - timedelta(hours=2))

    text = client.get("/metrics").content.decode()

    assert 'tracker_checks_last_hour{error="",outcome="not_modified"} 1.0' in text
    assert 'tracker_checks_last_hour{error="robots_denied",outcome="failed"} 1.0' in text


@pytest.mark.django_db
def test_deleted_endpoints_and_completed_deliveries_are_not_counted(client: Client) -> None:
    now = timezone.now()
    make_endpoint(deleted_at=now)
    make_delivery(state="pending", next_attempt_at=now - timedelta(hours=2))
    make_delivery(event=make_event(2))
    EndpointQueue.objects.update(next_due_at=now - timedelta(hours=2))

    text = client.get("/metrics").content.decode()

    assert 'tracker_endpoints{state="active"} 2.0' in text  # those of the deliveries
    assert "tracker_deliveries_pending 1.0" in text
    assert 7200 <= float(text.split("\ntracker_delivery_lag_seconds ")[1].split("\n")[0]) < 7260


@pytest.mark.django_db
def test_a_state_of_very_many_sources_is_estimated(client: Client) -> None:
    host = make_source(link_state="dead").host
    rows = (
        Source(
            cited_url="",
            canonical_url="",
            url_hash=str(number),
            host=host,
            next_check_at=timezone.now(),
            link_state="live",
        )
        for number in range(10_100)
    )
    Source.objects.bulk_create(rows, batch_size=5_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_source")

    text = client.get("/metrics").content.decode()

    assert 'tracker_sources{link_state="live"} 10100.0' in text
    assert 'tracker_sources{link_state="dead"} 1.0' in text


@pytest.mark.django_db
def test_no_gauge_of_sources_or_hosts_scans_a_whole_table() -> None:
    statements = [
        statement
        for _, _, _, statement in metrics.GAUGES
        if "claims_source " in statement or "claims_host" in statement
    ]

    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan", "sort"):  # only if there is no other
            cursor.execute(f"SET LOCAL enable_{way} = off")
        plans = []
        for statement in statements:
            cursor.execute(f"EXPLAIN {statement}")
            plans.append("\n".join(line for (line,) in cursor.fetchall()))

    assert len(plans) == 7
    assert [plan for plan in plans if "Seq Scan on claims_" in plan or "Sort" in plan] == []


@pytest.mark.django_db
def test_an_empty_database_has_gauges(client: Client) -> None:
    answer = client.get("/metrics")

    assert answer.status_code == 200
    assert "tracker_due_lag_seconds 0.0" in answer.content.decode()


@pytest.mark.django_db
def test_articles_that_an_older_extractor_read_are_counted(client: Client) -> None:
    for reader in (1, 1, originals.CURRENT_READER):
        article = make_article()
        originals.keep_original(
            article, Original(b"Kestrel sleeps.", "text/plain", None, ""), now=timezone.now()
        )
        ArticleOriginal.objects.filter(article=article).update(reader=reader)

    assert "tracker_texts_due 2.0" in client.get("/metrics").content.decode()
