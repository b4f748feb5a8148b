"""Figures: numbers by value, names' numbers apart, and what became of them."""

from decimal import Decimal

import pytest

from claims.pipeline.watching.figures import compare_figures, figures_of, has_same_numbers
from claims.vocabulary import ValuesState


def values(text):
    return [(figure.value, figure.unit) for figure in figures_of(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("18 trillion tokens", [(Decimal("18e12"), "")]),
        ("18T tokens", [(Decimal("18e12"), "")]),
        ("1,234,567 users", [(Decimal(1234567), "")]),
        ("1\u00a0234\u00a0567 users", [(Decimal(1234567), "")]),
        ("61.2%", [(Decimal("61.2"), "%")]),
        ("61.20 percent", [(Decimal("61.2"), "%")]),
        ("$5.5 million", [(Decimal("5500000"), "USD")]),
        ("€300bn", [(Decimal("300e9"), "EUR")]),
        ("128K context, 32k output", [(Decimal(128000), ""), (Decimal(32000), "")]),
        ("from 0.5 billion to 72 billion", [(Decimal("500e6"), ""), (Decimal("72e9"), "")]),
        ("7B and 405B parameters", [(Decimal("7e9"), ""), (Decimal("405e9"), "")]),
        ("80GB, 10x faster", [(Decimal(80), "GB"), (Decimal(10), "x")]),
        ("fell by -3.5 points", [(Decimal("-3.5"), "")]),
        ("5-10 hours", [(Decimal(5), ""), (Decimal(10), "h")]),
        ("on September 19, 2024", [(Decimal(19), ""), (Decimal(2024), "")]),
        ("twelve of 1,450 taxis", [(Decimal(12), ""), (Decimal(1450), "")]),
        ("zwölf Millionen Euro", [(Decimal("12e6"), "EUR")]),
        ("١٤٥٠ سيارة", [(Decimal(1450), "")]),
        ("一千四百五十辆", [(Decimal(1450), "")]),
        ("12 kilometres, 12 km", [(Decimal(12), "km"), (Decimal(12), "km")]),
        ("one of the largest", []),
        ("GPT-4 and Qwen2.5-72B beat Claude3", []),
        ("MATH-500, v1.2.3, release 10.0.1", []),
        ("as shown [3][12] and [4, 5], [6–8]", []),
        ("超过75 percent的家庭，或5%的人", [(Decimal(75), "%"), (Decimal(5), "%")]),
        ("包括GPT4和Qwen2.5在内", []),
        ("no numbers", []),
        ("", []),
    ],
)
def test_figures_are_read_by_value(text, found):
    assert values(text) == found


def test_figure_remembers_how_it_was_written():
    assert [figure.verbatim for figure in figures_of("over 300 million users, up 5%")] == [
        "300 million",
        "5%",
    ]


def test_text_of_nothing_but_digits_is_bounded():
    assert len(figures_of("1 " * 1_000_000)) == 500
    assert figures_of("9" * 1_000_000) == ()
    assert figures_of("1," * 500_000) == ()
    assert figures_of("a" * 1_000_000) == ()


@pytest.mark.parametrize(
    ("before", "after", "state"),
    [
        ("scores 85.1 on X", "now scores 85.1 on X", ValuesState.PRESENT),
        ("18 trillion tokens", "18T tokens", ValuesState.PRESENT),
        ("scores 85.1 on X", "scores 86.4 on X", ValuesState.CHANGED),
        ("5% of users", "5 of the users", ValuesState.CHANGED),
        ("85.1 and 70", "85.1 alone", ValuesState.CHANGED),
        ("85.1 alone", "85.1 and 70", ValuesState.CHANGED),
        ("Qwen2.5-Plus leads", "Qwen-Plus leads", ValuesState.CHANGED),
        ("many tokens", "18 trillion tokens", ValuesState.CHANGED),
        ("80GB of memory", "80 GB of memory", ValuesState.PRESENT),
        ("80GB of memory", "80MB of memory", ValuesState.CHANGED),
        ("Llama-3.1 leads", "Llama 3.1 leads now", ValuesState.PRESENT),
        ("$5", "€5", ValuesState.CHANGED),
        ("iOS 13.2.2 is out", "iOS 13.2.3 is out", ValuesState.CHANGED),
        ("leads by 5 points [3]", "leads by 5 points [4, 7]", ValuesState.PRESENT),
        ("won 3 of 5 games", "won 5 of 3 games", ValuesState.CHANGED),
        ("10 years and a $500 fine", "500 years and a $10 fine", ValuesState.CHANGED),
        ("In 2024 it won 5 games", "It won 5 games in 2024", ValuesState.PRESENT),
        ("85 on MATH, 49 on GPQA", "49 on GPQA, 85 on MATH", ValuesState.PRESENT),
        ("as [3] and [4] show, 5", "as [4] and [3] show, 5", ValuesState.PRESENT),
        ("scores 85.1 on X", "", ValuesState.ABSENT),
        ("see WikiText_2 there", "see WikiText_103 there", ValuesState.CHANGED),
        ("$1,299.00 a piece", "$1299 a piece", ValuesState.PRESENT),
        ("12 taxis", "twelve taxis", ValuesState.PRESENT),
        ("two founders", "founders", ValuesState.PRESENT),
        ("two founders", "three founders", ValuesState.CHANGED),
        ("12 km", "12 kilometres", ValuesState.PRESENT),
        ("12 km", "12 miles", ValuesState.CHANGED),
        ("12 trillion tokens", "12\u2009trillion tokens", ValuesState.PRESENT),
        ("5 million tokens", "5\u2007million tokens", ValuesState.PRESENT),
        ("12 % of taxis", "12\u200a% of taxis", ValuesState.PRESENT),
        ("1.450 Taxis", "1,450 Taxis", ValuesState.PRESENT),
        ("1.450 tonnes", "1450 tonnes", ValuesState.CHANGED),
        ("5 percentage points", "5%", ValuesState.CHANGED),
        ("-5 degrees", "5 degrees", ValuesState.CHANGED),
        ("half of users", "50% of users", ValuesState.PRESENT),
        ("half of users", "a third of users", ValuesState.CHANGED),
        ("1450万辆", "1,450万辆", ValuesState.PRESENT),
        ("no number", "still no number", ValuesState.NONE),
        ("no number", "", ValuesState.NONE),
    ],
)
def test_all_numbers_of_a_passage_count_if_nothing_is_expected(before, after, state):
    assert compare_figures(before, after).state is state


