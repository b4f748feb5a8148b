"""Contexts: what other rows say of the sources of a batch, in one statement for each kind of row."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

from claims.models import Citation, Snapshot
from claims.pipeline.fingerprint import text_hash
from claims.pipeline.watching.response import Response
from claims.pipeline.watching.source_lease import SourceContext
from claims.services.watching.incidents import shared_landings

_SHORT_TEXT = 1000  # characters
_MAX_PASSAGES = 1000

_COUNT_CITATIONS = """
SELECT source_id, count(*), bool_or(last_verified_at IS NULL OR passage_state = 'unreachable')
FROM claims_citation WHERE source_id = ANY(%(sources)s::uuid[]) GROUP BY source_id
"""
_CONFIRMED_TEXTS = """
SELECT snapshot.source_id, source_text.text, source.notice_kind, source.notice FROM claims_snapshot snapshot
JOIN claims_source source ON source.id = snapshot.source_id AND source.text_hash = snapshot.source_text_id
JOIN claims_sourcetext source_text ON source_text.text_hash = snapshot.source_text_id
WHERE snapshot.source_id = ANY(%(sources)s::uuid[]) ORDER BY snapshot.captured_at
"""


def read_contexts(responses: Sequence[Response]) -> dict[uuid.UUID, SourceContext]:
    """The context of each source."""
    citations = _count_citations([response.source.id for response in responses])
    awaited = {key for key, (_, is_awaited) in citations.items() if is_awaited}
    confirmed = _confirmed_texts(responses, awaited)
    unconfirmed = _unconfirmed_texts(responses)
    landings = shared_landings(responses)
    passages = _pinned_passages(responses)
    contexts = {}
    for response in responses:
        key = response.source.id
        count, is_awaited = citations.get(key, (0, False))
        text, notice_kind, notice = confirmed.get(key, ("", "", ""))
        contexts[key] = SourceContext(
            text,
            unconfirmed.get(key),
            landings.get(key, 0),
            count,
            is_awaited,
            notice_kind,
            notice,
            passages.get(key, ()),
        )
    return contexts


def as_array(keys: Iterable[uuid.UUID]) -> str:
    """Keys as one array literal: hundreds of parameters cost more than the statement."""
    return "{" + ",".join(map(str, keys)) + "}"


def _count_citations(source_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[int, bool]]:
    """How many citations each source has, and whether one was never looked for; sources without any are left out."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_CITATIONS, {"sources": as_array(source_ids)})
        return {source: (count, is_awaited) for source, count, is_awaited in cursor.fetchall()}


def _confirmed_texts(
    responses: Sequence[Response], awaited: set[uuid.UUID]
) -> Mapping[uuid.UUID, tuple[str, str, str]]:
    """The confirmed texts that are compared with another one, or in which citations are looked for.

    Each comes with the kind and the text of the notice that its source had; a text that is the same needs none.
    """
    texts: dict[uuid.UUID, tuple[str, str, str]] = {}
    wanted = []
    for response in responses:
        source, text = response.source, response.text
        if text is not None and source.text_hash == text_hash(text):
            texts[source.id] = (text, "", "")
        elif source.text_hash and (text is not None or source.id in awaited):
            wanted.append(source.id)
    if wanted:
        with connection.cursor() as cursor:
            cursor.execute(_CONFIRMED_TEXTS, {"sources": as_array(wanted)})
            texts |= {source: (text, kind, notice) for source, text, kind, notice in cursor.fetchall()}
    return texts


def _pinned_passages(responses: Sequence[Response]) -> Mapping[uuid.UUID, tuple[str, ...]]:
    """The pinned passages of the sources that have hardly any text now, which may be what is left of their page."""
    short = [
        response.source.id
        for response in responses
        if response.text is not None and response.source.text_hash and len(response.text) < _SHORT_TEXT
    ]
    passages: defaultdict[uuid.UUID, tuple[str, ...]] = defaultdict(tuple)
    pinned = Citation.objects.filter(source__in=short).exclude(passage_exact="")
    for source, exact in (
        pinned.values_list("source_id", "passage_exact").distinct()[:_MAX_PASSAGES] if short else ()
    ):
        passages[source] += (exact,)
    return passages


def _unconfirmed_texts(responses: Sequence[Response]) -> Mapping[uuid.UUID, str]:
    read = (response.source.unconfirmed_snapshot_id for response in responses if response.text is not None)
    keys = [key for key in read if key]
    return (
        dict(Snapshot.objects.filter(pk__in=keys).values_list("source_id", "source_text__text"))
        if keys
        else {}
    )
