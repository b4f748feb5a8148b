"""A storage of exports in the folder of a test, and another connection to its database."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

FOLDER = "django.core.files.storage.FileSystemStorage"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """The folder in which exports are stored, and below which they are written."""
    settings.EXPORTS_DIR = tmp_path / "exports"
    own = {"BACKEND": FOLDER, "OPTIONS": {"location": settings.EXPORTS_DIR}}
    settings.STORAGES = {**settings.STORAGES, "exports": own}
    return tmp_path / "exports"


def stored(folder: Path) -> list[str]:
    """The names of all files in the storage and below it."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def elsewhere(work: Callable[[], object]) -> None:
    """Do something in a transaction of another connection."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as executor:
        executor.submit(run).result()
