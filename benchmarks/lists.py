"""Lists: what each list costs in the database at a million claims, and requests a second beside other servers."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path

import aiohttp

from benchmarks.engine import list_rows
from benchmarks.figures import Figure
from devserver import embedded

TITLE = "Lists: milliseconds in the database, and requests/s beside other servers"
NEEDS = ""

ROOT = Path(__file__).resolve().parents[1]
CLAIMS = int(os.environ.get("CLAIMS", "1000000"))
"""Claims to write; citations are twice, events five times as many. CLAIMS=100000 for a first impression."""

SECONDS = float(os.environ.get("SECONDS", "6"))
_CLIENTS = 4
_MOST_MS = 20.0
_COMPARED = {
    "claims": "/claims?limit=100",
    "claims with citations and appearances": "/claims?limit=100&expand=citations,appearances",
    "citations": "/citations?limit=100",
    "sources": "/sources?limit=100",
    "events": "/events?limit=100&after=1000",
    "one claim": "/claims/{claim}",
}
_OTHERS = {"bare": "bare_lists", "DRF": "drf_lists", "FastAPI": "fastapi_lists"}
# What ours must reach of another server's requests a second. The bare one executes the same statement and does nothing else.
_LEAST = {"bare": 0.45, "DRF": 4.0, "FastAPI": 2.0}
# A detail has little JSON to make: a key, a limit and an ETag weigh more in it.
_LEAST_OF_ONE = {"bare": None, "DRF": 2.0, "FastAPI": None}


def figures(data: Path) -> Iterator[Figure]:
    """The costs of all named lists, the depth of pages, and the comparison."""
    with tempfile.TemporaryDirectory(prefix="claims-lists-") as name, ExitStack() as stack:
        folder = Path(name)
        environment = stack.enter_context(database(folder))
        started = time.perf_counter()
        for step in list_rows.fill(environment["DATABASE_URL"], claims=CLAIMS):
            print(f"  {time.perf_counter() - started:.0f} s: {step}", file=sys.stderr)
        yield from _costs(environment)
        yield from _comparison(folder, environment)


def _costs(environment: dict[str, str]) -> Iterator[Figure]:
    lines = run_python(environment, "-m", "benchmarks.engine.list_requests").splitlines()
    for cost in map(json.loads, lines):
        remark = "".join(f", scans {table}" for table in sorted(set(cost["scanned"])))
        if cost["status"] != 200:
            remark += f", status {cost['status']}"
        yield Figure(f"{cost['path']}{remark}", cost["ms"], "ms", most=_MOST_MS)
    first, deep = map(float, run_python(environment, "-m", "benchmarks.engine.deep_page").split())
    yield Figure("page 10,000 to page 1", deep / first, "times", most=1.5)


def _comparison(folder: Path, environment: dict[str, str]) -> Iterator[Figure]:
    token, statements = run_python(
        environment, "-m", "benchmarks.engine.list_statements", *_COMPARED.values()
    ).split("\n", 1)
    paths = dict(zip(_COMPARED, json.loads(statements), strict=True))
    (folder / "statements.json").write_text(statements)
    environment |= {"STATEMENTS": str(folder / "statements.json")}
    ours = dict(_rates("tracker.asgi:application", environment, token, paths))
    for name, rate in ours.items():
        yield Figure(f"{name}, ours", rate, "requests/s")
    for other, module in _OTHERS.items():
        if other == "FastAPI" and not (find_spec("fastapi") and find_spec("sqlalchemy")):
            print("  FastAPI: skipped, `pip install fastapi sqlalchemy` for it")
            continue
        for name, rate in _rates(f"benchmarks.engine.{module}:application", environment, token, paths):
            yield Figure(f"{name}, {other}", rate, "requests/s")
            least = _LEAST_OF_ONE[other] if name == "one claim" else _LEAST[other]
            yield Figure(f"{name}, ours to {other}", ours[name] / rate, "times", least=least)


def _rates(
    target: str, environment: dict[str, str], token: str, paths: dict[str, str]
) -> Iterator[tuple[str, float]]:
    """Requests a second of each compared list, from clients beside the server."""
    interface = "asginl" if target.startswith("tracker.") else "asgi"
    with server(target, interface, environment) as (url, _):
        for name, path in paths.items():
            yield name, asyncio.run(_rate(f"{url}/api/v1{path}", token))


async def _rate(url: str, token: str) -> float:
    headers = {"Authorization": f"Bearer {token}"}
    count = 0
    async with aiohttp.ClientSession(headers=headers) as session:

        async def ask(until: float) -> None:
            nonlocal count
            while time.perf_counter() < until:
                async with session.get(url) as response:
                    assert response.status == 200, (url, response.status, await response.text())
                    await response.read()
                count += 1

        await asyncio.gather(*(ask(time.perf_counter() + 1) for _ in range(_CLIENTS)))
        count, started = 0, time.perf_counter()
        await asyncio.gather(*(ask(started + SECONDS) for _ in range(_CLIENTS)))
        return count / (time.perf_counter() - started)


@contextmanager
def server(
    target: str, interface: str, environment: dict[str, str], *, workers: int = 2
) -> Iterator[tuple[str, int]]:
    """A web server of this application: its URL and the id of its main process."""
    port = "18731"
    command = [
        "-m",
        "granian",
        "--interface",
        interface,
        target,
        "--port",
        port,
        "--workers",
        str(workers),
        "--no-ws",
        "--http",
        "1",
    ]
    process = subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env=os.environ | environment, stdout=subprocess.DEVNULL
    )
    try:
        asyncio.run(_wait_for(f"http://127.0.0.1:{port}/"))
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait()


async def _wait_for(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        for _ in range(300):
            try:
                async with session.get(url, timeout=aiohttp.ClientTimeout(total=5)):
                    return
            except aiohttp.ServerDisconnectedError:
                return
            except (aiohttp.ClientError, TimeoutError):
                await asyncio.sleep(0.2)
    raise TimeoutError(url)


@contextmanager
def database(folder: Path) -> Iterator[dict[str, str]]:
    """A database with empty tables, Redis, and the environment of processes that use them."""
    settings = ("shared_buffers=512MB", "max_wal_size=8GB", "fsync=off")
    with (folder / "servers.log").open("wb") as log, ExitStack() as stack:
        postgres = embedded.start_postgres(folder, output=log.fileno(), settings=settings)
        stack.callback(postgres.stop)
        redis = embedded.start_redis(folder, output=log.fileno())
        stack.callback(redis.stop)
        environment = {
            "DATABASE_URL": postgres.url,
            "REDIS_URL": redis.url,
            "SECRET_KEY": "signs-nothing-while-a-benchmark-runs",
            "DATA_DIR": str(folder),
            "DATABASE_POOL": "4",
            "TRACKER_API_RATE": "100000",
            "LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "tracker.settings",
        }
        run_python(environment, "manage.py", "migrate", "-v", "0")
        yield environment


def run_python(environment: dict[str, str], *arguments: str) -> str:
    """What Python prints with these arguments. Raises CalledProcessError."""
    command: Sequence[str] = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout
