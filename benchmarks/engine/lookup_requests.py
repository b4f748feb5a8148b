"""Look-up requests: what requests of many items take in a web process, with the rows of `list_rows`.

python -m benchmarks.engine.lookup_requests     prints a JSON object for each kind: name, ms, cpu_ms, matches, read

`cpu_ms` is the time of the processor that the web process and its connection of PostgreSQL took, without the reader.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import django

Item = dict[str, str]
_NUMBER = re.compile(r"[0-9.]+(?=[%, ])")


class _Caller:
    """A client with a key, and the times of its requests."""

    def __init__(self) -> None:
        from django.test import Client  # noqa: PLC0415 after the set-up

        from api import keys  # noqa: PLC0415
        from claims.values import Actor  # noqa: PLC0415

        _, token = keys.issue_key(name="benchmark", scopes=["read"], actor=Actor("worker", "benchmark"))
        self.client = Client(SERVER_NAME="127.0.0.1", headers={"Authorization": f"Bearer {token}"})
        self.client.get("/api/v1/me")

    def ask(self, items: Sequence[Item], **headers: str) -> tuple[float, list[dict[str, object]]]:
        """The milliseconds of a request and its results."""
        body = json.dumps({"items": items})
        started = time.perf_counter()
        response = self.client.post("/api/v1/lookup", body, content_type="application/json", headers=headers)
        milliseconds = 1000 * (time.perf_counter() - started)
        assert response.status_code == 200, response.content
        return milliseconds, response.json()["results"]


def _cpu_ms() -> float:
    from django.db import connection  # noqa: PLC0415 after the set-up

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    ticks = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return 1000 * (time.process_time() + sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK"))


def _kinds() -> dict[str, list[Item]]:
    from claims.models import Citation, Claim, Source  # noqa: PLC0415 after the set-up

    step = max(Claim.objects.count() // 720, 1)
    texts = [text for (text,) in Claim.objects.order_by("pk").values_list("text")[: step * 700 : step]]
    urls = [url for (url,) in Source.objects.order_by("pk").values_list("cited_url")[:200]]
    quotes = [quote for (quote,) in Citation.objects.order_by("pk").values_list("passage_exact")[:200]]
    return {
        "100 sentences that are claims": [{"text": text} for text in texts],
        "100 sentences with the words of claims": [{"text": _reordered(text)} for text in texts],
        "100 sentences with other figures": [{"text": _NUMBER.sub("998.7", text)} for text in texts],
        "200 quotes": [{"quote": quote} for quote in quotes * 4],
        "200 URLs": [{"url": url} for url in urls * 4],
    }


def main() -> None:
    os.environ["TRACKER_API_RATE"] = "100000"
    django.setup()
    caller, kinds = _Caller(), _kinds()
    first, _ = caller.ask([{"text": "Is this the first sentence?"}])
    figure = {"name": "the first look-up of a process", "ms": first, "cpu_ms": 0, "is_limited": True}
    print(json.dumps({**figure, "matches": "none 1", "read": 0}))
    caller.ask(kinds["100 sentences that are claims"][:8], Prefer="wait=25")
    for name, items in kinds.items():
        count, cpu = int(name.split()[0]), _cpu_ms()
        rounds = [caller.ask(items[start : start + count]) for start in range(0, len(items), count)]
        results = [result for _, of_one in rounds for result in of_one]
        matches = Counter(str(result["match"]) for result in results)
        figure = {
            "name": name,
            "ms": statistics.median(milliseconds for milliseconds, _ in rounds),
            "cpu_ms": (_cpu_ms() - cpu) / len(rounds),
            "is_limited": name.startswith("100"),
            "matches": ", ".join(f"{manner} {number}" for manner, number in sorted(matches.items())),
            "read": sum(bool(result["is_complete"]) for result in results),
        }
        print(json.dumps(figure))


def _reordered(text: str) -> str:
    """The sentence with its last part first: another text of the same words."""
    head, _, tail = text.rstrip(".").rpartition(" on " if " on run " in text else ", ")
    return f"On {tail}, {head}." if " on run " in text else f"{tail}: {head}."


if __name__ == "__main__":
    main()
