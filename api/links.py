"""Links: absolute URLs of resources of the API."""

from __future__ import annotations

from django.conf import settings

ROOT = "/api/v1"


def absolute_url(path: str) -> str:
    """The absolute URL of a path below /api/v1, such as `/claims/claim_…`."""
    return f"{settings.PUBLIC_URL}{ROOT}{path}"
