"""Judge: whether two statements that differ contradict each other, and the sentence that says so."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from claims.pipeline.extraction.conditions import conditions_of
from claims.pipeline.extraction.units import measure_key
from claims.services.conflicts.pairs import Pair, Statement
from claims.vocabulary import ConflictKind, Relation

SAME_TIME = timedelta(days=30)
"""Values that change with time contradict each other only if their articles were published so close together."""

_TIMELESS_UNITS = frozenset({"parameters", "tokens"})
_OBVIOUS = Decimal("0.2")


def contradicts(pair: Pair) -> bool:
    """Whether the two cannot both hold: under the same conditions, at the same time, with more than rounding between them."""
    first, second = pair.first, pair.second
    if conditions_of(first.text) != conditions_of(second.text):
        return False
    return pair.kind is not ConflictKind.VALUE or (_differ(first, second) and _are_of_one_time(first, second))


def explanation_of(pair: Pair) -> str:
    """One sentence that says what each of the two claims says."""
    first, second = pair.first, pair.second
    where = f" on {first.on}" if first.on else ""
    if pair.kind is ConflictKind.VALUE:
        return f"One claim gives {first.measure or 'the score'} of {first.subject}{where} as {_figure(first)}, the other as {_figure(second)}."
    if pair.kind is ConflictKind.NEGATION:
        told = first if first.polarity == "asserted" else second
        return f"One claim says {_said(told)}{where}, the other that this is not so."
    return f"One claim says {_said(first)}{where}, the other {_said(second)}{where}."


def _said(statement: Statement) -> str:
    if not statement.relation:
        return f"that {statement.measure or 'the score'} of {statement.subject} is {_figure(statement)}"
    if statement.relation == Relation.FIRST:
        return f"that {statement.subject} is first{f' of {statement.object}' if statement.object else ''}"
    return f"that {statement.subject} {statement.relation} {statement.object}"


def _figure(statement: Statement) -> str:
    return statement.verbatim or f"{statement.low:f} {statement.unit}".strip()


def _differ(first: Statement, second: Statement) -> bool:
    """Whether no rounding makes one value of the other: 89.4 and 89 are the same, 18T and 18.2T too, 100 and 60 not."""
    if first.low is None or second.low is None:
        return False
    distance = abs(first.low - second.low)
    rounding = max(_last_digit(first.low), _last_digit(second.low)) / 2
    return distance > rounding or distance > _OBVIOUS * max(abs(first.low), abs(second.low))


def _last_digit(value: Decimal) -> Decimal:
    """What the last digit that is not zero stands for: 0.1 of 89.4, 10 of 90."""
    return Decimal(1).scaleb(int(value.normalize().as_tuple().exponent))


def _are_of_one_time(first: Statement, second: Statement) -> bool:
    """Sizes of models and scores of benchmarks do not change; anything else is compared within `SAME_TIME`."""
    if first.is_score or first.unit in _TIMELESS_UNITS or measure_key(first.measure) in _TIMELESS_UNITS:
        return True
    if first.published_at is None or second.published_at is None:
        return False
    return abs(first.published_at - second.published_at) <= SAME_TIME
