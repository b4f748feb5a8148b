"""The receiver believes what is signed, fresh and for it; nothing else."""

from __future__ import annotations

import pytest

from claims.pipeline.webhooks.signatures import sign
from demo import receiver

SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
OTHER = "whsec_YWJjZGVmZ2hpamFiY2RlZmdoaWphYmNkZWZnaGlqYWI="
BODY = b'{"type":"citation.changed","severity":5}'
AT = 1_700_000_000


def headers(secret: str = SECRET, timestamp: int = AT, body: bytes = BODY) -> dict[str, str]:
    """As the service sends them."""
    return {
        "webhook-id": "event_1",
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign([secret], "event_1", timestamp, body),
    }


def test_signed_webhook_is_valid():
    receiver.verify(SECRET, headers(), BODY, now=AT + 1.5)

    assert receiver.describe(BODY) == "citation.changed (severity 5)"


def test_one_of_two_signatures_is_enough():
    both = headers() | {"webhook-signature": sign([OTHER, SECRET], "event_1", AT, BODY)}

    receiver.verify(SECRET, both, BODY, now=AT)


@pytest.mark.parametrize(
    ("given", "body", "why"),
    [
        (headers(secret=OTHER), BODY, "signature"),
        (headers(), BODY + b" ", "signature"),
        (headers() | {"webhook-id": "event_2"}, BODY, "signature"),
        (headers() | {"webhook-timestamp": str(AT + 1)}, BODY, "signature"),
        (headers() | {"webhook-signature": ""}, BODY, "signature"),
        (
            headers() | {"webhook-signature": headers()["webhook-signature"].replace("v1,", "v2,")},
            BODY,
            "signature",
        ),
        (headers(timestamp=AT - 301), BODY, "five minutes"),
        (headers(timestamp=AT + 301), BODY, "five minutes"),
        (headers() | {"webhook-timestamp": "yesterday"}, BODY, "timestamp"),
        ({}, BODY, "timestamp"),
    ],
)
def test_anything_else_is_refused(given, body, why):
    with pytest.raises(receiver.RefusedError, match=why):
        receiver.verify(SECRET, given, body, now=AT)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_not base64!"])
def test_without_a_secret_no_webhook_is_valid(secret):
    with pytest.raises(receiver.RefusedError, match="no secret"):
        receiver.verify(secret, headers(), BODY, now=AT)
