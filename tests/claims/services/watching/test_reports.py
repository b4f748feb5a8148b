"""Of a checked source itself only news are reported, each with the check as its cause."""

from __future__ import annotations

import pytest

from claims.ids import type_id
from claims.models import Event, SourceCheck
from tests.claims.services.watching.leased import EDITED, failed, read, record_one, unchanged, watched

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("make", [unchanged, read])
def test_a_source_that_is_as_it_was_is_no_news(make: object) -> None:
    record_one(watched(), make)

    assert not Event.objects.exists()


def test_a_change_that_matters_to_no_citation_is_no_news() -> None:
    record_one(watched(), read, text=EDITED)

    assert not Event.objects.exists()


def test_a_link_that_changes_is_reported_with_its_check() -> None:
    source = watched()

    record_one(source, failed)

    event = Event.objects.get()
    assert (event.type, event.subject_id, event.severity) == ("source.link_changed", source.pk, 0)
    assert event.changes == {"link_state": ["live", "suspect"]}
    assert (event.cause_type, event.cause_id) == ("check", type_id("check", SourceCheck.objects.get().pk))


@pytest.mark.parametrize(
    ("before", "make", "severity", "recovers"),
    [("suspect", failed, 6, 0), ("gone", read, 2, 6), ("suspect", read, 0, 0)],
    ids=["it falls", "it is back", "it recovers"],
)
def test_a_link_that_falls_is_an_alarm_and_its_return_a_recovery(
    before: str, make: object, severity: int, recovers: int
) -> None:
    source = watched(link_state=before, last_status=410)

    record_one(source, make, **({"status": 410} if make is failed else {}))

    event = Event.objects.get(type="source.link_changed")
    assert (event.severity, event.recovers) == (severity, recovers)
