"""Me: the API key of the request and its scopes."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response

from api.fields import format_time, id_schema
from api.models import ApiKey
from api.permissions import ANY_SCOPE
from api.views import ApiView
from claims.ids import type_id

_TIME = {"type": ["string", "null"], "format": "date-time"}


class Me(ApiView):
    """The caller."""

    scopes = {"GET": ANY_SCOPE}

    responses = {
        "GET": {
            200: {
                "type": "object",
                "properties": {
                    "object": {"const": "api_key", "type": "string"},
                    "id": id_schema("api_key"),
                    "name": {"type": "string"},
                    "scopes": {"type": "array", "items": {"type": "string", "enum": ApiKey.Scope.values}},
                    "expires_at": _TIME,
                    "created_at": _TIME,
                    "requests_per_minute": {"type": "integer"},
                },
                "required": [
                    "object",
                    "id",
                    "name",
                    "scopes",
                    "expires_at",
                    "created_at",
                    "requests_per_minute",
                ],
            }
        }
    }

    def get(self, request: Request) -> Response:
        """Read the key of this request: its scopes, its expiry and its rate limit."""
        key = cast(ApiKey, request.auth)
        return Response(
            {
                "object": "api_key",
                "id": type_id("api_key", key.pk),
                "name": key.name,
                "scopes": key.scopes,
                "expires_at": format_time(key.expires_at),
                "created_at": format_time(key.created_at),
                "requests_per_minute": settings.API_RATE_PER_MINUTE,
            }
        )
