"""An export and the feed after its position are the database, whatever eight writers do meanwhile."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.db import connection

from api.v1.export_selection import selection_of
from claims.ids import type_id
from claims.models import Event, Export
from claims.services.events import type_id_of
from claims.services.exports import writing
from claims.services.webhooks import publish
from tests.callers import Caller
from tests.claims.services.exports.storage import folder
from tests.factories import make_citation, make_claim, make_entity, make_key, make_proposition, make_publisher

__all__ = ["folder"]
pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 8
RESOURCES = ("claims", "citations", "entities", "publishers", "reviews", "appearances", "conflicts")
RAISING = {"claim.accepted", "claim.rejected", "claim.reopened", "entity.updated", "publisher.updated"}
"""Events of changes that raise the version of their subject."""


class Writer:
    """A caller that changes rows at random, of its own and of others, until it is told to stop."""

    def __init__(self, seed: int, ids: dict[str, list[str]]) -> None:
        _, token = make_key("admin")
        self.caller, self.rng, self.ids = Caller(token), random.Random(seed), ids
        self.statuses: list[int] = []

    def run(self, enough: threading.Event, most: int) -> None:
        try:
            for number in range(most):
                if enough.is_set() and number >= 10:
                    return
                self.statuses.append(self.change(number))
        finally:
            connection.close()

    def change(self, number: int) -> int:
        claim, other = self.rng.sample(self.ids["claim"], 2)
        entity = self.rng.choice(self.ids["entity"])
        publisher = self.rng.choice(self.ids["publisher"])
        name = f"{self.rng.random():.9f}"
        changes = [
            ("POST", f"/claims/{claim}/accept", {}),
            ("POST", f"/claims/{claim}/reject", {"reason": "Not said."}),
            ("POST", f"/claims/{claim}/reopen", {}),
            ("PATCH", f"/claims/{claim}", {"text": f"Heron-{name} beats Model-5."}),
            ("POST", f"/claims/{claim}/merge", {"into": other}),
            ("POST", f"/claims/{claim}/unmerge", {"from": other}),
            ("POST", "/citations", {"claim": claim, "url": f"https://source.example/{name}"}),
            ("POST", "/entities", {"name": f"Kestrel {name}", "kind": "model"}),
            ("PATCH", f"/entities/{entity}", {"name": f"Merlin {name}"}),
            ("PATCH", f"/publishers/{publisher}", {"name": f"The {name}"}),
            ("POST", "/publishers", {"name": f"Daily {name}"}),
            ("POST", "/reviews", {"claim": claim, "verdict": "supported", "reasons": "So.", "publish": True}),
        ]
        method, path, body = self.rng.choice(changes)
        return self.caller.send(method, path, body, If_Match="*").status_code


@contextmanager
def published() -> Iterator[None]:
    """The sequencer runs during the block."""
    done = threading.Event()

    def pump() -> None:
        try:
            while not done.wait(0.005):
                publish.publish_events()
        finally:
            connection.close()

    thread = threading.Thread(target=pump)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
        while publish.publish_events():
            pass


def export_of(caller: Caller, folder: Path, resource: str) -> tuple[dict[str, Any], int]:
    """The objects of an export by their id, and its position."""
    id = caller.post("/exports", {"resource": resource, "format": "ndjson"}).json()["id"]
    assert writing.make_due_export(selection_of)
    export = Export.objects.order_by("-id")[0]
    assert (type_id_of(export), export.state) == (id, "completed")
    rows = [orjson.loads(line) for line in (folder / export.file_name).read_bytes().splitlines()]
    assert export.feed_position is not None
    return {row["id"]: row for row in rows}, export.feed_position


def named_after(caller: Caller, position: int) -> set[str]:
    """The ids that the events of the feed name after a position."""
    names: set[str] = set()
    path = f"/events?after={position}&limit=1000"
    while path:
        page = caller.get(path).json()
        for event in page["data"]:
            names.add(event["data"]["subject"]["id"])
            for value in event["data"]["related"].values():
                names.update(value if isinstance(value, list) else [value])
        path = page["next"].partition("/api/v1")[2] if page["next"] else ""
    return names


@pytest.mark.parametrize("seed", [1, 2])
def test_an_export_and_the_feed_after_it_are_the_database(seed: int, folder: Path) -> None:
    key, token = make_key("admin")
    admin = Caller(token, type_id_of(key))
    claims = [make_claim() for _ in range(12)]
    entities = [make_entity() for _ in range(6)]
    for claim, entity in zip(claims, entities, strict=False):
        make_citation(claim)
        make_proposition(claim, subject=entity)
    rows = {"claim": claims, "entity": entities, "publisher": [make_publisher() for _ in range(4)]}
    ids = {noun: [type_id_of(row) for row in given] for noun, given in rows.items()}
    writers = [Writer(seed * 100 + number, ids) for number in range(WRITERS)]
    enough = threading.Event()

    with published(), ThreadPoolExecutor(WRITERS) as executor:
        running = [executor.submit(writer.run, enough, 60) for writer in writers]
        exports = {resource: export_of(admin, folder, resource) for resource in RESOURCES}
        enough.set()
        for future in running:
            future.result()

    statuses = [status for writer in writers for status in writer.statuses]
    assert {status for status in statuses if status >= 500} <= {
        503
    }  # the victim of a deadlock may be told to try again
    assert sum(status < 300 for status in statuses) > 20
    for resource, (exported, position) in exports.items():
        fresh, _ = export_of(admin, folder, resource)
        read_again = named_after(admin, position)
        replayed = {id: row for id, row in exported.items() if id not in read_again}
        replayed |= {id: row for id, row in fresh.items() if id in read_again}
        assert replayed == fresh
        check_versions(exported, position)


def check_versions(exported: dict[str, Any], position: int) -> None:
    """Every event up to the position had its effect in the export, and none after it."""
    for event in Event.objects.filter(type__in=RAISING):
        row = exported.get(type_id(event.subject_type, event.subject_id))
        if row is not None and event.seq <= position:
            assert row["version"] >= event.subject_version
        elif row is not None:
            assert row["version"] < event.subject_version
