"""Boards: what all claims say about one benchmark or measure: who beats, matches or trails whom, and with which figures."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson

from claims.ids import parse_type_id
from claims.models import Alias, Entity, Proposition
from claims.pipeline.extraction.units import measure_key
from claims.reading import connection_for_reading
from claims.services.catalogue.rankings import Ranking, rank

MAX_READ = 2000
"""The most propositions that one part of a board is made of: of comparisons the newest, of figures the highest."""

MAX_CLAIMS = 20
"""The most claims that one cell names."""

_COUNTS = "claim.gone_at IS NULL AND claim.status IN ('proposed', 'accepted')"
_CELL = f"""
count(DISTINCT claim.id) AS claim_count,
(array_agg(DISTINCT jsonb_build_array(claim.id, claim.evidence_state, claim.voices)))[:{MAX_CLAIMS}] AS claims
"""
_COMPARISONS = f"""
WITH read AS MATERIALIZED (
    SELECT * FROM claims_proposition WHERE on_id = %(entity)s AND form = 'comparison'
        AND relation IN ('outperforms', 'underperforms', 'matches') AND subject_id IS NOT NULL AND object_id IS NOT NULL
    ORDER BY id DESC LIMIT %(read)s
)
SELECT (SELECT count(*) FROM read), stated.relation, stated.polarity, stated.better, better.name, stated.worse, worse.name,
    claim_count, claims FROM (
    SELECT CASE relation WHEN 'matches' THEN 'matches' ELSE 'outperforms' END AS relation, claim.polarity,
        CASE WHEN relation = 'underperforms' OR relation = 'matches' AND object_id < subject_id THEN object_id ELSE subject_id END AS better,
        CASE WHEN relation = 'underperforms' OR relation = 'matches' AND object_id < subject_id THEN subject_id ELSE object_id END AS worse,
        {_CELL}
    FROM read JOIN claims_claim claim ON claim.id = read.claim_id WHERE {_COUNTS} GROUP BY 1, 2, 3, 4
) stated JOIN claims_entity better ON better.id = stated.better JOIN claims_entity worse ON worse.id = stated.worse
ORDER BY claim_count DESC, better.name, worse.name, relation, polarity LIMIT %(limit)s
"""  # noqa: S608 - parts are constants of this module
_FIGURES = f"""
WITH read AS MATERIALIZED (
    (SELECT * FROM claims_proposition WHERE measure_key = ANY(%(measures)s) AND scaled_low IS NOT NULL AND subject_id IS NOT NULL
        ORDER BY scaled_low DESC LIMIT %(read)s)
    UNION
    (SELECT * FROM claims_proposition WHERE on_id = %(entity)s AND form = 'quantity' AND scaled_low IS NOT NULL
        AND subject_id IS NOT NULL ORDER BY id DESC LIMIT %(read)s)
)
SELECT (SELECT count(*) FROM read), subject_id, subject.name, measure, op, scaled_low, scaled_high, scaled_unit, stated.polarity, claim_count, claims FROM (
    SELECT subject_id, measure, op, scaled_low, scaled_high, scaled_unit, claim.polarity, {_CELL}
    FROM read JOIN claims_claim claim ON claim.id = read.claim_id WHERE {_COUNTS} GROUP BY 1, 2, 3, 4, 5, 6, 7
) stated JOIN claims_entity subject ON subject.id = stated.subject_id
ORDER BY scaled_unit, measure, scaled_low DESC, subject.name, op, polarity LIMIT %(limit)s
"""  # noqa: S608 - parts are constants of this module


@dataclass(frozen=True, slots=True)
class Named:
    """An entity with its name."""

    key: uuid.UUID
    name: str


@dataclass(frozen=True, slots=True)
class CellClaim:
    """A claim in a cell."""

    key: uuid.UUID
    evidence_state: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What several claims say: the first of them, how many there are, and the independent sources of those together."""

    polarity: str
    claims: tuple[CellClaim, ...]
    claim_count: int
    independent_sources: int


