"""Exporter: makes one export as a worker does, or copies the same objects with COPY, and says what it cost.

python -m benchmarks.engine.exporter FORMAT     prints a JSON object: rows, bytes, seconds, peak and before (MB)
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import django

COPY = "copy"


def main() -> None:
    django.setup()
    from django.db import connection  # noqa: PLC0415 after the set-up

    from api.v1.export_selection import selection_of  # noqa: PLC0415
    from claims.models import Export  # noqa: PLC0415
    from claims.services.exports import writing  # noqa: PLC0415

    name, _, compression = sys.argv[1].partition("+")
    export = _request("ndjson" if name == COPY else name, compression or "none")
    rows, before = selection_of(export).rows.order_by(), _peak()
    connection.ensure_connection()
    started = time.perf_counter()
    if name == COPY:
        Export.objects.filter(pk=export.pk).delete()
        export.rows, export.bytes = _copied(rows)
    else:
        assert writing.make_due_export(selection_of)
        export.refresh_from_db()
        assert export.state == Export.State.COMPLETED, export.failure_detail
    seconds = time.perf_counter() - started
    cost = {"rows": export.rows, "bytes": export.bytes, "seconds": seconds, "peak": _peak(), "before": before}
    print(json.dumps(cost))


def _request(format: str, compression: str) -> Any:
    from api import keys  # noqa: PLC0415
    from claims.ids import type_id  # noqa: PLC0415
    from claims.services.exports import requests  # noqa: PLC0415
    from claims.values import Actor  # noqa: PLC0415

    key, _ = keys.issue_key(name="exports", scopes=["read"], actor=Actor("user", "exports"))
    owner = type_id("api_key", key.pk)
    return requests.request_export(
        owner=owner, resource="claims", filters={}, format=format, compression=compression
    )


def _copied(rows: Any) -> tuple[int, int]:
    """Read the same objects with one COPY, in no order, and write them to no file. Returns the numbers of rows and bytes."""
    from django.db import connection  # noqa: PLC0415
    from psycopg import ClientCursor  # noqa: PLC0415

    statement = ClientCursor(connection.connection).mogrify(*rows.query.sql_with_params())
    count = size = 0
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        with cursor.copy(f"COPY ({statement}) TO STDOUT") as copy:
            for block in copy:
                count += bytes(block).count(b"\n")
                size += len(block)
    return count, size


def _peak() -> float:
    """The most memory that this process has had so far, in MB."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
