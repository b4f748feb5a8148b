"""List filters by conditions."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest


def is_set(field: str, title: str, yes: str, no: str) -> type[admin.SimpleListFilter]:
    """Return a list filter by whether a nullable field has a value, e.g. `?gone_at_set=no`."""
    return meets(f"{field}_set", Q(**{f"{field}__isnull": False}), title, yes, no)


def meets(name: str, condition: Q, title: str, yes: str, no: str) -> type[admin.SimpleListFilter]:
    """Return a list filter by whether rows meet a condition: `?name=yes` or `?name=no`."""

    class ConditionFilter(admin.SimpleListFilter):
        parameter_name = name

        def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
            return [("yes", yes), ("no", no)]

        def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
            if self.value() not in {"yes", "no"}:
                return queryset
            return queryset.filter(condition if self.value() == "yes" else ~condition)

    ConditionFilter.title = title
    return ConditionFilter
