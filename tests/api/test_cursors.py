"""Cursors: signed, and signature to their list."""

from __future__ import annotations

import uuid

import pytest

from api import cursors
from api.problems import ApiError

KEY = uuid.UUID("01890000-0000-7000-8000-000000000001")


@pytest.mark.parametrize("value", ["2025-01-31 12:00:00.000001+00", "Ärzte", "7"])
def test_a_cursor_is_decoded_to_what_was_encoded(value: str) -> None:
    signature = cursors.list_signature("/claims", "-created_at")

    assert cursors.decode_cursor(cursors.encode_cursor(value, KEY, signature), signature) == (value, KEY)


@pytest.mark.parametrize("given", ["", "x", "x:y", "W10:AAAA", "\ud800"])
def test_an_unsigned_cursor_is_refused(given: str) -> None:
    with pytest.raises(ApiError, match="not a cursor of this service"):
        cursors.decode_cursor(given, cursors.list_signature("/claims"))


def test_a_cursor_with_the_signature_of_another_position_is_refused() -> None:
    signature = cursors.list_signature("/claims")
    payload, _, _ = cursors.encode_cursor("7", KEY, signature).rpartition(":")
    _, _, signed = cursors.encode_cursor("8", KEY, signature).rpartition(":")

    with pytest.raises(ApiError, match="not a cursor of this service"):
        cursors.decode_cursor(f"{payload}:{signed}", signature)


def test_a_cursor_of_another_list_is_refused() -> None:
    cursor = cursors.encode_cursor("7", KEY, cursors.list_signature("/claims", "created_at"))

    with pytest.raises(ApiError, match="other filters or another sort"):
        cursors.decode_cursor(cursor, cursors.list_signature("/claims", "-created_at"))
