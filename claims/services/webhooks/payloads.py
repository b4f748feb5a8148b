"""Payloads: the body of a webhook: the event alone, or with the objects that it concerns."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from claims.ids import type_id
from claims.models import Appearance, Article, Citation, Claim, Entity, Event, Proposition, Source
from claims.services import events

MAX_OBJECTS = 20
MAX_TEXT = 2_000
"""Objects of a kind in one payload, and characters of one text: a webhook is a message, not an export."""


def payload_of(event: Event, *, is_full: bool) -> dict[str, Any]:
    """The event as the feed shows it; if it `is_full`, with the present state of its objects in `data.objects`."""
    envelope = events.envelope_of(event)
    if is_full:
        envelope["data"]["objects"] = _objects(event)
    return envelope


def _objects(event: Event) -> dict[str, Any]:
    """The claims with their texts, the articles that make them, the entities that they are about, and their evidence.

    The event of a source, which names no claim, has the claims that cite it.
    """
    claim_keys, source_keys = _keys(event, "claim"), _keys(event, "source")
    citations = _citations_of(event, claim_keys, source_keys)
    claim_keys = claim_keys or list(dict.fromkeys(row.claim_id for row in citations))
    source_keys = source_keys or [row.source_id for row in citations if row.source_id]
    appearances = _appearances(event, claim_keys)
    article_keys = [*_keys(event, "article"), *(row.article_id for row in appearances)]
    return {
        "claims": _claims(claim_keys),
        "articles": _articles(article_keys, {row.article_id: row.quote for row in reversed(appearances)}),
        "entities": _entities([*_keys(event, "entity"), *_entities_of(claim_keys)]),
        "citations": _citations(citations),
        "sources": _sources(source_keys),
    }


def _keys(event: Event, noun: str) -> list[uuid.UUID]:
    """The keys of a kind among the event's subject and its related rows."""
    if event.subject_type == noun:
        return [event.subject_id]
    return [key for related, key in events.related_keys(event) if related == noun]


def _citations_of(
    event: Event, claim_keys: Sequence[uuid.UUID], source_keys: Sequence[uuid.UUID]
) -> list[Citation]:
    """The citation that the event is about, or those of its claim, or those of its source."""
    if event.subject_type == "citation":
        rows = Citation.objects.filter(pk=event.subject_id)
    elif claim_keys:
        rows = Citation.objects.filter(claim__in=claim_keys)
    else:
        rows = Citation.objects.filter(source__in=source_keys)
    return list(rows.order_by("created_at", "id")[:MAX_OBJECTS])


def _appearances(event: Event, claim_keys: Sequence[uuid.UUID]) -> list[Appearance]:
    if event.subject_type == "appearance":
        return list(Appearance.objects.filter(pk=event.subject_id))
    standing = Appearance.objects.filter(claim__in=claim_keys, gone_at=None)
    return list(standing.order_by("seen_at", "start", "id")[:MAX_OBJECTS])


def _claims(keys: Iterable[uuid.UUID]) -> list[dict[str, Any]]:
    return [
        {
            "id": type_id("claim", row.pk),
            "text": row.text[:MAX_TEXT],
            "kind": row.kind,
            "status": row.status,
            "verdict": row.verdict,
            "evidence_state": row.evidence_state,
            "version": row.version,
        }
        for row in Claim.objects.filter(pk__in=keys).order_by("created_at", "id")
    ]


def _articles(keys: Iterable[uuid.UUID], quotes: dict[uuid.UUID, str]) -> list[dict[str, Any]]:
    rows = Article.objects.filter(pk__in=keys).select_related("source", "publisher")
    return [
        {
            "id": type_id("article", row.pk),
            "title": row.title,
            "url": row.source.cited_url if row.source else None,
            "publisher": row.publisher.name if row.publisher else None,
            "quote": quotes.get(row.pk, "")[:MAX_TEXT],
        }
        for row in rows.order_by("created_at", "id")[:MAX_OBJECTS]
    ]


def _entities_of(claim_keys: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    rows = Proposition.objects.filter(claim__in=claim_keys).order_by("claim", "position")
    names = (key for row in rows for key in (row.subject_id, row.object_id, row.on_id))
    return list(dict.fromkeys(key for key in names if key))[:MAX_OBJECTS]


def _entities(keys: Iterable[uuid.UUID]) -> list[dict[str, Any]]:
    rows = Entity.objects.filter(pk__in=keys).order_by("name", "id")
    return [
        {"id": type_id("entity", row.pk), "name": row.name, "kind": row.kind} for row in rows[:MAX_OBJECTS]
    ]


def _citations(rows: Iterable[Citation]) -> list[dict[str, Any]]:
    return [
        {
            "id": type_id("citation", row.pk),
            "label": row.label,
            "stance": row.stance,
            "passage": row.passage_exact[:MAX_TEXT],
            "passage_state": row.passage_state,
            "found": row.found[:MAX_TEXT],
            "expected_values": row.expected_values,
            "values_state": row.values_state,
        }
        for row in rows
    ]


def _sources(keys: Iterable[uuid.UUID]) -> list[dict[str, Any]]:
    return [
        {
            "id": type_id("source", row.pk),
            "url": row.cited_url,
            "link_state": row.link_state,
            "archive_url": row.archive_url,
        }
        for row in Source.objects.filter(pk__in=keys)
    ]
