"""Gauges: numbers of rows, read from the database by a task every few seconds and kept in Redis for all webs."""

from __future__ import annotations

from collections.abc import Iterable

import structlog
from celery import shared_task
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from redis.exceptions import RedisError

from claims.models import Article, Claim
from claims.pipeline.extraction.version import EXTRACTOR_VERSION
from claims.tasks import StageTask
from claims.vocabulary import EvidenceState, LinkState

logger = structlog.get_logger(__name__)

KEY = "gauges"
KEEP_SECONDS = 60
"""How long numbers are served that no task replaced."""

_MAX_DUE = 100_000
_MAX_EXACT = 10_000
"""Counting stops here, so that the cost of a scrape does not grow with the number of sources."""


def _by_state(table: str, column: str, states: Iterable[str]) -> str:
    """The number of rows in each state, from an index that begins with the column.

    Counted in index order: otherwise PostgreSQL would scan the whole table for a state without rows. Above the limit the
    number is estimated from the statistics of the planner, which autovacuum keeps up to date.
    """
    return f"""
SELECT label, CASE WHEN counted.number < {_MAX_EXACT} THEN counted.number ELSE greatest(counted.number, estimated.number) END
FROM unnest('{{{",".join(states)}}}'::text[]) AS label
CROSS JOIN LATERAL (
    SELECT count(*) AS number
    FROM (SELECT FROM {table} WHERE {column} = label ORDER BY {column} LIMIT {_MAX_EXACT}) AS one
) AS counted
LEFT JOIN (
    SELECT value, round(share * reltuples) AS number
    FROM pg_stats CROSS JOIN LATERAL unnest(most_common_vals::text::text[], most_common_freqs) AS common (value, share)
    JOIN pg_class ON pg_class.oid = '{table}'::regclass
    WHERE schemaname = current_schema() AND tablename = '{table}' AND attname = '{column}'
) AS estimated ON estimated.value = label
"""  # noqa: S608 - constants


def _up_to(rows: str) -> str:
    """The number of these rows; counting stops at the limit, so that its cost does not grow with the tables."""
    return f"SELECT count(*) FROM ({rows} LIMIT {_MAX_DUE}) AS counted"  # noqa: S608 - constants


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

_PENDING = "SELECT FROM claims_delivery WHERE state = 'pending'"

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
        _up_to(f"SELECT {_OF_DUE_HOSTS}"),
    ),
    (
        "tracker_due_lag_seconds",
        "How long the oldest due source has been due.",
        [],
        f"SELECT coalesce(extract(epoch FROM now() - min(next_check_at)), 0) {_OF_DUE_HOSTS}",  # noqa: S608
    ),
    (
        "tracker_sources_unconfirmed",
        f"Sources with a change that a second check has to confirm, counted up to {_MAX_DUE}.",
        [],
        _up_to("SELECT FROM claims_source WHERE unconfirmed_at IS NOT NULL"),
    ),
    (
        "tracker_archive_lookups_waiting",
        f"Sources whose copy in the archive has not been looked up, counted up to {_MAX_DUE}.",
        [],
        _up_to("SELECT FROM claims_source WHERE archive_due_at IS NOT NULL"),
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
        f"Posted contents that have not been read, counted up to {_MAX_DUE}.",
        [],
        _up_to("SELECT FROM claims_submission"),
    ),
    (
        "tracker_texts_due",
        f"Articles that an older extractor read and this one has not, counted up to {_MAX_DUE}.",
        [],
        _up_to(f"SELECT FROM claims_articleoriginal WHERE reader < {int(EXTRACTOR_VERSION)}"),
    ),
    (
        "tracker_events_unpublished",
        f"Events without a seq, counted up to {_MAX_DUE}.",
        [],
        _up_to("SELECT FROM claims_event WHERE seq IS NULL"),
    ),
    (
        "tracker_event_seq",
        "Newest seq of the feed.",
        [],
        "SELECT coalesce(max(seq), 0) FROM claims_event",
    ),
    (
        "tracker_deliveries_pending",
        f"Webhook deliveries that are not completed, counted up to {2 * _MAX_DUE}.",
        [],
        # An index for each: first attempts, retries.
        f"SELECT ({_up_to(_PENDING + ' AND attempt_count = 0')}) + ({_up_to(_PENDING + ' AND attempt_count > 0')})",
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
]

Rows = list[tuple[list[str], float]]
"""The values of the labels, and the number."""


@shared_task(base=StageTask)
def measure_rows() -> None:
    """Read all gauges, and keep them for /metrics."""
    cache.set(KEY, measured(), timeout=KEEP_SECONDS)


def latest() -> dict[str, Rows]:
    """The rows of each gauge by its name, as the task kept them. They are read now if it did not run lately."""
    try:
        kept: dict[str, Rows] | None = cache.get_or_set(KEY, measured, timeout=KEEP_SECONDS)
    except (RedisError, OSError) as error:
        logger.warning("gauges are read now", away="Redis", error=type(error).__name__)
        kept = None
    return measured() if kept is None else kept


def measured() -> dict[str, Rows]:
    """The rows of each gauge by its name, read now."""
    rows: dict[str, Rows] = {}
    with connection.cursor() as cursor:
        for name, _, _, statement in GAUGES:
            cursor.execute(statement)
            rows[name] = [
                ([str(value) for value in values], float(number)) for *values, number in cursor.fetchall()
            ]
    return rows
