"""Filters: the query parameters that narrow a list, and the conditions that they stand for."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from api import parameters
from api.parameters import BOOLEAN, DATE_TIME, URL, ParameterType, QueryParameter, QueryParameters
from api.problems import ApiError
from claims.models import Source
from claims.models.search import check_words
from claims.pipeline.urls import url_hash

_NO_INDEX = "no index serves it alone"
OPERATORS = {"gte": "at or after", "gt": "after", "lte": "at or before", "lt": "before"}

Apply = Callable[[QuerySet[Any], Any], QuerySet[Any]]
Relation = Callable[[QuerySet[Any], Q], QuerySet[Any]]
RowCondition = Callable[[Any, QueryParameters], Q]


@dataclass(frozen=True, slots=True)
class Filter(QueryParameter):
    """A parameter that narrows a query set.

    `needs` are the names of filters of which the query must have one besides, `needs_because` is why. Not with the value false.
    `range_of` is the column that a filter of times compares.
    """

    apply: Apply = lambda queryset, value: queryset
    needs: tuple[str, ...] = ()
    range_of: str = ""
    needs_because: str = _NO_INDEX


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


def range_filter(name: str, type_: ParameterType = DATE_TIME, *, needs: tuple[str, ...] = ()) -> list[Filter]:
    """`name.gte=`, `name.gt=`, `name.lte=`, `name.lt=`. Without `sort`, the list is in the order of this column."""
    return [_comparison(name, operator, type_, needs) for operator in OPERATORS]


def _comparison(name: str, operator: str, type_: ParameterType, needs: tuple[str, ...]) -> Filter:
    condition = f" Only together with one of {', '.join(needs)}." if needs else ""
    return Filter(
        f"{name}.{operator}",
        type_,
        f"`{name}` {OPERATORS[operator]} this.{condition}",
        lambda queryset, value: queryset.filter(**{f"{name}__{operator}": value}),
        needs,
        "" if needs else name,
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


def search_filter(apply: Apply, description: str, max_length: int = 500) -> list[Filter]:
    """`q=` words, of which `apply` makes a condition with `claims.models.search.words_condition`."""
    return [Filter("q", parameters.string(max_length, check_words), description, apply)]


def filter_queryset(
    queryset: QuerySet[Any], filters: Iterable[Filter], query: QueryParameters
) -> QuerySet[Any]:
    """The rows that meet every filter that the query names. Raises ApiError if a filter lacks one that it needs."""
    of_rows: dict[Relation, Q] = {}
    for filter_ in filters:
        value = query.get(filter_.name)
        if value is None:
            continue
        if value is not False:
            check_needs(filter_.name, filter_.needs, query, filter_.needs_because)
        if isinstance(filter_, RowFilter):
            condition = filter_.condition(value, query)
            of_rows[filter_.relation] = of_rows.get(filter_.relation, Q()) & condition
        else:
            queryset = filter_.apply(queryset, value)
    for relation, condition in of_rows.items():
        queryset = relation(queryset, condition)
    return queryset


def check_needs(name: str, needs: Iterable[str], query: QueryParameters, because: str = _NO_INDEX) -> None:
    """Raise ApiError if the query has none of the filters that a filter or a sort needs; nothing is needed by none."""
    names = list(needs)
    if names and all(query.get(needed) is None for needed in names):
        detail = f"{name} works only together with one of {', '.join(names)}: {because}."
        raise ApiError(
            "unprocessable",
            detail,
            errors=[{"parameter": name.partition("=")[0], "code": "needs_filter", "detail": detail}],
        )
