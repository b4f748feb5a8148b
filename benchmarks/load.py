"""Load: the service as `make up` starts it, while articles are posted: /readyz, the lag of the feed, webhooks and requests."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp

from benchmarks.figures import Figure
from benchmarks.writing import article

RATE = 12
SECONDS = 60 * float(os.environ.get("SCALE", "1"))
TITLE = f"Load: {RATE} articles a second to a service with the defaults, with refresh and webhooks, {SECONDS:.0f} s"
NEEDS = ""

_ROOT = Path(__file__).resolve().parents[1]


@dataclass(slots=True)
class _Seen:
    """What callers of the service saw."""

    not_ready: int = 0
    asked: int = 0
    lags: list[float] = field(default_factory=list)
    requests: list[float] = field(default_factory=list)
    posted: int = 0
    captured: int = 0


def figures(data: Path) -> Iterator[Figure]:
    """How often /readyz refuses, how late the feed is, and how long a small request takes."""
    with tempfile.TemporaryDirectory(prefix="claims-load-") as folder:
        seen = _run(Path(folder))
    yield Figure("posted", seen.posted / SECONDS, "/s", least=RATE * 0.9)
    yield Figure("captured meanwhile", seen.captured / SECONDS, "/s")
    yield Figure("requests of /readyz", seen.asked)
    yield Figure("of these refused", seen.not_ready, most=0)
    yield Figure("change to feed, median", median(seen.lags), "s")
    yield Figure("change to feed, p95", _p95(seen.lags), "s", most=1)
    yield Figure("GET /me, median", median(seen.requests), "s")
    yield Figure("GET /me, p95", _p95(seen.requests), "s")


def _p95(values: list[float]) -> float:
    return sorted(values)[int(0.95 * len(values))]


def _run(folder: Path) -> _Seen:
    port = _free_port()
    site = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.engine.site"], cwd=_ROOT, stdout=subprocess.PIPE, text=True
    )
    receivers = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.engine.receivers"],
        cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    environment = {
        "DATA_DIR": str(folder),
        "PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "TRACKER_DEMO": "0",
        "TRACKER_FETCH_ALLOW": "127.0.0.0/8",
        "LOG_LEVEL": "WARNING",
    }
    with (folder / "output.log").open("wb") as log:
        service = subprocess.Popen(
            [sys.executable, "-m", "devserver"], cwd=_ROOT, env=os.environ | environment,
            stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            web_port, hook_port = (
                int(process.stdout.readline())  # type: ignore[union-attr]
                for process in (site, receivers)
            )
            return asyncio.run(_use(folder, port, web_port, hook_port))
        finally:
            service.send_signal(signal.SIGTERM)
            service.wait()
            for process in (site, receivers):
                process.kill()
                process.communicate()


async def _use(folder: Path, port: int, web_port: int, hook_port: int) -> _Seen:
    url, seen = f"http://127.0.0.1:{port}", _Seen()
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        await _wait_until_ready(session, url)
        lines = (folder / "credentials.txt").read_text().splitlines()
        key = next(line.partition("=")[2] for line in lines if line.startswith("API_KEY="))
        session.headers["Authorization"] = f"Bearer {key}"
        hook = {"url": f"http://127.0.0.1:{hook_port}/ok/load", "event_types": ["*"]}
        (await session.post(f"{url}/api/v1/webhook-endpoints", json=hook)).raise_for_status()
        end = time.monotonic() + SECONDS
        readers = [
            asyncio.create_task(_again(end, 0.2, lambda: _ask_ready(session, url, seen))),
            asyncio.create_task(_again(end, 0.5, lambda: _ask_me(session, url, seen))),
            asyncio.create_task(_read_feed(session, url, seen, end)),
        ]
        await _post_articles(session, url, seen, end, f"http://127.0.0.1:{web_port}")
        await asyncio.gather(*readers)
        seen.captured = await _captured(session, url)
    return seen


async def _wait_until_ready(session: aiohttp.ClientSession, url: str) -> None:
    for _ in range(900):
        try:
            async with session.get(f"{url}/readyz") as response:
                if response.status == 200:
                    return
        except aiohttp.ClientError:
            pass
        await asyncio.sleep(0.1)
    raise TimeoutError("the service is not ready")


async def _again(end: float, pause: float, ask: Callable[[], Awaitable[None]]) -> None:
    while time.monotonic() < end:
        await ask()
        await asyncio.sleep(pause)


async def _ask_ready(session: aiohttp.ClientSession, url: str, seen: _Seen) -> None:
    async with session.get(f"{url}/readyz") as response:
        seen.asked += 1
        seen.not_ready += response.status != 200


async def _ask_me(session: aiohttp.ClientSession, url: str, seen: _Seen) -> None:
    started = time.perf_counter()
    async with session.get(f"{url}/api/v1/me") as response:
        await response.read()
    seen.requests.append(time.perf_counter() - started)


async def _read_feed(session: aiohttp.ClientSession, url: str, seen: _Seen, end: float) -> None:
    after = 0
    while time.monotonic() < end:
        query = f"after={after}&limit=1000&wait=5&fields=seq,timestamp"
        async with session.get(f"{url}/api/v1/events?{query}") as response:
            answer: dict[str, Any] = await response.json()
        arrived, after = time.time(), answer["after"]
        seen.lags += [
            arrived - datetime.fromisoformat(row["timestamp"]).timestamp() for row in answer["data"]
        ]


async def _post_articles(
    session: aiohttp.ClientSession, url: str, seen: _Seen, end: float, site: str
) -> None:
    started, posts = time.monotonic(), set()
    for number in range(int(SECONDS * RATE)):
        await asyncio.sleep(max(started + number / RATE - time.monotonic(), 0))
        if time.monotonic() >= end:
            break
        posts.add(asyncio.create_task(_post(session, url, seen, number, site)))
    await asyncio.gather(*posts)


async def _post(session: aiohttp.ClientSession, url: str, seen: _Seen, number: int, site: str) -> None:
    host = f"127.{1 + number % 50}.0.1"  # one of many hosts: each is contacted seldom
    body = {
        "content": article(number, site=site.replace("127.0.0.1", host)),
        "content_type": "text/markdown",
    }
    async with session.post(f"{url}/api/v1/articles", json=body) as response:
        seen.posted += response.status in {200, 201, 202}


async def _captured(session: aiohttp.ClientSession, url: str) -> int:
    count, page = 0, f"{url}/api/v1/articles?state=captured&limit=100&fields=id"
    while page:
        async with session.get(page) as response:
            answer = await response.json()
        count, page = count + len(answer["data"]), answer["next"]
    return count


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
