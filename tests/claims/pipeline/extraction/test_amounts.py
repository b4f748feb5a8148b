"""Amounts: one number or two that belong together, how they are meant, and what changed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from claims.pipeline.extraction.amounts import find_amounts
from claims.pipeline.extraction.mentions import find_mentions


def amounts(
    text: str, *, language: str = "", loose: bool = False
) -> list[tuple[str, str, str | None, str, str]]:
    """Operator, low, high, unit and change of each amount."""
    return [
        (a.op.value, f"{a.low:f}", None if a.high is None else f"{a.high:f}", a.unit, a.change)
        for a in find_amounts(text, find_mentions(text), language=language, loose=loose)
    ]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("The port handled 1.234.567 boxes.", ("=", "1234567", None, "boxes", "")),
        ("The tank is 2 1/2 metres deep.", ("=", "2.5", None, "metres", "")),
        ("Fares grew by 3 to 5 percent.", ("range", "3", "5", "%", "")),
        ("The choir grew by 3 to 5 singers.", ("range", "3", "5", "singers", "")),
        ("Sales reached 1.234,56 million crowns.", ("=", "1234560000", None, "crowns", "")),
        ("The mill has 1 234 workers.", ("=", "1234", None, "workers", "")),
        ("It ran 1\u00a0450 driverless taxis.", ("=", "1450", None, "driverless taxis", "")),
        ("It sold 12,34,567 boxes.", ("=", "1234567", None, "boxes", "")),
        ("It earned Rs 500 crore.", ("=", "5000000000", None, "INR", "")),
        ("The rate was 2.4% ± 0.3%.", ("range", "2.1", "2.7", "%", "")),
        ("It took 5 ± 1 ms.", ("range", "4", "6", "ms", "")),
        ("Prices are 20–30% lower.", ("range", "20", "30", "%", "")),
        ("It has between 3 and 5 percent.", ("range", "3", "5", "%", "")),
        ("It cost $3–5 million.", ("range", "3000000", "5000000", "USD", "")),
        ("Half a million people came.", ("=", "500000", None, "people", "")),
        ("About one in four ships sank.", ("~", "25", None, "%", "")),
        ("About two in every five (or so) sank.", ("~", "40", None, "%", "")),
        ("Las ventas suben a 2 millones de euros.", ("=", "2000000", None, "EUR", "")),
        ("It adds 3 features.", ("=", "3", None, "features", "")),
        ("He took 9.58s there.", ("=", "9.58", None, "s", "")),
        ("Six percent sank.", ("=", "6", None, "%", "")),
        ("It has over 300 million users.", (">", "300000000", None, "users", "")),
        ("It holds 85+ ships.", (">=", "85", None, "ships", "")),
        ("The founder (3 minutes) spoke.", ("=", "3", None, "minutes", "")),
    ],
)  # fmt: skip
def test_one_amount_is_read_as_it_is_meant(text: str, amount: tuple[str, str, str | None, str, str]) -> None:
    assert amounts(text) == [amount]


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Inflation slowed from 9.2 percent to 3.4 percent.", [("9.2", "%", "before"), ("3.4", "%", "")]),
        ("Sales rose from $3m to $5m.", [("3000000", "USD", "before"), ("5000000", "USD", "")]),
        ("It fell to 4.1%, down from 5.6% then.", [("4.1", "%", ""), ("5.6", "%", "before")]),
        (
            "It raised its rate by 25 basis points to 4.75%.",
            [("25", "basis points", "increase"), ("4.75", "%", "")],
        ),
        ("Support rose 3 points to 41%.", [("3", "points", "increase"), ("41", "%", "")]),
        ("Shares lost 7.5% to $41.20 then.", [("7.5", "%", "decrease"), ("41.2", "USD", "")]),
        ("Sales doubled to 40 million units.", [("2", "x", ""), ("40000000", "units", "")]),
        ("Its staff tripled from 300 to 900.", [("3", "x", ""), ("300", "", "before"), ("900", "", "")]),
        ("The window grew 128K→256K.", [("128000", "", ""), ("256000", "", "")]),
    ],
)
def test_a_change_keeps_both_ends_and_says_which_is_which(
    text: str, ends: list[tuple[str, str, str]]
) -> None:
    assert [(low, unit, change) for _, low, _, unit, change in amounts(text)] == ends


def test_the_measure_says_which_end_of_a_change_it_is() -> None:
    before, after = find_amounts("Its staff grew from 300 people to 900 people.", ())

    assert (before.measure, after.measure) == ("people, before", "people")
    assert find_amounts("Support rose 3 points.", ())[0].measure == "points, increase"


@pytest.mark.parametrize(
    ("text", "lows"),
    [
        ("It scored 88 and 90% there.", ["88", "90"]),
        ("From $711 million in 2025 to $1,385 million by 2033.", ["711000000", "1385000000"]),
        ("A rate of 1.0e-3 and 6e23 FLOPs.", ["0.001", "600000000000000000000000"]),
        ("It fell 1.2% or 66 points there.", ["1.2", "66"]),
        ("It has 1.5B / 7B and 1,200 ships.", ["1500000000", "7000000000", "1200"]),
    ],
)  # fmt: skip
def test_two_numbers_stay_two(text: str, lows: list[str]) -> None:
    assert [low for _, low, *_ in amounts(text)] == lows


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("It won 41 of 120 seats.", ("=", "41", None, "seats", "")),
        ("It won 41 out of the 120 seats.", ("=", "41", None, "seats", "")),
    ],
)
def test_the_total_of_a_number_is_no_amount_of_its_own(
    text: str, amount: tuple[str, str, str | None, str, str]
) -> None:
    assert amounts(text) == [amount]


def test_a_share_of_a_number_leaves_the_number_what_it_is() -> None:
    assert [low for _, low, *_ in amounts("It reached 71.4% of 1,204 adults.")] == ["71.4", "1204"]


@pytest.mark.parametrize(
    "text",
    [
        "On 03/04/2025 Corvid opened a depot at 221 Mill Road.", "Call Corvid at +44 20 7946 0958.", "Flight KX 204 left at 18:45.", "Room 101 was empty.",
        "Section 4.2 of Regulation (EU) 2024/1689 applies.", "Release 3.11.7 came on 5 May.", "Article 12 covers it.", "The vote was 52-48.", "It won 3-1.",
        "It beat Sonnet 4/4.5 there.", "It exports in 2K, they say.", "See 192.168.1.1 there.", "Agent 007 left.", "It weighs 1/2 kg there.",
    ],
)  # fmt: skip
def test_identifiers_and_scores_of_games_are_no_amounts(text: str) -> None:
    assert amounts(text) == []


def test_language_of_the_text_decides_what_a_point_means() -> None:
    assert amounts("Sie hat 1.234 Schiffe.", loose=True)[0][1] == "1.234"
    assert amounts("Sie hat 1.234 Schiffe.", language="de", loose=True)[0][1] == "1234"


def test_amounts_are_decimals() -> None:
    assert find_amounts("It is 0.1% there.", ())[0].low == Decimal("0.1")


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1 ",
        "1,",
        "1.",
        "1'",
        "1-",
        "1 to ",
        "one ",
        "one-",
        "1 in ",
        "$",
        "+1 ",
        "May 5 ",
        "1/",
        "| 1 ",
        "a quarter of a ",
        "Mill Road ",
    ],
)
def test_hostile_text_ends(piece: str) -> None:
    text = piece * (100_000 // len(piece))

    assert all(0 <= amount.start < amount.end <= len(text) for amount in find_amounts(text, ()))


def test_first_end_of_a_change_has_the_size_of_the_second() -> None:
    assert [low for _, low, *_ in amounts("Imports tripled from 2 to 6 million.")][-2:] == [
        "2000000",
        "6000000",
    ]


def test_value_with_an_error_does_not_take_the_unit_of_the_change_before_it() -> None:
    assert amounts("The index fell 1.2% to 98.6 ± 0.3 points.")[1] == ("range", "98.3", "98.9", "points", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The herd grew by 30 to 410.", [("30", "increase"), ("410", "")]),
        ("The crew was cut by 4 to 9.", [("4", "decrease"), ("9", "")]),
        ("The fleet grew by 12 to 90 boats.", [("12", "increase"), ("90", "")]),
        ("The catch fell by a fifth in May.", [("20", "decrease")]),
        ("The catch rose by three quarters.", [("75", "increase")]),
        ("The catch rose by half to 3 tonnes.", [("50", "increase"), ("3", "")]),
        ("A third of the catch rotted.", [("33.3", "")]),
    ],
)
def test_a_change_is_told_from_the_value_that_it_leads_to(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(low, change) for _, low, _, _, change in amounts(text)] == expected


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Ridership grew 7 per cent to 61.2 million.", [("7", "%"), ("61200000", "")]),
        ("Complaints fell 26% to 1,140.", [("26", "%"), ("1140", "")]),
        ("Complaints fell from 26% to 14.", [("26", "%"), ("14", "%")]),
        (
            "Margins rose 40 basis points to 3 million crowns.",
            [("40", "basis points"), ("3000000", "crowns")],
        ),
        ("It was the worst crop since 1983 and 1.7 tonnes below the mean.", [("1.7", "tonnes")]),
        ("The mill made 2000 and 2300 boxes.", [("2000", "boxes"), ("2300", "boxes")]),
    ],
)
def test_numbers_of_different_measures_share_no_unit(text: str, values: list[tuple[str, str]]) -> None:
    assert [(low, unit) for _, low, _, unit, _ in amounts(text)] == values


def test_what_is_counted_out_of_all_is_named_without_them() -> None:
    assert amounts("It was backed by seven of the nine judges.") == [("=", "7", None, "judges", "")]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("The 2,000-page report came out.", ("=", "2000", None, "page", "")),
        ("Burglaries rose to 41.", ("=", "41", None, "", "")),
        ("Temperatures of minus 12 degrees were measured.", ("=", "-12", None, "degrees", "")),
    ],
)
def test_what_stands_at_a_number_tells_what_it_is(
    text: str, amount: tuple[str, str, str | None, str, str]
) -> None:
    assert amounts(text) == [amount]
