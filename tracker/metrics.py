"""/metrics: gauges for Prometheus, read from the database at each scrape, so that every process reports the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from api.problems import problem_response
from claims.models import Article, Claim
from claims.pipeline.extraction.version import EXTRACTOR_VERSION
from claims.vocabulary import EvidenceState, LinkState
from tracker.security import may_read_metrics

_MAX_DUE = 100_000
_MAX_EXACT = 10_000
"""Counting stops here, so that the cost of a scrape does not grow with the number of sources."""


def _by_state(table: str, column: str, states: Iterable[str]) -> str:
    """The number of rows in each state, from an index that begins with the column.

    Counted in index order: otherwise PostgreSQL would scan the whole table for a state without rows. Above the limit the
    number is estimated from the statistics of the planner, which autovacuum keeps up to date.
    """
    return f"""
SELECT state, CASE WHEN counted.number < {_MAX_EXACT} THEN counted.number ELSE greatest(counted.number, estimated.number) END
FROM unnest('{{{",".join(states)}}}'::text[]) AS state
CROSS JOIN LATERAL (
    SELECT count(*) AS number
    FROM (SELECT FROM {table} WHERE {column} = state ORDER BY {column} LIMIT {_MAX_EXACT}) AS one
) AS counted
LEFT JOIN (
    SELECT value, round(share * reltuples) AS number
    FROM pg_stats CROSS JOIN LATERAL unnest(most_common_vals::text::text[], most_common_freqs) AS common (value, share)
    JOIN pg_class ON pg_class.oid = '{table}'::regclass
    WHERE schemaname = current_schema() AND tablename = '{table}' AND attname = '{column}'
) AS estimated ON estimated.value = state
"""  # noqa: S608 - constants


# Due sources, through their hosts: hosts that are due, hosts that are leased (not due until the lease expires), and hosts
# that were woken and not yet leased.
_OF_DUE_HOSTS = f"""
FROM (
    (SELECT id FROM claims_host WHERE next_due_at <= now() + interval '{settings.LEASE_SECONDS} seconds' ORDER BY next_due_at LIMIT {_MAX_DUE})
    UNION (SELECT host_id FROM claims_hostwake ORDER BY id LIMIT {_MAX_DUE})
) AS host
CROSS JOIN LATERAL (
    SELECT next_check_at FROM claims_source
    WHERE host_id = host.id AND next_check_at <= now() ORDER BY next_check_at LIMIT {_MAX_DUE}
) AS source
"""  # noqa: S608 - constants

# name, help, labels, statement: one row for each set of labels, the value last
GAUGES: list[tuple[str, str, list[str], str]] = [
    (
        "tracker_articles",
        f"Articles by state; above {_MAX_EXACT} an estimate.",
        ["state"],
        _by_state("claims_article", "state", Article.State.values),
    ),
    (
        "tracker_claims",
        f"Claims by status; above {_MAX_EXACT} an estimate.",
        ["status"],
        _by_state("claims_claim", "status", Claim.Status.values),
    ),
    (
        "tracker_claim_evidence",
        f"Claims by evidence state; above {_MAX_EXACT} an estimate.",
        ["evidence_state"],
        _by_state("claims_claim", "evidence_state", EvidenceState),
    ),
    (
        "tracker_sources",
        f"Sources by link state; above {_MAX_EXACT} an estimate.",
        ["link_state"],
        _by_state("claims_source", "link_state", LinkState),
    ),
    (
        "tracker_sources_due",
        f"Sources whose next check is due, counted up to {_MAX_DUE}.",
        [],
        f"SELECT count(*) FROM (SELECT {_OF_DUE_HOSTS} LIMIT {_MAX_DUE}) AS due",  # noqa: S608
    ),
    (
        "tracker_due_lag_seconds",
        "How long the oldest due source has been due.",
        [],
        f"SELECT coalesce(extract(epoch FROM now() - min(next_check_at)), 0) {_OF_DUE_HOSTS}",  # noqa: S608
    ),
    (
        "tracker_sources_unconfirmed",
        "Sources with a change that a second check has to confirm.",
        [],
        "SELECT count(*) FROM claims_source WHERE unconfirmed_at IS NOT NULL",
    ),
    (
        "tracker_archive_lookups_waiting",
        "Sources whose copy in the archive has not been looked up.",
        [],
        "SELECT count(*) FROM claims_source WHERE archive_due_at IS NOT NULL",
    ),
    (
        "tracker_hosts_cooling",
        "Hosts that are left alone after 429 or 503.",
        [],
        "SELECT count(*) FROM claims_host WHERE cooling_until > now()",
    ),
    (
        "tracker_host_incidents",
        "Hosts most of whose sources fail at once, by incident.",
        ["incident"],
        "SELECT incident, count(*) FROM claims_host WHERE incident <> '' GROUP BY 1",
    ),
    (
        "tracker_robots_unreachable",
        "Origins whose robots.txt could not be read, by the rules that apply meanwhile.",
        ["access"],
        "SELECT access, count(*) FROM claims_robotsfile WHERE unreachable_since IS NOT NULL GROUP BY 1",
    ),
    (
        "tracker_submissions_waiting",
        "Posted contents that have not been read.",
        [],
        "SELECT count(*) FROM claims_submission",
    ),
    (
        "tracker_texts_due",
        f"Articles that an older extractor read and this one has not, counted up to {_MAX_DUE}.",
        [],
        "SELECT count(*) FROM (SELECT FROM claims_articleoriginal"  # noqa: S608
        f" WHERE reader < {int(EXTRACTOR_VERSION)} LIMIT {_MAX_DUE}) AS due",
    ),
    (
        "tracker_events_unpublished",
        "Events without a seq.",
        [],
        "SELECT count(*) FROM claims_event WHERE seq IS NULL",
    ),
    (
        "tracker_event_seq",
        "Newest seq of the feed.",
        [],
        "SELECT coalesce(max(seq), 0) FROM claims_event",
    ),
    (
        "tracker_deliveries_pending",
        "Webhook deliveries that are not completed.",
        [],
        "SELECT count(*) FROM claims_delivery WHERE state = 'pending'",
    ),
    (
        "tracker_delivery_lag_seconds",
        "How long the endpoint that has waited longest for a sender has had due deliveries.",
        [],
        "SELECT coalesce(extract(epoch FROM now() - min(next_due_at)), 0) FROM claims_endpointqueue"
        " WHERE next_due_at <= now() AND (lease_until IS NULL OR lease_until < now())",
    ),
    (
        "tracker_endpoints",
        "Webhook endpoints by state.",
        ["state"],
        "SELECT state, count(*) FROM claims_endpoint WHERE deleted_at IS NULL GROUP BY 1",
    ),
    (
        "tracker_exports",
        "Exports by state.",
        ["state"],
        "SELECT state, count(*) FROM claims_export WHERE deleted_at IS NULL GROUP BY 1",
    ),
    (
        "tracker_export_lag_seconds",
        "How long the export that has waited longest for a worker has been due.",
        [],
        "SELECT coalesce(extract(epoch FROM now() - min(next_attempt_at)), 0) FROM claims_export"
        " WHERE next_attempt_at <= now()",
    ),
    (
        "tracker_checks_last_hour",
        "Checks in the last hour, by outcome and error.",
        ["outcome", "error"],
        "SELECT outcome, error, count(*) FROM claims_sourcecheck WHERE checked_at > now() - interval '1 hour' GROUP BY 1, 2",
    ),
]


class RowsCollector(Collector):
    """Reads each gauge from the database, once per scrape."""

    def describe(self) -> Iterator[Metric]:
        """Empty, so that registration does not use the database."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Yield one family for each gauge."""
        with connection.cursor() as cursor:
            for name, text, labels, statement in GAUGES:
                family = GaugeMetricFamily(name, text, labels=labels)
                cursor.execute(statement)
                for *values, number in cursor.fetchall():
                    family.add_metric([str(value) for value in values], float(number))
                yield family


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """All gauges in the text format of Prometheus. 401 without the token, 403 from elsewhere if there is none."""
    if not may_read_metrics(request):
        return _refusal(request)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(RowsCollector())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _refusal(request: HttpRequest) -> HttpResponse:
    if settings.METRICS_TOKEN:
        detail = "Send the value of METRICS_TOKEN as `Authorization: Bearer …`."
        return problem_response(request, "unauthenticated", detail, headers={"WWW-Authenticate": "Bearer"})
    return problem_response(
        request, "forbidden", "Only this machine may read the metrics, unless METRICS_TOKEN is set."
    )
