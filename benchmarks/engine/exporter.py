"""Exporter: makes one export as a worker does, or copies the same objects with COPY, and says what it cost.

python -m benchmarks.engine.exporter FORMAT     prints a JSON object: rows, bytes, seconds, peak (MB), bare_rows
"""

from __future__ import annotations

import json
import resource
import sys
import time
from typing import Any

import django

COPY = "copy"


def main() -> None:
    django.setup()
    format = sys.argv[1]
    started_with = _peak()
    started = time.perf_counter()
    rows, size = _copied() if format == COPY else _exported(format)
    seconds = time.perf_counter() - started
    print(
        json.dumps(
            {
                "rows": rows,
                "bytes": size,
                "seconds": seconds,
                "peak": _peak(),
                "before": started_with,
            }
        )
    )


def _exported(format: str) -> tuple[int, int]:
    from api import keys  # noqa: PLC0415 after the set-up
    from api.v1.export_selection import selection_of  # noqa: PLC0415
    from claims.ids import type_id  # noqa: PLC0415
    from claims.models import Export  # noqa: PLC0415
    from claims.services.exports import requests, writing  # noqa: PLC0415
    from claims.values import Actor  # noqa: PLC0415

    key, _ = keys.issue_key(name="exports", scopes=["read"], actor=Actor("user", "exports"))
    name, _, compression = format.partition("+")
    export = requests.request_export(
        owner=type_id("api_key", key.pk),
        resource="claims",
        filters={},
        format=name,
        compression=compression or Export.Compression.NONE,
    )
    assert writing.make_due_export(selection_of)
    export.refresh_from_db()
    assert export.state == Export.State.COMPLETED, export.failure_detail
    return export.rows, export.bytes


def _copied() -> tuple[int, int]:
    """Read the same objects with one COPY, in no order, and write them to no file."""
    from django.db import connection  # noqa: PLC0415
    from psycopg import ClientCursor  # noqa: PLC0415

    from api.projection import project  # noqa: PLC0415
    from api.v1.claims import CLAIM  # noqa: PLC0415
    from claims.models import Claim  # noqa: PLC0415

    sql, params = project(CLAIM).texts(Claim.objects.order_by()).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    statement = ClientCursor(connection.connection).mogrify(sql, params)
    rows = size = 0
    with connection.cursor() as cursor, cursor.copy(f"COPY ({statement}) TO STDOUT") as copy:
        block: Any
        for block in copy:
            rows += bytes(block).count(b"\n")
            size += len(block)
    return rows, size


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
