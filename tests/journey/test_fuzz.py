"""The running web answers generated requests, one by one and in sequences, as the OpenAPI document says."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.journey.service import ROOT

pytestmark = pytest.mark.journey


def test_every_check_of_schemathesis_passes() -> None:
    bounds = [
        "--requests",
        "1",
        "--examples",
        "2",
        "--phases",
        "fuzzing,stateful",
        "--generation-deterministic",
    ]

    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", *bounds],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=1500,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("; every response is as documented\n")
