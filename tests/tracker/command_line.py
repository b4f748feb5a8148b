"""The command line of the project, as an operator without the servers of the tests has it."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.migrating.database import ROOT


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`python -m tracker` without the servers of the tests."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "SECRET_KEY")}
    return subprocess.run(
        [sys.executable, "-m", "tracker", *arguments],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
