"""The numbers to watch are read from the rows by a task, and what processes counted is shown beside them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import DjangoAssertNumQueries, Settings

from claims.models import ArticleOriginal, EndpointQueue, Host, RobotsFile, Source
from claims.services import counters
from claims.services.articles import ingest, originals
from claims.values import Actor, Original
from tests.counts import forget_counts
from tests.factories import make_article, make_delivery, make_endpoint, make_event, make_source
from tracker import gauges, health


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.delete(gauges.KEY)
    cache.delete(health.BEAT_KEY)
    forget_counts()


@pytest.mark.django_db
def test_gauges_count_rows(client: Client) -> None:
    ingest.submit_article(url="https://news.example.org/kestrel", actor=Actor("user", "alice"))

    text = client.get("/metrics").content.decode()

    assert 'tracker_articles{state="pending"} 1.0' in text
    assert 'tracker_articles{state="captured"} 0.0' in text
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
def test_no_gauge_scans_a_large_table() -> None:
    small = ("claims_endpoint ", "claims_endpointqueue", "claims_export", "claims_robotsfile")
    statements = [
        statement for _, _, _, statement in gauges.GAUGES if not any(table in statement for table in small)
    ]

    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan", "sort"):  # only if there is no other
            cursor.execute(f"SET LOCAL enable_{way} = off")
        plans = []
        for statement in statements:
            cursor.execute(f"EXPLAIN {statement}")
            plans.append("\n".join(line for (line,) in cursor.fetchall()))

    assert len(plans) == len(gauges.GAUGES) - 5
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


@pytest.mark.django_db
def test_a_scrape_reads_no_rows_when_the_task_has_read_them(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_article()
    gauges.measure_rows()
    make_article()

    with django_assert_num_queries(0):
        text = client.get("/metrics").content.decode()

    assert 'tracker_articles{state="pending"} 1.0' in text


@pytest.mark.django_db
def test_a_scrape_reads_the_rows_itself_when_no_task_did_for_a_minute(client: Client) -> None:
    gauges.measure_rows()
    make_article()
    cache.touch(gauges.KEY, timeout=0)

    assert 'tracker_articles{state="pending"} 1.0' in client.get("/metrics").content.decode()


@pytest.mark.django_db
def test_gauges_are_served_and_counts_left_out_while_redis_is_away(
    client: Client, settings: Settings
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": settings.REDIS_URL}}

    text = client.get("/metrics").content.decode()

    assert "tracker_sources_due 0.0" in text
    assert "tracker_http_requests_total" not in text


@pytest.mark.django_db
def test_counts_have_the_form_of_prometheus(client: Client) -> None:
    counters.count("tracker_checks_total", [("failed", "timed_out"), ("failed", "timed_out")])
    counters.observe("tracker_check_duration_seconds", [(("failed",), 0.3), (("failed",), 70.0)])

    families = {
        family.name: family
        for family in text_string_to_metric_families(client.get("/metrics").content.decode())
    }

    checks, durations = families["tracker_checks"], families["tracker_check_duration_seconds"]
    assert checks.type == "counter"
    assert [(sample.labels, sample.value) for sample in checks.samples] == [
        ({"outcome": "failed", "error": "timed_out"}, 2)
    ]
    assert durations.type == "histogram"
    buckets = {sample.labels["le"]: sample.value for sample in durations.samples if "le" in sample.labels}
    assert (buckets["0.25"], buckets["0.5"], buckets["60.0"], buckets["+Inf"]) == (0, 1, 1, 2)
    assert {sample.name: sample.value for sample in durations.samples if "le" not in sample.labels} == {
        "tracker_check_duration_seconds_sum": 70.3,
        "tracker_check_duration_seconds_count": 2,
    }


@pytest.mark.django_db
def test_the_last_task_of_beat_is_shown(client: Client) -> None:
    assert "tracker_beat_timestamp_seconds" not in client.get("/metrics").content.decode()
    cache.set(health.BEAT_KEY, 1_700_000_000.5)

    assert "tracker_beat_timestamp_seconds 1.7000000005e+09" in client.get("/metrics").content.decode()
