"""Receiver: what whoever subscribes to webhooks has to do: verify, then believe. By the Standard Webhooks specification."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping

TOLERANCE_SECONDS = 300
"""How far the sender's clock may be from ours; what is older may be a replay."""


class RefusedError(Exception):
    """This webhook is not to be believed; the message says why."""


def verify(secret: str, headers: Mapping[str, str], body: bytes, *, now: float) -> None:
    """Raises RefusedError unless one of the signatures is `secret`'s over id, timestamp and body.

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
        raise RefusedError("we have no secret to verify it with") from error
    if not key:
        raise RefusedError("we have no secret to verify it with")
    signed = f"{message_id}.{timestamp}.".encode() + body
    wanted = base64.b64encode(hmac.digest(key, signed, hashlib.sha256))
    given = [part[3:].encode() for part in headers.get("webhook-signature", "").split() if part[:3] == "v1,"]
    if not any(hmac.compare_digest(wanted, signature) for signature in given):
        raise RefusedError("its signature is not ours")


def describe(body: bytes) -> str:
    """The event in a few words: `citation.changed (severity 5)`. Only for a body that was verified."""
    event = json.loads(body)
    return f"{event['type']} (severity {event['severity']})"
