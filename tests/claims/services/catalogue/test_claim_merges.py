"""A claim is merged into another one with all that hangs on it, and given back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from claims.errors import ConflictError, InputError, VersionError
from claims.models import Appearance, Citation, Claim, Event, Merge, Review
from claims.services.catalogue import claim_merges, corrections, curate, distinct_pairs, evidence
from claims.services.catalogue.citations import add_citation
from tests.claims.services.catalogue.merge_state import rows
from tests.claims.services.rows import ACTOR
from tests.factories import (
    NOW,
    make_appearance,
    make_article,
    make_citation,
    make_claim,
    make_review,
    make_snapshot,
    make_source,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def merge(claim: Claim, target: Claim) -> Claim:
    return claim_merges.merge_claim(claim.pk, into=target.pk, actor=ACTOR)


def unmerge(claim: Claim) -> Claim:
    return claim_merges.unmerge_claim(claim.pk, actor=ACTOR)


def test_appearances_citations_and_reviews_become_the_other_claims() -> None:
    claim, target = make_claim("One.", last_seen_at=LATER), make_claim("Two.", first_seen_at=NOW)
    appearance = make_appearance(claim)
    citation = make_citation(claim, appearance=appearance)
    review = make_review(claim, published_at=NOW)

    merged = merge(claim, target)

    assert (merged.status, merged.merged_into, merged.text) == ("merged", target, "One.")
    assert Appearance.objects.get(pk=appearance.pk).claim == target
    assert Citation.objects.get(pk=citation.pk).claim == target
    assert Review.objects.get(pk=review.pk).claim == target
    target.refresh_from_db()
    assert (target.last_seen_at, target.verdict) == (LATER, "supported")


def test_each_moved_row_has_its_event_and_so_has_the_merge() -> None:
    claim, target = make_claim("One.", status="accepted"), make_claim("Two.")
    make_citation(claim, appearance=make_appearance(claim))
    make_review(claim)

    claim_merges.merge_claim(claim.pk, into=target.pk, reason="The same.", actor=ACTOR)

    types = list(Event.objects.order_by("id").values_list("type", flat=True))
    assert types[:4] == ["appearance.updated", "citation.updated", "review.updated", "claim.merged"]
    event = Event.objects.get(type="claim.merged")
    assert event.changes["status"] == ["accepted", "merged"]
    assert event.changes["reason"] == [None, "The same."]
    assert event.subject_version == 2
    assert set(event.related) == {"claim"}


def test_what_the_other_claim_has_already_stays() -> None:
    claim, target, article, source = make_claim("One."), make_claim("Two."), make_article(), make_source()
    make_appearance(target, article)
    twin = make_appearance(claim, article)
    make_citation(target, source=source)
    own = make_citation(claim, source=source)

    merge(claim, target)

    assert Appearance.objects.get(pk=twin.pk).claim == claim
    assert Citation.objects.get(pk=own.pk).claim == claim


def test_unmerging_gives_the_rows_back() -> None:
    claim, target = make_claim("One.", status="rejected"), make_claim("Two.", gone_at=NOW)
    make_citation(claim, appearance=make_appearance(claim))
    make_citation(claim)
    make_review(claim, published_at=NOW, verdict="refuted")
    Claim.objects.filter(pk=claim.pk).update(verdict="refuted")
    before = rows()

    merge(claim, target)
    assert rows() != before
    unmerge(claim)

    assert [row["claim_id"] for row in rows()["Review"]] == [claim.pk]
    kept = ("Appearance", "Review")
    assert [rows()[name] for name in kept] == [before[name] for name in kept]
    states = Claim.objects.order_by("pk").values_list("status", "gone_at", "verdict", "merged_into")
    assert list(states) == [("rejected", None, "refuted", None), ("proposed", NOW, "unreviewed", None)]
    assert Merge.objects.get().unmerged_at is not None


def test_what_came_since_stays_with_the_other_claim() -> None:
    claim, target = make_claim("One."), make_claim("Two.")
    merge(claim, target)
    add_citation(target.pk, url="https://source.example/new", actor=ACTOR)

    unmerge(claim)

    assert Citation.objects.get().claim == target


def test_the_evidence_of_both_claims_is_weighed() -> None:
    claim, target = make_claim("One.", evidence_state="lost"), make_claim("Two.")
    make_citation(claim, source=make_source(link_state="dead"))

    merge(claim, target)

    states = dict(Claim.objects.values_list("text", "evidence_state"))
    assert states == {"One.": "uncited", "Two.": "lost"}
    unmerge(claim)
    states = dict(Claim.objects.values_list("text", "evidence_state"))
    assert states == {"One.": "lost", "Two.": "uncited"}


def test_a_passage_that_is_given_back_has_the_figures_of_its_own_claim_again() -> None:
    source = make_source(link_state="live")
    snapshot = make_snapshot(source, "Kestrel-2 scores 62.4%.")
    source.text_hash = snapshot.text_hash
    source.save()
    claim, target = make_claim("Kestrel-2 scores 62.4%."), make_claim("Kestrel-2 scores about 62%.")
    make_citation(
        claim, source=source, passage_exact="Kestrel-2 scores 62.4%.", passage_origin="machine",
        passage_state="intact", expected_values=["62.4%"], values_state="present",
    )  # fmt: skip
    merge(claim, target)
    corrections.correct_claim(target.pk, changes={"text": "Kestrel-2 scores 60%."}, actor=ACTOR)
    assert Citation.objects.get().expected_values == ["60%"]

    unmerge(claim)

    citation = Citation.objects.get()
    assert (citation.claim, citation.expected_values, citation.values_state) == (claim, ["62.4%"], "present")
    assert Claim.objects.get(pk=claim.pk).evidence_state == "standing"


def test_a_claim_is_merged_once_and_into_one_that_is_not_merged() -> None:
    first, second, third = make_claim("One."), make_claim("Two."), make_claim("Three.")
    merge(first, second)

    with pytest.raises(ConflictError, match="merged already"):
        merge(first, third)
    with pytest.raises(ConflictError, match="Merge into that one"):
        merge(third, first)
    with pytest.raises(InputError):
        merge(third, third)


def test_merges_are_undone_in_the_reverse_order() -> None:
    first, second, third = make_claim("One."), make_claim("Two."), make_claim("Three.")
    appearance = make_appearance(first)
    merge(first, second)
    merge(second, third)

    with pytest.raises(ConflictError, match="Unmerge that one first"):
        unmerge(first)
    unmerge(second)
    unmerge(first)

    assert Appearance.objects.get(pk=appearance.pk).claim == first
    with pytest.raises(ConflictError, match="not merged"):
        unmerge(first)


def test_an_old_version_is_refused() -> None:
    claim, target = make_claim("One."), make_claim("Two.")

    with pytest.raises(VersionError):
        claim_merges.merge_claim(claim.pk, into=target.pk, expected_version=7, actor=ACTOR)
    merge(claim, target)
    with pytest.raises(VersionError):
        claim_merges.unmerge_claim(claim.pk, expected_version=1, actor=ACTOR)


def test_withdrawn_claims_are_not_merged() -> None:
    claim = make_claim("One.", status="withdrawn", status_before="proposed")

    with pytest.raises(ConflictError, match="withdrawn"):
        merge(claim, make_claim("Two."))


def test_a_pair_that_is_not_the_same_is_not_merged_through_others_either() -> None:
    first, second, third = make_claim("One."), make_claim("Two."), make_claim("Three.")
    distinct_pairs.distinguish("claim", first.pk, other=second.pk, actor=ACTOR)
    merge(second, third)

    with pytest.raises(ConflictError, match="alice declared"):
        merge(first, third)
    distinct_pairs.undistinguish("claim", second.pk, other=first.pk, actor=ACTOR)
    merge(first, third)

    types = [type_ for type_ in Event.objects.order_by("id").values_list("type", flat=True) if "dis" in type_]
    assert types == ["claim.distinguished", "claim.undistinguished"]


def test_merged_claims_are_no_pair_that_is_not_the_same() -> None:
    first, second = make_claim("One."), make_claim("Two.")
    merge(first, second)

    with pytest.raises(ConflictError, match="Unmerge it first"):
        distinct_pairs.distinguish("claim", second.pk, other=first.pk, actor=ACTOR)


def test_merged_claims_take_no_decisions_and_no_citations() -> None:
    claim, target = make_claim("One."), make_claim("Two.")
    merge(claim, target)

    with pytest.raises(ConflictError):
        curate.accept_claims([claim.pk], actor=ACTOR)
    with pytest.raises(ConflictError):
        add_citation(claim.pk, url="https://source.example/new", actor=ACTOR)


def test_a_merged_claim_without_citations_has_no_independent_sources() -> None:
    claim, target = make_claim("One."), make_claim("Two.")
    make_citation(claim, appearance=make_appearance(claim))
    evidence.weigh_claims([claim.pk], actor=ACTOR, now=NOW)

    merged = merge(claim, target)

    assert (merged.independent_sources, merged.voices) == (0, [])
    assert Claim.objects.get(text="Two.").independent_sources == 1
    assert unmerge(claim).independent_sources == 1
