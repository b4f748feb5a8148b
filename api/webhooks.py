"""Webhooks: the requests that this service sends, for the OpenAPI document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import OpenApiWebhook

_TEXT: Mapping[str, Any] = {"type": "string"}

_OBJECTS = ("claims", "articles", "entities", "citations", "sources")
_BODY: Mapping[str, Any] = {
    "allOf": [
        {"$ref": "#/components/schemas/Event"},
        {
            "type": "object",
            "properties": {
                "data": {
                    "type": "object",
                    "properties": {
                        "objects": {
                            "type": "object",
                            "description": (
                                "Only for endpoints with the payload `full`: what the event concerns, in its present state."
                                " At most 20 of a kind; long texts are cut at 2,000 characters."
                            ),
                            "properties": {
                                name: {
                                    "type": "array",
                                    "items": {"type": "object", "additionalProperties": True},
                                }
                                for name in _OBJECTS
                            },
                            "required": list(_OBJECTS),
                        }
                    },
                }
            },
        },
    ]
}


def _header(name: str, description: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": True, "schema": _TEXT, "description": description}


EVENT_WEBHOOK = OpenApiWebhook(
    "event",
    {
        "post": {
            "summary": "Receive an event",
            "description": (
                "One event, as in the change feed, signed as the Standard Webhooks specification says. Delivery is at"
                " least once and in any order: drop duplicates by `webhook-id`, and stale events by `seq` or by the"
                " subject's version."
            ),
            "tags": ["webhooks"],
            "parameters": [
                _header("webhook-id", "The event's id; the same in every attempt."),
                _header("webhook-timestamp", "The time of this attempt, in Unix seconds."),
                _header(
                    "webhook-signature",
                    "`v1,` and an HMAC-SHA256, or `v1a,` and an ed25519 signature, in base64; several are separated by spaces.",
                ),
            ],
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": _BODY}},
            },
            "responses": {
                "2XX": {"description": "Received. The event is not sent again."},
                "410": {"description": "Not wanted any more; the endpoint is disabled."},
                "default": {
                    "description": "Not received; the event is sent again later. Redirects are not followed."
                },
            },
        }
    },
)
