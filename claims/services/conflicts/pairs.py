"""Pairs: the SQL that finds statements of claims which contradict each other."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection

from claims.vocabulary import ConflictKind

MAX_COUNTERPARTS = 20
"""The most statements with which one statement is compared for each kind; the oldest claims first."""

# A claim speaks for itself if an article says it in its own name and without a hedge.
_SPEAKS = """
{claim}.gone_at IS NULL AND {claim}.status IN ('proposed', 'accepted') AND EXISTS (
    SELECT FROM claims_appearance spoken WHERE spoken.claim_id = {claim}.id AND spoken.gone_at IS NULL
        AND spoken.hedge = '' AND spoken.attributed_to = '')
"""

# An article that says both reports a dispute, a change or a list.
_APART = """
NOT EXISTS (
    SELECT FROM claims_appearance here JOIN claims_appearance there ON there.article_id = here.article_id
    WHERE here.claim_id = mine.claim_id AND there.claim_id = other.claim_id)
"""

# The same words are the same statement, however they are read.
_OTHER = f"""
FROM claims_proposition other JOIN claims_claim counterpart ON counterpart.id = other.claim_id
WHERE other.claim_id <> mine.claim_id AND {_SPEAKS.format(claim="counterpart")} AND {_APART}
"""
_SAME_ON = "other.on_id IS NOT DISTINCT FROM mine.on_id AND (mine.on_id IS NOT NULL OR mine.on_text = '' AND other.on_text = '')"
_WINNER = "CASE {row}.relation WHEN 'outperforms' THEN {row}.subject_id ELSE {row}.object_id END"
_IS_DIRECTED = "{row}.relation IN ('outperforms', 'underperforms')"

# An article that gives several values for one measure speaks of several things.
_SINGLE = """
NOT EXISTS (
    SELECT FROM claims_appearance told JOIN claims_appearance beside ON beside.article_id = told.article_id AND beside.gone_at IS NULL
    JOIN claims_proposition second ON second.claim_id = beside.claim_id AND second.form = 'quantity'
    WHERE told.claim_id = {row}.claim_id AND told.gone_at IS NULL AND second.id <> {row}.id
        AND second.subject_id = {row}.subject_id AND second.measure_key = {row}.measure_key
        AND second.scaled_unit = {row}.scaled_unit AND second.on_id IS NOT DISTINCT FROM {row}.on_id
        AND (second.scaled_low, second.scaled_high) IS DISTINCT FROM ({row}.scaled_low, {row}.scaled_high))
"""

# A number on a benchmark that names no measure is its score.
_IS_NAMED = "(mine.measure_key <> '' OR mine.on_id IS NOT NULL)"

_FIND = f"""
WITH mine AS (
    SELECT proposition.*, claim.polarity FROM claims_proposition proposition
    JOIN claims_claim claim ON claim.id = proposition.claim_id
    WHERE claim.id = ANY(%(claims)s) AND proposition.subject_id IS NOT NULL
        AND claim.polarity IN ('asserted', 'negated') AND {_SPEAKS.format(claim="claim")}
)
SELECT 'opposite', mine.id, pair.id FROM mine CROSS JOIN LATERAL (
    SELECT other.id {_OTHER} AND other.form = 'comparison'
        AND ((other.subject_id = mine.subject_id AND other.object_id = mine.object_id)
            OR (other.subject_id = mine.object_id AND other.object_id = mine.subject_id))
        AND {_IS_DIRECTED.format(row="other")} AND {_SAME_ON} AND counterpart.polarity = 'asserted'
        AND {_WINNER.format(row="other")} <> {_WINNER.format(row="mine")}
    ORDER BY other.claim_id LIMIT %(limit)s
) pair WHERE mine.form = 'comparison' AND mine.polarity = 'asserted' AND {_IS_DIRECTED.format(row="mine")}
    AND mine.object_id <> mine.subject_id
