"""Permissions: a request needs a key with the scope that the view declares for its method; with PUBLIC_READ, reading needs none."""

from __future__ import annotations

from typing import Any

import structlog
from django.conf import settings
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from api.models import ApiKey
from api.problems import ApiError

logger = structlog.get_logger(__name__)

ANY_SCOPE = "any"
"""Declared by views that every valid key may use."""


class HasScope(BasePermission):
    """Enforces `scopes`, a view's mapping from method to scope; a method without an entry is refused."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """False without a key, unless reading is public. Raises ApiError if the key lacks the scope, or if the view declares none."""
        key = request.auth
        method = "GET" if request.method == "HEAD" else str(request.method)
        if not isinstance(key, ApiKey):
            scope = getattr(view, "scopes", {}).get(method)
            return bool(settings.PUBLIC_READ) and method == "GET" and scope == ApiKey.Scope.READ
        if method == "OPTIONS" or not hasattr(view, method.lower()):
            return True  # OPTIONS only names methods; a method without a handler is a 405
        scope = getattr(view, "scopes", {}).get(method)
        if scope is None:
            logger.error("a view declares no scope", view=type(view).__name__, method=method)
            raise ApiError("forbidden", f"No key may use {method} here: it declares no scope.")
        if scope != ANY_SCOPE and not key.has_scope(scope):
            raise ApiError(
                "scope_missing", f"This needs the scope {scope}; the key has {', '.join(key.scopes)}."
            )
        return True
