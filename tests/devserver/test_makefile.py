"""What `make` says if it cannot build the environment: the real cause, in one line."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout without an environment."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    return tmp_path


def python(folder: Path, script: str) -> str:
    """A Python that behaves as the shell script says."""
    path = folder / "python-of-the-test"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def make(checkout: Path, python: str) -> str:
    """The first line that `make up` prints; it fails. Variables of a `make` that runs the tests do not reach it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(
        ["make", "up", f"PYTHON={python}"],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    return done.stdout.splitlines()[0]


def test_a_missing_python_is_reported(checkout: Path) -> None:
    said = make(checkout, "python-that-is-missing")

    assert said == ("python-that-is-missing is not installed; name another Python: make up PYTHON=python3.12")


def test_an_old_python_is_reported_with_its_version(checkout: Path) -> None:
    old = python(checkout, 'case "$*" in *version_info*) exit 1;; -V) echo Python 3.9.2;; esac')

    assert make(checkout, old) == f"{old} is Python 3.9.2; 3.11 or newer is needed: make up PYTHON=python3.12"


def test_a_python_without_venv_is_reported(checkout: Path) -> None:
    bare = python(checkout, 'case "$*" in *ensurepip*) exit 1;; esac')

    assert make(checkout, bare) == f"{bare} has no venv module; install it (Debian: python3-venv)"


def test_a_checkout_that_is_not_writable_is_reported(checkout: Path) -> None:
    (checkout / ".venv").touch()  # a file: no folder can be made there, even by root

    assert make(checkout, python(checkout, "exit 0")) == (
        f"cannot write to {checkout}/.venv: the environment is built in the checkout"
    )
