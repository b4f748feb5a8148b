"""Permissions: a key may do what its scopes say, method by method."""

from __future__ import annotations

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from api.models import ApiKey
from api.problems import ApiError


class HasScope(BasePermission):
    """The view names the scope of each method in `scopes`; a method that it does not name is a 405 anyway."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """False without a key. Raises ApiError if the key lacks the scope."""
        key = request.auth
        if not isinstance(key, ApiKey):
            return False
        method = "GET" if request.method == "HEAD" else request.method
        scope = view.scopes.get(method)
        if scope and not key.has_scope(scope):
            raise ApiError(
                "scope_missing", f"This needs the scope {scope}; the key has {', '.join(key.scopes)}."
            )
        return True
