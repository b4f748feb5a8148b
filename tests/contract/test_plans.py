"""Every named filter, sort, search and list of the API and the admin is served by an index."""

from __future__ import annotations

import pytest
from django.db import connection

from benchmarks.engine import list_requests, list_rows

CLAIMS = 20_000


@pytest.mark.django_db
def test_no_list_scans_a_large_table_or_sorts_many_rows() -> None:
    connection.ensure_connection()
    for _ in list_rows.write(connection.connection, claims=CLAIMS):
        pass

    paths = [*list_requests.API, *list_requests.ADMIN]
    costs = {path: (status, cost) for path, status, cost in list_requests.costs(paths)}

    assert {path: status for path, (status, _) in costs.items() if status != 200} == {}
    assert {path: cost.scanned for path, (_, cost) in costs.items() if cost.scanned} == {}
    assert {
        path: cost.sorted for path, (_, cost) in costs.items() if cost.sorted > list_requests.MOST_SORTED
    } == {}
