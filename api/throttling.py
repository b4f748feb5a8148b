"""Throttling: so many requests a minute for each key, counted in Redis, in one step.

The generic cell rate algorithm: one number a key, the time at which its whole allowance is there again. Headers as in
draft-ietf-httpapi-ratelimit-headers-10. While Redis is away everybody passes, and the log says so.
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
local full_at = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local next_full_at = full_at + window / quota
local wait = next_full_at - window - now
if wait > 0 then
  return {0, 0, tostring(wait), tostring(full_at - now)}
end
redis.call('SET', KEYS[1], string.format('%.6f', next_full_at), 'PX', math.ceil((next_full_at - now) * 1000))
local left = math.floor((window - (next_full_at - now)) * quota / window + 1e-6)
return {1, left, '0', tostring(next_full_at - now)}
"""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a caller has left. `wait_seconds` is 0 for a request that passes."""

    quota: int
    left: int
    wait_seconds: float
    full_in_seconds: float

    def headers(self) -> dict[str, str]:
        """RateLimit-Policy and RateLimit."""
        return {
            "RateLimit-Policy": f'"default";q={self.quota};w={_WINDOW_SECONDS}',
            "RateLimit": f'"default";r={self.left};t={math.ceil(self.full_in_seconds)}',
        }


class KeyThrottle(BaseThrottle):
    """One allowance a key; whoever has none is counted by address."""

    def __init__(self) -> None:
        self.allowance: Allowance | None = None

    def allow_request(self, request: Request, view: Any) -> bool:
        """Take one from the caller's allowance, and note what is left for the answer's headers."""
        caller = request.auth.pk if isinstance(request.auth, ApiKey) else request.META.get("REMOTE_ADDR", "")
        try:
            self.allowance = take(str(caller), quota=settings.API_RATE_PER_MINUTE)
        except (redis.RedisError, OSError) as error:
            logger.warning("requests pass uncounted", error=type(error).__name__)
            return True
        view.allowance = self.allowance
        return self.allowance.wait_seconds == 0

    def wait(self) -> float | None:
        """Seconds until the next request would pass."""
        return self.allowance.wait_seconds if self.allowance else None


def take(caller: str, *, quota: int) -> Allowance:
    """Take one from the caller's allowance of `quota` a minute. Raises RedisError."""
    passed, left, wait, full_in = _script()(keys=[f"tracker:rate:{caller}"], args=[quota, _WINDOW_SECONDS])
    seconds = 0.0 if passed else max(float(wait), 0.001)
    return Allowance(quota=quota, left=int(left), wait_seconds=seconds, full_in_seconds=float(full_in))


@cache
def _script() -> Any:
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5, retry=Retry(NoBackoff(), 0)
    )
    return client.register_script(_SCRIPT)
