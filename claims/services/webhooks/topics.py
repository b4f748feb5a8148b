"""Topics: the claims, articles, publishers, entities and hosts that an event concerns, for the filters of endpoints."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from typing import Any

import orjson
from django.db import connection

from claims.models import Event
from claims.services.events import related_keys

TOPICS = """
direct AS (
    SELECT * FROM unnest(%(topic_events)s::uuid[], %(topic_nouns)s::text[], %(topic_keys)s::uuid[]) AS direct (event_id, noun, key)
),
claim_of AS (
    SELECT event_id, key AS claim_id FROM direct WHERE noun = 'claim'
    UNION SELECT event_id, claim_id FROM direct JOIN claims_citation citation ON citation.id = key WHERE noun = 'citation'
    UNION SELECT event_id, claim_id FROM direct JOIN claims_appearance appearance ON appearance.id = key WHERE noun = 'appearance'
    UNION SELECT event_id, claim_id FROM direct JOIN claims_review review ON review.id = key WHERE noun = 'review'
    UNION SELECT event_id, claim_id FROM direct JOIN claims_citation citation ON citation.source_id = key WHERE noun = 'subject source'
),
article_of AS (
    SELECT event_id, key AS article_id FROM direct WHERE noun = 'article'
    UNION SELECT event_id, article_id FROM claim_of JOIN claims_appearance USING (claim_id)
    UNION SELECT event_id, article.id FROM direct JOIN claims_article article ON article.source_id = key WHERE noun = 'subject source'
),
entity_of AS (
    SELECT event_id, key AS entity_id FROM direct WHERE noun = 'entity'
    UNION SELECT event_id, entity_id FROM claim_of JOIN claims_proposition proposition USING (claim_id)
        CROSS JOIN LATERAL (VALUES (proposition.subject_id), (proposition.object_id), (proposition.on_id)) AS named (entity_id)
        WHERE entity_id IS NOT NULL
    UNION SELECT event_id, parent_id FROM entity_of JOIN claims_entity entity ON entity.id = entity_id WHERE parent_id IS NOT NULL
),
topic AS (
    SELECT event_id, 'claim' AS kind, claim_id::text AS key FROM claim_of
    UNION SELECT event_id, 'article', article_id::text FROM article_of
    UNION SELECT event_id, 'publisher', key::text FROM direct WHERE noun = 'publisher'
    UNION SELECT event_id, 'publisher', publisher_id::text FROM article_of JOIN claims_article article ON article.id = article_id
        WHERE publisher_id IS NOT NULL
    UNION SELECT event_id, 'entity', entity_id::text FROM entity_of
    UNION SELECT event_id, 'host', host.name FROM direct JOIN claims_host host ON host.id = key WHERE noun = 'host'
    UNION SELECT event_id, 'host', host.name FROM direct JOIN claims_source source ON source.id = key
        JOIN claims_host host ON host.id = source.host_id WHERE noun IN ('source', 'subject source')
),
topics AS (
    SELECT event_id, jsonb_object_agg(kind, keys) AS topics
    FROM (SELECT event_id, kind, jsonb_agg(key) AS keys FROM topic GROUP BY event_id, kind) AS by_kind GROUP BY event_id
)
"""
"""The SQL of the topics of events: `{kind: [key]}`. An entity's topics include its ancestors. It needs WITH RECURSIVE.

A source's own events concern the claims that cite it; a citation's event concerns its own claim only.
"""


def topic_values(events: Iterable[Event]) -> dict[str, Any]:
    """The parameters of `TOPICS` for these events; for none if no endpoint has filters."""
    rows = [row for event in events for row in _named_rows(event)]
    return {
        "topic_events": [event_id for event_id, _, _ in rows],
        "topic_nouns": [noun for _, noun, _ in rows],
        "topic_keys": [key for _, _, key in rows],
    }


def _named_rows(event: Event) -> Iterator[tuple[uuid.UUID, str, uuid.UUID]]:
    noun = "subject source" if event.subject_type == "source" else event.subject_type
    yield event.pk, noun, event.subject_id
    for related, key in related_keys(event):
        yield event.pk, related, key


def topics_of(event: Event) -> dict[str, list[str]]:
    """The keys of what an event concerns, by their kind."""
    with connection.cursor() as cursor:
        cursor.execute(f"WITH RECURSIVE {TOPICS} SELECT topics::text FROM topics", topic_values([event]))  # noqa: S608
        row = cursor.fetchone()
    return orjson.loads(row[0]) if row else {}