@pytest.mark.parametrize(
    ("expected", "after", "state"),
    [
        (["18T"], "pretrained on 18 trillion tokens in 2025", ValuesState.PRESENT),
        (["18T"], "pretrained on 20 trillion tokens in 2024", ValuesState.CHANGED),
        (["18T"], "pretrained in 2024", ValuesState.ABSENT),
        (["18T"], "", ValuesState.ABSENT),
        ([], "pretrained on 20 trillion tokens", ValuesState.NONE),
        (["about"], "pretrained on 20 trillion tokens", ValuesState.NONE),
    ],
)
def test_only_what_a_claim_relies_on_counts_if_it_is_said(expected, after, state):
    before = "pretrained on 18 trillion tokens in 2024"

    assert compare_figures(before, after, expected).state is state


@pytest.mark.parametrize(
    ("expected", "before", "after", "state"),
    [
        (["14", "24"], "led 14-7 before 24 points", "led 24-7 before 24 points", ValuesState.CHANGED),
        (["3"], "won 3 of 5, after 2019", "won 5 of 3, after 2019", ValuesState.CHANGED),
        (["2019"], "won 3 of 5, after 2019", "won 5 of 3, after 2019", ValuesState.PRESENT),
    ],
)
def test_figure_that_another_of_the_passages_figures_replaced_changed(expected, before, after, state):
    assert compare_figures(before, after, expected).state is state


def test_name_with_several_numbers_is_given_once():
    match = compare_figures("Qwen2.5-72B leads. Up 5%, 5%", "Qwen3-8B leads. Up 5%, 5%")

    assert match.before == ("Qwen2.5-72B", "5%", "5%")


def test_old_and_new_figures_are_given_as_written():
    match = compare_figures("over 18 trillion tokens", "over 20T tokens")

    assert (match.before, match.after) == (("18 trillion",), ("20T",))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1.5 billion", "15 billion", False),
        ("by 5%", "by 5", False),
        ("$5", "€5", False),
        ("up -5", "up 5", False),
        ("1,000 users", "1000 users", True),
        ("Llama-3.1-405B wins", "Llama 3.1 405B wins", True),
        ("5 % more", "5% more", True),
        ("5 percent", "5%", True),
        ("5 percent", "5", False),
        ("1.450 Taxis", "1,450 Taxis", True),
        ("1.450 billion", "1450 billion", False),
        ("1 450 taxis", "1450 taxis", True),
        ("١٬٤٥٠", "1450", True),
    ],
)
def test_same_letters_can_hold_other_numbers(one, other, same):
    assert has_same_numbers(one, other) is same


def test_a_soft_hyphen_within_per_cent_changes_no_number():
    assert has_same_numbers("grew by 3.5 per cent", "grew by 3.5 per\u00adcent")


def test_expected_figures_may_be_written_as_in_another_country():
    german = "1.450 Taxis, 1,5 Millionen Fahrten"

    match = compare_figures(german, german, ["1,450", "1.5 million"], language="de")

    assert match.state is ValuesState.PRESENT


def test_signs_of_emphasis_do_not_part_a_number_from_its_size():
    assert compare_figures("It has 3.4 billion cells.", "It has **3.4** billion cells.").state == "present"


def test_date_in_another_form_has_the_figures_that_a_claim_relies_on():
    match = compare_figures("Open since 9 July 2023.", "Open since 2023-07-09.", ["9", "2023"])

    assert match.state == "present"
