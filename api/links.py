"""Links: where the things of the API are found from outside."""

from __future__ import annotations

from django.conf import settings

ROOT = "/api/v1"


def address(path: str) -> str:
    """The absolute URL of a path of the API ("/claims/claim_…")."""
    return f"{settings.PUBLIC_URL}{ROOT}{path}"
