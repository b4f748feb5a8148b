"""Generated clients: they are made without a warning, their types are strict, and each plays the worked example."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journey.service import ROOT, Service, running

pytestmark = pytest.mark.journey

CLIENTS = ROOT / "tests" / "clients"
DOCUMENT = ROOT / "api" / "openapi.yaml"
PACKAGES = CLIENTS / "node_modules"
OUTPUT = [
    "It outperforms Heron-1 on MMLU.",
    "Kestrel-2 was trained on 12 trillion tokens.",
    "label 2",
]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with running(tmp_path) as service:
        yield service


def run(*command: str | Path, folder: Path) -> str:
    """What the command prints; fails with it if the command fails."""
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_client_of_openapi_python_client_plays_the_worked_example(
    service: Service, tmp_path: Path
) -> None:
    client = tmp_path / "client"
    generate = ["openapi-python-client", "generate", "--path", DOCUMENT, "--fail-on-warning"]
    run(*generate, "--output-path", client, folder=tmp_path)
    script = shutil.copy(CLIENTS / "worked_example.py", client)

    mypy = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--cache-dir", tmp_path / "cache"]
    run(*mypy, "-p", "claims_tracker_client", folder=client)
    run(*mypy, script, folder=client)
    printed = run(sys.executable, script, service.url, service.key, folder=client)

    assert printed.splitlines() == [*OUTPUT, "['standing', 'lost']", "delivered"]


@pytest.mark.skipif(
    not PACKAGES.exists(), reason="needs npm: `make test` installs tests/clients/package-lock.json"
)
def test_the_types_of_openapi_typescript_play_the_worked_example(service: Service, tmp_path: Path) -> None:
    for name in ("package.json", "tsconfig.json", "worked_example.ts"):
        shutil.copy(CLIENTS / name, tmp_path)
    (tmp_path / "node_modules").symlink_to(PACKAGES)
    programs = PACKAGES / ".bin"

    printed = run(programs / "openapi-typescript", DOCUMENT, "-o", "schema.ts", folder=tmp_path)
    run(programs / "tsc", "-p", ".", folder=tmp_path)

    assert "warn" not in printed.lower()
    printed = run("node", "worked_example.js", service.url, service.key, folder=tmp_path)
    assert printed.splitlines() == [*OUTPUT, '["standing","lost"]', "delivered"]


def test_the_lock_file_of_npm_has_a_hash_of_each_package_and_no_address() -> None:
    lines = (CLIENTS / "package-lock.json").read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if '"resolved"' in line] == []
    packages = [line for line in lines if line.startswith('    "node_modules/')]
    assert len([line for line in lines if '"integrity": "sha512-' in line]) == len(packages) > 0
