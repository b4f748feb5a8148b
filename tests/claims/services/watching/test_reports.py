"""Of a checked source itself only news are reported, each with the check as its cause."""

from __future__ import annotations

import pytest
from django.utils import timezone

from claims.ids import type_id
from claims.models import Claim, Event, Host, Source, SourceCheck
from tests.claims.services.watching.leased import (
    EDITED,
    PASSAGE,
    TEXT,
    failed,
    read,
    record_one,
    unchanged,
    unreadable,
    watched,
)
from tests.factories import make_citation, make_claim

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


def told_at_once(source: Source) -> None:
    Host.objects.filter(pk=source.host_id).update(confirm_seconds=0)


@pytest.mark.parametrize(
    ("notice", "kind", "severity", "evidence"),
    [
        (
            "Correction: An earlier version of this report said 14 trillion.",
            "source.corrected",
            3,
            "standing",
        ),
        ("This report has been retracted.", "source.retracted", 5, "lost"),
    ],
)
def test_a_new_notice_is_reported_once_two_checks_agree(
    notice: str, kind: str, severity: int, evidence: str
) -> None:
    source = watched()
    told_at_once(source)
    make_citation(
        make_claim(evidence_state="standing"),
        source=source,
        passage_exact=PASSAGE,
        passage_origin="person",
        passage_state="intact",
        last_verified_at=timezone.now(),
    )

    record_one(source, read, text=f"{notice}\n{TEXT}")
    assert not Event.objects.exists()

    record_one(source, read, text=f"{notice}\n{TEXT}")
    record_one(source, read, text=f"{notice}\n{TEXT}More.")
    event = Event.objects.get(type=kind)
    assert (event.severity, event.changes["notice"]) == (severity, ["", notice])
    source.refresh_from_db()
    assert source.notice == notice
    assert Claim.objects.get().evidence_state == evidence


OLD = "Update: the figure is now 1,400 taxis in 9 cities."
NEW = "Update: the figure is now 1,390 taxis in 12 cities."
GRAVER = "Correction: An earlier version of this report said 14 trillion."


@pytest.mark.parametrize(
    ("kind", "notice", "text", "changes"),
    [
        ("update", OLD, NEW, {"notice_kind": ["update", "update"], "notice": [OLD, NEW]}),
        ("correction", GRAVER, f"{GRAVER}\n{NEW}", {"notice_kind": ["", "update"], "notice": ["", NEW]}),
    ],
)
def test_a_new_notice_names_the_one_that_it_replaces_and_no_graver_one_beside_it(
    kind: str, notice: str, text: str, changes: dict[str, list[str]]
) -> None:
    source = watched(notice_kind=kind, notice=notice)
    told_at_once(source)

    record_one(source, read, text=f"{text}\n{TEXT}")
    record_one(source, read, text=f"{text}\n{TEXT}")

    assert Event.objects.get(type="source.corrected").changes == changes


def test_the_end_of_a_retraction_is_reported_as_a_recovery() -> None:
    source = watched(notice_kind="retraction", notice="This report has been retracted.")
    told_at_once(source)

    record_one(source, read, text=f"{TEXT}More.")
    assert not Event.objects.exists()
    record_one(source, read, text=f"{TEXT}More.")

    event = Event.objects.get()
    assert (event.type, event.severity, event.recovers) == ("source.changed", 2, 5)
    assert event.changes == {"notice_kind": ["retraction", ""]}
    assert "A second check confirms the change." in SourceCheck.objects.latest("checked_at").reason


def test_a_page_that_cannot_be_read_leaves_its_claims_unchecked_until_it_can_be() -> None:
    source = watched()
    make_citation(
        make_claim(evidence_state="standing"),
        source=source,
        passage_exact=PASSAGE,
        passage_origin="person",
        passage_state="intact",
        last_verified_at=timezone.now(),
    )

    record_one(source, unreadable)
    assert Claim.objects.get().evidence_state == "unchecked"
    assert "cannot be read" in SourceCheck.objects.latest("checked_at").reason
    source.refresh_from_db()
    assert (source.link_state, source.last_error) == ("live", "unsupported_type")

    record_one(source, read)
    assert Claim.objects.get().evidence_state == "standing"
