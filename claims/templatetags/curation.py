"""Template tags of the admin's index page: numbers and latest changes."""

from __future__ import annotations

from typing import Any

from django import template

from claims.admin import numbers, tables

register = template.Library()


@register.inclusion_tag("admin/claims/numbers.html", takes_context=True)
def waiting_numbers(context: dict[str, Any]) -> dict[str, Any]:
    """The numbers that this user may see."""
    user = context["user"]
    return {"numbers": numbers.waiting(user), "may_curate": user.has_perm("claims.change_claim")}


@register.inclusion_tag("admin/claims/latest.html", takes_context=True)
def latest_changes(context: dict[str, Any]) -> dict[str, Any]:
    """The newest events, if this user may see events."""
    if not context["user"].has_perm("claims.view_event"):
        return {"changes": None}
    return {
        "changes": [
            {
                "what": tables.what(event),
                "subject": tables.subject(event, is_short=True),
                "who": tables.who(event),
                "when": event.occurred_at,
            }
            for event in numbers.latest()
        ]
    }
