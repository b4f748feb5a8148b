"""Secrets are stored encrypted, and a rotated SECRET_KEY still decrypts what the one before encrypted."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from claims.errors import SecretError
from claims.services.encryption import decrypt, encrypt

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_a_stored_secret_decrypts_to_what_was_encrypted() -> None:
    assert decrypt(encrypt(SECRET)) == SECRET


def test_a_stored_secret_does_not_hold_its_text_and_differs_each_time() -> None:
    first, second = encrypt(SECRET), encrypt(SECRET)

    assert "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" not in first
    assert first != second


def test_a_fallback_key_decrypts_what_it_encrypted(settings: Settings) -> None:
    settings.SECRET_KEY = "the-key-of-last-year"
    stored = encrypt(SECRET)

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the-key-of-now", ["the-key-of-last-year"]

    assert decrypt(stored) == SECRET


def test_the_current_key_encrypts_and_not_a_fallback(settings: Settings) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the-key-of-now", ["the-key-of-last-year"]
    stored = encrypt(SECRET)

    settings.SECRET_KEY_FALLBACKS = []

    assert decrypt(stored) == SECRET


def test_another_key_is_an_error_that_says_what_to_do(settings: Settings) -> None:
    settings.SECRET_KEY = "the-key-of-last-year"
    stored = encrypt(SECRET)

    settings.SECRET_KEY = "the-key-of-now"

    with pytest.raises(SecretError, match="Restore that key, or rotate the secret"):
        decrypt(stored)


def test_a_changed_character_is_an_error() -> None:
    stored = encrypt(SECRET)
    changed = stored[:20] + ("A" if stored[20] != "A" else "B") + stored[21:]

    with pytest.raises(SecretError):
        decrypt(changed)
