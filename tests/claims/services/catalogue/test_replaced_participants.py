"""Propositions that a correction wrote while an entity was merged name it again when it is given back."""

from __future__ import annotations

import pytest

from claims.models import Claim, Entity, Proposition
from claims.services.catalogue import corrections, entity_merges
from tests.claims.services.rows import ACTOR
from tests.factories import make_claim, make_entity, make_proposition

pytestmark = pytest.mark.django_db


def claim_about(subject: Entity, other: Entity) -> Claim:
    claim = make_claim(f"{subject.name} beats {other.name}.")
    make_proposition(claim, subject=subject, subject_text=subject.name, object=other, object_text=other.name)
    return claim


def merge(entity: Entity, target: Entity) -> None:
    entity_merges.merge_entity(entity.pk, into=target.pk, actor=ACTOR)


def unmerge(entity: Entity) -> None:
    entity_merges.unmerge_entity(entity.pk, actor=ACTOR)


def correct(claim: Claim, target: Entity) -> None:
    """Say that the target outperforms itself, as someone would who reads the merged names off the API."""
    side = {"entity": target.pk}
    row = {"form": "comparison", "subject": side, "relation": "matches", "object": side}
    corrections.correct_claim(claim.pk, changes={"propositions": [row]}, actor=ACTOR)


def sides() -> tuple[str, str]:
    row = Proposition.objects.select_related("subject", "object").get()
    assert row.subject
    assert row.object
    return row.subject.name, row.object.name


def test_a_correction_that_is_taken_back_before_the_merge_is() -> None:
    kestrel, heron = make_entity("Kestrel"), make_entity("Heron")
    claim = claim_about(kestrel, heron)
    merge(heron, kestrel)
    correct(claim, kestrel)
    corrections.revert_claim(claim.pk, actor=ACTOR)
    assert sides() == ("Kestrel", "Kestrel")

    unmerge(heron)

    assert sides() == ("Kestrel", "Heron")


def test_a_correction_that_is_taken_back_after_the_merge_is() -> None:
    kestrel, heron = make_entity("Kestrel"), make_entity("Heron")
    claim = claim_about(kestrel, heron)
    merge(heron, kestrel)
    correct(claim, kestrel)
    unmerge(heron)
    assert sides() == ("Kestrel", "Kestrel")

    corrections.revert_claim(claim.pk, actor=ACTOR)

    assert sides() == ("Kestrel", "Heron")
    assert Claim.objects.get().extracted is None


def test_a_correction_from_before_the_merge_that_is_taken_back_before_the_merge_is() -> None:
    kestrel, heron, wren = make_entity("Kestrel"), make_entity("Heron"), make_entity("Wren")
    claim = claim_about(kestrel, heron)
    correct(claim, wren)
    merge(heron, kestrel)
    corrections.revert_claim(claim.pk, actor=ACTOR)
    assert (sides(), Claim.objects.get().extracted) == (("Kestrel", "Kestrel"), None)

    unmerge(heron)

    assert sides() == ("Kestrel", "Heron")


def test_merges_one_upon_another_are_undone_one_after_the_other() -> None:
    kestrel, heron, wren = make_entity("Kestrel"), make_entity("Heron"), make_entity("Wren")
    claim = claim_about(kestrel, heron)
    merge(heron, wren)
    merge(wren, kestrel)
    correct(claim, kestrel)
    corrections.revert_claim(claim.pk, actor=ACTOR)

    unmerge(wren)
    assert sides() == ("Kestrel", "Wren")
    unmerge(heron)

    assert sides() == ("Kestrel", "Heron")
