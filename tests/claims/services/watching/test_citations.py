"""The citations of checked sources are written with their events, and their claims are weighed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from claims.models import Citation, Claim, Event, Host, Source
from claims.services.watching import citations
from claims.values import Actor
from tests.claims.services.watching.leased import EDITED, PASSAGE, TEXT, failed, read, record_one, watched
from tests.factories import make_citation, make_claim, make_proposition

pytestmark = pytest.mark.django_db


def pinned(source: Source, **values: Any) -> Citation:
    """A citation whose passage and figure stood at the last check, an hour ago."""
    given = {
        "passage_exact": PASSAGE,
        "passage_origin": "person",
        "passage_state": "intact",
        "expected_values": ["12 trillion"],
        "values_state": "present",
        "last_verified_at": timezone.now() - timedelta(hours=1),
    }
    return make_citation(source=source, **{**given, **values})


def told_at_once(source: Source) -> None:
    """Let this host's changes be confirmed by the next check."""
    Host.objects.filter(pk=source.host_id).update(confirm_seconds=0)


def test_a_citation_in_a_text_that_did_not_change_is_verified_again() -> None:
    source = watched()
    citation = pinned(source)
    fresh = pinned(watched(), last_verified_at=None, passage_state="unreachable")
    now = timezone.now()

    record_one(source, now=now)

    citation.refresh_from_db()
    fresh.refresh_from_db()
    assert (citation.last_verified_at, citation.version) == (now, 1)
    assert fresh.last_verified_at is None


def test_an_alarm_changes_nothing_until_a_second_check_finds_it_again() -> None:
    source = watched()
    citation = pinned(source)
    told_at_once(source)

    record_one(source, read, text=EDITED)
    citation.refresh_from_db()
    assert (citation.passage_state, citation.version) == ("intact", 1)
    assert not Event.objects.exists()

    record_one(source, read, text=EDITED)
    citation.refresh_from_db()
    assert (citation.passage_state, citation.values_state) == ("altered", "changed")
    assert citation.found == "Kestrel-2 was trained on 9 trillion tokens."
    event = Event.objects.get(type="citation.changed")
    assert event.changes["values"] == [["12 trillion"], ["9 trillion"]]
    assert (event.severity, event.subject_version) == (5, 2)
    assert Event.objects.get(type="source.changed").severity == 5
    assert Claim.objects.get().evidence_state == "lost"


def test_an_unpinned_citation_gets_a_passage_by_the_machine() -> None:
    source = watched()
    claim = make_claim("Kestrel-2 was trained on 12 trillion tokens.")
    make_proposition(claim, subject_text="Kestrel-2", object_text="")
    citation = make_citation(claim, source=source)

    record_one(source, read)

    citation.refresh_from_db()
    assert (citation.passage_exact, citation.passage_origin, citation.passage_state) == (
        PASSAGE,
        "machine",
        "intact",
    )
    assert (citation.expected_values, citation.values_state) == (["12 trillion"], "present")
    assert Event.objects.get(type="citation.updated").severity == 0
    assert Claim.objects.get().evidence_state == "standing"


def test_a_sentence_without_the_names_of_the_claim_is_not_proposed() -> None:
    source = watched()
    claim = make_claim("Kestrel-2 was trained on 12 trillion tokens.")
    make_proposition(claim, subject_text="Heron-1", object_text="")
    citation = make_citation(claim, source=source)

    record_one(source, read)

    citation.refresh_from_db()
    assert (citation.passage_exact, citation.passage_state) == ("", "unpinned")


def test_a_passage_that_is_gone_is_missing_if_what_says_it_again_names_another() -> None:
    source = watched()
    told_at_once(source)
    claim = make_claim("Kestrel-2 was trained on 12 trillion tokens.")
    make_proposition(claim, subject_text="Kestrel-2", object_text="")
    citation = pinned(source, claim=claim)
    gone = TEXT.replace(PASSAGE, "Nothing is told of training here, nor of what came before it.")
    other = f"{gone} The firm says that Heron-1 was trained on 12 trillion tokens at that time."

    for _ in range(2):
        record_one(source, read, text=other)

    citation.refresh_from_db()
    assert (citation.passage_state, citation.found) == ("missing", "")


def test_a_link_that_falls_puts_passages_out_of_reach_and_leaves_unpinned_citations() -> None:
    source = watched(link_state="suspect", last_status=410)
    citation, unpinned = pinned(source), make_citation(source=source)

    record_one(source, failed, status=410)

    citation.refresh_from_db()
    unpinned.refresh_from_db()
    assert (citation.passage_state, unpinned.passage_state) == ("unreachable", "unpinned")
    assert Event.objects.get(type="citation.changed").severity == 6


def test_a_failed_check_says_nothing_of_a_passage() -> None:
    source = watched()
    citation = pinned(source)
    before = citation.last_verified_at

    record_one(source, failed)

    citation.refresh_from_db()
    assert (citation.passage_state, citation.last_verified_at) == ("intact", before)


def test_each_claim_that_cites_a_source_is_named_with_the_cause() -> None:
    one, other = watched(), watched()
    cited, both = make_claim(), make_claim()
    make_citation(cited, source=one)
    make_citation(both, source=one)
    make_citation(both, source=other)
    cause = Actor("worker", "refresh", "check", "check_1")

    assert citations.claims_citing({one.pk: cause}) == {cited.pk: cause, both.pk: cause}
    assert citations.claims_citing({}) == {}


def test_citations_of_one_source_do_not_touch_those_of_another() -> None:
    changed, other = watched(), watched()
    citation = pinned(other)
    pinned(changed)

    record_one(changed, read, text=TEXT + "More.")

    citation.refresh_from_db()
    assert citation.version == 1


def test_a_passage_on_another_page_of_a_document_is_written_without_an_event() -> None:
    source = watched()
    citation = pinned(source, passage_page=1)

    record_one(source, read, text=f"A new first page.\n\n\f{TEXT}")

    citation.refresh_from_db()
    assert (citation.passage_page, citation.passage_state, citation.version) == (2, "intact", 1)
    assert not Event.objects.filter(subject_id=citation.pk).exists()
