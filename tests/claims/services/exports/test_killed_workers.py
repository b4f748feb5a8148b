"""A worker that is killed while it makes an export: another one makes it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from claims.ids import type_id
from claims.models import Export
from tests.claims.services.exports.storage import folder, stored
from tests.claims.services.watching import workers
from tests.factories import make_claim, make_export, make_key

__all__ = ["folder"]
pytestmark = pytest.mark.django_db(transaction=True)

PUMP = """
import time
import django
django.setup()
from api.v1.export_selection import selection_of
from claims.services.exports import files, writing
writing.BATCH = 2
{write}
print("ready", flush=True)
while True:
    writing.make_due_export(selection_of)
    time.sleep(0.05)
"""
STOPS_AT_THE_SECOND_BATCH = """
write, calls = files.HashedFile.write, []
def stop(file, data):
    calls.append(data)
    if len(calls) == 2:
        file._file.flush()
        print("writing", flush=True)
        time.sleep(600)
    return write(file, data)
files.HashedFile.write = stop
"""


def test_an_export_whose_worker_is_killed_is_made_again(folder: Path, settings: Any) -> None:
    for number in range(6):
        make_claim(text=f"Heron-{number} beats Model-5.")
    key, _ = make_key("read")
    export = make_export(owner=type_id("api_key", key.pk))
    knobs = {"TRACKER_LEASE": "5s", "TRACKER_EXPORTS_DIR": str(folder)}

    worker = workers.start(script=PUMP.format(write=STOPS_AT_THE_SECOND_BATCH), **knobs)
    try:
        workers.wait_until_ready(worker)
        assert worker.stdout is not None
        assert worker.stdout.readline().strip() == "writing"
    finally:
        workers.kill(worker)
    export.refresh_from_db()
    assert (export.state, export.attempt_count) == ("running", 1)
    half = folder / "unfinished" / f"{type_id('export', export.pk)}-1.ndjson"
    assert half.read_bytes().count(b"\n") == 2

    with workers.pumping(1, script=PUMP.format(write=""), **knobs):
        assert workers.wait_for(lambda: Export.objects.filter(state="completed").exists(), 60)

    export.refresh_from_db()
    content = (folder / export.file_name).read_bytes()
    assert (export.attempt_count, export.rows, content.count(b"\n")) == (2, 6, 6)
    assert hashlib.sha256(content).hexdigest() == export.sha256
    assert stored(folder) == [f"{type_id('export', export.pk)}-2.ndjson"]
