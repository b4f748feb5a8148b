"""Tables: what a row says: which axis names the things compared, which cells are values, and of what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from statistics import fmean

from claims.pipeline.extraction.mentions import find_mentions
from claims.pipeline.extraction.table_cells import Row, TableRows, row_cells, rows_beyond, tables_of
from claims.pipeline.extraction.table_heads import NO_UNIT, head_unit, is_rank, is_silent, unit_of_periods
from claims.values import Block, Cell, Comparison, Document
from claims.vocabulary import EntityKind, Relation

_RANK_NUMBER = re.compile(r"\W{0,2}(\d{1,4})\b(?:st|nd|rd|th)?")
_THINGS_HEAD = re.compile(
    r"(?:the )?(?:models?|systems?|methods?|approach(?:es)?|algorithms?|architectures?|names?|compan(?:y|ies)|firms?|makers?|manufacturers?|vendors?|countr(?:y|ies)|nations?|states?|cit(?:y|ies)|regions?|products?|tools?|apps?|platforms?|"
    r"services?|teams?|players?|drivers?|clubs?|part(?:y|ies)|candidates?|brands?|devices?|phones?|cars?|vehicles?|banks?|universit(?:y|ies)|schools?|organi[sz]ations?|institutions?|projects?|frameworks?|libraries|languages?|agents?|providers?|checkpoints?|variants?|llms?|"
    r"funds?|stocks?|airports?|airlines?|stations?|hospitals?|provinces?|districts?|count(?:y|ies)|towns?|villages?|municipalit(?:y|ies)|rivers?|lakes?|ports?|ships?|vessels?|films?|movies?|books?|artists?|authors?|athletes?|riders?|"
    r"drugs?|vaccines?|treatments?|species|crops?|plants?|laptops?|chips?|processors?|engines?|employers?|agenc(?:y|ies)|retailers?|hotels?|museums?|parks?)\b",
    re.IGNORECASE,
)
# The head of a column that sets the things beside it against one another, and names none.
_DIFFERENCE_HEAD = re.compile(
    r"(?:[Δ∆]|(?:delta|diff(?:erence)?|change|gap|gain|improvement|margin|winner|p-?values?|trend)\b|(?:vs|versus)\b)",
    re.IGNORECASE,
)
_MEASURES_HEAD = re.compile(
    r"(?:the )?(?:benchmarks?|tasks?|datasets?|data sets?|tests?|evals?|evaluations?|metrics?|measures?|indicators?|criteri(?:on|a)|aspects?|features?|properties|property|attributes?|items?|parameters?|specs?|specifications?|categor(?:y|ies)|"
    r"capabilit(?:y|ies)|domains?|subjects?|areas?|questions?)\b",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r"[(\[]|%|\$|€|£|#|\b(?:accuracy|score|params?|parameters|price|cost|size|layers?|heads?|context|length|tokens|average|avg|mean|median|total|f1|bleu|rouge|elo|win rate|rate|share|revenue|sales|income|profit|population|area|gdp|"
    r"latency|speed|throughput|memory|power|weight|height|width|age|votes?|seats?|points|goals|wins|losses|growth|change|gap|diff(?:erence)?|delta|epochs?|steps|flops|users|employees|count|number|emissions|time|hours|days|year|"
    r"pass@\d+|maj@\d+|em|acc|ppl|perplexity|(?:19|20)\d\d|q[1-4])\b",
    re.IGNORECASE,
)
_VALUE = re.compile(
    r"(?:[~≈<>≤≥±+−–-]|[$€£¥₹]|US\$|about |over |up to )?[ ]?(?:\d|[-–—−](?=$)|n/?a$|tbd$|\?$)", re.IGNORECASE
)
_EMPTY = re.compile(r"[-–—−.?\\]{1,3}|n/?a|tbd|none|null", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]{4,}")
_FOOTNOTE = re.compile(r"(?:[*†‡§¶^⁎]|[⁰¹²³⁴-⁹]|\[[\da-z]{1,2}\])+$")
_LINKED = re.compile(r"\s?\((?:card|link|paper|code|blog|pdf|web|demo|source)\)$", re.IGNORECASE)
_MIN_VALUES = 0.5
_THING, _PERHAPS, _MEASURED = 3.0, 1.0, -3.0
_WEIGHTS = {
    EntityKind.MODEL: _THING, EntityKind.PRODUCT: _THING, EntityKind.ORGANISATION: 2.0, EntityKind.PERSON: 2.0, EntityKind.OTHER: _PERHAPS,
    EntityKind.TECHNIQUE: _PERHAPS, EntityKind.BENCHMARK: _MEASURED, EntityKind.DATASET: _MEASURED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CellReading:
    """What one cell of a row holds. `is_value` is false where only what its words count is an amount.

    `scale` and `unit` come from the column's head; `subject` is "" where the row's own names decide.
    """

    start: int
    end: int
    subject: str
    measure: str
    scale: Decimal
    unit: str
    is_value: bool


@dataclass(frozen=True, slots=True)
class RowReading:
    """A row: its cells that may hold amounts, the thing that it is about ("" if its columns are), and its rank."""

    cells: tuple[CellReading, ...]
    subject: str
    rank: int | None = None
    board: str = ""

    def comparisons(self) -> tuple[Comparison, ...]:
        """What a rank says: the first of a board is first of it, a later rank names no other side."""
        if self.rank is None or not self.subject:
            return ()
        relation = Relation.FIRST if self.rank == 1 else Relation.OTHER
        return (Comparison(self.subject, relation, (), (self.board,) if self.board else ()),)


UNREAD = RowReading((), "")
"""The reading of a row that is plain text."""


def read_tables(document: Document) -> Mapping[int, RowReading]:
    """What every row of the document's tables says, by the row's start; UNREAD for those that are not read."""
    readings = {
        start: reading
        for table in tables_of(document)
        for start, reading in zip(table.starts, read_rows(table), strict=True)
    }
    return readings | dict.fromkeys((block.start for block in rows_beyond(document)), UNREAD)


def read_row(text: str, block: Block) -> RowReading:
    """What a row says that stands alone."""
    return next(read_rows(TableRows(block.head, (row_cells(text),), (0,))))


def read_rows(table: TableRows) -> Iterator[RowReading]:
    """What the rows of a table say, in order."""
    layout = _Layout.of(table)
    above = ""
    for row, start in zip(table.rows, table.starts, strict=True):
        above = layout.label_of(row, above)
        yield layout.read(row, start, above)


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a table is to be read: the columns with labels, values and ranks, and whether the columns name the things."""

    head: tuple[str, ...]
    values: frozenset[int]
    label: int | None
    rank: int | None
    silent: frozenset[int]
    has_things_in_head: bool
    corner: str

    @classmethod
    def of(cls, table: TableRows) -> _Layout:
        head = table.head[: table.width] + ("",) * (table.width - len(table.head))
        columns = [table.column(i) for i in range(table.width)]
        rank = next((i for i, name in enumerate(head) if is_rank(name)), None)
        silent = frozenset(i for i, name in enumerate(head) if is_silent(name, columns[i], i))
        values = frozenset(i for i, cells in enumerate(columns) if i not in silent and _are_values(cells))
        texts = [i for i, cells in enumerate(columns) if cells and i not in values | silent]
        has_things = bool(values) and _names_things(head, columns, values, texts)
        labels = texts or _dates(silent, rank, measures=has_things)
        label = _label_column(head, columns, labels, measures=has_things)
        return cls(head, values, label, rank, silent, has_things, _corner(head, label, table.caption))

    def label_of(self, row: Row, above: str) -> str:
        """The text of the row's label; an empty one repeats that of the row above where other words tell the two apart."""
        label = self._text(row, self.label)
        others = (i for i in range(len(self.head)) if i not in self.values and i != self.label)
        return label or (above if any(self._text(row, i) for i in others) else "")

    def read(self, row: Row, start: int, label: str) -> RowReading:
        """What the row says that is called `label` and whose text begins at `start`."""
        subject = "" if self.has_things_in_head else name_in(label)
        cells = tuple(
            self._cell(cell, i, start, subject, label)
            for i, cell in enumerate(row)
            if cell and cell.text and cell.start >= start and self._is_read(row, i)
        )
        return RowReading(cells, subject, self._rank(row), self._board())

    def _is_read(self, row: Row, i: int) -> bool:
        """False for columns without amounts, and for the later places of a cell that spans several columns of one row's thing."""
        if i in self.silent or (i == self.label and self.values):
            return False
        if self.has_things_in_head:
            return i in self.values and not _DIFFERENCE_HEAD.match(self.head[i])
        return i == 0 or row[i] != row[i - 1]

    def _text(self, row: Row, i: int | None) -> str:
        cell = row[i] if i is not None and i < len(row) else None
        return cell.text if cell else ""

    def _cell(self, cell: Cell, i: int, start: int, subject: str, label: str) -> CellReading:
        head, is_value = self.head[i], i in self.values and not _WORDS.search(cell.text)
        if self.has_things_in_head:
            scale, unit = head_unit(label)
            subject, measure = name_in(head), _FOOTNOTE.sub("", label)
        else:
            scale, unit = head_unit(head)
            if (scale, unit) == NO_UNIT:
                scale, unit = unit_of_periods(self.corner, head, label)
            measure = head
        return CellReading(cell.start - start, cell.end - start, subject, measure, scale, unit, is_value)

    def _board(self) -> str:
        """The benchmark by which the rows are ranked: the only one that a head names."""
        named = [m.text for name in self.head for m in find_mentions(name) if m.kind is EntityKind.BENCHMARK]
        return named[0] if len(set(named)) == 1 and not self.has_things_in_head else ""

    def _rank(self, row: Row) -> int | None:
        digits = _RANK_NUMBER.match(self._text(row, self.rank))
        return int(digits[1]) if digits else None


