"""Paging: counts stop where they get dear."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet

MOST_COUNTED = 10_000


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts at most 10,000 rows; what lies behind them is reached by filters and search."""

    @cached_property
    def count(self) -> int:
        """How many rows there are, or 10,000 if there are more."""
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]
        return rows.order_by()[:MOST_COUNTED].count()
