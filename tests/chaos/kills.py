"""Kills: which process is killed next, and the restart of the whole service."""

from __future__ import annotations

import contextlib
import json
import random
import time
from collections import Counter

import psutil
import redis

from tests.chaos.second_machine import ROLES, SecondMachine
from tests.journey.service import Service

PAUSE_SECONDS = (1.0, 4.0)
# What is killed, by words of its command line, which of those processes, and how often in proportion.
_TARGETS = {
    "worker processes": (("celery", " worker"), slice(1, None), 8),
    "workers": (("celery", " worker"), slice(1), 2),
    "web processes": (("granian",), slice(1, None), 3),
    "webs": (("granian",), slice(1), 1),
    "beat": (("celery", " beat"), slice(1), 2),
    "PostgreSQL": (("postgres -D",), slice(1), 1),
    "Redis": (("valkey-server",), slice(1), 1),
}
_SECOND = {f"second {role}": role for role in ROLES}
_EMPTIED = "Redis emptied"
_SUPERVISOR = "supervisor"


class Killer:
    """Kills processes of a service with SIGKILL, empties Redis, and kills the supervisor once, after half of the time."""

    def __init__(self, service: Service, second: SecondMachine | None, chance: random.Random) -> None:
        self._service, self._second, self._chance = service, second, chance
        self.kills: Counter[str] = Counter()

    def kill_for(self, seconds: float) -> None:
        """Kill one process after another until the time is over."""
        start = time.monotonic()
        weights = {name: weight for name, (_, _, weight) in _TARGETS.items()} | {_EMPTIED: 2}
        if self._second:
            weights |= dict.fromkeys(_SECOND, 4)
        while (elapsed := time.monotonic() - start) < seconds:
            time.sleep(self._chance.uniform(*PAUSE_SECONDS))
            if self._second:
                self._second.restart_ended()
            if elapsed > seconds / 2 and not self.kills[_SUPERVISOR]:
                self._restart()
                continue
            (name,) = self._chance.choices(list(weights), list(weights.values()))
            # A process that has ended already, or a server that is away, is no kill.
            with contextlib.suppress(psutil.Error, IndexError, OSError, redis.RedisError):
                self._empty_redis() if name == _EMPTIED else self._kill(name)
                self.kills[name] += 1

    def _kill(self, name: str) -> None:
        if self._second and name in _SECOND:
            self._second.kill(_SECOND[name], self._chance)
            return
        words, which, _ = _TARGETS[name]
        self._chance.choice(self._service.children(*words)[which]).kill()

    def _empty_redis(self) -> None:
        saved = json.loads((self._service.folder / "var" / "environment.json").read_text())
        with redis.Redis.from_url(saved["REDIS_URL"]) as client:
            client.flushall()

    def _restart(self) -> None:
        """Kill the supervisor, whose children end with it, and start it again."""
        children = psutil.Process(self._service.process.pid).children(recursive=True)
        self._service.process.kill()
        self._service.process.wait()
        psutil.wait_procs(children, timeout=60)
        self._service.output.close()
        self._service.start()
        self.kills[_SUPERVISOR] += 1
