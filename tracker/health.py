"""Probes: /healthz reports that the process responds, /readyz that everything it needs is available."""

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
    """200 while the process responds; uses no database or Redis."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 if the database and Redis respond and a worker ran a task of beat recently; otherwise 503 and the failed checks."""
    checks = {name: _outcome(check) for name, check in _CHECKS.items()}
    ready = all(outcome == "ok" for outcome in checks.values())
    response = JsonResponse({"status": "ok" if ready else "unavailable", "checks": checks})
    response.status_code = 200 if ready else 503
    response._has_been_logged = True  # type: ignore[attr-defined]  # the prober reads it; Django would log an error
    return response


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
    last_beat = cache.get(BEAT_KEY)
    if last_beat is None:
        return "failed: no task of beat has run; are beat and a worker running?"
    age = time.time() - float(last_beat)
    return "ok" if age <= BEAT_MAX_AGE_SECONDS else f"failed: the last task of beat ran {age:.0f} s ago"


_CHECKS = {"database": _database, "redis": _redis, "beat": _beat}
