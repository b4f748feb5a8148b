"""/metrics: the gauges and counters of all processes for Prometheus, from Redis, so that every web reports the same."""

from __future__ import annotations

from collections.abc import Iterator

import structlog
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from redis.exceptions import RedisError

from api.problems import problem_response
from claims.services import counters
from tracker import gauges
from tracker.health import BEAT_KEY
from tracker.security import may_read_metrics

logger = structlog.get_logger(__name__)

LAST_BEAT = "tracker_beat_timestamp_seconds"
LABELS: dict[str, list[str]] = {
    **{name: labels for name, _, labels, _ in gauges.GAUGES},
    LAST_BEAT: [],
    **{name: list(metric.labels) for name, metric in counters.METRICS.items()},
}
"""Every metric with its labels. Histograms are exposed as `_bucket`, `_sum` and `_count`."""

_ESCAPED = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


class GaugesCollector(Collector):
    """The gauges, and when a worker last ran a task of beat."""

    def collect(self) -> Iterator[Metric]:
        """Yield one family for each gauge."""
        rows = gauges.latest()
        if last_beat := _last_beat():
            yield GaugeMetricFamily(
                LAST_BEAT, "When a worker last ran a task of beat, in Unix seconds.", last_beat
            )
        for name, text, labels, _ in gauges.GAUGES:
            family = GaugeMetricFamily(name, text, labels=labels)
            for values, number in rows.get(name, []):
                family.add_metric(values, number)
            yield family


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """All metrics in the text format of Prometheus. 401 without the token, 403 from elsewhere if there is none."""
    if not may_read_metrics(request):
        return _refusal(request)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(GaugesCollector())
    lines = "".join(f"{line}\n" for line in _counts())
    return HttpResponse(generate_latest(registry) + lines.encode(), content_type=CONTENT_TYPE_LATEST)


def _counts() -> Iterator[str]:
    """The lines of what all processes counted. None while Redis is away.

    They are many, a dozen for each route: `generate_latest` would take 40 ms for them.
    """
    try:
        counters.flush()
        sums = counters.read()
    except (RedisError, OSError) as error:
        logger.warning("no counts are served", away="Redis", error=type(error).__name__)
        return
    for name, metric in counters.METRICS.items():
        yield f"# HELP {name} {metric.text}"
        yield f"# TYPE {name} {'histogram' if metric.bounds else 'counter'}"
        for values, parts in sorted(sums[name].items()):
            labels = ",".join(
                f'{label}="{value.translate(_ESCAPED)}"'
                for label, value in zip(metric.labels, values, strict=True)
            )
            if metric.bounds:
                yield from _buckets(name, labels, parts)
            else:
                yield f"{name}{{{labels}}} {parts.get(counters.COUNT, 0.0)}"


def _buckets(name: str, labels: str, parts: counters.Parts) -> Iterator[str]:
    number = 0.0
    for bound in counters.BUCKETS[name]:
        number += parts.get(bound, 0.0)
        yield f'{name}_bucket{{{labels},le="{bound}"}} {number}'
    yield f"{name}_sum{{{labels}}} {parts.get(counters.SUM, 0.0)}"
    yield f"{name}_count{{{labels}}} {number}"


def _last_beat() -> float | None:
    try:
        last_beat: float | None = cache.get(BEAT_KEY)
    except (RedisError, OSError):
        return None
    return last_beat


def _refusal(request: HttpRequest) -> HttpResponse:
    if settings.METRICS_TOKEN:
        detail = "Send the value of METRICS_TOKEN as `Authorization: Bearer …`."
        return problem_response(request, "unauthenticated", detail, headers={"WWW-Authenticate": "Bearer"})
    return problem_response(
        request, "forbidden", "Only this machine may read the metrics, unless METRICS_TOKEN is set."
    )
