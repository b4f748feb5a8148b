"""Throttling: a number of requests a minute for each key, counted in Redis by one atomic script.

The generic cell rate algorithm: one number a key, the time at which its whole quota is available again. Headers as in
draft-ietf-httpapi-ratelimit-headers-10. While Redis is unavailable requests are not limited, and a warning is logged.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Any

import redis
import structlog
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from api.models import ApiKey

logger = structlog.get_logger(__name__)

_WINDOW_SECONDS = 60
_SCRIPT = """
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1e6
local quota, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local reset_at = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local next_reset_at = reset_at + window / quota
local wait = next_reset_at - window - now
if wait > 0 then
  return {0, 0, tostring(wait), tostring(reset_at - now)}
end
redis.call('SET', KEYS[1], string.format('%.6f', next_reset_at), 'PX', math.ceil((next_reset_at - now) * 1000))
local remaining = math.floor((window - (next_reset_at - now)) * quota / window + 1e-6)
return {1, remaining, '0', tostring(next_reset_at - now)}
"""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What remains of a caller's quota. `retry_after_seconds` is 0 for a request that passes."""

    quota: int
    remaining: int
    retry_after_seconds: float
    reset_seconds: float

    def headers(self) -> dict[str, str]:
        """RateLimit-Policy and RateLimit."""
        return {
            "RateLimit-Policy": f'"default";q={self.quota};w={_WINDOW_SECONDS}',
            "RateLimit": f'"default";r={self.remaining};t={math.ceil(self.reset_seconds)}',
        }


class KeyThrottle(BaseThrottle):
    """One quota for each key; requests without a key are counted by address, those of public reading with a quota of their own."""

    def __init__(self) -> None:
        self.allowance: Allowance | None = None

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count the request, and keep what remains for the response's headers. The next page of a stream is not counted."""
        if request.META.get("tracker.is_continued"):
            return True
        caller, quota = str(request.META.get("REMOTE_ADDR", "")), settings.API_RATE_PER_MINUTE
        if isinstance(request.auth, ApiKey):
            caller = str(request.auth.pk)
        elif not getattr(view, "is_public", False):
            caller, quota = f"reader:{caller}", settings.PUBLIC_READ_RATE_PER_MINUTE
        try:
            self.allowance = count_request(caller, quota=quota)
        except (redis.RedisError, OSError) as error:
            logger.warning("requests are not limited: Redis is unavailable", error=type(error).__name__)
            return True
        view.allowance = self.allowance
        return self.allowance.retry_after_seconds == 0

    def wait(self) -> float | None:
        """Seconds until the next request passes."""
        return self.allowance.retry_after_seconds if self.allowance else None


def count_request(caller: str, *, quota: int) -> Allowance:
    """Count one request of a caller that may make `quota` a minute. Raises RedisError."""
    passes, remaining, wait, reset = _script()(keys=[f"tracker:rate:{caller}"], args=[quota, _WINDOW_SECONDS])
    return Allowance(
        quota=quota,
        remaining=int(remaining),
        retry_after_seconds=0.0 if passes else max(float(wait), 0.001),
        reset_seconds=float(reset),
    )


@cache
def _script() -> Any:
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5, retry=Retry(NoBackoff(), 0)
    )
    return client.register_script(_SCRIPT)
