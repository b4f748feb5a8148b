"""Memory: what a web process holds after many requests of all kinds."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks import lists
from benchmarks.engine import list_rows
from benchmarks.figures import Figure

TITLE = "Memory: a web process over 100,000 requests"
NEEDS = ""

REQUESTS = int(os.environ.get("REQUESTS", "100000"))
_CLAIMS = 2_000
_CLIENTS = 8
_STEPS = 5


def figures(data: Path) -> Iterator[Figure]:
    """The resident memory after a tenth of the requests, and at intervals until the end."""
    with tempfile.TemporaryDirectory(prefix="claims-memory-") as name, ExitStack() as stack:
        environment = stack.enter_context(lists.database(Path(name)))
        for _ in list_rows.fill(environment["DATABASE_URL"], claims=_CLAIMS):
            pass
        token, _ = lists.run_python(environment, "-m", "benchmarks.engine.list_statements").split("\n", 1)
        with lists.server("tracker.asgi:application", "asginl", environment, workers=1) as (url, process):
            asyncio.run(_send(url, token, REQUESTS // 10))
            first = _worker_memory(process)
            yield Figure(f"memory after {REQUESTS // 10:,} requests", first, "MB")
            rest = REQUESTS - REQUESTS // 10
            for step in range(1, _STEPS + 1):
                asyncio.run(_send(url, token, rest // _STEPS))
                held = _worker_memory(process)
                yield Figure(f"memory after {REQUESTS // 10 + step * rest // _STEPS:,} requests", held, "MB")
            yield Figure("memory at the end to memory after a tenth", held / first, "times", most=1.05)


def _requests(number: int) -> tuple[str, str, Any, int]:
    """Method, path, body and expected status: lists by filters that differ each time, details, refusals, writes, look-ups."""
    claim = "claim_01m8mr0jrjfjpr8kve09r1b5bg"
    kinds: tuple[tuple[str, str, Any, int], ...] = (
        ("GET", "/claims?limit=20", None, 200),
        ("GET", f"/claims?limit=5&q=word{number}", None, 200),
        ("GET", f"/sources?limit=5&host=host{number}.example", None, 200),
        ("GET", f"/events?limit=20&after={number % 5000}", None, 200),
        ("GET", f"/claims/{claim}", None, 404),
        ("GET", f"/claims?nonsense{number}=1", None, 400),
        ("GET", f"/nothing/{number}", None, 404),
        ("POST", "/lookup", {"items": [{"url": f"https://host{number}.example/a"}]}, 200),
        ("POST", "/lookup", {"items": [{"url": ""}]}, 400),
        ("POST", "/publishers", {"name": f"Publisher of request {number}", "domains": []}, 201),
    )
    return kinds[number % len(kinds)]


_numbers = count()


async def _send(url: str, token: str, requests: int) -> None:
    left = count()

    async def ask(session: aiohttp.ClientSession) -> None:
        while next(left) < requests:
            method, path, body, status = _requests(next(_numbers))
            async with session.request(method, f"{url}/api/v1{path}", json=body) as response:
                assert response.status == status, (method, path, response.status, await response.text())
                await response.read()

    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as session:
        await asyncio.gather(*(ask(session) for _ in range(_CLIENTS)))


def _worker_memory(process: int) -> float:
    """The resident memory of the largest child of the server, in MB."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    pages = max(int(Path(f"/proc/{child}/statm").read_text().split()[1]) for child in children)
    return pages * os.sysconf("SC_PAGESIZE") / 1e6