@dataclass(frozen=True, slots=True)
class ComparisonCell:
    """`better` outperforms or matches `worse`."""

    better: Named
    relation: str
    worse: Named
    cell: Cell


@dataclass(frozen=True, slots=True)
class FigureCell:
    """A value of a measure of one subject."""

    subject: Named
    measure: str
    op: str
    low: Decimal
    high: Decimal
    unit: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Board:
    """A benchmark, or a measure without an entity, with its cells and the order that follows from the asserted ones.

    `is_complete` is False if there may be more cells, or more statements behind them.
    """

    name: str
    entity: Named | None
    comparisons: list[ComparisonCell]
    figures: list[FigureCell]
    ranking: Ranking
    is_complete: bool


def read_board(name_or_id: str, *, limit: int) -> Board | None:
    """The board of an entity, by its id or a spelling, or of a measure; None if there is neither. The id of a merged entity
    is that of the one that it was merged into.

    Each of its two parts has at most `limit` cells. It takes a fixed number of queries.
    """
    entity = _entity(name_or_id)
    measures = {measure_key(name_or_id)}
    if entity:
        measures = set(Alias.objects.filter(entity=entity).values_list("key", flat=True))
    elif not Proposition.objects.filter(measure_key__in=measures).exists():
        return None
    key = entity.pk if entity else None
    given = {"entity": key, "measures": list(measures), "limit": limit + 1, "read": MAX_READ}
    with connection_for_reading().cursor() as cursor:
        cursor.execute(_COMPARISONS, given)
        compared = cursor.fetchall()
        cursor.execute(_FIGURES, given)
        measured = cursor.fetchall()
    comparisons = [_comparison(row) for _, *row in compared[:limit]]
    figures = [_figure(row) for _, *row in measured[:limit]]
    beaten = [
        (cell.better.name, cell.worse.name)
        for cell in comparisons
        if cell.relation == "outperforms" and cell.cell.polarity == "asserted"
    ]
    named = Named(entity.pk, entity.name) if entity else None
    name = named.name if named else name_or_id
    is_complete = _is_complete(compared, limit) and _is_complete(measured, limit)
    return Board(name, named, comparisons, figures, rank(beaten), is_complete)


def _is_complete(rows: Sequence[Sequence[Any]], limit: int) -> bool:
    """Whether these are all cells of a part, and made of all its statements."""
    return len(rows) <= limit and all(statements < MAX_READ for statements, *_ in rows)


def _entity(name_or_id: str) -> Entity | None:
    try:
        keys = [parse_type_id("entity", name_or_id)]
    except ValueError:
        keys = Entity.objects.keys_of_name(name_or_id)
    entity = Entity.objects.filter(pk__in=keys).first()
    while entity is not None and entity.merged_into is not None:
        entity = entity.merged_into
    return entity


def _comparison(row: Sequence[Any]) -> ComparisonCell:
    relation, polarity, better, better_name, worse, worse_name, count, claims = row
    cell = _cell(polarity, count, claims)
    return ComparisonCell(Named(better, better_name), relation, Named(worse, worse_name), cell)


def _figure(row: Sequence[Any]) -> FigureCell:
    subject, name, measure, op, low, high, unit, polarity, count, claims = row
    return FigureCell(Named(subject, name), measure, op, low, high, unit, _cell(polarity, count, claims))


def _cell(polarity: str, count: int, claims: Sequence[str]) -> Cell:
    rows = [orjson.loads(text) for text in claims]
    told = tuple(CellClaim(uuid.UUID(key), state) for key, state, _ in rows)
    return Cell(polarity, told, count, _independent([voice for *_, voices in rows for voice in voices]))


def _independent(voices: Sequence[dict[str, Any]]) -> int:
    """How many voices remain when those with a source or a domain in common count once."""
    groups: list[set[str]] = []
    for voice in voices:
        traits = {*voice["sources"], *voice["domains"]}
        same = [group for group in groups if group & traits]
        groups = [group for group in groups if not group & traits]
        groups.append(traits.union(*same))
    return len(groups)
