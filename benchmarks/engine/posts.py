"""Posts: what aiohttp reaches alone with signed posts: no rows, no checks, no care.

python -m benchmarks.engine.posts URL COUNT     prints seconds of wall clock and of CPU
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator

import aiohttp
import uvloop

from claims.pipeline.webhooks.signatures import sign

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = (
    b'{"object":"event","id":"event_01m8","seq":1,"type":"claim.accepted","timestamp":"2026-01-01T00:00:00Z","severity":0,'
    b'"data":{"subject":{"object":"claim","id":"claim_01m8","version":1},"changes":{"status":["proposed","accepted"]},'
    b'"related":{}},"actor":{"type":"user","id":"ada"},"cause":null}'
)
_AT_ONCE = 100


async def _post_all(url: str, numbers: Iterator[int]) -> None:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        await asyncio.gather(*(_post_some(session, url, numbers) for _ in range(_AT_ONCE)))


async def _post_some(session: aiohttp.ClientSession, url: str, numbers: Iterator[int]) -> None:
    for number in numbers:
        message, timestamp = f"event_{number}", int(time.time())
        headers = {
            "Content-Type": "application/json",
            "webhook-id": message,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": sign([SECRET], message, timestamp, BODY),
        }
        async with session.post(url, data=BODY, headers=headers, allow_redirects=False) as response:
            await response.read()


def main() -> None:
    url, count = sys.argv[1], int(sys.argv[2])
    started, cpu = time.perf_counter(), time.process_time()
    uvloop.run(_post_all(url, iter(range(count))))
    print(time.perf_counter() - started, time.process_time() - cpu)


if __name__ == "__main__":
    main()
