"""Authentication: `Authorization: Bearer ctk_…` and nothing else (RFC 6750)."""

from __future__ import annotations

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from api import keys
from api.models import ApiKey


class KeyAuthentication(BaseAuthentication):
    """Identifies the caller by its API key. Sessions and query parameters are not accepted."""

    def authenticate(self, request: Request) -> tuple[ApiKey, ApiKey] | None:
        """The key as both user and credentials; None without the header. Raises AuthenticationFailed."""
        header = request.headers.get("Authorization", "")
        if not header:
            return None
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer":
            raise AuthenticationFailed("The Authorization header must be `Bearer` and an API key.")
        now = timezone.now()
        key = keys.cached_key(token.strip(), now=now)
        if key is None:
            raise AuthenticationFailed("This is not an API key of this service.")
        if not key.is_valid_at(now):
            raise AuthenticationFailed(
                "This API key was revoked." if key.revoked_at else "This API key has expired."
            )
        keys.note_use(key, now=now)
        return key, key

    def authenticate_header(self, request: Request) -> str:
        """The value of WWW-Authenticate in a 401."""
        return 'Bearer realm="claims tracker"'
