"""Sender: one process that sends due webhooks, or does one of the other parts of a service that has webhooks.

python -m benchmarks.engine.sender send             sends until nothing is due; prints attempts, seconds and seconds of CPU
python -m benchmarks.engine.sender serve            sends until it is ended, in turn with another such process
python -m benchmarks.engine.sender publish          numbers events and fans them out until it is ended
python -m benchmarks.engine.sender number           numbers one event after the other; prints the longest time, in seconds
python -m benchmarks.engine.sender write RATE SECONDS TYPE      writes so many events a second
python -m benchmarks.engine.sender add              adds endpoints; each further line is one JSON object of `add`

Each prints "ready" first, and then waits for a line.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
import uuid
from contextlib import ExitStack
from itertools import count

import django


def send() -> None:
    """Send what is due."""
    from claims.services.webhooks import notify  # noqa: PLC0415 after the set-up

    started, cpu, attempts = time.perf_counter(), time.process_time(), 0
    while done := notify.attempt_due_deliveries():
        attempts += done
    print(attempts, time.perf_counter() - started, time.process_time() - cpu, flush=True)


def serve() -> None:
    """Send as the tasks of a worker do: while one process waits for its last responses, the other one sends."""
    from claims.services import machine_locks  # noqa: PLC0415
    from claims.services.webhooks import notify  # noqa: PLC0415

    while True:
        with ExitStack() as lock:
            if lock.enter_context(machine_locks.one_of("deliver", 1)):
                notify.attempt_due_deliveries(linger_seconds=1.0, before_last=lock.close)
        time.sleep(0.02)


def publish() -> None:
    """Number and fan out."""
    from claims.services.webhooks import fan_out, publish  # noqa: PLC0415

    while True:
        while publish.publish_events():
            pass
        while fan_out.fan_out_events():
            pass
        time.sleep(0.01)


def write(rate: float, seconds: float, event_type: str) -> None:
    """Write events, each in a transaction of its own."""
    started = time.perf_counter()
    for number in range(int(rate * seconds)):
        time.sleep(max(started + number / rate - time.perf_counter(), 0))
        _write_one(event_type)
    print("done", flush=True)


def add() -> None:
    """Add endpoints as each line says."""
    for line in sys.stdin:
        _add(**json.loads(line))
        print("added", flush=True)


def _add(*, name: str, url: str, count: int, types: list[str], standing: str, window: int) -> None:
    from benchmarks.engine.posts import SECRET  # noqa: PLC0415
    from claims.models import Endpoint, EndpointQueue  # noqa: PLC0415
    from claims.services.encryption import encrypt  # noqa: PLC0415

    secret = encrypt(SECRET)
    keys = [uuid.UUID(hashlib.md5(f"{name}{number}".encode()).hexdigest()) for number in range(count)]  # noqa: S324
    Endpoint.objects.bulk_create(
        Endpoint(id=key, url=url, event_types=types, secret=secret, owner="benchmark") for key in keys
    )
    EndpointQueue.objects.bulk_create(
        EndpointQueue(endpoint_id=key, standing=standing, window_size=window) for key in keys
    )


def number() -> None:
    """Write an event and number it, again and again, until a line comes."""
    from claims.services.webhooks import publish  # noqa: PLC0415

    longest = 0.0
    for _ in count():
        _write_one("entity.updated")
        started = time.perf_counter()
        publish.publish_events()
        longest = max(longest, time.perf_counter() - started)
        if _has_line():
            break
        time.sleep(0.02)
    print(longest, flush=True)


def _write_one(event_type: str) -> None:
    from django.utils import timezone  # noqa: PLC0415

    from claims.models import Event  # noqa: PLC0415

    Event.objects.create(
        type=event_type, subject_type=event_type.partition(".")[0], subject_id=uuid.uuid4(), actor_type="worker",
        actor_id="benchmark", occurred_at=timezone.now(), changes={"status": ["proposed", "accepted"]},
    )  # fmt: skip


def _has_line() -> bool:
    import select  # noqa: PLC0415

    return bool(select.select([sys.stdin], [], [], 0)[0])


def main() -> None:
    django.setup()
    from tracker.celery import collect_seldom  # noqa: PLC0415

    collect_seldom()  # as each process of a worker does
    print("ready", flush=True)
    sys.stdin.readline()
    role, *arguments = sys.argv[1:]
    if role == "write":
        write(float(arguments[0]), float(arguments[1]), arguments[2])
    else:
        {"send": send, "serve": serve, "add": add, "publish": publish, "number": number}[role]()


if __name__ == "__main__":
    main()
