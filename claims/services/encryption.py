"""Encryption of secrets at rest, with keys derived from SECRET_KEY."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from claims.errors import SecretError


def encrypt(secret: str) -> str:
    """Return the secret in the form in which it is stored, encrypted with the current SECRET_KEY."""
    return _keys().encrypt(secret.encode()).decode()


def decrypt(stored: str) -> str:
    """Return the secret behind a stored one. Raises SecretError if none of this process's keys decrypts it."""
    try:
        return _keys().decrypt(stored.encode()).decode()
    except InvalidToken as error:
        raise SecretError(
            "The endpoint's secret was encrypted with another SECRET_KEY. Restore that key, or rotate the secret."
        ) from error


def _keys() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([_key(str(secret)) for secret in secrets])


def _key(secret: str) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"webhook secrets").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
