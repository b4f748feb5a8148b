"""Pagination: pages of a list by key: each page begins after the sort value and id of the last row of the page before."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from django.db import OperationalError
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Combinable
from psycopg.errors import QueryCanceled
from rest_framework.request import Request

from api import parameters
from api.cursors import CURSOR_PATTERN
from api.links import ROOT, absolute_url
from api.parameters import QueryParameter
from api.problems import ApiError
from claims.models.search import Unindexed, estimate_rows, has_few

MAX_COUNT = 10_000
"""Counting stops here; the number of further rows is estimated."""

DEFAULT_LIMIT = 50
MAX_LIMIT = 200

SortColumns = Mapping[str, str | Combinable]


def pagination_parameters(sort_columns: SortColumns, default_sort: str) -> list[QueryParameter]:
    """`limit`, `cursor`, `sort` and `count`."""
    sorts = [sign + name for name in sort_columns for sign in ("", "-")]
    return [
        QueryParameter("limit", parameters.integer(1, MAX_LIMIT), f"Page size; {DEFAULT_LIMIT} by default."),
        QueryParameter(
            "cursor",
            parameters.matching(CURSOR_PATTERN, "a cursor of `next`", 1000),
            "The page's beginning, from the last page's `next`.",
        ),
        QueryParameter(
            "sort", parameters.choice(sorts), f"`{default_sort}` by default; `-` means descending."
        ),
        QueryParameter(
            "count",
            parameters.choice(["none", "exact"]),
            f"`exact` adds `count`. Above {MAX_COUNT:,} it is an estimate, and `count_is_exact` is false.",
        ),
    ]


def order_queryset(
    queryset: QuerySet[Any], sort: str, column: str | Combinable, *, is_search: bool
) -> tuple[QuerySet[Any], str]:
    """The rows in the order of a column, then of their ids; and the name of the sort value: that column, or `sort_key`."""
    if is_search and has_few(queryset):
        column = Unindexed(F(column) if isinstance(column, str) else column)
    if not isinstance(column, str):
        queryset, column = queryset.annotate(sort_key=column), "sort_key"
    sign = "-" if sort.startswith("-") else ""
    return queryset.order_by(f"{sign}{column}", f"{sign}id"), column


def rows_after(
    queryset: QuerySet[Any], column: str, value: Any, key: uuid.UUID, *, descending: bool
) -> QuerySet[Any]:
    """The rows of a query set in the order of this column and of the ids after this value and id."""
    operator = "lt" if descending else "gt"
    same_value = Q(**{column: value, f"id__{operator}": key})
    # The first condition is redundant, but it is the one that an index can serve.
    return queryset.filter(
        Q(**{f"{column}__{operator}e": value}), Q(**{f"{column}__{operator}": value}) | same_value
    )


def count_rows(queryset: QuerySet[Any]) -> dict[str, Any]:
    """`count` and `count_is_exact`. Rows are counted up to `MAX_COUNT`; more are estimated by PostgreSQL's planner."""
    estimate = estimate_rows(queryset)
    count = queryset.order_by()[: MAX_COUNT + 1].count() if estimate <= 2 * MAX_COUNT else estimate
    if count <= MAX_COUNT:
        return {"count": count, "count_is_exact": True}
    return {"count": max(count, estimate), "count_is_exact": False}


@contextmanager
def bounded_in_time() -> Iterator[None]:
    """Raise ApiError for a statement of the block that PostgreSQL cancels (`DATABASE_STATEMENT_TIMEOUT`)."""
    try:
        yield
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise ApiError(
                "too_slow", "No index serves this combination, and finding its rows takes too long."
            ) from error
        raise


def page_url(request: Request, **changes: str | None) -> str:
    """The URL of this list with some parameters changed, or removed if None."""
    query = {**dict(request.query_params.lists()), **changes}
    pairs = {name: value for name, value in query.items() if value is not None}
    return f"{absolute_url(request.path.removeprefix(ROOT))}?{urlencode(pairs, doseq=True, safe=',:*')}"
