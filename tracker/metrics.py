"""/metrics: numbers to watch, read from the rows when Prometheus asks, the same from every process."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

# name, help, labels, statement: one row for each set of labels, the value last
_GAUGES: list[tuple[str, str, list[str], str]] = [
    (
        "tracker_articles",
        "Articles by state.",
        ["state"],
        "SELECT state, count(*) FROM claims_article GROUP BY 1",
    ),
    (
        "tracker_claims",
        "Claims by status and evidence state.",
        ["status", "evidence_state"],
        "SELECT status, evidence_state, count(*) FROM claims_claim GROUP BY 1, 2",
    ),
    (
        "tracker_sources",
        "Sources by link state.",
        ["link_state"],
        "SELECT link_state, count(*) FROM claims_source GROUP BY 1",
    ),
    (
        "tracker_sources_due",
        "Sources whose next check is due.",
        [],
        "SELECT count(*) FROM claims_source WHERE next_check_at <= now()",
    ),
    (
        "tracker_due_lag_seconds",
        "How long the oldest due source has waited.",
        [],
        "SELECT coalesce(extract(epoch FROM now() - min(next_check_at)), 0) FROM claims_source WHERE next_check_at <= now()",
    ),
    (
        "tracker_submissions_waiting",
        "Posted contents that wait to be read.",
        [],
        "SELECT count(*) FROM claims_submission",
    ),
    (
        "tracker_events_unpublished",
        "Events that have no seq yet.",
        [],
        "SELECT count(*) FROM claims_event WHERE seq IS NULL",
    ),
    (
        "tracker_event_seq",
        "The newest seq of the feed.",
        [],
        "SELECT coalesce(max(seq), 0) FROM claims_event",
    ),
    (
        "tracker_deliveries_pending",
        "Webhook deliveries that are not through yet.",
        [],
        "SELECT count(*) FROM claims_delivery WHERE state = 'pending'",
    ),
    (
        "tracker_delivery_lag_seconds",
        "How long the oldest due delivery has waited.",
        [],
        "SELECT coalesce(extract(epoch FROM now() - min(next_attempt_at)), 0) FROM claims_delivery"
        " WHERE state = 'pending' AND next_attempt_at <= now()",
    ),
    (
        "tracker_endpoints",
        "Webhook endpoints by state.",
        ["state"],
        "SELECT state, count(*) FROM claims_endpoint WHERE deleted_at IS NULL GROUP BY 1",
    ),
    (
        "tracker_checks_last_hour",
        "Looks at sources in the last hour, by outcome and error.",
        ["outcome", "error"],
        "SELECT outcome, error, count(*) FROM claims_sourcecheck WHERE checked_at > now() - interval '1 hour' GROUP BY 1, 2",
    ),
]


class RowsCollector(Collector):
    """Asks the database for each gauge, once a scrape."""

    def describe(self) -> Iterator[Metric]:
        """Nothing: registering must not touch the database."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """One family a gauge."""
        with connection.cursor() as cursor:
            for name, text, labels, statement in _GAUGES:
                family = GaugeMetricFamily(name, text, labels=labels)
                cursor.execute(statement)
                for *values, number in cursor.fetchall():
                    family.add_metric([str(value) for value in values], float(number))
                yield family


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The numbers in Prometheus' text form."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(RowsCollector())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
