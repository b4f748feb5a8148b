"""Queues: what a worker does, and how many of its processes each kind of work may hold.

A worker has a process for each slot of its queues. So work that takes long never holds the processes of other work: the
sequencer, the fan-out and the heartbeat of beat run at once, whatever else does.
"""

from __future__ import annotations

import os

from tracker import env

_CORES = os.cpu_count() or 1
_MOST = 256


def slots() -> dict[str, int]:
    """The processes of one machine that work on each queue at a time."""
    return {
        "quick": 3,  # one numbers events, one fans them out, one is left for the heartbeat
        "capture": env.integer("TRACKER_CAPTURE_WORKERS", max(1, min(_CORES // 2, 2)), least=1, most=_MOST),
        "refresh": env.integer("TRACKER_REFRESH_WORKERS", min(_CORES, 4), least=1, most=_MOST),
        "deliver": env.integer("TRACKER_DELIVER_WORKERS", max(1, min(_CORES // 2, 4)), least=1, most=_MOST),
        "archive": 1,
        "export": env.integer("TRACKER_EXPORT_WORKERS", 1, least=1, most=_MOST),
        "upkeep": 1,
    }


def served() -> list[str]:
    """The queues that a worker of this machine serves (WORKER_QUEUES). Raises EnvironmentVariableError for an unknown one."""
    queues = env.listing("WORKER_QUEUES") or list(slots())
    for queue in queues:
        if queue not in slots():
            raise env.EnvironmentVariableError(
                "WORKER_QUEUES", f"there is no queue {queue!r}; there are {', '.join(slots())}"
            )
    return queues


def processes() -> int:
    """The processes of a worker: one for each slot of its queues."""
    return sum(slots()[queue] for queue in served())
