"""Look-up: milliseconds of server time for many sentences, quotes and URLs at a million claims."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from benchmarks import lists
from benchmarks.engine import list_rows
from benchmarks.figures import Figure

TITLE = "Look-up: milliseconds of server time a request"
NEEDS = ""

_MOST_MS = 300.0


def figures(data: Path) -> Iterator[Figure]:
    """The median of each kind of request, and how many of its items were found and read."""
    with tempfile.TemporaryDirectory(prefix="claims-lookup-") as name, ExitStack() as stack:
        environment = stack.enter_context(lists.database(Path(name)))
        started = time.perf_counter()
        for step in list_rows.fill(environment["DATABASE_URL"], claims=lists.CLAIMS):
            print(f"  {time.perf_counter() - started:.0f} s: {step}", file=sys.stderr)
        for line in lists.run_python(environment, "-m", "benchmarks.engine.lookup_requests").splitlines():
            cost = json.loads(line)
            most = _MOST_MS if cost["is_limited"] else None
            yield Figure(
                f"{cost['name']} ({cost['matches']}; {cost['read']} read)", cost["ms"], "ms", most=most
            )
