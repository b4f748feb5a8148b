"""Admin: the keys of callers, to look at and to revoke. They are issued by `manage.py api_key create`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from api import keys
from api.models import ApiKey
from claims.values import Actor

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[ApiKey]
else:
    ModelAdmin = admin.ModelAdmin


@admin.register(ApiKey)
class ApiKeyAdmin(ModelAdmin):
    """Nothing here shows a secret: there is none to show."""

    list_display = ["name", "scopes", "created_at", "last_used_at", "expires_at", "revoked_at"]
    list_filter = ["revoked_at"]
    search_fields = ["name"]
    readonly_fields = ["id", "name", "scopes", "created_at", "last_used_at", "expires_at", "revoked_at"]
    actions = ["revoke"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A token is shown once, in the terminal of whoever issues it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        """Events name keys; they are revoked, not deleted."""
        return False

    @admin.action(description="Revoke the selected keys", permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        """Make them worthless."""
        actor = Actor("user", request.user.get_username(), "request", getattr(request, "request_id", ""))
        valid = list(queryset.filter(revoked_at=None))
        for key in valid:
            keys.revoke_key(key.pk, actor=actor)
        self.message_user(request, f"{len(valid)} keys are revoked.", messages.SUCCESS)
