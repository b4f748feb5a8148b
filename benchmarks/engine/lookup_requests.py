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
_ROUNDS = 7
_NUMBER = re.compile(r"[0-9.]+(?=[%, ])")


def main() -> None:
    os.environ["TRACKER_API_RATE"] = "100000"
    django.setup()
    from django.db import connection  # noqa: PLC0415 after the set-up
    from django.test import Client  # noqa: PLC0415

    from api import keys  # noqa: PLC0415
    from claims.models import Citation, Claim, Source  # noqa: PLC0415
    from claims.values import Actor  # noqa: PLC0415

    _, token = keys.issue_key(name="benchmark", scopes=["read"], actor=Actor("worker", "benchmark"))
    client = Client(SERVER_NAME="127.0.0.1", headers={"Authorization": f"Bearer {token}"})

    def cpu_ms() -> float:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (pid,) = cursor.fetchone()
        ticks = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        return 1000 * (time.process_time() + sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK"))

    def ask(items: Sequence[Item], **headers: str) -> tuple[float, list[dict[str, object]]]:
        body = json.dumps({"items": items})
        started = time.perf_counter()
        response = client.post("/api/v1/lookup", body, content_type="application/json", headers=headers)
        milliseconds = 1000 * (time.perf_counter() - started)
        assert response.status_code == 200, response.content
        return milliseconds, response.json()["results"]

    step = max(Claim.objects.count() // 720, 1)
    texts = [text for (text,) in Claim.objects.order_by("pk").values_list("text")[: step * 700 : step]]
    urls = [url for (url,) in Source.objects.order_by("pk").values_list("cited_url")[:200]]
    quotes = [quote for (quote,) in Citation.objects.order_by("pk").values_list("passage_exact")[:200]]
    kinds = {
        "100 sentences that are claims": [{"text": text} for text in texts],
        "100 sentences with the words of claims": [{"text": _reordered(text)} for text in texts],
        "100 sentences with other figures": [{"text": _NUMBER.sub("998.7", text)} for text in texts],
        "200 quotes": [{"quote": quote} for quote in quotes * 4],
        "200 URLs": [{"url": url} for url in urls * 4],
    }
    client.get("/api/v1/me")
    first, _ = ask([{"text": "Is this the first sentence?"}])
    print(
        json.dumps(
            {
                "name": "the first look-up of a process",
                "ms": first,
                "is_limited": True,
                "matches": "none 1",
                "read": 0,
            }
        )
    )
    ask([{"text": text} for text in texts[:8]], Prefer="wait=25")
    for name, items in kinds.items():
        count = int(name.split()[0])
        cpu = cpu_ms()
        rounds = [
            ask(items[start : start + count]) for start in range(0, count * _ROUNDS, count) if items[start:]
        ]
        results = [result for _, of_one in rounds for result in of_one]
        matches = Counter(str(result["match"]) for result in results)
        figure = {
            "name": name,
            "ms": statistics.median(milliseconds for milliseconds, _ in rounds),
            "cpu_ms": (cpu_ms() - cpu) / len(rounds),
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
