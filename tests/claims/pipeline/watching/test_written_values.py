"""Written values: each number with its place, its value and its unit."""

from decimal import Decimal

import pytest

from claims.pipeline.watching.written_values import find_values, language_of, visible


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("half of 1,450 taxis", [(0, Decimal(50), "%"), (8, Decimal(1450), "")]),
        ("twice as fast", [(0, Decimal(2), "x")]),
        ("zwei Millionen Euro", [(0, Decimal("2e6"), "EUR")]),
        ("百分之五", [(0, Decimal(5), "%")]),
        ("一千四百五十辆", [(0, Decimal(1450), "")]),
        ("12-day trip", [(0, Decimal(12), "d")]),
        ("Qwen2.5-72B and GPT-4 [12]", []),
    ],
)
def test_each_number_has_its_place_value_and_unit(text, values):
    assert [(value.start, value.value, value.unit) for value in find_values(text)] == values


def test_all_of_many_numbers_are_read():
    assert len(find_values("7 cats, " * 400)) == 400


def test_spaces_and_invisible_signs_are_made_plain():
    assert visible("18  tril\u00adlion\ntokens\n12") == "18 trillion tokens\n12"


def test_the_language_of_a_text_says_how_it_writes_decimals():
    assert language_of("Die Firma hat nach eigenen Angaben mit der neuen Flotte in das Geschäft") == "de"
    assert language_of("1,450") == ""


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("It closed on Sept. 30.", [30]),
        ("It closed on Sept 30, 2023.", [30, 2023]),
        ("Elle compte sept musées.", [7]),
        ("Sept musées ont fermé.", [7]),
    ],
)
def test_a_month_is_no_french_number(text, values):
    assert [value.value for value in find_values(text)] == values
