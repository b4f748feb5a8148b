"""Paging: counts up to a cap, because counting a large table is slow."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from claims.models.search import estimate_rows

MAX_COUNT = 10_000


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts at most 10,000 rows, and none if the planner expects many more. Filters and search reach the others."""

    @cached_property
    def count(self) -> int:
        """The number of rows, 10,000 at most."""
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]
        if estimate_rows(rows) > 2 * MAX_COUNT:
            return MAX_COUNT
        return rows.order_by()[:MAX_COUNT].count()

    def page(self, number: int | str) -> Page[Any]:
        """A page, whose keys are found first: the database sorts and skips keys in the place of whole rows."""
        page = super().page(number)
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]
        keys: QuerySet[Any] = page.object_list  # type: ignore[assignment]
        page.object_list = rows.filter(pk__in=list(keys.values_list("pk", flat=True)))
        return page
