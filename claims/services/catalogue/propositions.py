"""Propositions: a candidate's comparisons and quantities as rows, and the identity key that follows from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from claims.models import Alias, Claim, Entity, Proposition
from claims.pipeline import fingerprint
from claims.pipeline.fingerprint import name_key
from claims.services import row_inserts
from claims.values import ClaimCandidate, Comparison, Quantity

MAX_PROPOSITIONS = 50
MAX_MAGNITUDE = Decimal(10) ** 27
"""Exclusive; what the columns hold."""


def with_spellings(candidates: Sequence[ClaimCandidate], entities: Mapping[str, Entity]) -> dict[str, Entity]:
    """Return the entities with those of further texts in the candidates that are spellings of one, as in the head of a
    table, which is outside of its rows. It takes one query."""
    keys = {name_key(text)[:200] for text in texts_of(candidates)} - entities.keys() - {""}
    aliases = Alias.objects.filter(key__in=keys).select_related("entity")
    return {**{alias.key: alias.entity for alias in aliases}, **entities}


def texts_of(candidates: Sequence[ClaimCandidate]) -> set[str]:
    """Return the texts that stand for subjects, objects and benchmarks."""
    return {text for candidate in candidates for text in _texts(candidate)}


def resolve_all(
    candidates: Sequence[ClaimCandidate], entities: Mapping[str, Entity]
) -> list[list[Proposition]]:
    """Return the propositions of each candidate, unsaved and without a claim, with the entities of known names."""
    return [_resolve(candidate, entities) for candidate in candidates]


def identity_of(candidate: ClaimCandidate, propositions: Sequence[Proposition]) -> str:
    """Return the candidate's identity key: of its propositions if all their names are known, else of its words."""
    if propositions and all(_is_resolved(proposition) for proposition in propositions):
        keys = [_key(proposition) for proposition in propositions]
        return fingerprint.identity_key(candidate.quote, keys, polarity=candidate.polarity)
    return fingerprint.identity_key(candidate.quote, None, polarity=candidate.polarity)


def identity_of_rows(text: str, rows: Sequence[Proposition], polarity: str) -> str | None:
    """Return the identity key of a claim with these propositions; None if one of their names is not known."""
    if not rows or not all(_is_resolved(row) for row in rows):
        return None
    return fingerprint.identity_key(text, [_key(row) for row in rows], polarity=polarity)


def write(claims: Sequence[Claim], by_key: Mapping[str, Sequence[Proposition]]) -> None:
    """Save the propositions of new claims."""
    rows = []
    for claim in claims:
        for position, proposition in enumerate(by_key[claim.identity_key]):
            proposition.claim, proposition.position = claim, position
            rows.append(proposition)
    row_inserts.insert_rows(rows)


def _resolve(candidate: ClaimCandidate, entities: Mapping[str, Entity]) -> list[Proposition]:
    rows = [row for comparison in candidate.comparisons for row in _comparisons(comparison, entities)]
    rows += [_quantity(quantity, entities) for quantity in candidate.quantities if _fits(quantity)]
    return [row.derive() for row in rows[:MAX_PROPOSITIONS]]


def _texts(candidate: ClaimCandidate) -> Iterator[str]:
    for comparison in candidate.comparisons:
        yield from (comparison.subject, *comparison.objects, *comparison.on)
    for quantity in candidate.quantities:
        yield from (quantity.subject, quantity.on)


def _comparisons(comparison: Comparison, entities: Mapping[str, Entity]) -> list[Proposition]:
    """One proposition for each object on each benchmark."""
    return [
        Proposition(
            form=Proposition.Form.COMPARISON,
            subject=_entity(comparison.subject, entities),
            subject_text=comparison.subject[:500],
            relation=comparison.relation,
            object=_entity(other, entities),
            object_text=other[:500],
            on=_entity(benchmark, entities),
            on_text=benchmark[:500],
        )
        for other in comparison.objects or ("",)
        for benchmark in comparison.on or ("",)
    ]


def _quantity(quantity: Quantity, entities: Mapping[str, Entity]) -> Proposition:
    return Proposition(
        form=Proposition.Form.QUANTITY,
        subject=_entity(quantity.subject, entities),
        subject_text=quantity.subject[:500],
        measure=quantity.measure[:200],
        op=quantity.op,
        low=quantity.low,
        high=quantity.high if quantity.op == "range" else None,
        unit=quantity.unit[:100],
        on=_entity(quantity.on, entities),
        on_text=quantity.on[:500],
        verbatim=quantity.verbatim[:500],
    )


def _fits(quantity: Quantity) -> bool:
    """Whether the columns hold its numbers, and a range has two bounds in order."""
    bounds = [bound for bound in (quantity.low, quantity.high) if bound is not None]
    if not all(bound.is_finite() and abs(bound) < MAX_MAGNITUDE for bound in bounds):
        return False
    return quantity.op != "range" or (len(bounds) == 2 and bounds[0] <= bounds[1])


def _entity(text: str, entities: Mapping[str, Entity]) -> Entity | None:
    return entities.get(name_key(text)[:200]) if text else None


def _is_resolved(row: Proposition) -> bool:
    if row.subject is None:
        return False
    if row.form == Proposition.Form.QUANTITY:
        return bool(row.measure) and row.low is not None and (row.on is not None or not row.on_text)
    return row.object is not None and (row.on is not None or not row.on_text)


def _key(row: Proposition) -> str:
    parts = [row.form, *(str(entity.pk) if entity else "" for entity in (row.subject, row.object, row.on))]
    return fingerprint.proposition_key(
        [*parts, row.relation, row.measure.casefold(), row.op, row.low, row.high, row.unit]
    )
