"""Batch: seconds of server time for 2,000 posted URLs, in batches and in single requests."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from benchmarks import lists
from benchmarks.figures import Figure

TITLE = "Batch: seconds of server time for 2,000 posted URLs"
NEEDS = ""

_MOST_SECONDS = 10.0


def figures(data: Path) -> Iterator[Figure]:
    """The time of each way to post the URLs, and its queries an operation."""
    with tempfile.TemporaryDirectory(prefix="claims-batch-") as name, ExitStack() as stack:
        environment = stack.enter_context(lists.database(Path(name)))
        for line in lists.run_python(environment, "-m", "benchmarks.engine.batch_requests").splitlines():
            cost = json.loads(line)
            most = _MOST_SECONDS if cost["is_limited"] else None
            yield Figure(cost["name"], cost["seconds"], "s", most=most)
            yield Figure(f"{cost['name']}: CPU of the web process", cost["cpu"], "s")
            yield Figure(f"{cost['name']}: queries an operation", cost["queries"])
