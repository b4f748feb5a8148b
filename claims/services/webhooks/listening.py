"""Listening: which endpoints receive which events, by type, severity and filters."""

from __future__ import annotations

from claims.models import Endpoint, Event

OPERATOR_NOUNS = ("api_key", "endpoint")
"""Nouns of the events that `*` does not include."""

LISTENERS = """
SELECT id, event_types, min_severity, filters, owner, is_operator FROM claims_endpoint
WHERE state = 'active' AND deleted_at IS NULL
  AND (event_types && %(patterns)s::varchar[] OR id = ANY(%(tested)s::uuid[]))
"""
"""The SQL of the active endpoints that have one of `patterns`, or that are `tested`, whatever they listen to."""

_NOUN = "split_part(event.type, '.', 1)"
_OPERATOR_NOUNS = ", ".join(f"'{noun}'" for noun in OPERATOR_NOUNS)
MATCHES = f"""
SELECT DISTINCT event.seq, event.id AS event_id, listener.id AS endpoint_id
FROM event
CROSS JOIN LATERAL (
    VALUES (event.type::text), ({_NOUN} || '.*'), (CASE WHEN {_NOUN} NOT IN ({_OPERATOR_NOUNS}) THEN '*' END)
) AS heard (pattern)
JOIN (SELECT listener.*, unnest(event_types)::text AS pattern FROM listener) AS listener USING (pattern)
LEFT JOIN topics ON topics.event_id = event.id
LEFT JOIN claims_endpoint subject ON subject.id = event.subject_id AND event.subject_type = 'endpoint'
WHERE greatest(event.severity, event.recovers) >= listener.min_severity AND event.type <> 'webhook.test'
  AND ({_NOUN} NOT IN ({_OPERATOR_NOUNS}) OR listener.is_operator OR listener.owner = subject.owner)
  AND NOT EXISTS (
    SELECT FROM jsonb_each(listener.filters) AS filter (kind, keys)
    WHERE NOT coalesce(topics.topics -> filter.kind ?| ARRAY(SELECT jsonb_array_elements_text(filter.keys)), false)
)
UNION ALL
SELECT event.seq, event.id, listener.id FROM event JOIN listener ON listener.id = event.subject_id
WHERE event.type = 'webhook.test'
"""  # noqa: S608 constants
"""The SQL of the pairs of `event` and `listener` that match, with the `topics` of the events.

By pattern, so that endpoints that do not care cost nothing. Each filter of an endpoint must have a topic of the event.

A recovery goes to the endpoints that received what it ends. The events of an endpoint go to endpoints of its owner and of
operators, those of keys to operators only.
"""


def patterns_of(event_type: str) -> set[str]:
    """The event types of an endpoint that include this type: itself, `noun.*`, and `*` unless it concerns operators."""
    noun = event_type.partition(".")[0]
    patterns = {event_type, f"{noun}.*"}
    return patterns if noun in OPERATOR_NOUNS or event_type == Event.Type.WEBHOOK_TEST else {*patterns, "*"}


def may_hear(endpoint: Endpoint, event: Event) -> bool:
    """Whether an event is for the owner of an endpoint, as in `MATCHES`."""
    if event.type.partition(".")[0] not in OPERATOR_NOUNS or endpoint.is_operator:
        return True
    own = Endpoint.objects.owned_by(endpoint.owner)
    return event.subject_type == "endpoint" and own.filter(pk=event.subject_id).exists()
