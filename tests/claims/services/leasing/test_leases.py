"""A lease holds each column of its row under its own name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.utils import timezone
from pytest_django import Settings

from claims.models import Host, HostWake, RobotsFile, Source
from claims.pipeline.fetching.robots import Access, RobotsCopy
from claims.pipeline.watching.source_lease import SourceLease
from claims.services.leasing import host_queue
from claims.services.leasing.columns import names_of
from claims.services.leasing.leases import HostLease
from claims.vocabulary import LinkState
from tests.factories import make_article, make_snapshot, make_source, make_version

pytestmark = pytest.mark.django_db


def day(number: int) -> datetime:
    return datetime(2026, 3, number, tzinfo=UTC)


def lease() -> HostLease:
    """The lease of the one host, which is due."""
    Host.objects.update(next_due_at=timezone.now() - timedelta(seconds=1))
    HostWake.objects.all().delete()
    [host] = host_queue.lease_due_hosts(1)
    return host


def test_a_leased_source_has_every_column_in_its_place() -> None:
    source = make_source("https://birds.example/cited")
    snapshot = make_snapshot(source)
    values = {
        "adopted_url": "https://birds.example/adopted",
        "final_url": "https://birds.example/final",
        "etag": '"etag"',
        "last_modified": "Sun, 01 Mar 2026 12:00:00 GMT",
        "body_hash": "b" * 64,
        "text_hash": "c" * 64,
        "extractor_version": "a reader",
        "link_state": LinkState.SUSPECT,
        "strikes": Decimal("1.25"),
        "interval_seconds": 11,
        "check_count": 12,
        "changes": 13,
        "exposure_seconds": 14,
        "checked_at": day(1),
        "read_at": day(2),
        "read_attempts": 2,
        "unconfirmed_at": day(3),
        "unconfirmed_snapshot_id": snapshot.pk,
        "failing_since": day(4),
        "first_failed_at": day(5),
        "last_status": 503,
        "last_error": "timed_out",
        "move_target": "https://birds.example/target",
        "move_since": day(6),
        "move_checks": 3,
    }
    Source.objects.update(**values)

    [leased] = lease().sources

    row = Source.objects.get()
    keys = {"id": row.pk, "host_id": row.host_id, "lease_token": row.lease_token, "cited_url": row.cited_url}
    found = {name: getattr(leased, name) for name in names_of(SourceLease)}
    assert found == {**keys, **values, "is_article": False, "is_article_waiting": False}
    assert {name: type(value) for name, value in found.items() if name in values} == {
        name: UUID if name == "unconfirmed_snapshot_id" else type(value) for name, value in values.items()
    }


def test_a_leased_host_has_every_column_in_its_place() -> None:
    make_source("https://birds.example/cited")
    values = {
        "spacing_seconds": 21,
        "confirm_seconds": 22,
        "ignores_robots": True,
        "cooling_count": 23,
        "recent": [["abc", "failing", 1772323200]],
        "incident": "failing",
        "incident_since": day(1),
        "changes": 24,
        "exposure_seconds": 25,
    }
    Host.objects.update(**values)

    host = lease()

    row = Host.objects.get()
    keys = {"id": row.pk, "name": "birds.example", "lease_token": row.lease_token}
    assert {name: getattr(host, name) for name in names_of(HostLease)} == {**keys, **values}


def test_a_borrowed_host_has_its_columns_too() -> None:
    make_source("https://birds.example/cited")
    Host.objects.update(spacing_seconds=21, confirm_seconds=22)

    host = host_queue.borrow_host("birds.example")

    assert host is not None
    assert (host.name, host.spacing_seconds, host.confirm_seconds) == ("birds.example", 21, 22)


def test_a_lease_brings_the_robots_files_of_its_host() -> None:
    source = make_source("https://birds.example/cited")
    RobotsFile.objects.create(
        origin="https://birds.example:443", host=source.host, access="file", text="User-agent: *",
        fetched_at=day(1), expires_at=day(2), unreachable_since=day(3),
    )  # fmt: skip

    assert lease().robots == {
        "https://birds.example:443": RobotsCopy("User-agent: *", Access.FILE, day(1), day(2), day(3))
    }


def test_the_page_of_a_fetched_article_is_read_as_one_and_waits_until_it_is_captured() -> None:
    article = make_article(origin="fetched")
    [waiting] = lease().sources
    make_version(article)
    Host.objects.update(lease_token=None, lease_until=None)
    Source.objects.update(lease_token=None, lease_until=None)
    [captured] = lease().sources

    assert (waiting.is_article, waiting.is_article_waiting) == (True, True)
    assert (captured.is_article, captured.is_article_waiting) == (True, False)


def test_the_page_of_an_article_whose_content_was_given_is_not_read_as_one() -> None:
    make_article(origin="posted")
    [leased] = lease().sources

    assert (leased.is_article, leased.is_article_waiting) == (False, False)


def test_a_host_has_the_settings_where_it_has_no_own(settings: Settings) -> None:
    settings.HOST_SPACING_SECONDS, settings.CONFIRM_SECONDS = 7, 1800
    make_source("https://birds.example/cited")
    host = lease()

    assert (host.spacing, host.confirm_after) == (7, timedelta(minutes=30))


def test_a_host_of_its_own_settings_may_have_zero(settings: Settings) -> None:
    settings.HOST_SPACING_SECONDS, settings.CONFIRM_SECONDS = 7, 1800
    make_source("https://birds.example/cited")
    Host.objects.update(spacing_seconds=0, confirm_seconds=0)
    host = lease()

    assert (host.spacing, host.confirm_after) == (0, timedelta(0))
