"""Cursors: signed, and bound to their list."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest

from api import cursors
from api.problems import ApiError

KEY = uuid.UUID("01890000-0000-7000-8000-000000000001")


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (datetime(2025, 1, 31, 12, 0, 0, 1, tzinfo=UTC), "2025-01-31T12:00:00.000001+00:00"),
        ("Ärzte", "Ärzte"),
        (7, 7),
    ],
)
def test_a_cursor_comes_back_as_it_was(value: object, read: object) -> None:
    bound = cursors.binding("/claims", "-created_at")

    assert cursors.read(cursors.write(value, KEY, bound), bound) == (read, KEY)


@pytest.mark.parametrize("given", ["", "x", "x:y", "W10:AAAA", "\ud800"])
def test_what_is_not_signed_is_refused(given: str) -> None:
    with pytest.raises(ApiError, match="no cursor of ours"):
        cursors.read(given, cursors.binding("/claims"))


def test_another_list_is_refused() -> None:
    cursor = cursors.write(7, KEY, cursors.binding("/claims", "created_at"))

    with pytest.raises(ApiError, match="other filters or another sort"):
        cursors.read(cursor, cursors.binding("/claims", "-created_at"))
