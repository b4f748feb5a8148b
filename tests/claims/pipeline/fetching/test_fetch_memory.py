"""Fetch against answers without end: each ends as a named failure, and memory stays small."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.claims.pipeline.fetching import bombs

ROOT = Path(__file__).parents[4]

# A fresh process for each run, for only its end tells how much memory it had at most. It forks once more while it is
# small: what a process forks from counts as its own memory, and the tests' may be large.
VISITOR = """
import os, sys
if child := os.fork():
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))

import asyncio, json, resource
from claims.errors import FetchError
from claims.pipeline.fetching.addresses import parse_networks
from claims.pipeline.fetching.fetch import Door, DoorSettings

async def look(door, url):
    try:
        return (await door.get(url)).body.decode()
    except FetchError as problem:
        return problem.code

async def visit(port, seconds, paths):
    settings = DoorSettings(
        user_agent="tests/1", allow=parse_networks(["127.0.0.77"]), total_seconds=float(seconds)
    )
    async with Door(settings) as door:
        found = {path: await look(door, f"http://127.0.0.77:{port}{path}") for path in paths}
        return found, await look(door, f"http://127.0.0.77:{port}/")

found, then = asyncio.run(visit(sys.argv[1], sys.argv[2], sys.argv[3:]))
print(json.dumps([found, then, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024]))
"""

OUTCOMES = {
    "/gzip": "too_large",
    "/deflate": "too_large",
    "/raw-deflate": "too_large",
    "/br": "bad_encoding",
    "/zstd": "bad_encoding",
    "/gzip-of-gzip": "bad_encoding",
    "/members": "bad_encoding",
    "/body": "too_large",
    "/small-length": "bad_response",
    "/chunks": "too_large",
    "/crumbs": "bad_response",
    "/chunk-without-end": "too_large",
    "/chunk-too-long": "bad_response",
    "/chunk-size": "bad_response",
    "/extension": "bad_response",
    "/trailers": "bad_response",
    "/status": "bad_response",
    "/headers": "bad_response",
    "/line": "bad_response",
    "/name": "bad_response",
    "/fields": "bad_response",
    "/continue": "bad_response",
    "/hints": "bad_response",
    "/not-found": "http_status",
    "/redirect": "hello",
    "/more-answers": "hello",
}


@pytest.fixture(scope="module")
def bomb_port():
    program = [sys.executable, bombs.__file__]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as server:
        yield server.stdout.readline().strip()
        server.kill()


def visited(port, seconds, *paths):
    """What came of each path, what came of a plain page then, and the most memory that this took, in MB."""
    done = subprocess.run(
        [sys.executable, "-c", VISITOR, port, str(seconds), *paths],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def test_answers_without_end_end_and_take_no_memory(bomb_port):
    found, then, megabytes = visited(bomb_port, 30, *OUTCOMES)

    assert found == OUTCOMES
    assert then == "hello"
    assert megabytes < 150


def test_ten_gigabytes_in_drops_end_at_the_time_limit(bomb_port):
    found, then, megabytes = visited(bomb_port, 1, "/drip")

    assert (found, then) == ({"/drip": "timed_out"}, "hello")
    assert megabytes < 150


def test_every_bomb_has_its_outcome():
    assert set(OUTCOMES) == set(bombs.ANSWERS) - {"/"}
