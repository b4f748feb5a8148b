"""Webhooks: how the OpenAPI document describes what we send."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import OpenApiWebhook

_TEXT: Mapping[str, Any] = {"type": "string"}


def _header(name: str, description: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": True, "schema": _TEXT, "description": description}


EVENT_WEBHOOK = OpenApiWebhook(
    "event",
    {
        "post": {
            "summary": "Something changed",
            "description": (
                "One event, as the feed tells it, signed by the Standard Webhooks specification. It comes at least"
                " once and in no promised order: drop what you know by `webhook-id`, and what is stale by `seq` or by"
                " the subject's version."
            ),
            "tags": ["webhooks"],
            "parameters": [
                _header("webhook-id", "The event's id; the same in every try."),
                _header("webhook-timestamp", "When this try was made, in Unix seconds."),
                _header(
                    "webhook-signature", "`v1,` and an HMAC-SHA256 in base64; several with spaces between."
                ),
            ],
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Event"}}},
            },
            "responses": {
                "2XX": {"description": "Taken. It is not sent again."},
                "410": {"description": "Not wanted any more: the endpoint is disabled."},
                "default": {"description": "Not taken: it is sent again later, redirects included."},
            },
        }
    },
)
