"""An entity is merged into another one with its spellings, variants and propositions, and given back."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from claims.errors import ConflictError, InputError
from claims.models import Alias, Claim, Entity, Event, Proposition
from claims.pipeline.fingerprint import identity_key
from claims.services.catalogue import distinct_pairs, entities, entity_merges, propositions
from tests.claims.services.catalogue.merge_state import rows
from tests.claims.services.rows import ACTOR
from tests.factories import make_appearance, make_claim, make_entity, make_proposition

pytestmark = pytest.mark.django_db


def merge(entity: Entity, target: Entity) -> Entity:
    return entity_merges.merge_entity(entity.pk, into=target.pk, actor=ACTOR)


def unmerge(entity: Entity) -> Entity:
    return entity_merges.unmerge_entity(entity.pk, actor=ACTOR)


def claim_about(subject: Entity, other: Entity, polarity: str = "asserted") -> Claim:
    """A claim with the identity that the extractor gives it."""
    claim = make_claim(f"{subject.name} beats {other.name}, {polarity}.")
    row = make_proposition(
        claim, subject=subject, subject_text=subject.name, object=other, object_text=other.name
    )
    key = propositions.identity_of_rows(claim.text, [row], polarity)
    Claim.objects.filter(pk=claim.pk).update(identity_key=key)
    claim.refresh_from_db()
    return claim


def statuses(*claims: Claim) -> Sequence[str]:
    by_key = dict(Claim.objects.values_list("pk", "status"))
    return [by_key[claim.pk] for claim in claims]


def test_spellings_variants_and_propositions_become_the_other_entitys() -> None:
    entity, target, heron = make_entity("Kestrel 2"), make_entity("Kestrel-Two"), make_entity("Heron")
    variant = make_entity("Kestrel 2 Mini", parent=entity)
    claim = claim_about(entity, heron)
    make_proposition(claim, subject=heron, object=target, on=entity)

    merged = merge(entity, target)

    assert (merged.status, merged.merged_into, merged.name) == ("merged", target, "Kestrel 2")
    assert set(target.aliases.values_list("text", flat=True)) == {"Kestrel 2", "Kestrel-Two"}
    variant.refresh_from_db()
    assert variant.parent == target
    assert list(Proposition.objects.order_by("position").values_list("subject", "object", "on")) == [
        (target.pk, heron.pk, None),
        (heron.pk, target.pk, target.pk),
    ]
    types = set(Event.objects.values_list("type", flat=True))
    assert types == {"entity.merged", "entity.updated"}


def test_claims_that_say_the_same_then_are_merged_too() -> None:
    entity, target, heron = make_entity("Kestrel 2"), make_entity("Kestrel-Two"), make_entity("Heron")
    twin, other, denied = (
        claim_about(entity, heron),
        claim_about(target, heron),
        claim_about(entity, heron, "negated"),
    )
    appearance = make_appearance(twin)

    merge(entity, target)

    assert statuses(twin, other, denied) == ["merged", "proposed", "proposed"]
    appearance.refresh_from_db()
    assert appearance.claim == other


def test_a_claim_is_known_by_the_other_entity_afterwards() -> None:
    entity, target, heron = make_entity("Kestrel 2"), make_entity("Kestrel-Two"), make_entity("Heron")
    claim = claim_about(entity, heron)

    merge(entity, target)

    claim.refresh_from_db()
    assert claim.identity_key == propositions.identity_of_rows("", list(claim.propositions.all()), "asserted")


def test_claims_that_are_declared_not_to_be_the_same_stay_two() -> None:
    entity, target, heron = make_entity("Kestrel 2"), make_entity("Kestrel-Two"), make_entity("Heron")
    twin, other = claim_about(entity, heron), claim_about(target, heron)
    distinct_pairs.distinguish("claim", twin.pk, other=other.pk, actor=ACTOR)

    merge(entity, target)

    assert statuses(twin, other) == ["proposed", "proposed"]


def test_a_claim_that_is_known_by_its_words_stays_so() -> None:
    entity, target = make_entity("Kestrel 2"), make_entity("Kestrel-Two")
    claim = make_claim("Kestrel 2 is fast.")
    make_proposition(
        claim,
        form="quantity",
        relation="",
        object_text="",
        subject=entity,
        measure="",
        op="=",
        low=Decimal(1),
    )

    merge(entity, target)

    claim.refresh_from_db()
    assert claim.identity_key == identity_key("Kestrel 2 is fast.", None)


def test_unmerging_gives_the_rows_back() -> None:
    entity, target, heron = make_entity("Kestrel 2"), make_entity("Kestrel-Two"), make_entity("Heron")
    make_entity("Kestrel 2 Mini", parent=entity)
    for claim in (claim_about(entity, heron), claim_about(target, heron), claim_about(heron, entity)):
        make_appearance(claim)
    before = rows()

    merge(entity, target)
    assert rows() != before
    unmerge(entity)

    assert rows() == before
    assert Event.objects.filter(type__in=["entity.unmerged", "claim.unmerged"]).count() == 2


def test_an_entity_is_not_merged_into_its_own_version() -> None:
    family = make_entity("Kestrel")
    version = make_entity("Kestrel 2", parent=make_entity("Kestrel Next", parent=family))

    with pytest.raises(ConflictError, match="is a version or variant of Kestrel"):
        merge(family, version)
    merge(version, family)

    assert Entity.objects.get(pk=version.pk).merged_into == family


def test_entities_that_are_not_the_same_are_not_merged() -> None:
    entity, target = make_entity("Kestrel 2"), make_entity("Kestrel II")
    distinct_pairs.distinguish("entity", entity.pk, other=target.pk, reason="Two birds.", actor=ACTOR)

    with pytest.raises(ConflictError, match="not the same"):
        merge(target, entity)

    assert Event.objects.get().changes["reason"] == [None, "Two birds."]


def test_a_merged_entity_is_not_changed_and_is_no_parent() -> None:
    entity, target = make_entity("Kestrel 2"), make_entity("Kestrel-Two")
    merge(entity, target)

    with pytest.raises(ConflictError, match="merged into another one"):
        entities.update_entity(entity.pk, changes={"name": "Other"}, actor=ACTOR)
    with pytest.raises(InputError, match="merged into another one"):
        entities.create_entity(name="Mini", kind="model", parent=entity.pk, actor=ACTOR)


def test_no_one_sets_the_status_of_a_merge_by_hand() -> None:
    with pytest.raises(InputError, match="not one of proposed, accepted"):
        entities.create_entity(name="Mini", kind="model", status="merged", actor=ACTOR)


def test_a_spelling_that_came_since_stays_with_the_other_entity() -> None:
    entity, target = make_entity("Kestrel 2"), make_entity("Kestrel-Two")
    merge(entity, target)
    entities.update_entity(target.pk, changes={"aliases": ["Kestrel 2", "K2"]}, actor=ACTOR)

    unmerge(entity)

    assert set(Alias.objects.filter(entity=target).values_list("text", flat=True)) == {"Kestrel-Two", "K2"}
    assert set(Alias.objects.filter(entity=entity).values_list("text", flat=True)) == {"Kestrel 2"}
