"""Bare lists: an ASGI application that returns the result of one SQL statement for each path, without key or limit.

`STATEMENTS` is the path of a JSON file: path to statement, whose first column is the text of an object.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from psycopg_pool import AsyncConnectionPool

_STATEMENTS = json.loads(Path(os.environ["STATEMENTS"]).read_text())
_pool: AsyncConnectionPool | None = None


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answers GET; anything else of the protocol is not needed here."""
    global _pool  # noqa: PLW0603 one pool a process
    if scope["type"] != "http":
        return
    if _pool is None:
        _pool = AsyncConnectionPool(os.environ["DATABASE_URL"], min_size=2, max_size=4, open=False)
        await _pool.open()
    path = scope["path"].removeprefix("/api/v1")
    query = scope["query_string"].decode()
    statement = _STATEMENTS[f"{path}?{query}" if query else path]
    async with _pool.connection() as connection:
        cursor = await connection.execute(statement)
        rows = await cursor.fetchall()
    body = b'{"data":[' + ",".join(row[0] for row in rows).encode() + b"]}"
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
