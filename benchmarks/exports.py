"""Exports: rows a second and memory of a worker that exports 200,000 claims, beside one COPY of the same objects."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.engine import list_rows
from benchmarks.engine.exporter import COPY
from benchmarks.figures import Figure
from benchmarks.lists import database, run_python

TITLE = "Exports: rows/s and memory of 200,000 claims in each format, beside COPY"
NEEDS = ""

CLAIMS = int(os.environ.get("CLAIMS", "200000"))
_FORMATS = ("ndjson", "ndjson+gzip", "csv", "parquet")
_LEAST_OF_COPY = {"ndjson": 0.5, "ndjson+gzip": 0.3, "csv": 0.3, "parquet": 0.2}
_MOST_MB = {"ndjson": 200.0, "ndjson+gzip": 200.0, "csv": 200.0, "parquet": 400.0}


def figures(data: Path) -> Iterator[Figure]:
    """Each format, in a process of its own, between two runs of COPY."""
    with tempfile.TemporaryDirectory(prefix="claims-exports-") as name, database(Path(name)) as environment:
        started = time.perf_counter()
        for step in list_rows.fill(environment["DATABASE_URL"], claims=CLAIMS):
            print(f"  {time.perf_counter() - started:.0f} s: {step}", file=sys.stderr)
        measured = {format: _measured(format, environment) for format in (COPY, *_FORMATS)}
        again = _measured(COPY, environment)
        copied = max(_rate(measured[COPY]), _rate(again))
        yield Figure("COPY of the objects as JSON", copied, "rows/s")
        for format in _FORMATS:
            made = measured[format]
            yield Figure(f"{format}", _rate(made), "rows/s")
            yield Figure(f"{format}, to COPY", _rate(made) / copied, "times", least=_LEAST_OF_COPY[format])
            yield Figure(f"{format}, size", made["bytes"] / 1e6, "MB")
            yield Figure(f"{format}, peak of the process", made["peak"], "MB", most=_MOST_MB[format])
            yield Figure(f"{format}, of it before the export", made["before"], "MB")


def _measured(format: str, environment: dict[str, str]) -> dict[str, Any]:
    measured: dict[str, Any] = json.loads(run_python(environment, "-m", "benchmarks.engine.exporter", format))
    assert measured["rows"] == CLAIMS, measured
    return measured


def _rate(measured: dict[str, Any]) -> float:
    return float(measured["rows"] / measured["seconds"])
