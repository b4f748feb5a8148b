"""Conflicts: pairs of claims that cannot both hold, and the decisions about them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from claims import tasks
from claims.admin import words
from claims.admin.actions import for_each
from claims.admin.changes import ServiceAdmin
from claims.admin.pages import actor_of
from claims.models import Conflict
from claims.services.conflicts import resolve


@admin.register(Conflict)
class ConflictAdmin(ServiceAdmin):
    """A reason resolves the conflict; without it the conflict is open again."""

    edit_fields = ("reason",)
    shown_fields = (
        "explanation", "claim_link", "other_link", "state_badge", "kind", "resolution", "resolved_at", "subject", "object", "on",
        "measure", "created_at", "version",
    )  # fmt: skip
    list_display = ["explanation_short", "state_badge", "kind", "claim_link", "other_link", "created_at"]
    list_filter = ["state", "kind", "resolution"]
    list_select_related = ["claim", "other_claim"]
    ordering = ["-created_at", "-id"]
    actions = ["reopen"]
    page_actions = ("reopen",)

    def change(
        self, request: HttpRequest, row: Conflict, changes: dict[str, Any], expected_version: int | None
    ) -> None:
        service = resolve.resolve_conflict if changes["reason"].strip() else resolve.reopen_conflict
        service(row.pk, reason=changes["reason"], expected_version=expected_version, actor=actor_of(request))

    @admin.action(description="Reopen", permissions=["curate"])
    def reopen(self, request: HttpRequest, rows: QuerySet[Conflict]) -> None:
        actor = actor_of(request)
        for_each(self, request, rows, lambda key: resolve.reopen_conflict(key, actor=actor), "Reopened")
        tasks.ring(tasks.publish_events)

    def buttons(self, request: HttpRequest, row: Conflict) -> list[tuple[str, str]]:
        """No buttons for an open conflict."""
        return super().buttons(request, row) if row.state == Conflict.State.RESOLVED else []

    @admin.display(description="conflict")
    def explanation_short(self, conflict: Conflict) -> str:
        return words.short(conflict.explanation, 200)

    @admin.display(description="state", ordering="state")
    def state_badge(self, conflict: Conflict) -> SafeString:
        return words.badge(conflict.state)

    @admin.display(description="claim")
    def claim_link(self, conflict: Conflict) -> SafeString | str:
        return words.link_to(conflict.claim, length=90)

    @admin.display(description="other claim")
    def other_link(self, conflict: Conflict) -> SafeString | str:
        return words.link_to(conflict.other_claim, length=90)
