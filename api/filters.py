"""Filters: the query parameters that narrow a list, and the conditions that they stand for."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from api import parameters
from api.parameters import BOOLEAN, DATE_TIME, URL, ParameterType, QueryParameter, QueryParameters
from claims.models import Source
from claims.pipeline.urls import url_hash

OPERATORS = {"gte": "at or after", "gt": "after", "lte": "at or before", "lt": "before"}

Apply = Callable[[QuerySet[Any], Any], QuerySet[Any]]
Relation = Callable[[QuerySet[Any], Q], QuerySet[Any]]
RowCondition = Callable[[Any, QueryParameters], Q]


@dataclass(frozen=True, slots=True)
class Filter(QueryParameter):
    """A parameter that narrows a query set."""

    apply: Apply = lambda queryset, value: queryset


@dataclass(frozen=True, slots=True)
class RowFilter(Filter):
    """A parameter about a related row. Whatever a query says about rows of one `relation` must hold for a single row.

    `condition` is that on the row; it gets the value and all parameters. `relation` narrows a query set to the objects
    with a row that meets a condition.
    """

    relation: Relation = lambda queryset, condition: queryset.filter(condition)
    condition: RowCondition = lambda value, query: Q()


def choice_filter(name: str, values: Iterable[str], column: str = "") -> list[Filter]:
    """`name=` one of these values, `name.in=` any of several."""
    one, column = parameters.choice(values), column or name
    return [
        Filter(name, one, "", lambda queryset, value: queryset.filter(**{column: value})),
        Filter(
            f"{name}.in",
            parameters.array(one),
            "",
            lambda queryset, values: queryset.filter(**{f"{column}__in": values}),
        ),
    ]


def range_filter(name: str, type_: ParameterType = DATE_TIME) -> list[Filter]:
    """`name.gte=`, `name.gt=`, `name.lte=`, `name.lt=`."""
    return [_comparison(name, operator, type_) for operator in OPERATORS]


def _comparison(name: str, operator: str, type_: ParameterType) -> Filter:
    return Filter(
        f"{name}.{operator}",
        type_,
        f"`{name}` {OPERATORS[operator]} this.",
        lambda queryset, value: queryset.filter(**{f"{name}__{operator}": value}),
    )


def related_filter(
    name: str, condition: Callable[[uuid.UUID], Q] | str, resource: str = "", description: str = ""
) -> list[Filter]:
    """`name=` the id of an object of `resource` (by default `name`).

    `condition` is the foreign key that must equal it, or a function from its primary key to a condition.
    """

    def apply(queryset: QuerySet[Any], key: uuid.UUID) -> QuerySet[Any]:
        return queryset.filter(Q(**{condition: key}) if isinstance(condition, str) else condition(key))

    return [Filter(name, parameters.type_id(resource or name), description, apply)]


def boolean_filter(name: str, condition: Q, description: str = "") -> list[Filter]:
    """`name=true` keeps the rows that meet the condition, `name=false` the others."""
    return [
        Filter(
            name,
            BOOLEAN,
            description,
            lambda queryset, value: queryset.filter(condition if value else ~condition),
        )
    ]


def url_filter(source: str) -> list[Filter]:
    """`url=` in any spelling, or at another address of the same page; `source` is the path to the source."""
    return [
        Filter(
            "url",
            URL,
            "The one with this URL, in any spelling that has the same canonical form.",
            lambda queryset, value: queryset.filter(**{f"{source}__in": Source.objects.at(url_hash(value))}),
        )
    ]


def custom_filter(name: str, apply: Apply, description: str = "", max_length: int = 500) -> list[Filter]:
    """`name=` a string, which `apply` turns into a condition."""
    return [Filter(name, parameters.string(max_length), description, apply)]


def filter_queryset(
    queryset: QuerySet[Any], filters: Iterable[Filter], query: QueryParameters
) -> QuerySet[Any]:
    """The rows that meet every filter that the query names."""
    of_rows: dict[Relation, Q] = {}
    for filter_ in filters:
        value = query.get(filter_.name)
        if value is None:
            continue
        if isinstance(filter_, RowFilter):
            condition = filter_.condition(value, query)
            of_rows[filter_.relation] = of_rows.get(filter_.relation, Q()) & condition
        else:
            queryset = filter_.apply(queryset, value)
    for relation, condition in of_rows.items():
        queryset = relation(queryset, condition)
    return queryset
