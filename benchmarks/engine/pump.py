"""Pump: one worker that checks due sources until none is due.

python -m benchmarks.engine.pump        prints checks, seconds of CPU, and its largest memory (MB)
"""

from __future__ import annotations

import resource
import sys
import time

import django


def main() -> None:
    django.setup()
    from claims.services.runtime import sandbox  # noqa: PLC0415
    from claims.services.watching import refresh  # noqa: PLC0415 after the set-up
    from tracker.celery import collect_seldom  # noqa: PLC0415

    collect_seldom()  # as each process of a worker does
    sandbox().warm_up()  # as it is in a worker that has been up for a while

    print("ready", flush=True)
    sys.stdin.readline()
    cpu = time.process_time()
    checks = 0
    while done := refresh.refresh_due_sources():
        checks += done
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(checks, time.process_time() - cpu, memory, flush=True)


if __name__ == "__main__":
    main()
