"""Rows: a service that has watched its sources for a while, written straight into the tables."""

from __future__ import annotations

import psycopg

from benchmarks.engine.site import CLAIM, ETAG, page
from claims.pipeline.documents.documents import full_text
from claims.pipeline.fingerprint import body_hash, text_hash
from claims.vocabulary import ContentType

# Hosts and sources in the order of their numbers; the first `due` are due, the others within the next month.
_HOSTS = """
INSERT INTO claims_host (id, name, next_slot_at, next_due_at)
SELECT md5('host' || n)::uuid, '127.' || (1 + n / 62500) || '.' || (n / 250 %% 250) || '.' || (1 + n %% 250), now(),
    CASE WHEN n < %(due)s THEN now() ELSE now() + interval '1 day' + random() * interval '29 days' END
FROM generate_series(0, %(hosts)s - 1) AS n
"""
_ROBOTS = """
INSERT INTO claims_robotsfile (id, origin, host_id, access, text, fetched_at, expires_at)
SELECT md5('robots' || n)::uuid, 'http://127.' || (1 + n / 62500) || '.' || (n / 250 %% 250) || '.' || (1 + n %% 250) || ':%(port)s',
    md5('host' || n)::uuid, 'file', E'User-agent: *\\nDisallow: /private/\\n', now(), now() + interval '1 day'
FROM generate_series(0, %(hosts)s - 1) AS n
"""
_SOURCES = """
INSERT INTO claims_source (id, cited_url, canonical_url, url_hash, host_id, link_state, strikes, next_check_at,
    interval_seconds, read_attempts, check_count, changes, exposure_seconds, etag, last_modified, body_hash, text_hash,
    extractor_version, last_status, last_error, checked_at, read_at, final_url, archive_url, version, created_at)
SELECT md5('source' || n)::uuid, url, url, encode(sha256(url::bytea), 'hex'), md5('host' || n / %(each)s)::uuid, 'live', 0,
    CASE WHEN n < %(due)s * %(each)s THEN now() ELSE now() + interval '1 day' + random() * interval '29 days' END,
    86400, 0, 8, 1, 691200, %(etag)s, '', %(body)s, %(text_hash)s, %(reader)s, 200, '', now() - interval '1 day',
    now() - interval '1 day', url, '', 1, now()
FROM generate_series(0, %(hosts)s * %(each)s - 1) AS n
CROSS JOIN LATERAL (SELECT 'http://127.' || (1 + n / %(each)s / 62500) || '.' || (n / %(each)s / 250 %% 250) || '.'
    || (1 + n / %(each)s %% 250) || ':%(port)s/' || n AS url) AS at
"""
_TEXT = "INSERT INTO claims_sourcetext (text_hash, text) VALUES (%(text_hash)s, %(text)s)"
_SNAPSHOTS = """
INSERT INTO claims_snapshot (id, source_id, source_text_id, extractor_version, captured_at)
SELECT md5('snapshot' || n)::uuid, md5('source' || n)::uuid, %(text_hash)s, %(reader)s, now() - interval '1 day'
FROM generate_series(0, %(due)s * %(each)s - 1) AS n
"""
_CLAIMS = """
INSERT INTO claims_claim (id, text, kind, polarity, status, verdict, evidence_state, identity_key, first_seen_at, last_seen_at, version, created_at)
SELECT md5('claim' || n)::uuid, %(claim)s, 'quantity', 'asserted', 'proposed', 'unreviewed', 'standing', 'claim' || n, now(), now(), 1, now()
FROM generate_series(0, %(due)s * %(each)s - 1) AS n
"""
_CITATIONS = """
INSERT INTO claims_citation (id, claim_id, source_id, is_resolved_by_person, label, position, stance, passage_exact, passage_prefix,
    passage_suffix, passage_origin, is_left_unpinned, passage_state, found, expected_values, values_state, last_verified_at, version, created_at)
SELECT md5('citation' || n)::uuid, md5('claim' || n)::uuid, md5('source' || n)::uuid, false, '1', 0, 'cited', %(claim)s, '', '',
    'machine', false, 'intact', '', '["12 trillion"]', 'present', now() - interval '1 day', 1, now()
FROM generate_series(0, %(due)s * %(each)s - 1) AS n
"""


def fill(url: str, *, port: int, hosts: int, each: int, due: int, reader: str) -> None:
    """`hosts` hosts of `each` sources; those of the first `due` hosts are due, and each has a claim that cites it."""
    html = page()
    text = full_text(html.encode(), ContentType.HTML)
    values = {
        "port": port,
        "hosts": hosts,
        "each": each,
        "due": due,
        "etag": ETAG,
        "body": body_hash(html.encode()),
        "text": text,
        "text_hash": text_hash(text),
        "reader": reader,
        "claim": CLAIM,
    }
    with psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
        for statement in (_HOSTS, _ROBOTS, _SOURCES, _TEXT, _SNAPSHOTS, _CLAIMS, _CITATIONS):
            connection.execute(statement, values)  # type: ignore[arg-type]
        connection.execute("VACUUM ANALYZE")


def make_due(url: str, *, due: int, each: int) -> None:
    """The sources of the first `due` hosts are due again."""
    keys = "SELECT md5('{}' || n)::uuid FROM generate_series(0, {} - 1) AS n"
    with psycopg.connect(url, autocommit=True) as connection:
        sources = keys.format("source", due * each)
        connection.execute(f"UPDATE claims_source SET next_check_at = now() WHERE id IN ({sources})")  # type: ignore[arg-type]  # noqa: S608
        hosts = keys.format("host", due)
        connection.execute(
            f"UPDATE claims_host SET next_due_at = now(), next_slot_at = now() WHERE id IN ({hosts})"  # type: ignore[arg-type]  # noqa: S608
        )
        connection.execute("VACUUM claims_source, claims_host")
