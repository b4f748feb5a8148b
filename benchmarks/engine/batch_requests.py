"""Batch requests: what it takes to post 2,000 URLs, as four batches of 500 operations and as single requests.

python -m benchmarks.engine.batch_requests     prints a JSON object for each way: name, seconds, cpu, queries
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable
from typing import Any

import django

URLS = 2000
_TOGETHER = 500
_HOSTS = 100
_SINGLE = 200
"""Single requests that are sent; their figures are those of ten times as many."""


def main() -> None:
    os.environ["TRACKER_API_RATE"] = "1000000"
    django.setup()
    from django.db import connection  # noqa: PLC0415 after the set-up
    from django.test import Client  # noqa: PLC0415

    from api import keys  # noqa: PLC0415
    from claims.values import Actor  # noqa: PLC0415

    _, token = keys.issue_key(name="benchmark", scopes=["read", "write"], actor=Actor("worker", "benchmark"))
    client = Client(SERVER_NAME="127.0.0.1", headers={"Authorization": f"Bearer {token}"})
    queries = 0

    def count(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*arguments)

    def post(path: str, body: Any) -> Any:
        response = client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")
        assert response.status_code in {200, 202}, response.content
        return response.json()

    def measure(
        name: str, requests: Iterable[tuple[str, Any]], times: int = 1, *, is_limited: bool = False
    ) -> None:
        nonlocal queries
        queries, started, cpu = 0, time.perf_counter(), time.process_time()
        for path, body in requests:
            answer = post(path, body)
            assert all(result["status"] in {200, 202} for result in answer.get("results", ())), answer
        seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
        figure = {
            "name": name,
            "seconds": times * seconds,
            "cpu": times * cpu,
            "queries": times * queries / URLS,
        }
        print(json.dumps({**figure, "is_limited": is_limited}))

    post("/articles", {"url": "https://first.example/"})
    with connection.execute_wrapper(count):
        single = [("/articles", {"url": url}) for url in _urls("single", _SINGLE)]
        measure("single requests", single, URLS // _SINGLE)
        measure("batches of 500", [("/batch", body) for body in _batches("batch")], is_limited=True)
        measure("batches of 500, again", [("/batch", body) for body in _batches("batch")], is_limited=True)
        atomic = [("/batch", {**body, "atomic": True}) for body in _batches("atomic")]
        measure("atomic batches of 500", atomic, is_limited=True)


def _urls(name: str, count: int) -> list[str]:
    return [f"https://news{number % _HOSTS}.example/{name}/{number}" for number in range(count)]


def _batches(name: str) -> list[dict[str, Any]]:
    operations = [{"method": "POST", "path": "/articles", "body": {"url": url}} for url in _urls(name, URLS)]
    return [{"operations": operations[start : start + _TOGETHER]} for start in range(0, URLS, _TOGETHER)]


if __name__ == "__main__":
    main()
