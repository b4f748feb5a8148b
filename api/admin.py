"""Admin: API keys, read-only but for their revocation. `manage.py api_key create` issues them."""

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
    """Shows no secret: only its hash is stored."""

    list_display = ["name", "scopes", "created_at", "last_used_at", "expires_at", "revoked_at"]
    list_filter = ["revoked_at"]
    search_fields = ["name"]
    readonly_fields = ["id", "name", "scopes", "created_at", "last_used_at", "expires_at", "revoked_at"]
    actions = ["revoke"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: the token is shown once, on the terminal of `manage.py api_key create`."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        """Never: events refer to keys. Keys are revoked instead."""
        return False

    @admin.action(description="Revoke the selected keys", permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        """Revoke the selected keys that are still valid."""
        actor = Actor("user", request.user.get_username(), "request", getattr(request, "request_id", ""))
        valid_keys = list(queryset.filter(revoked_at=None))
        for key in valid_keys:
            keys.revoke_key(key.pk, actor=actor)
        self.message_user(request, f"Revoked {len(valid_keys)} keys.", messages.SUCCESS)
