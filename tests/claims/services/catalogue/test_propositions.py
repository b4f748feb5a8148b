"""Comparisons and quantities become propositions, and say which claim a sentence is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from claims.models import Entity, Proposition
from claims.pipeline.fingerprint import identity_key
from claims.services.catalogue import propositions
from claims.values import ClaimCandidate, Comparison, Quantity
from claims.vocabulary import ClaimKind, Op, Relation
from tests.factories import make_claim, make_entity

KESTREL = Entity(name="Kestrel-2")
HERON = Entity(name="Heron-1")
MMLU = Entity(name="MMLU")
ENTITIES = {"kestrel2": KESTREL, "heron1": HERON, "mmlu": MMLU}
BEATS = Comparison("Kestrel-2", Relation.OUTPERFORMS, ("Heron-1",), ("MMLU",))


def size(**values: Any) -> Quantity:
    given: dict[str, Any] = {
        "subject": "Kestrel-2", "measure": "Parameters", "op": Op.EQUAL, "low": Decimal(9), "high": None,
        "unit": "parameters",
    }  # fmt: skip
    return Quantity(**{**given, **values})


def said(quote: str = "Kestrel-2 is large.", *parts: Comparison | Quantity) -> ClaimCandidate:
    return ClaimCandidate(
        quote,
        0,
        len(quote),
        ClaimKind.COMPARISON,
        comparisons=tuple(part for part in parts if isinstance(part, Comparison)),
        quantities=tuple(part for part in parts if isinstance(part, Quantity)),
    )


def resolve(*parts: Comparison | Quantity) -> list[Proposition]:
    return propositions.resolve_all([said("Words.", *parts)], ENTITIES)[0]


def identity(quote: str, *parts: Comparison | Quantity) -> str:
    return propositions.identity_of(said(quote, *parts), resolve(*parts))


def test_a_comparison_is_one_proposition_for_each_object_on_each_benchmark() -> None:
    rows = resolve(Comparison("Kestrel-2", Relation.OUTPERFORMS, ("Heron-1", "Wren"), ("MMLU", "GPQA")))

    assert [(row.subject, row.object, row.object_text, row.on, row.on_text) for row in rows] == [
        (KESTREL, HERON, "Heron-1", MMLU, "MMLU"),
        (KESTREL, HERON, "Heron-1", None, "GPQA"),
        (KESTREL, None, "Wren", MMLU, "MMLU"),
        (KESTREL, None, "Wren", None, "GPQA"),
    ]
    assert {(row.form, row.relation) for row in rows} == {("comparison", "outperforms")}


def test_a_comparison_without_an_object_keeps_its_subject() -> None:
    (row,) = resolve(Comparison("Kestrel-2", Relation.FIRST))

    assert (row.subject, row.object, row.object_text, row.on_text) == (KESTREL, None, "", "")


def test_a_quantity_keeps_its_number_unit_and_words() -> None:
    (row,) = resolve(size(op=Op.MORE, verbatim="over 9 billion"))

    assert (row.form, row.subject, row.measure, row.op, row.low, row.high, row.unit, row.verbatim) == (
        "quantity",
        KESTREL,
        "Parameters",
        ">",
        Decimal(9),
        None,
        "parameters",
        "over 9 billion",
    )


def test_only_a_range_has_an_upper_bound() -> None:
    exact, between = resolve(size(high=Decimal(10)), size(op=Op.RANGE, high=Decimal(10)))

    assert (exact.high, between.high) == (None, Decimal(10))


@pytest.mark.parametrize(
    "quantity",
    [
        size(low=Decimal("Infinity")),
        size(low=Decimal("NaN")),
        size(low=Decimal(10) ** 27),
        size(low=-(Decimal(10) ** 27)),
        size(op=Op.RANGE, low=Decimal(10), high=Decimal(9)),
        size(op=Op.RANGE, high=None),
    ],
)
def test_a_number_that_the_columns_cannot_hold_is_left_out(quantity: Quantity) -> None:
    assert resolve(quantity) == []


@pytest.mark.django_db
def test_the_largest_numbers_and_longest_texts_are_stored() -> None:
    quantity = size(
        subject="s" * 501,
        measure="m" * 201,
        unit="u" * 101,
        verbatim="v" * 501,
        low=Decimal(10) ** 27 - 1,
    )
    claim = make_claim()

    propositions.write([claim], {claim.identity_key: resolve(quantity)})

    row = Proposition.objects.get()
    assert (row.low, len(row.subject_text), len(row.measure)) == (Decimal(10) ** 27 - 1, 500, 200)


def test_a_sentence_has_at_most_fifty_propositions() -> None:
    assert len(resolve(*(size(low=Decimal(number)) for number in range(60)))) == 50


@pytest.mark.django_db
def test_propositions_are_written_in_their_order() -> None:
    claim = make_claim()
    rows = propositions.resolve_all(
        [said("Words.", BEATS, size())], {name: make_entity(row.name) for name, row in ENTITIES.items()}
    )[0]

    propositions.write([claim], {claim.identity_key: rows})

    assert list(claim.propositions.order_by("position").values_list("position", "form")) == [
        (0, "comparison"),
        (1, "quantity"),
    ]


def test_sentences_with_the_same_resolved_propositions_are_one_claim() -> None:
    first = identity("Kestrel-2 beats Heron-1 on MMLU.", BEATS)
    again = identity(
        "On MMLU, KESTREL 2 is ahead of Heron 1.",
        Comparison("KESTREL 2", Relation.OUTPERFORMS, ("Heron 1",), ("mmlu",)),
    )

    assert first == again


@pytest.mark.parametrize(
    "other",
    [
        Comparison("Heron-1", Relation.OUTPERFORMS, ("Kestrel-2",), ("MMLU",)),
        Comparison("Kestrel-2", Relation.MATCHES, ("Heron-1",), ("MMLU",)),
        Comparison("Kestrel-2", Relation.OUTPERFORMS, ("Heron-1",)),
        size(),
    ],
)
def test_another_direction_relation_or_benchmark_is_another_claim(other: Comparison | Quantity) -> None:
    assert identity("Words.", BEATS) != identity("Words.", other)


@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        (size(low=Decimal("9.0")), True),
        (size(measure="parameters"), True),
        (size(verbatim="nine"), True),
        (size(low=Decimal(10)), False),
        (size(op=Op.MORE), False),
        (size(unit="tokens"), False),
    ],
)
def test_a_quantity_counts_by_its_value_not_its_spelling(other: Quantity, is_same: bool) -> None:
    assert (identity("Words.", size()) == identity("Other words.", other)) == is_same


@pytest.mark.parametrize(
    "part",
    [
        Comparison("Wren", Relation.OUTPERFORMS, ("Heron-1",)),
        Comparison("Kestrel-2", Relation.OUTPERFORMS, ("Wren",)),
        Comparison("Kestrel-2", Relation.OUTPERFORMS, ("Heron-1",), ("GPQA",)),
        Comparison("Kestrel-2", Relation.FIRST),
        size(measure=""),
        size(low=None),
        size(subject=""),
    ],
)
def test_a_part_that_is_not_known_makes_the_words_count(part: Comparison | Quantity) -> None:
    assert identity("Kestrel-2 leads.", BEATS, part) == identity_key("Kestrel-2 leads.", None)


def test_words_count_without_propositions() -> None:
    assert identity("Kestrel-2 leads.") == identity_key("kestrel-2  leads", None)
