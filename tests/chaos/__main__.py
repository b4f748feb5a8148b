"""Chaos: callers write while processes are killed; afterwards nothing is lost, and nothing was told twice.

python -m tests.chaos                          one minute, eight writers
python -m tests.chaos --minutes 10 --seed 7    longer, with other kills
python -m tests.chaos --second                 with a second worker and a second web, as on another machine

It runs `python -m devserver` in a temporary folder, which is kept if a promise was broken; the exit code is 1 then.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import threading
from pathlib import Path

from tests.chaos.checks import broken_promises, settle
from tests.chaos.kills import Killer
from tests.chaos.second_machine import SecondMachine
from tests.chaos.traffic import Consumer, Receiver, Writer
from tests.journey.service import Service

READY_SECONDS = 300


def main() -> int:
    """Run writers, a consumer and the killer for some minutes, then check. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--second", action="store_true")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="claims-chaos-"))
    receiver = Receiver()
    service = Service(folder, TRACKER_API_RATE="1000000", LOG_LEVEL="WARNING", WEB_WORKERS="2")
    try:
        problems = _play(service, receiver, options)
    finally:
        service.stop()
        receiver.close()
    for problem in problems:
        print(f"BROKEN {problem}")
    if problems:
        print(f"the data and the output are in {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


def _play(service: Service, receiver: Receiver, options: argparse.Namespace) -> list[str]:
    service.ready(READY_SECONDS)
    receiver.listen_to(service)
    stop = threading.Event()
    second = SecondMachine(service) if options.second else None
    urls = [service.url, second.url if second else service.url]
    writers = [Writer(service, stop, number, url=urls[number % 2]) for number in range(options.writers)]
    consumer = Consumer(service, stop)
    for thread in (*writers, consumer):
        thread.start()
    killer = Killer(service, second, random.Random(options.seed))
    try:
        killer.kill_for(options.minutes * 60)
        if second:
            second.restart_ended()  # a writer goes on until its request is answered
    finally:
        stop.set()
        for thread in (*writers, consumer):
            thread.join()
        if second:
            second.stop()
    service.ready(READY_SECONDS)
    settle(service)
    print(
        f"{killer.kills.total()} kills: {', '.join(f'{name} {n}' for name, n in killer.kills.most_common())}"
    )
    return broken_promises(service, writers, consumer, receiver)


if __name__ == "__main__":
    sys.exit(main())
