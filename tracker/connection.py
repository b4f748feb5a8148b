"""Connection: the variables with which another process reaches the servers of a `make up` that is running."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from tracker import roles

_VARIABLES = ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "DATA_DIR", "PUBLIC_URL")


def path() -> Path:
    """The file that holds them; it exists while `make up` runs."""
    return roles.data_dir() / "environment.json"


def save(environment: Mapping[str, str]) -> None:
    """Write the file, readable by its owner only."""
    variables = {name: environment[name] for name in _VARIABLES if name in environment}
    path().touch(mode=0o600)
    path().write_text(json.dumps(variables), encoding="utf-8")


def load() -> dict[str, str]:
    """The saved variables; empty if `make up` is not running."""
    try:
        variables: dict[str, str] = json.loads(path().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return variables


def forget() -> None:
    """Remove the file."""
    path().unlink(missing_ok=True)
