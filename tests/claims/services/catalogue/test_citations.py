"""What people do to the evidence of a claim."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone
from psycopg.errors import DeadlockDetected

from claims.errors import ConflictError, InputError, VersionError
from claims.models import Citation, Claim, Event, Source
from claims.pipeline.fingerprint import text_hash
from claims.services.articles import capture, ingest
from claims.services.catalogue import citations, evidence
from claims.services.leasing import host_queue
from claims.services.watching import record, responses
from claims.values import Page, Passage
from tests.claims.services.rows import ACTOR, ARTICLE, NOW, captured_citations, claim_of
from tests.factories import make_citation, make_proposition, make_snapshot, make_source

pytestmark = pytest.mark.django_db

URL = "https://example.org/paper"


def test_supplying_a_url_resolves_that_citation_and_makes_its_source_due() -> None:
    first, second, third = captured_citations()

    changed = citations.resolve_citation(first.pk, url=URL, actor=ACTOR)

    assert [row.pk for row in changed] == [first.pk]
    source = Source.objects.get()
    assert (source.cited_url, source.checked_at) == (URL, None)
    assert Citation.objects.filter(source=None).count() == 2
    assert Event.objects.get(type="citation.resolved").subject_id == first.pk
    assert {second.source, third.source} == {None}


def test_a_whole_marker_is_resolved_at_once() -> None:
    first, _, third = captured_citations()

    changed = citations.resolve_citation(first.pk, url=URL, whole_marker=True, actor=ACTOR)

    assert {row.pk for row in changed} == {first.pk, third.pk}
    assert Citation.objects.get(source=None).label == "2"


def test_a_wrong_url_can_be_taken_back() -> None:
    first, _, _ = captured_citations()
    citations.resolve_citation(first.pk, url=URL, actor=ACTOR)

    citations.resolve_citation(first.pk, url=None, actor=ACTOR)

    assert Citation.objects.get(pk=first.pk).source is None
    assert Claim.objects.get(pk=first.claim_id).evidence_state == "unchecked"


def test_a_curator_adds_evidence_once() -> None:
    claim = claim_of()

    first, created = citations.add_citation(claim.pk, url=URL, stance="supports", actor=ACTOR)
    again, created_again = citations.add_citation(claim.pk, url=URL + "#part", stance="supports", actor=ACTOR)

    assert (created, created_again) == (True, False)
    assert first.pk == again.pk
    assert Claim.objects.get().evidence_state == "unchecked"


def test_disputing_evidence_does_not_count_for_the_claim() -> None:
    claim = claim_of()

    citations.add_citation(claim.pk, url=URL, stance="disputes", actor=ACTOR)

    assert Claim.objects.get().evidence_state == "uncited"


def test_a_pinned_passage_waits_to_be_found() -> None:
    claim = claim_of()
    citation, _ = citations.add_citation(claim.pk, url=URL, actor=ACTOR)

    citations.update_citation(citation.pk, passage=Passage("Kestrel flies 40 km."), actor=ACTOR)

    row = Citation.objects.get()
    assert (row.passage_state, row.passage_origin, row.last_verified_at) == ("unreachable", "person", None)
    assert row.expected_values == []


BOARD = "The board of GridReason.\nKestrel-2 scores 87.9% on GridReason, behind Heron-1.\n"


def read_source(text: str = BOARD, **values: Any) -> Source:
    """A source whose text was read."""
    source = make_source(URL, link_state="live", text_hash=text_hash(text), checked_at=NOW, **values)
    make_snapshot(source, text)
    return source


def scoring_claim(verbatim: str = "89.4%", evidence_state: str = "unpinned") -> Claim:
    claim = claim_of(f"Kestrel-2 scores {verbatim} on GridReason.")
    Claim.objects.filter(pk=claim.pk).update(evidence_state=evidence_state)
    make_proposition(
        claim, form="quantity", relation="", object_text="", measure="score", op="=", low=Decimal("89.4"),
        verbatim=verbatim,
    )  # fmt: skip
    return claim


def test_a_passage_with_another_figure_contradicts_the_claim() -> None:
    citation = make_citation(scoring_claim(), source=read_source())

    citations.update_citation(citation.pk, passage=Passage("87.9% on GridReason, behind"), actor=ACTOR)

    row = Citation.objects.get()
    assert (row.passage_state, row.expected_values, row.values_state) == ("intact", ["89.4%"], "absent")
    assert Claim.objects.get().evidence_state == "lost"


def test_a_passage_with_the_figure_of_the_claim_stands_at_once() -> None:
    citation = make_citation(scoring_claim("87.9%"), source=read_source())

    citations.update_citation(citation.pk, passage=Passage("Kestrel-2 scores 87.9%"), actor=ACTOR)

    row = Citation.objects.get()
    assert (row.passage_state, row.values_state, row.last_verified_at) == ("intact", "present", NOW)
    assert Claim.objects.get().evidence_state == "standing"


def test_words_that_the_source_does_not_have_are_refused_with_the_nearest_wording() -> None:
    citation = make_citation(scoring_claim(), source=read_source())

    with pytest.raises(InputError) as refused:
        citations.update_citation(
            citation.pk, passage=Passage("Kestrel-2 scores 89.4% on GridReason"), actor=ACTOR
        )

    assert (refused.value.field, refused.value.code) == ("/passage/exact", "not_in_source")
    assert "Kestrel-2 scores 87.9% on GridReason" in refused.value.detail
    assert (Citation.objects.get().passage_state, Event.objects.count()) == ("unpinned", 0)


def test_words_that_are_like_nothing_in_the_source_are_refused() -> None:
    read_source()

    with pytest.raises(InputError, match="Nothing there is like them"):
        citations.add_citation(
            scoring_claim().pk, url=URL, passage=Passage("The ministry withdrew it."), actor=ACTOR
        )

    assert not Citation.objects.exists()


def test_the_text_that_waits_for_a_second_check_is_the_newest() -> None:
    source = read_source()
    edited = make_snapshot(source, BOARD.replace("87.9%", "89.4%"))
    Source.objects.update(unconfirmed_at=NOW, unconfirmed_snapshot=edited)
    citation = make_citation(scoring_claim(), source=source)

    citations.update_citation(citation.pk, passage=Passage("Kestrel-2 scores 89.4%"), actor=ACTOR)
    with pytest.raises(InputError, match="not in the source's newest text"):
        citations.update_citation(citation.pk, passage=Passage("Kestrel-2 scores 87.9%"), actor=ACTOR)

    row = Citation.objects.get()
    assert (row.passage_state, row.values_state, row.last_verified_at) == ("intact", "present", None)


def test_a_passage_of_a_dead_source_cannot_be_reached() -> None:
    citation = make_citation(scoring_claim("87.9%"), source=read_source())
    Source.objects.update(link_state="dead")

    citations.update_citation(citation.pk, passage=Passage("Kestrel-2 scores 87.9%"), actor=ACTOR)

    assert Citation.objects.get().passage_state == "unreachable"


def test_the_stance_of_a_citation_whose_passage_is_gone_can_be_changed() -> None:
    words = {"passage_exact": "It wins.", "passage_origin": "person", "passage_state": "missing"}
    citation = make_citation(scoring_claim(), source=read_source(), **words)

    citations.update_citation(citation.pk, stance="disputes", passage=Passage("It wins."), actor=ACTOR)

    assert Citation.objects.get().stance == "disputes"


def test_a_passage_needs_a_source() -> None:
    first, _, _ = captured_citations()

    with pytest.raises(ConflictError, match="Supply its url first"):
        citations.update_citation(first.pk, passage=Passage("Kestrel flies."), actor=ACTOR)


def test_an_old_version_is_refused_and_changes_nothing() -> None:
    first, _, _ = captured_citations()
    citations.resolve_citation(first.pk, url=URL, expected_version=1, actor=ACTOR)

    with pytest.raises(VersionError) as refused:
        citations.resolve_citation(first.pk, url=None, expected_version=1, actor=ACTOR)

    assert refused.value.current == 2
    assert Citation.objects.get(pk=first.pk).source is not None


def test_only_what_a_curator_added_can_be_withdrawn() -> None:
    first, _, _ = captured_citations()
    added, _ = citations.add_citation(first.claim_id, url=URL, actor=ACTOR)

    citations.withdraw_citation(added.pk, actor=ACTOR)
    with pytest.raises(ConflictError, match="The article itself makes this citation"):
        citations.withdraw_citation(first.pk, actor=ACTOR)

    assert not Citation.objects.filter(pk=added.pk).exists()
    assert Event.objects.filter(type="citation.withdrawn").count() == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data",
        "ftp://example.org/",
        "https://user:pass@example.org/",
        "not a url",
        "",
    ],
)
def test_a_url_that_may_not_be_fetched_is_refused_by_name(url: str) -> None:
    claim = claim_of()

    with pytest.raises(InputError) as refused:
        citations.add_citation(claim.pk, url=url, actor=ACTOR)

    assert refused.value.field == "/url"
    assert Source.objects.count() == 0


def test_the_same_words_in_other_surroundings_are_another_passage() -> None:
    citation, _ = citations.add_citation(
        claim_of().pk, url=URL, passage=Passage("Kestrel flies."), actor=ACTOR
    )

    citations.update_citation(citation.pk, passage=Passage("Kestrel flies.", "In spring "), actor=ACTOR)

    row = Citation.objects.get()
    assert (row.passage_exact, row.passage_prefix, row.version) == ("Kestrel flies.", "In spring ", 2)


def test_the_same_passage_with_spaces_around_it_changes_nothing() -> None:
    citation, _ = citations.add_citation(
        claim_of().pk, url=URL, passage=Passage("Kestrel flies."), actor=ACTOR
    )

    citations.update_citation(citation.pk, passage=Passage(" Kestrel flies. "), actor=ACTOR)

    assert Citation.objects.get().version == 1


def test_a_url_that_a_curator_supplied_survives_the_next_version_of_the_article() -> None:
    url = "https://news.example.org/kestrel"
    ingest.submit_article(url=url, content=ARTICLE, content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()
    first = Citation.objects.get(label="2")
    citations.resolve_citation(first.pk, url=URL, actor=ACTOR)
    with_list = ARTICLE + "\nSources\n2. https://example.org/another\n"

    ingest.submit_article(url=url, content=with_list, content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()

    assert Citation.objects.select_related("source").get(label="2").source.cited_url == URL


def see(text: str) -> None:
    """A look at the one source, which reads this text."""
    host = host_queue.lease_due_hosts(1)[0]
    page = Page(
        url=URL, final_url=URL, status=200, body=text.encode(), content_type="text/plain", charset="utf-8",
        etag="", last_modified="", hops=(), elapsed_ms=1,
    )  # fmt: skip
    record.record_checks([responses.read(host.sources[0], page)], {host.id: host}, now=timezone.now())
    host_queue.release_hosts([host_queue.Release(host.id, host.lease_token, 0)])


def test_an_unpinned_citation_is_left_alone() -> None:
    claim = claim_of("Kestrel-2 has 9 billion parameters.")
    citation, _ = citations.add_citation(claim.pk, url=URL, actor=ACTOR)
    text = "Kestrel-2 has 9 billion parameters, says the card."
    see(text)
    assert Citation.objects.get().passage_origin == "machine"

    citations.update_citation(citation.pk, unpin=True, actor=ACTOR)
    see(text)

    assert Citation.objects.get().passage_state == "unpinned"


def test_a_url_that_points_at_words_pins_them() -> None:
    claim = claim_of()

    citation, _ = citations.add_citation(claim.pk, url=URL + "#:~:text=some%20words", actor=ACTOR)

    assert (citation.passage_exact, citation.passage_state) == ("some words", "unreachable")


def test_a_marker_that_is_resolved_by_a_url_that_points_at_words_pins_them() -> None:
    first, _, _ = captured_citations()

    [changed] = citations.resolve_citation(first.pk, url=URL + "#:~:text=some%20words", actor=ACTOR)

    assert changed.passage_exact == "some words"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "change",
    [
        lambda row: citations.add_citation(row.claim_id, url=URL, actor=ACTOR),
        lambda row: citations.resolve_citation(row.pk, url=f"{URL}/2", actor=ACTOR),
        lambda row: citations.update_citation(row.pk, stance="disputes", actor=ACTOR),
        lambda row: citations.withdraw_citation(row.pk, actor=ACTOR),
    ],
    ids=["add", "resolve", "update", "withdraw"],
)
def test_a_change_that_was_the_victim_of_a_deadlock_is_made_again(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[Citation], object]
) -> None:
    row, weigh_claims, calls = make_citation(claim_of(), source=make_source()), evidence.weigh_claims, []

    def weigh_at_second_try(*args: Any, **values: Any) -> Any:
        calls.append(args)
        if len(calls) == 1:
            raise OperationalError("deadlock detected") from DeadlockDetected()
        return weigh_claims(*args, **values)

    monkeypatch.setattr(evidence, "weigh_claims", weigh_at_second_try)

    change(row)

    assert len(calls) == 2
