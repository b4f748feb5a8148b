"""Scores: what the programs beside the data folder say of `manage.py extract` on labelled documents, half by half."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure
from benchmarks.halves import DEVELOPED, UNSEEN, half_of

TITLE = "Scores on labelled documents (score.py, markers.py); rules are developed on one half and reported on the other"
NEEDS = "../score/score.py"

_ROOT = Path(__file__).resolve().parents[1]
# Totals of the unseen half that have a limit; the others are there to be compared.
_LEAST = {
    "f1": 0.91,
    "kind": 0.88,
    "comparisons_f1": 0.62,
    "quantities_f1": 0.93,
    "quantity_subject": 0.75,
    "marker_precision": 0.98,
    "marker_recall": 0.98,
    "link_precision": 0.98,
    "link_recall": 0.98,
}


def figures(data: Path) -> Iterator[Figure]:
    """The totals that each program prints as its last line. Raises CalledProcessError with what it wrote if one fails."""
    score, markers = (data.parent / "score" / name for name in ("score.py", "markers.py"))
    for half in (UNSEEN, DEVELOPED):
        with TemporaryDirectory() as folder:
            _link_half(data / "gold", Path(folder), half)
            totals = _totals(score, "--gold", folder)
        for name, value in totals.items():
            least = _LEAST.get(name) if half is UNSEEN else None
            yield Figure(f"gold, {half}: {name.replace('_', ' ')}", value, least=least)
    if markers.exists() and (data / "markers").exists():
        for name, value in _totals(markers, "--data", str(data / "markers")).items():
            yield Figure(f"markers: {name.replace('_', ' ')}", value, most=0 if name == "invented" else None)


def _link_half(labelled: Path, folder: Path, half: str) -> None:
    """Links the label files of one half, and the documents that they label, into `folder`."""
    for labels in labelled.glob("*.json"):
        if half_of("gold", labels.stem) == half:
            document = json.loads(labels.read_text(encoding="utf-8"))["document"]
            for path in (labels, labelled / document):
                (folder / path.name).symlink_to(path)


def _totals(program: Path, *options: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, str(program), "--json", *options],
        cwd=_ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    totals = json.loads(done.stdout.splitlines()[-1])
    return {name: value for name, value in totals.items() if value is not None}