UNION ALL
SELECT 'negation', mine.id, pair.id FROM mine CROSS JOIN LATERAL (
    SELECT other.id {_OTHER} AND other.form = mine.form AND other.subject_id = mine.subject_id
        AND {_SAME_ON} AND counterpart.polarity <> mine.polarity AND counterpart.polarity IN ('asserted', 'negated')
        AND (mine.form = 'comparison' AND other.relation = mine.relation AND other.object_id = mine.object_id
            OR mine.form = 'quantity' AND {_IS_NAMED} AND other.measure_key = mine.measure_key
                AND other.op = mine.op AND other.scaled_unit = mine.scaled_unit
                AND other.scaled_low = mine.scaled_low AND other.scaled_high = mine.scaled_high)
    ORDER BY other.claim_id LIMIT %(limit)s
) pair WHERE mine.relation <> 'other'
UNION ALL
SELECT 'value', mine.id, pair.id FROM mine CROSS JOIN LATERAL (
    SELECT other.id {_OTHER} AND other.form = 'quantity' AND other.op = '='
        AND other.subject_id = mine.subject_id AND other.measure_key = mine.measure_key
        AND lower(other.measure) = lower(mine.measure) AND {_SAME_ON} AND other.scaled_unit = mine.scaled_unit
        AND other.scaled_low <> mine.scaled_low AND counterpart.polarity = 'asserted' AND {_SINGLE.format(row="other")}
    ORDER BY other.claim_id LIMIT %(limit)s
) pair WHERE mine.form = 'quantity' AND mine.op = '=' AND mine.polarity = 'asserted' AND {_IS_NAMED}
    AND mine.scaled_low IS NOT NULL AND {_SINGLE.format(row="mine")}
"""  # noqa: S608 - parts are constants of this module

_READ = """
SELECT proposition.id, claim.id, claim.text, proposition.subject_id, proposition.object_id, proposition.on_id, subject.name,
    object.name, benchmark.name, proposition.relation, proposition.measure, proposition.scaled_unit, proposition.scaled_low,
    proposition.scaled_high, proposition.verbatim, claim.polarity, benchmark.kind = 'benchmark' OR EXISTS (
        SELECT FROM claims_alias alias JOIN claims_entity measured ON measured.id = alias.entity_id
        WHERE alias.key = proposition.measure_key AND measured.kind = 'benchmark'),
    (SELECT min(article.published_at) FROM claims_appearance appearance
        JOIN claims_article article ON article.id = appearance.article_id
        WHERE appearance.claim_id = claim.id AND appearance.gone_at IS NULL)
FROM claims_proposition proposition JOIN claims_claim claim ON claim.id = proposition.claim_id
JOIN claims_entity subject ON subject.id = proposition.subject_id
LEFT JOIN claims_entity object ON object.id = proposition.object_id
LEFT JOIN claims_entity benchmark ON benchmark.id = proposition.on_id
WHERE proposition.id = ANY(%(propositions)s)
"""


@dataclass(frozen=True, slots=True)
class Statement:
    """One proposition of a claim as it is compared. `published_at` is when its first article was published."""

    id: uuid.UUID
    claim_id: uuid.UUID
    text: str
    subject_id: uuid.UUID
    object_id: uuid.UUID | None
    on_id: uuid.UUID | None
    subject: str
    object: str | None
    on: str | None
    relation: str
    measure: str
    unit: str
    low: Decimal | None
    high: Decimal | None
    verbatim: str
    polarity: str
    is_score: bool | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements of different claims, the one of the claim with the smaller key first."""

    kind: ConflictKind
    first: Statement
    second: Statement

    @property
    def key(self) -> tuple[uuid.UUID, uuid.UUID]:
        """The keys of the two claims."""
        return self.first.claim_id, self.second.claim_id


def find_pairs(claim_ids: Collection[uuid.UUID]) -> list[Pair]:
    """The statements of these claims, each with those of other claims that differ from it. It takes two queries."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND, {"claims": list(claim_ids), "limit": MAX_COUNTERPARTS})
        found = cursor.fetchall()
        keys = {key for _, *pair in found for key in pair}
        cursor.execute(_READ, {"propositions": list(keys)})
        statements = {row[0]: Statement(*row) for row in cursor.fetchall()}
    return [_pair(ConflictKind(kind), statements[first], statements[second]) for kind, first, second in found]


def _pair(kind: ConflictKind, one: Statement, other: Statement) -> Pair:
    return Pair(kind, one, other) if one.claim_id < other.claim_id else Pair(kind, other, one)
