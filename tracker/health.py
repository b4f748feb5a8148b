"""Probes: /healthz says that the process lives, /readyz that it can work."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.core.cache import cache
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

BEAT_KEY = "beat_at"
BEAT_MAX_AGE_SECONDS = 60


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers; touches nothing else."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 if the database and Redis answer and a beat was worked off lately, else 503 and what is missing."""
    checks = {name: _outcome(check) for name, check in _CHECKS.items()}
    ready = all(outcome == "ok" for outcome in checks.values())
    answer = JsonResponse({"status": "ok" if ready else "unavailable", "checks": checks})
    answer.status_code = 200 if ready else 503
    answer._has_been_logged = True  # type: ignore[attr-defined]  # whoever probes reads it; Django would log an error
    return answer


def _outcome(check: Callable[[], str]) -> str:
    try:
        return check()
    except (Error, RedisError, OSError) as error:
        return f"failed: {type(error).__name__}"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _redis() -> str:
    cache.get(BEAT_KEY)
    return "ok"


def _beat() -> str:
    noted = cache.get(BEAT_KEY)
    if noted is None:
        return "failed: no beat was worked off yet; are beat and a worker running?"
    age = time.time() - float(noted)
    return "ok" if age <= BEAT_MAX_AGE_SECONDS else f"failed: the last beat was worked off {age:.0f} s ago"


_CHECKS = {"database": _database, "redis": _redis, "beat": _beat}
