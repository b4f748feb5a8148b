"""Proposition values: propositions as a curator gives them and as a claim's extractor's version keeps them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from claims.errors import InputError
from claims.ids import parse_type_id, type_id
from claims.models import Alias, Claim, Entity, Proposition
from claims.pipeline.fingerprint import name_key
from claims.services.catalogue.propositions import MAX_MAGNITUDE, MAX_PROPOSITIONS
from claims.vocabulary import Op, Relation

ROLES = ("subject", "object", "on")
_TEXT_LENGTHS = {"measure": 200, "unit": 100, "verbatim": 500}
_MAX_DIGITS = 12
_QUANTITY_ONLY = ("measure", "op", "low", "high", "unit", "verbatim")


def rows_of(values: Sequence[Mapping[str, Any]]) -> list[Proposition]:
    """Return unsaved propositions. Raises InputError with the position and the member.

    `form` is required. A participant (subject, object, on) is a mapping of `text` and `entity` (a key or None); without an
    entity it gets the one that has its text as a spelling. A comparison has a relation, a quantity an op. `low` and `high`
    are decimals or their text, `high` only of a range.
    """
    if len(values) > MAX_PROPOSITIONS:
        raise InputError("/propositions", f"At most {MAX_PROPOSITIONS} propositions.", code="max_length")
    by_key, by_name = _entities(values)
    return [
        _row(value, f"/propositions/{position}", by_key, by_name) for position, value in enumerate(values)
    ]


def replace(claim: Claim, rows: Sequence[Proposition]) -> None:
    """Give a claim these propositions in place of its own."""
    Proposition.objects.filter(claim=claim).delete()
    for position, row in enumerate(rows):
        row.derive()
        row.claim, row.position = claim, position
    Proposition.objects.bulk_create(rows)


def to_json(rows: Iterable[Proposition]) -> list[dict[str, Any]]:
    """The propositions as the API shows them, without their ids."""
    return [
        {
            "form": row.form,
            **{role: _participant(row, role) for role in ROLES},
            "relation": str(row.relation),
            "measure": row.measure,
            "op": str(row.op),
            "low": _plain(row.low),
            "high": _plain(row.high),
            "unit": row.unit,
            "verbatim": row.verbatim,
        }
        for row in rows
    ]


def from_json(values: Sequence[Mapping[str, Any]]) -> list[Proposition]:
    """Unsaved propositions of what `to_json` returned, as they were. Entities that were merged since are their targets."""
    rows = []
    for value in values:
        row = Proposition(form=value["form"], relation=value["relation"], op=value["op"])
        for role in ROLES:
            participant = value[role] or {"entity": None, "text": ""}
            setattr(row, role, _target(participant["entity"]))
            setattr(row, f"{role}_text", participant["text"])
        for name in _TEXT_LENGTHS:
            setattr(row, name, value[name])
        row.low, row.high = (value[name] and Decimal(value[name]) for name in ("low", "high"))
        rows.append(row)
    return rows


def _target(entity_id: str | None) -> Entity | None:
    """The entity, or the one that it was merged into."""
    entity = Entity.objects.filter(pk=parse_type_id("entity", entity_id)).first() if entity_id else None
    while entity is not None and entity.merged_into is not None:
        entity = entity.merged_into
    return entity


def _participant(row: Proposition, role: str) -> dict[str, Any] | None:
    key, text = getattr(row, f"{role}_id"), getattr(row, f"{role}_text")
    return {"entity": key and type_id("entity", key), "text": text} if key or text else None


def _plain(number: Decimal | None) -> str | None:
    if number is None:
        return None
    digits = f"{number:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _entities(
    values: Sequence[Mapping[str, Any]],
) -> tuple[dict[uuid.UUID, Entity], dict[str, Entity]]:
    """The entities that are named by their key, and those that are found by a spelling."""
    participants = [value[role] for value in values for role in ROLES if value.get(role)]
    keys = {participant["entity"] for participant in participants if participant.get("entity")}
    names = {name_key(participant.get("text", ""))[:200] for participant in participants}
    aliases = Alias.objects.filter(key__in=names).select_related("entity")
    return Entity.objects.in_bulk(keys), {alias.key: alias.entity for alias in aliases}


def _row(
    value: Mapping[str, Any],
    pointer: str,
    by_key: Mapping[uuid.UUID, Entity],
    by_name: Mapping[str, Entity],
) -> Proposition:
    row = Proposition(form=value["form"])
    for role in ROLES:
        _set_participant(row, role, value.get(role) or {}, f"{pointer}/{role}", by_key, by_name)
    for name, most in _TEXT_LENGTHS.items():
        text = value.get(name) or ""
        if len(text) > most:
            raise InputError(f"{pointer}/{name}", f"At most {most} characters.", code="max_length")
        setattr(row, name, text)
    row.relation, row.op = value.get("relation") or "", value.get("op") or ""
    row.low, row.high = (_number(value.get(name), f"{pointer}/{name}") for name in ("low", "high"))
    _check_form(row, pointer)
    return row


def _set_participant(
    row: Proposition,
    role: str,
    participant: Mapping[str, Any],
    pointer: str,
    by_key: Mapping[uuid.UUID, Entity],
    by_name: Mapping[str, Entity],
) -> None:
    text, key = participant.get("text", ""), participant.get("entity")
    if len(text) > 500:
        raise InputError(f"{pointer}/text", "At most 500 characters.", code="max_length")
    entity = by_key.get(key) if key else None
    if key and (entity is None or entity.merged_into_id is not None):
        detail = "There is no such entity." if entity is None else "That entity is merged into another one."
        raise InputError(f"{pointer}/entity", detail, code="not_found")
    if entity is None and text:
        entity = by_name.get(name_key(text)[:200])
    setattr(row, role, entity)
    setattr(row, f"{role}_text", text or (entity.name if entity else ""))


def _number(value: Any, pointer: str) -> Decimal | None:
    if value is None:
        return None
    try:
        number = Decimal(value)
    except (InvalidOperation, ValueError) as error:
        raise InputError(pointer, f"{str(value)[:50]!r} is not a decimal number.") from error
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent > _MAX_DIGITS or abs(number) >= MAX_MAGNITUDE:
        raise InputError(
            pointer, f"A number is less than 10^27 and has at most {_MAX_DIGITS} digits after its point."
        )
    return number


def _check_form(row: Proposition, pointer: str) -> None:
    """Raises InputError unless a comparison has a relation and no figures, and a quantity an op and bounds that fit it."""
    if not row.subject_text:
        raise InputError(f"{pointer}/subject", "Name the subject.", code="required")
    if row.form == Proposition.Form.COMPARISON:
        if row.relation not in set(Relation):
            raise InputError(f"{pointer}/relation", f"A comparison has one of {', '.join(Relation)}.")
        if any(getattr(row, name) not in ("", None) for name in _QUANTITY_ONLY):
            raise InputError(pointer, f"A comparison has no {', '.join(_QUANTITY_ONLY)}.")
        return
    if row.relation or row.object_text:
        raise InputError(pointer, "A quantity has no relation and no object.")
    if row.op not in set(Op):
        raise InputError(f"{pointer}/op", f"A quantity has one of {', '.join(Op)}.")
    if row.low is None:
        raise InputError(f"{pointer}/low", "A quantity has `low`.", code="required")
    if (row.op == Op.RANGE) != (row.high is not None):
        raise InputError(
            f"{pointer}/high", f"A quantity has `high` if its `op` is {Op.RANGE}, and only then."
        )
    if row.high is not None and row.low > row.high:
        raise InputError(f"{pointer}/high", "`high` is not less than `low`.")
