"""List rows: a service with a million claims, written straight into its tables, with skewed names and states."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg

# Ids in the order of their numbers, as those of UUIDv7 are; a number for each table keeps them apart.
_FUNCTIONS = """
CREATE FUNCTION pg_temp.key(prefix int, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex(1764000000000 + n), 12, '0') || '7' || lpad(to_hex(prefix), 3, '0') || '8000' || lpad(to_hex(n), 12, '0'))::uuid
$$;
CREATE FUNCTION pg_temp.age(n bigint, total bigint) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT now() - interval '365 days' + interval '364 days' * (n::float8 / total)
$$;
CREATE FUNCTION pg_temp.name(n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT (ARRAY['Tarn', 'Kestrel', 'Heron', 'Meridane', 'Vellmar', 'Oakhall', 'Lyrebird', 'Quillon', 'Saffel', 'Brindle',
                  'Corvane', 'Dunlin', 'Ostrel', 'Pellar', 'Rooksby', 'Tessel'])[1 + n % 16] || '-' || (1 + n / 16)
$$;
SELECT setseed(0.5);
"""
_ENTITIES = """
INSERT INTO claims_entity (id, name, kind, status, version, created_at)
SELECT pg_temp.key(1, n), pg_temp.name(n), CASE n %% 3 WHEN 0 THEN 'model' WHEN 1 THEN 'benchmark' ELSE 'organisation' END,
    'accepted', 1, pg_temp.age(n, %(entities)s)
FROM generate_series(0, %(entities)s - 1) AS n;
INSERT INTO claims_alias (id, entity_id, text, key)
SELECT pg_temp.key(2, n), pg_temp.key(1, n), pg_temp.name(n), lower(replace(pg_temp.name(n), '-', ''))
FROM generate_series(0, %(entities)s - 1) AS n
"""
_PUBLISHERS = """
INSERT INTO claims_publisher (id, name, domains, version, created_at)
SELECT pg_temp.key(3, n), 'Publisher ' || n, ARRAY['publisher' || n || '.example'], 1, now()
FROM generate_series(0, 999) AS n
"""
_HOSTS = """
INSERT INTO claims_host (id, name, next_slot_at, next_due_at)
SELECT pg_temp.key(4, n), 'host' || n || '.example', now(), now() + interval '1 day' * random()
FROM generate_series(0, %(hosts)s - 1) AS n
"""
_SOURCES = """
INSERT INTO claims_source (id, cited_url, canonical_url, url_hash, host_id, link_state, strikes, next_check_at,
    interval_seconds, read_attempts, etag, last_modified, body_hash, text_hash, extractor_version, last_status, last_error,
    checked_at, changed_at, read_at, final_url, archive_url, version, created_at)
SELECT pg_temp.key(5, n), url, url, encode(sha256(url::bytea), 'hex'), pg_temp.key(4, host),
    CASE WHEN n %% 1000 = 7 THEN 'soft_404' WHEN n %% 50 = 3 THEN 'gone' ELSE 'live' END, 0,
    now() + interval '30 days' * random(), 86400, 0, '', '', '', '', '1', 200, '', now() - interval '30 days' * random(),
    CASE WHEN n %% 8 = 0 THEN now() - interval '300 days' * random() END, now(), url, '', 1,
    pg_temp.age(n, %(sources)s)
FROM (SELECT n, floor(power(random(), 4) * %(hosts)s)::int AS host FROM generate_series(0, %(sources)s - 1) AS n) AS numbered
CROSS JOIN LATERAL (SELECT 'https://host' || host || '.example/report/' || n AS url) AS at
"""
_ARTICLES = """
INSERT INTO claims_article (id, source_id, content_hash, captured_hash, origin, publisher_id, title, authors, published_at, language,
    state, failure, failure_detail, version, created_at)
SELECT pg_temp.key(6, n), pg_temp.key(5, n), '', '', 'fetched', pg_temp.key(3, floor(power(random(), 3) * 1000)::int),
    'How ' || pg_temp.name((n * 7 + n / 13)::bigint %% %(entities)s) || ' became the model of choice', ARRAY['Kekeba'], pg_temp.age(n, %(articles)s), 'en', 'pending', '', '', 1,
    pg_temp.age(n, %(articles)s)
FROM generate_series(0, %(articles)s - 1) AS n;
INSERT INTO claims_articleversion (id, article_id, number, text, text_hash, "references", notes, claim_reviews, extractor_version, captured_at)
SELECT pg_temp.key(7, n), pg_temp.key(6, n), 1, repeat('A text of an article. ', 40), 'hash' || n, '[]', '[]', '[]', '1', pg_temp.age(n, %(articles)s)
FROM generate_series(0, %(articles)s - 1) AS n;
UPDATE claims_article SET state = 'captured', current_version_id = pg_temp.key(7, ('x' || right(id::text, 12))::bit(48)::bigint)
"""
_CLAIMS = """
INSERT INTO claims_claim (id, text, kind, polarity, status, verdict, evidence_state, identity_key, first_seen_at, last_seen_at, version, created_at)
SELECT pg_temp.key(8, n),
    CASE WHEN n %% 3 = 0 THEN pg_temp.name(a) || ' was trained on ' || (1 + n %% 40) || ' trillion tokens of text, ' || n || ' of them cleaned.'
         WHEN n %% 3 = 1 THEN pg_temp.name(a) || ' outperforms ' || pg_temp.name(b) || ' by ' || (n %% 997) / 10.0 || '%% on run ' || n || '.'
         ELSE pg_temp.name(a) || ' reports growth of ' || n %% 90 || '%% for the year, figure ' || n || ' of its filing.' END,
    CASE n %% 3 WHEN 0 THEN 'quantity' WHEN 1 THEN 'comparison' ELSE CASE WHEN n %% 30 = 2 THEN 'event' ELSE 'quantity' END END,
    CASE WHEN n %% 50 = 1 THEN 'negated' ELSE 'asserted' END,
    CASE WHEN n %% 10 < 6 THEN 'proposed' WHEN n %% 10 < 9 THEN 'accepted' ELSE 'rejected' END,
    CASE WHEN n = 5 THEN 'outdated' WHEN n %% 500 = 4 THEN 'refuted' WHEN n %% 20 = 1 THEN 'supported' ELSE 'unreviewed' END,
    CASE WHEN n %% 100 = 9 THEN 'lost' WHEN n %% 40 = 3 THEN 'weakened' WHEN n %% 10 = 2 THEN 'uncited' ELSE 'standing' END,
    'claim' || n, pg_temp.age(n, %(claims)s), pg_temp.age(n, %(claims)s) + interval '1 hour' * (n %% 48), 1, pg_temp.age(n, %(claims)s)
FROM (
    SELECT n, floor(power(random(), 4) * %(entities)s)::bigint AS a, floor(power(random(), 4) * %(entities)s)::bigint AS b
    FROM generate_series(0, %(claims)s - 1) AS n
) AS numbered;
INSERT INTO claims_proposition (id, claim_id, position, form, subject_id, subject_text, relation, object_id, object_text, on_text, measure, op, low, unit, verbatim,
    measure_key, scaled_unit, scaled_low, scaled_high)
SELECT pg_temp.key(9, n), pg_temp.key(8, n), 0, CASE WHEN n %% 3 = 1 THEN 'comparison' ELSE 'quantity' END,
    pg_temp.key(1, a), pg_temp.name(a), CASE WHEN n %% 3 = 1 THEN 'outperforms' ELSE '' END,
    CASE WHEN n %% 3 = 1 THEN pg_temp.key(1, b) END, CASE WHEN n %% 3 = 1 THEN pg_temp.name(b) ELSE '' END, '',
    CASE n %% 3 WHEN 0 THEN 'tokens' WHEN 2 THEN 'growth' ELSE '' END, CASE WHEN n %% 3 = 1 THEN '' ELSE '=' END,
    CASE WHEN n %% 3 <> 1 THEN n %% 90 END, CASE n %% 3 WHEN 0 THEN 'token' WHEN 2 THEN '%%' ELSE '' END, '',
    CASE n %% 3 WHEN 0 THEN 'token' WHEN 2 THEN 'growth' ELSE '' END, CASE n %% 3 WHEN 0 THEN 'token' WHEN 2 THEN '%%' ELSE '' END,
    CASE WHEN n %% 3 <> 1 THEN n %% 90 END, CASE WHEN n %% 3 <> 1 THEN n %% 90 END
FROM (
    SELECT n, floor(power(random(), 4) * %(entities)s)::bigint AS a, floor(power(random(), 4) * %(entities)s)::bigint AS b
    FROM generate_series(0, %(claims)s - 1) AS n
) AS numbered
"""
_APPEARANCES = """
INSERT INTO claims_appearance (id, claim_id, article_id, article_version_id, first_version_id, quote, prefix, suffix, start, "end",
    attributed_to, hedge, speech, polarity, extractor, extractor_version, rule, seen_at, gone_at, gone_reason)
SELECT pg_temp.key(10, n), pg_temp.key(8, n), pg_temp.key(6, n %% %(articles)s), pg_temp.key(7, n %% %(articles)s), pg_temp.key(7, n %% %(articles)s),
    'The quote of claim ' || n || ' as its article has it.', '', '', n %% 20000, n %% 20000 + 40, '', '', '',
    CASE WHEN n %% 50 = 1 THEN 'negated' ELSE 'asserted' END, 'rules', '1', 'amount', pg_temp.age(n, %(claims)s),
    CASE WHEN n %% 20 = 3 THEN now() END, CASE WHEN n %% 20 = 3 THEN 'text' ELSE '' END
FROM generate_series(0, %(claims)s - 1) AS n
"""
_CITATIONS = """
INSERT INTO claims_citation (id, claim_id, appearance_id, source_id, is_resolved_by_person, label, position, stance, passage_exact, passage_prefix,
    passage_suffix, passage_origin, is_left_unpinned, passage_state, found, expected_values, values_state, last_verified_at, version, created_at)
SELECT pg_temp.key(11, n), pg_temp.key(8, n / 2), pg_temp.key(10, n / 2), pg_temp.key(5, floor(power(random(), 3) * %(sources)s)::bigint),
    false, (n %% 15 + CASE WHEN n %% 100000 = 0 THEN 84 ELSE 1 END)::text, n %% 2,
    CASE WHEN n %% 700000 = 5 THEN 'refutes' WHEN n %% 30 = 2 THEN 'disputes' ELSE 'cited' END,
    'The passage that citation ' || n || ' relies on', '', '', 'machine', false,
    CASE WHEN n %% 40 = 7 THEN 'missing' WHEN n %% 25 = 4 THEN 'reworded' ELSE 'intact' END, '', '["12 trillion"]',
    CASE WHEN n %% 60 = 9 THEN 'changed' ELSE 'present' END, now() - interval '1 day' * (n %% 20), 1, pg_temp.age(n, 2 * %(claims)s)
FROM generate_series(0, 2 * %(claims)s - 1) AS n
"""
_EVENTS = """
INSERT INTO claims_event (id, seq, type, subject_type, subject_id, subject_version, changes, related, severity, recovers, actor_type, actor_id,
    cause_type, cause_id, occurred_at)
SELECT pg_temp.key(12, n), n + 1,
    CASE n %% 5 WHEN 0 THEN 'claim.created' WHEN 1 THEN 'appearance.created' WHEN 2 THEN 'citation.created' WHEN 3 THEN 'citation.created' ELSE 'source.changed' END,
    CASE n %% 5 WHEN 0 THEN 'claim' WHEN 1 THEN 'appearance' WHEN 2 THEN 'citation' WHEN 3 THEN 'citation' ELSE 'source' END,
    CASE n %% 5 WHEN 0 THEN pg_temp.key(8, n / 5) WHEN 1 THEN pg_temp.key(10, n / 5) WHEN 2 THEN pg_temp.key(11, n / 5 * 2) WHEN 3 THEN pg_temp.key(11, n / 5 * 2 + 1)
        ELSE pg_temp.key(5, n / 5 %% %(sources)s) END,
    1, '{"status": [null, "proposed"]}', '{"article": "article_01h455vb4pex5vsknk084sn02q"}', CASE WHEN n %% 5 = 4 THEN n %% 4 ELSE 0 END, 0,
    'worker', 'capture', 'check', 'check_' || n / 160, pg_temp.age(n, 5 * %(claims)s)
FROM generate_series(0, 5 * %(claims)s - 1) AS n
"""
_STATEMENTS = {
    "entities": _ENTITIES,
    "publishers": _PUBLISHERS,
    "hosts": _HOSTS,
    "sources": _SOURCES,
    "articles": _ARTICLES,
    "claims": _CLAIMS,
    "appearances": _APPEARANCES,
    "citations": _CITATIONS,
    "events": _EVENTS,
}
_INDEXES = """
SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename LIKE 'claims\\_%'
    AND indexname NOT IN (SELECT conname FROM pg_constraint)
"""


def fill(url: str, *, claims: int) -> Iterator[str]:
    """Write `claims` claims, twice as many citations, five times as many events, and what they refer to.

    Yields the name of each step before it is taken. The indexes are built after the rows are written.
    """
    with psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
        connection.execute("SET synchronous_commit = off; SET maintenance_work_mem = '512MB'")
        yield from write(connection, claims=claims)
        yield "vacuum"
        connection.execute("VACUUM ANALYZE")


def write(connection: psycopg.Connection[Any], *, claims: int) -> Iterator[str]:
    """Write the rows over a connection whose cursors bind parameters on the client, and collect their statistics."""
    values = {
        "claims": claims,
        "articles": max(claims // 20, 1),
        "sources": max(claims * 3 // 10, 1),
        "hosts": max(claims // 50, 1),
        "entities": max(claims // 33, 1),
    }
    indexes = connection.execute(_INDEXES).fetchall()
    for name, _ in indexes:
        connection.execute(f'DROP INDEX "{name}"')  # type: ignore[arg-type]
    connection.execute("SET statement_timeout = 0")
    connection.execute("SET session_replication_role = replica")  # foreign keys are not checked
    connection.execute(_FUNCTIONS)  # type: ignore[arg-type]
    for name, statements in _STATEMENTS.items():
        yield name
        connection.execute(statements, values)  # type: ignore[arg-type]
    yield "indexes"
    for _, definition in indexes:
        connection.execute(definition)
    connection.execute("SET session_replication_role = origin")
    yield "statistics"
    connection.execute("ANALYZE")
