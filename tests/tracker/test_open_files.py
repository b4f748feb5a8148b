"""The limit of open files: web and worker raise it, because the usual one is too low for their connections."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOWER_FIRST = "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (256, {most}))\n"
PRINT = "\nprint(resource.getrlimit(resource.RLIMIT_NOFILE)[0])"


@pytest.mark.parametrize(
    "start",
    [
        "from tracker import open_files; open_files.permit_many()",
        "import tracker.celery; from celery import signals; signals.worker_process_init.send(None)",
        "import tracker.asgi",
    ],
)
def test_a_process_raises_its_limit_of_open_files_to_the_most_that_it_may_have(start: str) -> None:
    most = min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], 4096)

    output = subprocess.run(
        [sys.executable, "-c", LOWER_FIRST.format(most=most) + start + PRINT],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip

    assert output.split()[-1] == str(most)
