"""Curators correct what the extractor read; its version is kept, and comes back when the correction is taken back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from claims.errors import ConflictError, InputError, VersionError
from claims.models import Citation, Claim, Event
from claims.services.catalogue import claim_merges, corrections
from claims.services.events import type_id_of
from tests.claims.services.catalogue.merge_state import rows
from tests.claims.services.rows import ACTOR
from tests.factories import (
    make_citation,
    make_claim,
    make_entity,
    make_proposition,
    make_snapshot,
    make_source,
)

pytestmark = pytest.mark.django_db
TOKENS = {
    "form": "quantity", "subject": {"text": "Kestrel-2"}, "measure": "tokens", "op": "=", "low": "12.50",
    "verbatim": "12.5",
}  # fmt: skip


def correct(claim: Claim, **changes: Any) -> Claim:
    return corrections.correct_claim(claim.pk, changes=changes, actor=ACTOR)


def test_the_extractors_version_is_kept_beside_the_correction() -> None:
    kestrel = make_entity("Kestrel-2")
    claim = make_claim("Kestrel wins.")
    make_proposition(claim, subject=kestrel, subject_text="Kestrel-2", object_text="Heron")

    correct(claim, text="Kestrel-2 was trained on 12.5 tokens.", kind="quantity", propositions=[TOKENS])

    claim.refresh_from_db()
    assert (claim.text, claim.kind, claim.version) == ("Kestrel-2 was trained on 12.5 tokens.", "quantity", 2)
    row = claim.propositions.get()
    assert (row.subject, row.measure, row.low, row.position) == (kestrel, "tokens", Decimal("12.5"), 0)
    assert claim.extracted["text"] == "Kestrel wins."
    assert claim.extracted["propositions"][0]["subject"] == {
        "entity": type_id_of(kestrel),
        "text": "Kestrel-2",
    }
    event = Event.objects.get(type="claim.updated")
    assert event.changes["text"] == ["Kestrel wins.", "Kestrel-2 was trained on 12.5 tokens."]
    assert event.changes["propositions"][1][0]["low"] == "12.5"
    assert "extracted" not in event.changes


def test_a_second_correction_keeps_the_extractors_version() -> None:
    claim = make_claim("Kestrel wins.")
    correct(claim, text="Kestrel won.")
    correct(claim, text="Kestrel-2 won.")

    claim.refresh_from_db()
    assert claim.extracted["text"] == "Kestrel wins."


def test_the_same_values_again_change_nothing() -> None:
    claim = make_claim("Kestrel wins.", kind="attribute")

    correct(claim, text="Kestrel wins.", kind="attribute", propositions=[])

    assert not Event.objects.exists()
    assert Claim.objects.get().version == 1


def test_propositions_alone_are_a_new_version() -> None:
    claim = make_claim("Kestrel wins.")
    correct(claim, propositions=[TOKENS])
    correct(claim, propositions=[{**TOKENS, "low": "13"}])

    assert Claim.objects.get().version == 3


def test_a_correction_is_taken_back() -> None:
    claim = make_claim("Kestrel wins.")
    make_proposition(claim, object_text="")
    before = {name: value for name, value in rows().items() if name != "Proposition"}
    correct(claim, text="Kestrel won.", kind="event", propositions=[TOKENS])

    corrections.revert_claim(claim.pk, actor=ACTOR)

    assert {name: value for name, value in rows().items() if name != "Proposition"} == before
    row = claim.propositions.get()
    assert (row.form, row.relation, row.object_text) == ("comparison", "outperforms", "")
    with pytest.raises(ConflictError, match="not corrected"):
        corrections.revert_claim(claim.pk, actor=ACTOR)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": " "}, "/text"),
        ({"kind": "rumour"}, "/kind"),
        ({"propositions": [{**TOKENS, "low": "much"}]}, "/propositions/0/low"),
        ({"propositions": [{**TOKENS, "low": "1e30"}]}, "/propositions/0/low"),
        ({"propositions": [{**TOKENS, "low": "NaN"}]}, "/propositions/0/low"),
        ({"propositions": [TOKENS, {**TOKENS, "low": None}]}, "/propositions/1/low"),
        ({"propositions": [{**TOKENS, "op": "range", "high": "1"}]}, "/propositions/0/high"),
        ({"propositions": [{**TOKENS, "op": "range"}]}, "/propositions/0/high"),
        ({"propositions": [{**TOKENS, "op": "=", "high": "99"}]}, "/propositions/0/high"),
        ({"propositions": [{**TOKENS, "op": ""}]}, "/propositions/0/op"),
        ({"propositions": [{**TOKENS, "relation": "outperforms"}]}, "/propositions/0"),
        ({"propositions": [{**TOKENS, "subject": {}}]}, "/propositions/0/subject"),
        ({"propositions": [{"form": "comparison", "subject": {"text": "A"}}]}, "/propositions/0/relation"),
        ({"propositions": [TOKENS] * 51}, "/propositions"),
    ],
)
def test_invalid_values_are_refused_by_name(changes: dict[str, Any], field: str) -> None:
    claim = make_claim("Kestrel wins.")

    with pytest.raises(InputError) as refused:
        correct(claim, **changes)

    assert refused.value.field == field
    assert Claim.objects.get().extracted is None


def test_an_old_version_and_a_merged_claim_are_refused() -> None:
    claim, target = make_claim("One."), make_claim("Two.")

    with pytest.raises(VersionError):
        corrections.correct_claim(claim.pk, changes={"text": "A."}, expected_version=9, actor=ACTOR)
    claim_merges.merge_claim(claim.pk, into=target.pk, actor=ACTOR)
    with pytest.raises(ConflictError, match="Correct that one"):
        correct(claim, text="A.")


def test_the_figures_that_a_passage_must_have_follow_the_claim() -> None:
    text = "Kestrel-2 scores 71.4% on GridReason."
    source = make_source(text_hash="", link_state="live")
    snapshot = make_snapshot(source, text)
    source.text_hash = snapshot.text_hash
    source.save()
    claim = make_claim("Kestrel-2 scores 89.4%.", kind="quantity", evidence_state="lost")
    make_citation(
        claim, source=source, passage_exact=text, passage_origin="person", passage_state="intact",
        expected_values=["89.4%"], values_state="changed", found=text,
    )  # fmt: skip

    correct(claim, text="Kestrel-2 scores 71.4%.")

    citation = Citation.objects.get()
    assert (citation.expected_values, citation.values_state, citation.version) == (["71.4%"], "present", 2)
    assert Claim.objects.get().evidence_state == "standing"
