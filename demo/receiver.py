"""Receiver: verifies a webhook as every subscriber should, by the Standard Webhooks specification."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping

TOLERANCE_SECONDS = 300
"""Maximum difference of the clocks; an older webhook may be a replay."""


class RefusedError(Exception):
    """The webhook is not valid; the message gives the reason."""


def verify(secret: str, headers: Mapping[str, str], body: bytes, *, now: float) -> None:
    """Verify that a signature is made with `secret` over id, timestamp and body. Raises RefusedError.

    `secret` is `whsec_` and base64; `now` is in Unix seconds.
    """
    message_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 13):
        raise RefusedError("it has no timestamp")
    if abs(now - int(timestamp)) > TOLERANCE_SECONDS:
        raise RefusedError("its timestamp is more than five minutes off")
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error as error:
        raise RefusedError("no secret to verify it with") from error
    if not key:
        raise RefusedError("no secret to verify it with")
    signed = f"{message_id}.{timestamp}.".encode() + body
    expected = base64.b64encode(hmac.digest(key, signed, hashlib.sha256))
    signatures = [
        part[3:].encode() for part in headers.get("webhook-signature", "").split() if part[:3] == "v1,"
    ]
    if not any(hmac.compare_digest(expected, signature) for signature in signatures):
        raise RefusedError("its signature does not match")


def describe(body: bytes) -> str:
    """The event in short: `citation.changed (severity 5)`. For verified bodies only."""
    event = json.loads(body)
    return f"{event['type']} (severity {event['severity']})"
