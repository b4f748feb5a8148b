"""Bare: what aiohttp reaches alone with the same pages: no rows, no politeness, no care.

python -m benchmarks.engine.bare PORT FIRST COUNT HOSTS      prints seconds of wall clock and of CPU
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator
from itertools import islice

import aiohttp
import uvloop

from benchmarks.engine.site import ETAG, host_name

_AT_ONCE = 400


async def _fetch_all(urls: Iterator[str]) -> None:
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        await asyncio.gather(*(_fetch_some(session, urls) for _ in range(_AT_ONCE)))


async def _fetch_some(session: aiohttp.ClientSession, urls: Iterator[str]) -> None:
    while group := list(islice(urls, 4)):  # one session: four pages of a host in turn
        for url in group:
            async with session.get(url, headers={"If-None-Match": ETAG}, allow_redirects=False) as response:
                await response.read()


def main() -> None:
    port, first, count, hosts = map(int, sys.argv[1:])
    each = count // hosts
    urls = (
        f"http://{host_name(first + host)}:{port}/{(first + host) * each + page}"
        for host in range(hosts)
        for page in range(each)
    )
    started = time.perf_counter()
    uvloop.run(_fetch_all(urls))
    print(time.perf_counter() - started, time.process_time())


if __name__ == "__main__":
    main()
