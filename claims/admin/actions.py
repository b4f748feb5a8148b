"""Actions on the rows that a user selects in a list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import HttpRequest

from claims.admin.pages import RowAdmin
from claims.errors import ClaimsError

MAX_AT_ONCE = 200


def for_each(
    page: RowAdmin, request: HttpRequest, rows: models.QuerySet[Any], do: Callable[[Any], object], done: str
) -> None:
    """Call a service for each selected row. Shows how many succeeded ("Checks requested: 3"), and the refusals."""
    keys = list(rows.order_by().values_list("pk", flat=True)[: MAX_AT_ONCE + 1])
    if len(keys) > MAX_AT_ONCE:
        page.message_user(request, f"Select at most {MAX_AT_ONCE} rows.", messages.ERROR)
        return
    refusals = []
    for key in keys:
        try:
            do(key)
        except ClaimsError as refusal:
            refusals.append(refusal.detail)
    if len(refusals) < len(keys):
        page.message_user(request, f"{done}: {len(keys) - len(refusals)}.", messages.SUCCESS)
    for detail in dict.fromkeys(refusals):
        page.message_user(request, detail, messages.ERROR)