def name_in(label: str) -> str:
    """The name that a label is, without footnote signs and links: all of it where a known name is but its beginning."""
    words = _LINKED.sub("", _FOOTNOTE.sub("", label.strip(" *_`")).strip())
    words = _FOOTNOTE.sub("", words).strip(" *_`")
    mentions = find_mentions(words)
    return mentions[0].text if len(mentions) == 1 and 2 * len(mentions[0].text) > len(words) else words


def _are_values(cells: Sequence[str]) -> bool:
    """True if most of a column's cells are numbers, at least one of them a real one."""
    filled = [cell for cell in cells if not _EMPTY.fullmatch(cell)]
    numbers = sum(bool(_VALUE.match(cell.lstrip("*_`( "))) and not _WORDS.search(cell) for cell in filled)
    return numbers > 0 and numbers >= _MIN_VALUES * len(filled)


def _names_things(
    head: Sequence[str], columns: Sequence[Sequence[str]], values: frozenset[int], texts: Sequence[int]
) -> bool:
    """True if the heads of the value columns rather than the rows' labels name the things compared."""
    in_head = fmean(_thingness(head[i]) for i in values)
    if not texts:
        return in_head > 0
    in_rows = max(_labels(head[i], columns[i]) for i in texts)
    measures = min(_labels(head[i], columns[i]) for i in texts)
    return in_head > 0 and (in_head > in_rows or measures < 0 < in_head)


