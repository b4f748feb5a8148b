"""What another process needs to reach the servers of `make up`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracker import connection


def test_saved_variables_are_readable_by_the_owner_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))

    connection.save({"DATABASE_URL": "postgresql:///saved", "PASSWORD_OF_OTHERS": "hidden"})

    assert connection.load() == {"DATABASE_URL": "postgresql:///saved"}
    assert connection.path().stat().st_mode & 0o777 == 0o600


def test_nothing_is_loaded_after_make_up_has_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    connection.save({"DATABASE_URL": "postgresql:///saved"})

    connection.forget()

    assert connection.load() == {}
