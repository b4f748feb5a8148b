"""The embedded servers, as real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from devserver import embedded

Start = Callable[..., embedded.Server]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[Start, Path], embedded.Server]]:
    """Starts a server that ends with the test; its log goes to a file."""
    servers: list[embedded.Server] = []

    def start(how: Start, data_dir: Path) -> embedded.Server:
        with (tmp_path / "log").open("ab") as log:
            servers.append(how(data_dir, output=log.fileno()))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


def test_postgres_speaks_utf8_and_has_english_full_text(start, tmp_path):
    server = start(embedded.start_postgres, tmp_path)

    with psycopg.connect(server.url) as connection:
        row = connection.execute(
            "SELECT current_database(), lower('Ä'), to_tsvector('english', 'the foxes ran')::text,"
            " current_setting('server_encoding')"
        ).fetchone()

    assert row == ("tracker", "ä", "'fox':2 'ran':3", "UTF8")


def test_postgres_listens_on_no_port_and_writes_through(start, tmp_path):
    server = start(embedded.start_postgres, tmp_path)

    with psycopg.connect(server.url) as connection:
        row = connection.execute(
            "SELECT current_setting('listen_addresses'), current_setting('fsync')"
        ).fetchone()

    assert row == ("", "on")


def test_data_survives_a_killed_postgres(start, tmp_path):
    server = start(embedded.start_postgres, tmp_path)
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS number")
    os.kill(server.pid, signal.SIGKILL)
    server.process.wait(10)

    again = start(embedded.start_postgres, tmp_path)

    assert again.url == server.url
    with psycopg.connect(again.url) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (42,)


def test_postgres_that_still_runs_on_the_data_is_stopped_first(start, tmp_path):
    orphan = start(embedded.start_postgres, tmp_path)

    start(embedded.start_postgres, tmp_path)

    assert orphan.process.wait(10) == 0


def test_number_of_another_process_in_a_stale_pid_file_does_no_harm(start, tmp_path):
    start(embedded.start_postgres, tmp_path).stop()
    bystander = subprocess.Popen(["sleep", "60"])
    (tmp_path / "postgres" / "postmaster.pid").write_text(f"{bystander.pid}\n{tmp_path}/postgres\n")

    start(embedded.start_postgres, tmp_path)

    assert bystander.poll() is None
    bystander.kill()
    bystander.wait()


def test_interrupted_creation_is_repeated(start, tmp_path):
    (tmp_path / "postgres.new").mkdir()
    (tmp_path / "postgres.new" / "PG_VERSION").write_text("18")

    server = start(embedded.start_postgres, tmp_path)

    assert server.answers()
    assert not (tmp_path / "postgres.new").exists()


def test_two_pairs_run_side_by_side(start, tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    urls = {
        start(embedded.start_postgres, tmp_path / "a").url,
        start(embedded.start_postgres, tmp_path / "b").url,
        start(embedded.start_redis, tmp_path / "a").url,
        start(embedded.start_redis, tmp_path / "b").url,
    }

    assert len(urls) == 4


def test_redis_keeps_nothing_on_disk(start, tmp_path):
    server = start(embedded.start_redis, tmp_path)

    with redis.Redis.from_url(server.url) as client:
        client.set("bell", "rung")
        settings = client.config_get("*")

    assert (settings["port"], settings["save"], settings["appendonly"]) == ("0", "", "no")
    assert settings["dir"] == str(server.runtime)


def test_nothing_is_left_after_stop(start, tmp_path):
    postgres = start(embedded.start_postgres, tmp_path)
    redis_server = start(embedded.start_redis, tmp_path)
    runtime = [postgres.runtime, redis_server.runtime]
    assert [folder.exists() for folder in runtime] == [True, True]

    postgres.stop()
    redis_server.stop()

    assert (postgres.process.returncode, redis_server.process.returncode) == (0, 0)
    assert [folder.exists() for folder in runtime] == [False, False]


@pytest.mark.skipif(sys.platform != "linux", reason="other kernels do not tell a child that its parent died")
def test_servers_end_with_a_parent_that_was_killed(tmp_path, gone_within):
    script = (
        "import sys, pathlib; from devserver import embedded; folder = pathlib.Path(sys.argv[1]);"
        "print(embedded.start_postgres(folder).pid, embedded.start_redis(folder).pid, file=sys.stderr, flush=True);"
        "sys.stdin.read()"
    )
    with (tmp_path / "log").open("wb") as log:
        parent = subprocess.Popen(
            [sys.executable, "-c", script, tmp_path], cwd=ROOT, stdin=subprocess.PIPE, stdout=log, stderr=log
        )
    until = time.monotonic() + 30
    while not (
        pids := [
            line for line in (tmp_path / "log").read_text().split("\n") if line.replace(" ", "").isdigit()
        ]
    ):
        assert time.monotonic() < until
        time.sleep(0.05)

    parent.kill()
    parent.communicate()

    assert [gone_within(int(pid), 20) for pid in pids[0].split()] == [True, True]
    embedded.start_postgres(tmp_path, output=subprocess.DEVNULL).stop()
    embedded.start_redis(tmp_path, output=subprocess.DEVNULL).stop()


def test_socket_folder_of_another_user_is_refused(start, tmp_path):
    server = start(embedded.start_redis, tmp_path)
    server.stop()
    server.runtime.symlink_to(tmp_path)

    with pytest.raises(embedded.EmbeddedError, match="belongs to another user"):
        start(embedded.start_redis, tmp_path)

    server.runtime.unlink()


def test_unusable_folder_is_named_with_a_remedy(start, tmp_path):
    (tmp_path / "postgres").write_text("not a folder")

    with pytest.raises(
        embedded.EmbeddedError, match=r"cannot use .*/postgres: Not a directory; .*DATABASE_URL"
    ):
        start(embedded.start_postgres, tmp_path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to change its user")
def test_started_by_root_postgres_runs_as_nobody_even_in_a_closed_folder(start, tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)

    server = start(embedded.start_postgres, closed)

    status = Path(f"/proc/{server.pid}/status").read_text()
    assert "Uid:\t65534\t65534\t65534\t65534" in status
    assert "Groups:\t \n" in status