def _corner(head: Sequence[str], label: int | None, caption: str) -> str:
    """What may give the unit of columns whose heads have none: the head of the labels, else the caption."""
    return head[label] if label is not None and head_unit(head[label]) != NO_UNIT else caption


def _dates(silent: frozenset[int], rank: int | None, *, measures: bool) -> list[int]:
    """The columns that tell the rows apart where no words do: years, where the heads name the things."""
    return [i for i in sorted(silent) if measures and i != rank]


def _label_column(
    head: Sequence[str], columns: Sequence[Sequence[str]], texts: Sequence[int], *, measures: bool
) -> int | None:
    """The column whose cells name the rows: things, or measures where the heads name the things."""
    sign = -1 if measures else 1
    return max(
        texts,
        key=lambda i: (sign * _labels(head[i], columns[i]), _distinct(columns[i]) if measures else 0.0, -i),
        default=None,
    )


def _labels(head: str, cells: Sequence[str]) -> float:
    """How far a column's cells name things (above 0) or measures (below)."""
    hint = _THING if _THINGS_HEAD.match(head) else _MEASURED if _MEASURES_HEAD.match(head) else 0.0
    return hint + fmean(map(_thingness, cells[:40])) if cells else hint


def _distinct(cells: Sequence[str]) -> float:
    """The share of cells that differ: a label is seldom repeated, the name of a group is."""
    return len(set(cells)) / max(1, len(cells))


@lru_cache(maxsize=2048)
def _thingness(label: str) -> float:
    """How far a label names a thing that is compared (above 0) or a measure (below)."""
    words = _FOOTNOTE.sub("", label[:200])
    mentions = find_mentions(words)
    if mentions:
        weight = _WEIGHTS[mentions[0].kind]
        is_whole = 2 * sum(len(mention.text) for mention in mentions) > len(words)
        return weight if abs(weight) > _PERHAPS or (is_whole and not _MEASURE.search(words)) else 0.0
    return _MEASURED if _MEASURE.search(words) else 0.0
