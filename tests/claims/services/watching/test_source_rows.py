"""A check writes what it found of its source; what it did not find out stays as it was."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from claims.models import Source
from claims.pipeline.fingerprint import text_hash
from claims.pipeline.watching.response import READER_VERSION
from claims.values import Hop
from tests.claims.services.watching.leased import (
    EDITED,
    TEXT,
    failed,
    page_of,
    read,
    record_one,
    unchanged,
    watched,
)

pytestmark = pytest.mark.django_db

URL = "https://birds.example/report"


def baseline(source: Source) -> dict[str, Any]:
    """What the next check compares with."""
    source.refresh_from_db()
    names = (
        "etag",
        "last_modified",
        "body_hash",
        "text_hash",
        "extractor_version",
        "final_url",
        "changed_at",
    )
    return {name: getattr(source, name) for name in names}


def known(**values: Any) -> Source:
    return watched(URL, **{"etag": '"1"', "last_modified": "Monday", "final_url": URL, **values})


def test_a_changed_text_is_what_the_next_check_compares_with() -> None:
    source = known()
    now = timezone.now()
    page = page_of(URL, etag='"2"', last_modified="Tuesday", hops=(Hop(302, f"{URL}/new"),))

    record_one(source, read, text=EDITED, page=page, now=now)

    assert baseline(source) == {
        "etag": '"2"',
        "last_modified": "Tuesday",
        "body_hash": "c" * 64,
        "text_hash": text_hash(EDITED),
        "extractor_version": READER_VERSION,
        "final_url": f"{URL}/new",
        "changed_at": now,
    }
    assert (source.checked_at, source.read_at) == (now, now)


def test_a_304_keeps_what_it_does_not_name() -> None:
    source = known(read_at=datetime(2026, 3, 1, tzinfo=timezone.get_current_timezone()))
    before = baseline(source)

    record_one(source, unchanged)

    assert baseline(source) == before
    assert source.read_at == datetime(2026, 3, 1, tzinfo=timezone.get_current_timezone())


def test_a_page_without_validators_has_none_from_now_on() -> None:
    source = known()

    record_one(source, read, page=page_of(URL))

    assert (baseline(source)["etag"], baseline(source)["last_modified"]) == ("", "")


def test_a_failure_keeps_what_the_next_check_compares_with() -> None:
    source = known()
    before = baseline(source)

    record_one(source, failed)

    assert baseline(source) == before


@pytest.mark.parametrize("archive_url", ["", "https://archive.example/1"])
def test_a_link_that_falls_asks_for_a_copy_also_if_one_is_known(archive_url: str) -> None:
    source = known(link_state="suspect", last_status=410, archive_url=archive_url)
    now = timezone.now()

    record_one(source, failed, status=410, now=now)

    source.refresh_from_db()
    assert source.archive_due_at == now


def test_the_search_for_a_copy_goes_on_while_the_link_is_down_and_ends_when_it_lives() -> None:
    due = timezone.now() + timedelta(days=3)
    source = known(link_state="gone", last_status=410, archive_due_at=due)

    record_one(source, failed, status=410)
    source.refresh_from_db()
    assert source.archive_due_at == due

    Source.objects.update(next_check_at=timezone.now())
    record_one(source, read, text=TEXT)
    source.refresh_from_db()
    assert source.archive_due_at is None
