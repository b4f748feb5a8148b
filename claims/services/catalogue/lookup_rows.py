"""Look-up rows: the claims and citations that share a text, words or an identity with many given texts, in one query each."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from claims.models import Proposition
from claims.models.search import FREQUENT_LEXEMES, MAX_SEARCHED
from claims.pipeline.watching.agreement import SaidComparison, Saying, in_one_direction
from claims.reading import connection_for_reading
from claims.vocabulary import Polarity

_MAX_SAME = 20
_MAX_SIMILAR = 50
MAX_RARE = 2000
"""A lexeme that at most so many claims have is rare: all of them are read."""

# `OFFSET 0` and the order keep the planner from walking the table for a LIMIT instead of reading the index.
_SAME_CLAIMS = """
SELECT item.position - 1, claim.id, claim.text, claim.polarity, claim.merged_into_id IS NOT NULL
FROM unnest(%(texts)s::text[]) WITH ORDINALITY AS item (text, position) CROSS JOIN LATERAL (
    SELECT * FROM (SELECT * FROM claims_claim WHERE claims_text_key(text) = claims_text_key(item.text) OFFSET 0) AS same
    ORDER BY id LIMIT %(most)s
) AS claim
ORDER BY item.position, claim.id
"""
# Rows are found by the rare lexemes of a text alone, if it has some: the index would read the long lists of the others, too.
_SIMILAR_CLAIMS = rf"""
WITH frequent AS MATERIALIZED ({FREQUENT_LEXEMES}), item AS MATERIALIZED (
    SELECT given.position, plainto_tsquery('pg_catalog.english', given.text) AS words, found.rare
    FROM unnest(%(texts)s::text[]) WITH ORDINALITY AS given (text, position) CROSS JOIN LATERAL (
        SELECT min(coalesce(frequent.rows, 0)) AS fewest,
            string_agg('''' || replace(replace(word.lexeme, '\', '\\'), '''', '''''') || '''', ' & ')
                FILTER (WHERE frequent.rows IS NULL)::tsquery AS rare
        FROM unnest(to_tsvector('pg_catalog.english', given.text)) AS word LEFT JOIN frequent ON frequent.lexeme = word.lexeme
    ) AS found
    WHERE found.fewest <= %(most_searched)s
)
SELECT item.position - 1, claim.id, claim.text, claim.polarity, false
FROM item CROSS JOIN LATERAL (
    SELECT * FROM (
        SELECT id, text, polarity FROM claims_claim
        WHERE search @@ coalesce(item.rare, item.words) AND (search @@ item.words) IS TRUE AND merged_into_id IS NULL OFFSET 0
    ) AS found
    ORDER BY length(text), id LIMIT %(most)s
) AS claim
ORDER BY item.position, length(claim.text), claim.id
"""  # noqa: S608 - its part is a constant
_IDENTICAL_CLAIMS = """
SELECT identity_key, id FROM claims_claim WHERE identity_key = ANY(%(keys)s)
"""
_SURVIVORS = """
WITH RECURSIVE chain (first, last, next) AS (
    SELECT id, id, merged_into_id FROM claims_claim WHERE id = ANY(%(keys)s)
    UNION ALL
    SELECT chain.first, claim.id, claim.merged_into_id FROM chain JOIN claims_claim claim ON claim.id = chain.next
)
SELECT first, last FROM chain WHERE next IS NULL
"""
_CITATIONS = """
SELECT item.position - 1, citation.id, citation.passage_exact
FROM unnest(%(texts)s::text[]) WITH ORDINALITY AS item (text, position) CROSS JOIN LATERAL (
    SELECT * FROM (
        SELECT id, passage_exact FROM claims_citation
        WHERE claims_text_key(passage_exact) = claims_text_key(item.text) AND passage_exact <> '' OFFSET 0
    ) AS same
    ORDER BY id DESC LIMIT %(most)s
) AS citation
ORDER BY item.position, citation.id DESC
"""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim that has the text or the words of one of the given texts, by the position of that one."""

    position: int
    id: uuid.UUID
    text: str
    polarity: Polarity
    is_merged: bool


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A citation with a passage, by the position of the given text."""

    position: int
    id: uuid.UUID
    text: str


def same_claims(texts: Sequence[str]) -> list[ClaimRow]:
    """The claims with the letters and digits of each text, at most 20 of each."""
    return list(_claims(_rows(_SAME_CLAIMS, texts=list(texts), most=_MAX_SAME)))


def similar_claims(texts: Sequence[str]) -> list[ClaimRow]:
    """The claims that have all words of each text in any form and order, the shortest first, at most 50 of each.

    A text whose words are all in more than `MAX_SEARCHED` claims finds none.
    """
    words = {"table": "claims_claim", "column": "search", "least": MAX_RARE, "most_searched": MAX_SEARCHED}
    rows = _rows(_SIMILAR_CLAIMS, texts=list(texts), most=_MAX_SIMILAR, **words)
    return list(_claims(rows))


def identical_claims(identity_keys: Collection[str]) -> dict[str, uuid.UUID]:
    """The claims with these identity keys, by the key."""
    return dict(_rows(_IDENTICAL_CLAIMS, keys=list(identity_keys)))


def survivors(claim_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """For each claim the one that it was merged into in the end: mostly itself."""
    return dict(_rows(_SURVIVORS, keys=list(claim_ids)))


def same_passages(texts: Sequence[str]) -> list[PassageRow]:
    """The citations whose passage has the letters and digits of each text, the newest first, at most 20 of each."""
    return [PassageRow(*row) for row in _rows(_CITATIONS, texts=list(texts), most=_MAX_SAME)]


def sayings(claims: Iterable[ClaimRow]) -> dict[uuid.UUID, Saying]:
    """What each claim says, in one query for their comparisons. The polarity of one without propositions is that of its words."""
    by_id = {claim.id: claim for claim in claims}
    comparisons: dict[uuid.UUID, set[SaidComparison]] = {}
    rows = Proposition.objects.filter(claim__in=by_id).values_list(
        "claim_id", "subject_text", "relation", "object_text"
    )
    for claim_id, subject, relation, other in rows:
        said = comparisons.setdefault(claim_id, set())
        if relation and other:
            said.add(in_one_direction(subject, relation, other))
    return {
        key: Saying(
            claim.text,
            claim.polarity if key in comparisons or claim.polarity != Polarity.ASSERTED else None,
            frozenset(comparisons.get(key, ())),
        )
        for key, claim in by_id.items()
    }


def _claims(rows: Iterable[Sequence[Any]]) -> Iterable[ClaimRow]:
    for position, key, text, polarity, is_merged in rows:
        yield ClaimRow(position, key, text, Polarity(polarity), is_merged)


def _rows(statement: str, **values: Any) -> list[Any]:
    with connection_for_reading().cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
