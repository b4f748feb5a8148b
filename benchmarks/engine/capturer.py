"""Capturer: posts articles and captures them as one process of a worker does, then its stages one by one.

python -m benchmarks.engine.capturer COUNT      prints one JSON object: seconds of each stage, statements and events
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import django

from benchmarks.writing import article


def main() -> None:
    django.setup()
    from claims.models import Event  # noqa: PLC0415 after the set-up
    from claims.services.articles import capture, ingest  # noqa: PLC0415
    from claims.services.runtime import new_sandbox  # noqa: PLC0415
    from claims.services.webhooks import publish  # noqa: PLC0415
    from claims.values import Actor  # noqa: PLC0415
    from tracker.celery import collect_seldom  # noqa: PLC0415

    collect_seldom()  # as each process of a worker does
    actor, count = Actor("user", "benchmark"), int(sys.argv[1])
    texts = [article(number) for number in range(count)]
    for text in texts[:2]:  # readers and connections are started
        ingest.submit_article(content=f"Before. {text}", content_type="text/markdown", actor=actor)
    for _ in capture.captures():
        pass
    before, figures = Event.objects.count(), dict[str, float]()
    figures["post"] = _seconds(
        lambda: [
            ingest.submit_article(content=text, content_type="text/markdown", actor=actor) for text in texts
        ]
    )
    with _statements() as statements:
        figures["capture"] = _seconds(lambda: list(capture.captures()))
    figures["statements"], figures["queries"] = statements[0], statements[1]
    figures["events"] = Event.objects.count() - before
    figures["number"] = _seconds(lambda: list(iter(publish.publish_events, 0)))
    with new_sandbox() as box:
        box.read_capture(texts[0].encode(), "text/markdown", "utf-8", "")
        figures["read"] = _seconds(
            lambda: [box.read_capture(text.encode(), "text/markdown", "utf-8", "") for text in texts]
        )
    print(json.dumps(figures), flush=True)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


@contextmanager
def _statements() -> Iterator[list[float]]:
    """How many statements were executed, and how many seconds they took."""
    from django.db import connection  # noqa: PLC0415

    counted = [0.0, 0.0]

    def count(execute: Callable[..., Any], *arguments: Any) -> Any:
        started = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            counted[0] += 1
            counted[1] += time.perf_counter() - started

    with connection.execute_wrapper(count):
        yield counted


if __name__ == "__main__":
    main()
