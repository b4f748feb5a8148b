"""Signing: webhook secrets and signatures by the Standard Webhooks specification (symmetric, `v1`)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets as random
from collections.abc import Sequence

from claims.errors import InputError

_PREFIX = "whsec_"
_NEW_BYTES = 32
_LEAST_BYTES, _MOST_BYTES = 24, 64


def new_secret() -> str:
    """A new secret: `whsec_` and 32 random bytes in base64."""
    return _PREFIX + base64.b64encode(random.token_bytes(_NEW_BYTES)).decode()


def sign(secrets: Sequence[str], message_id: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature`: one signature for each secret, current one first, spaces between.

    `timestamp` is in Unix seconds, as in `webhook-timestamp`. Raises InputError for a malformed secret.
    """
    message = b".".join((message_id.encode(), str(timestamp).encode(), body))
    return " ".join(_signature(secret_key(secret), message) for secret in secrets)


def secret_key(secret: str) -> bytes:
    """The key inside a secret. Raises InputError unless it is `whsec_` and 24 to 64 bytes in base64."""
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(_PREFIX) or not _LEAST_BYTES <= len(key) <= _MOST_BYTES:
        raise InputError("/secret", "The secret must be whsec_ followed by 24 to 64 bytes in base64.")
    return key


def _signature(key: bytes, message: bytes) -> str:
    return "v1," + base64.b64encode(hmac.digest(key, message, hashlib.sha256)).decode()
