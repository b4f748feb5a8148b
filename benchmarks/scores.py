"""Scores: what the programs beside the data folder say of `manage.py extract` on labelled documents."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure

TITLE = "Scores on labelled documents (score.py, markers.py)"
NEEDS = "../score/score.py"

_ROOT = Path(__file__).resolve().parents[1]
# Names of a program's totals that have a limit; the others are there to be watched.
_MOST = {"invented": 0}


def figures(data: Path) -> Iterator[Figure]:
    """The totals that each program prints as its last line. Raises CalledProcessError with what it wrote if one fails."""
    for program, folder in (("score.py", "gold"), ("markers.py", "markers")):
        path = data.parent / "score" / program
        if not path.exists() or not (data / folder).exists():
            continue
        done = subprocess.run(
            [sys.executable, str(path), "--json"], cwd=_ROOT, check=True, stdout=subprocess.PIPE, text=True
        )
        for name, value in json.loads(done.stdout.splitlines()[-1]).items():
            if value is not None:
                yield Figure(f"{folder}: {name.replace('_', ' ')}", value, most=_MOST.get(name))
