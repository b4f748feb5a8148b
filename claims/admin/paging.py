"""Paging: counts stop where they get dear."""

from __future__ import annotations

from functools import cached_property

from django.core.paginator import Paginator

MOST_COUNTED = 10_000


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts at most 10,000 rows; what lies behind them is reached by filters and search."""

    @cached_property
    def count(self) -> int:
        """How many rows there are, or 10,000 if there are more."""
        return self.object_list.order_by()[:MOST_COUNTED].count()  # type: ignore[union-attr]
