"""Filters: a column that is filled or empty, in words."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest


def is_set(field: str, title: str, yes: str, no: str) -> type[admin.SimpleListFilter]:
    """A list filter by whether a field that may be null has a value, e.g. `?gone_at_set=no`."""

    class IsSetFilter(admin.SimpleListFilter):
        parameter_name = f"{field}_set"

        def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
            return [("yes", yes), ("no", no)]

        def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
            if self.value() not in {"yes", "no"}:
                return queryset
            return queryset.filter(**{f"{field}__isnull": self.value() == "no"})

    IsSetFilter.title = title
    return IsSetFilter
