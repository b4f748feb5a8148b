"""Proposition filters: the parameters that select claims by what one of their propositions says."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from decimal import Decimal
from typing import cast

from django.db.models import Q, QuerySet

from api import parameters
from api.filters import Filter, RowCondition, RowFilter
from api.parameters import BOOLEAN, ParameterType, QueryParameters
from claims.errors import InputError
from claims.ids import is_type_id, parse_type_id
from claims.models import Claim, Entity, Proposition
from claims.models.claim import ClaimQuerySet
from claims.pipeline.extraction.units import base_unit, measure_key, parse_number
from claims.vocabulary import Relation

MAX_NAME = 200
_PARTICIPANTS = {
    "subject": "the subject",
    "object": "what the subject is compared with",
    "on": "the benchmark",
}
_NAMING = ("entity", *(name for column in _PARTICIPANTS for name in (column, f"{column}.name")), "between")
"""The filters that name an entity."""

_NUMBER = ParameterType(
    {
        "type": "string",
        "pattern": r"^[+-]?[0-9]{1,15}(\.[0-9]{1,12})?([KkMBbT]|[ ]?(thousand|million|billion|trillion))?$",
    },
    parse_number,
)


def _parse_two(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",")]
    if len(names) != 2 or not all(0 < len(name) <= MAX_NAME for name in names):
        raise ValueError(
            f"it must be two names or ids of entities, separated by a comma, of at most {MAX_NAME} characters"
        )
    if wrong := [name for name in names if is_type_id(name) and not name.startswith("entity_")]:
        raise InputError("", f"{wrong[0]} is not the id of an entity.", code="invalid_id")
    return names


def _spelling(column: str) -> ParameterType:
    """A spelling of an entity, which `column=` takes by its id."""

    def check(text: str) -> None:
        if is_type_id(text):
            raise InputError("", f"This is an id: give it as {column}={text}.", code="invalid_id")

    return parameters.string(MAX_NAME, check)


_TWO_NAMES = ParameterType(
    {
        "type": "array",
        "items": {"type": "string", "minLength": 1, "maxLength": MAX_NAME},
        "minItems": 2,
        "maxItems": 2,
    },
    _parse_two,
)


def _stating(claims: QuerySet[Claim], condition: Q) -> QuerySet[Claim]:
    return cast(ClaimQuerySet, claims).stating(condition)


def _on_proposition(name: str, type_: ParameterType, description: str, condition: RowCondition) -> RowFilter:
    return RowFilter(name, type_, description, relation=_stating, condition=condition)


def _keys(name_or_id: str) -> list[uuid.UUID]:
    """The entity of a TypeID or of a spelling; empty without one."""
    try:
        return _current(parse_type_id("entity", name_or_id))
    except ValueError:
        return Entity.objects.keys_of_name(name_or_id)


def _current(key: uuid.UUID) -> list[uuid.UUID]:
    """The entity, or the one that it was merged into."""
    return Entity.objects.current_keys([key])


def _family(keys: Collection[uuid.UUID], query: QueryParameters) -> list[uuid.UUID]:
    """The entities, with `descendants=true` all versions and variants of them, too."""
    return Entity.objects.family_keys(keys) if query.get("descendants") else list(keys)


def _participant(column: str, role: str) -> list[Filter]:
    """`subject=` an id, and `subject.name=` a spelling."""

    def with_id(key: uuid.UUID, query: QueryParameters) -> Q:
        return Q(**{f"{column}__in": _family(_current(key), query)})

    def with_name(name: str, query: QueryParameters) -> Q:
        return Q(**{f"{column}__in": _family(Entity.objects.keys_of_name(name), query)})

    return [
        _on_proposition(column, parameters.type_id("entity"), f"Claims with this entity as {role}.", with_id),
        _on_proposition(
            f"{column}.name",
            _spelling(column),
            f"Claims with the entity of this spelling as {role}.",
            with_name,
        ),
    ]


def _between(names: list[str], query: QueryParameters) -> Q:
    first, second = (_family(_keys(name), query) for name in names)
    return Q(subject__in=first, object__in=second) | Q(subject__in=second, object__in=first)


def _measured_in(unit: str, query: QueryParameters) -> Q:
    return Q(scaled_unit=base_unit(unit)[0])


def _bound(column: str, operator: str) -> RowCondition:
    """A bound in the unit of the query; without one, in the unit in which amounts are compared."""

    def condition(number: Decimal, query: QueryParameters) -> Q:
        factor = base_unit(query.get("unit", ""))[1]
        return Q(**{f"{column}__{operator}": number * factor})

    return condition


def _equal(column: str) -> RowCondition:
    return lambda value, query: Q(**{column: value})


PROPOSITION_FILTERS: tuple[Filter, ...] = (
    _on_proposition(
        "entity",
        parameters.type_id("entity"),
        "Claims with this entity as subject, object or benchmark.",
        lambda key, query: Proposition.naming(_family(_current(key), query)),
    ),
    *(filter_ for column, role in _PARTICIPANTS.items() for filter_ in _participant(column, role)),
    _on_proposition(
        "between",
        _TWO_NAMES,
        "Claims that compare two entities, in either direction: two ids or spellings, separated by a comma.",
        _between,
    ),
    Filter(
        "descendants",
        BOOLEAN,
        f"true: wherever the query names an entity, its versions and variants count, too. Only together with one of {', '.join(_NAMING)}.",
        needs=_NAMING,
        needs_because="it adds the versions and variants of the entity that the query names",
    ),
    _on_proposition("relation", parameters.choice(list(Relation)), "", _equal("relation")),
    _on_proposition(
        "relation.in", parameters.array(parameters.choice(list(Relation))), "", _equal("relation__in")
    ),
    _on_proposition(
        "measure",
        parameters.string(MAX_NAME),
        "What is measured, in any case and without what stands in brackets: `parameters`, `MMLU`.",
        lambda measure, query: Q(measure_key=measure_key(measure)),
    ),
    _on_proposition(
        "unit",
        parameters.string(100),
        "The unit in any spelling or scale: `unit=GB` finds amounts in MB, too.",
        _measured_in,
    ),
    _on_proposition(
        "value.gte",
        _NUMBER,
        "Amounts of at least this number, such as 61.2 or 18B, in `unit`; of a range, the upper bound.",
        _bound("scaled_high", "gte"),
    ),
    _on_proposition(
        "value.lte",
        _NUMBER,
        "Amounts of at most this number, in `unit`; of a range, the lower bound.",
        _bound("scaled_low", "lte"),
    ),
)
"""All of one query hold for the same proposition."""
