"""Signing: webhook secrets and signatures by the Standard Webhooks specification: HMAC-SHA256 (`v1`), ed25519 (`v1a`)."""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets as random
from collections.abc import Sequence
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from claims.errors import InputError
from claims.vocabulary import SignatureScheme

_PREFIX, _PRIVATE_PREFIX, _PUBLIC_PREFIX = "whsec_", "whsk_", "whpk_"
_NEW_BYTES = 32
_LEAST_BYTES, _MOST_BYTES = 24, 64
_KEY_BYTES = 32
_KEPT_SECRETS = 2000


def new_secret(scheme: SignatureScheme = SignatureScheme.HMAC_SHA256) -> str:
    """A new secret: `whsec_`, or `whsk_` for ed25519, and 32 random bytes in base64."""
    prefix = _PREFIX if scheme is SignatureScheme.HMAC_SHA256 else _PRIVATE_PREFIX
    return prefix + base64.b64encode(random.token_bytes(_NEW_BYTES)).decode()


def public_key(secret: str) -> str:
    """The public key of a secret, `whpk_` and 32 bytes in base64; "" for a secret that both sides share."""
    if not secret.startswith(_PRIVATE_PREFIX):
        return ""
    return _PUBLIC_PREFIX + base64.b64encode(_private_key(secret).public_key().public_bytes_raw()).decode()


def sign(secrets: Sequence[str], message_id: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature`: one signature for each secret, current one first, spaces between.

    `timestamp` is in Unix seconds, as in `webhook-timestamp`. Raises InputError for a malformed secret.
    """
    message = b".".join((message_id.encode(), str(timestamp).encode(), body))
    return " ".join(_signature(secret, message) for secret in secrets)


def secret_key(secret: str) -> bytes:
    """The key inside a shared secret. Raises InputError unless it is `whsec_` and 24 to 64 bytes in base64."""
    key = _decoded(secret, _PREFIX)
    if not _LEAST_BYTES <= len(key) <= _MOST_BYTES:
        raise InputError("/secret", "The secret must be whsec_ followed by 24 to 64 bytes in base64.")
    return key


def _signature(secret: str, message: bytes) -> str:
    if secret.startswith(_PRIVATE_PREFIX):
        return "v1a," + base64.b64encode(_private_key(secret).sign(message)).decode()
    signature = _keyed(secret).copy()
    signature.update(message)
    return "v1," + base64.b64encode(signature.digest()).decode()


@lru_cache(maxsize=_KEPT_SECRETS)
def _keyed(secret: str) -> hmac.HMAC:
    """An HMAC that has read the key only: a copy of it costs half of a new one."""
    return hmac.new(secret_key(secret), digestmod="sha256")


@lru_cache(maxsize=_KEPT_SECRETS)
def _private_key(secret: str) -> Ed25519PrivateKey:
    key = _decoded(secret, _PRIVATE_PREFIX)
    if len(key) != _KEY_BYTES:
        raise InputError("/secret", "The secret must be whsk_ followed by 32 bytes in base64.")
    return Ed25519PrivateKey.from_private_bytes(key)


def _decoded(secret: str, prefix: str) -> bytes:
    """The bytes behind a prefix; none if the prefix or the base64 is another."""
    if not secret.startswith(prefix):
        return b""
    try:
        return base64.b64decode(secret.removeprefix(prefix), validate=True)
    except (binascii.Error, ValueError):
        return b""
