"""Independence: how many independent sources each claim has, written when its citations change."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from claims.ids import type_id
from claims.models import Claim, Publisher
from claims.pipeline import urls
from claims.pipeline.watching.independence import CitedSource, voices_of
from claims.reading import connection_for_reading

MAX_SOURCES = 200
"""The most sources of one claim that are told apart."""

# The cited words are `found` only where the source has others than those that are pinned.
# A source is circular if it is an article that makes the claim, has the text of one, or is an article that cites either.
_READ = """
WITH cited AS (
    SELECT DISTINCT ON (citation.claim_id, source.id) citation.claim_id, source.id, source.canonical_url, source.text_hash,
        passage.words, citation.created_at
    FROM claims_citation citation
    CROSS JOIN LATERAL (SELECT CASE WHEN citation.found = '' AND citation.passage_state IN ('intact', 'moved')
        THEN citation.passage_exact ELSE citation.found END AS words) passage
    JOIN claims_source source ON source.id = citation.source_id
    LEFT JOIN claims_appearance appearance ON appearance.id = citation.appearance_id
    WHERE citation.claim_id = ANY(%(claims)s) AND citation.stance IN ('cited', 'supports')
        AND appearance.gone_reason IS DISTINCT FROM 'withdrawn'
    ORDER BY citation.claim_id, source.id, length(passage.words) DESC
),
telling AS (
    SELECT DISTINCT appearance.claim_id, page.id, page.text_hash FROM claims_appearance appearance
    JOIN claims_article article ON article.id = appearance.article_id
    JOIN claims_source page ON page.id = article.source_id
    WHERE appearance.claim_id = ANY(%(claims)s) AND appearance.gone_at IS NULL
)
SELECT cited.claim_id, cited.id, cited.canonical_url, cited.text_hash, cited.words, EXISTS (
    SELECT FROM telling WHERE telling.claim_id = cited.claim_id
        AND (telling.id = cited.id OR telling.text_hash <> '' AND telling.text_hash = cited.text_hash)
) OR EXISTS (
    SELECT FROM claims_article copy JOIN claims_appearance said ON said.article_id = copy.id AND said.gone_at IS NULL
    JOIN claims_citation back ON back.appearance_id = said.id JOIN claims_source target ON target.id = back.source_id
    JOIN telling ON telling.claim_id = cited.claim_id
        AND (telling.id = target.id OR telling.text_hash <> '' AND telling.text_hash = target.text_hash)
    WHERE copy.source_id = cited.id
)
FROM cited ORDER BY cited.claim_id, cited.created_at, cited.id
"""


def count_independent(claims: Sequence[Claim]) -> list[Claim]:
    """Set the independent voices of these claims' sources. Returns the claims of which they changed, to be written."""
    sources = _cited_sources([claim.pk for claim in claims])
    changed = []
    for claim in claims:
        voices = voices_of(sources[claim.pk][:MAX_SOURCES])
        told = [
            {"sources": [*voice.sources], "domains": [*voice.domains], "reasons": [*voice.reasons]}
            for voice in voices
        ]
        if claim.voices != told:
            claim.voices, claim.independent_sources = told, len(told)
            changed.append(claim)
    return changed


def write_independent(claims: Sequence[Claim]) -> None:
    """Write the independent voices of these claims' sources where they changed. The claims are locked by the caller."""
    Claim.objects.bulk_update(count_independent(claims), ["voices", "independent_sources"])


def _cited_sources(claim_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[CitedSource]]:
    with connection_for_reading().cursor() as cursor:
        cursor.execute(_READ, {"claims": list(claim_ids)})
        rows = cursor.fetchall()
    names = {url: {urls.host_of(url), urls.registrable_domain(url)} for _, _, url, *_ in rows}
    publishers = _publishers({name for both in names.values() for name in both})
    sources: dict[uuid.UUID, list[CitedSource]] = defaultdict(list)
    for claim_id, key, url, text_hash, passage, is_circular in rows:
        publisher = min((publishers[name] for name in names[url] if name in publishers), default="")
        sources[claim_id].append(
            CitedSource(
                type_id("source", key),
                urls.registrable_domain(url),
                publisher,
                text_hash,
                passage,
                is_circular,
            )
        )
    return sources


def _publishers(names: Collection[str]) -> dict[str, str]:
    """The key of the publisher of each domain that has one."""
    rows: Any = (
        Publisher.objects.filter(domains__overlap=list(names)).order_by("-created_at") if names else ()
    )
    return {domain: str(row.pk) for row in rows for domain in row.domains if domain in names}
