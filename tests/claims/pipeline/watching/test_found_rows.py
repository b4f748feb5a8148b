"""Found rows: known by their names and the figures that matter; rank, neighbours and further cells do not."""

import pytest

from claims.pipeline.watching.found_rows import NO_CLAIM, find_row
from claims.pipeline.watching.rows import read_row
from claims.values import CitedClaim
from claims.vocabulary import PassageState

BOARD = "Rank\t\tModel\t\tScore\n1\t\tHalo-2\t\t71.4\n2\t\tLark-70B\t\t68.2\n"
LED = "Rank\t\tModel\t\tScore\n1\t\tNova-9\t\t73.0\n2\t\tHalo-2\t\t71.4\n3\t\tLark-70B\t\t68.2\n"


@pytest.mark.parametrize("quote", ["1 | Halo-2 | 71.4", "Halo-2\t\t71.4", "Halo-2 71.4"])
def test_a_row_below_a_new_leader_is_intact(quote):
    match = find_row(LED, read_row(quote), BOARD)

    assert (match.state, match.wording) == (PassageState.INTACT, "2\t\tHalo-2\t\t71.4")


def test_a_row_with_another_figure_is_altered_wherever_it_stands():
    match = find_row(LED.replace("71.4", "71.9"), read_row("1 | Halo-2 | 71.4"), BOARD)

    assert (match.state, match.wording) == (PassageState.ALTERED, "2\t\tHalo-2\t\t71.9")


def test_a_row_may_get_more_cells():
    assert find_row("Halo-2\t\t71.4\t\t2025\n", read_row("Halo-2 | 71.4")).state is PassageState.INTACT


def test_a_row_that_is_gone_is_not_found():
    assert find_row(BOARD, read_row("Finch | 60.1")) is None


def test_of_two_tables_the_row_counts_that_was_cited():
    before = "Halo-2\t\t71.4\n\nOther\n\nHalo-2\t\t55.0\n"
    after = "Halo-2\t\t72.9\n\nOther\n\nHalo-2\t\t71.4\n"

    assert find_row(after, read_row("Halo-2 | 71.4"), before).state is PassageState.ALTERED
    assert find_row(after, read_row("Halo-2 | 71.4")).state is PassageState.INTACT
    assert find_row(after, read_row("Halo-2 | 60.0")).state is PassageState.AMBIGUOUS


def test_of_rows_with_the_claimed_figure_the_one_counts_that_had_the_other_figures_too():
    before = "Halo-2\t\t1.06\t\t235M\n\nOther\n\nHalo-2\t\t1.13\t\t235M\n"
    after = before.replace("235M", "535M", 1)

    row = read_row("Halo-2\t\t1.06\t\t235M")

    assert find_row(after, row, before, expected=("235M",)).state is PassageState.ALTERED
    assert (
        find_row(before.replace("1.13", "1.12"), row, before, expected=("235M",)).state is PassageState.INTACT
    )


HEADED = "Model\t\tArena\t\tLive\nHalo-2\t\t71.4\t\t60.2\nLark-70B\t\t68.2\t\t59.0\n"
CLAIM = CitedClaim("Halo-2 scores 71.4 on Arena.", ("Halo-2", "Arena"))


def state_in(text, **known):
    return find_row(text, read_row("Halo-2\t\t71.4\t\t60.2"), HEADED, expected=("71.4",), **known).state


@pytest.mark.parametrize(
    ("changed", "state"),
    [
        (HEADED, PassageState.INTACT),
        (HEADED.replace("60.2", "63.0"), PassageState.INTACT),
        (HEADED.replace("71.4", "70.9"), PassageState.ALTERED),
        ("Live\t\tArena\t\tModel\n60.2\t\t71.4\t\tHalo-2\n", PassageState.INTACT),
        (HEADED.replace("Arena\t\tLive", "Live\t\tArena"), PassageState.ALTERED),
        (HEADED.replace("71.4\t\t60.2", "60.2\t\t71.4"), PassageState.ALTERED),
        (HEADED.replace("Arena\t\tLive", "One\t\tTwo"), PassageState.INTACT),
    ],
)
def test_a_figure_that_the_claim_relies_on_stands_below_the_name_that_the_claim_says(changed, state):
    assert state_in(changed, claim=CLAIM) is state


def test_a_figure_below_another_heading_is_shown_with_what_stands_in_its_place():
    swapped = HEADED.replace("Arena\t\tLive", "Live\t\tArena")
    match = find_row(swapped, read_row("Halo-2\t\t71.4\t\t60.2"), HEADED, expected=("71.4",), claim=CLAIM)

    assert match.wording == "Halo-2\t\t60.2"


def test_without_an_expected_figure_every_figure_matters():
    row = read_row("Halo-2\t\t71.4\t\t60.2")

    assert find_row(HEADED.replace("60.2", "63.0"), row, HEADED).state is PassageState.ALTERED


def test_a_year_alone_is_no_figure_to_rely_on():
    row = read_row("Peru\t\t2023\t\t2136")
    revised = "Peru\t\t2024\t\t2179\nPeru\t\t2023\t\t2173\nPeru\t\t2022\t\t1951\n"

    match = find_row(revised, row, expected=("2023",))

    assert (match.state, match.wording) == (PassageState.ALTERED, "Peru\t\t2023\t\t2173")


def test_a_name_that_the_claim_does_not_say_may_change_beside_its_figure():
    relicensed = "Halo-2\t\t71.4\t\tApache\n"
    row = read_row("Halo-2\t\t71.4\t\tMIT")

    assert find_row(relicensed, row, expected=("71.4",), claim=CLAIM).state is PassageState.INTACT
    assert find_row(relicensed, row, claim=CLAIM) is None
    assert find_row(relicensed, row, expected=("71.4",)) is None


UNNAMED = CitedClaim("Lima reported 300 cases.", ("Lima",))
CITIES = "City\t\tCases\t\tDeaths\nLima\t\t300\t\t12\nCusco\t\t90\t\t3\n"


def found_in(after, before, quote, expected, claim):
    return find_row(after, read_row(quote), before, expected=expected, claim=claim).state


@pytest.mark.parametrize(
    ("after", "state"),
    [
        (CITIES.replace("300\t\t12", "300\t\t14"), PassageState.INTACT),
        (CITIES.replace("300\t\t12", "12\t\t300"), PassageState.ALTERED),
        (CITIES.replace("300\t\t12", "312\t\t300"), PassageState.ALTERED),
        (CITIES.replace("Cases\t\tDeaths", "Deaths\t\tCases"), PassageState.ALTERED),
        ("City\t\tDeaths\t\tCases\nLima\t\t12\t\t300\n", PassageState.INTACT),
        (CITIES.replace("Cases", "Cases†"), PassageState.INTACT),
        (CITIES.replace("Cases", "Cases (all)"), PassageState.INTACT),
        (CITIES.replace("Cases", "Infections"), PassageState.INTACT),
    ],
)
def test_a_figure_stands_below_the_heading_that_it_had_whatever_the_claim_calls_it(after, state):
    assert found_in(after, CITIES, "Lima\t\t300\t\t12", ("300",), UNNAMED) is state


def test_two_figures_of_a_claim_do_not_change_places():
    claim = CitedClaim("Halo-2 scores 71.4 on Arena and 60.2 on Live.", ("Halo-2", "Arena", "Live"))
    swapped = HEADED.replace("71.4\t\t60.2", "60.2\t\t71.4")
    expected = ("71.4", "60.2")

    assert found_in(swapped, HEADED, "Halo-2\t\t71.4\t\t60.2", expected, claim) is PassageState.ALTERED
    assert found_in(HEADED, HEADED, "Halo-2\t\t71.4\t\t60.2", expected, claim) is PassageState.INTACT


@pytest.mark.parametrize(("arena", "live", "state"), [
    ("71.4", "71.4", PassageState.INTACT),
    ("71.4", "70.2", PassageState.INTACT),
    ("70.2", "71.4", PassageState.ALTERED),
])  # fmt: skip
def test_of_two_equal_figures_the_one_counts_whose_heading_the_claim_says(arena, live, state):
    twice = HEADED.replace("60.2", "71.4")
    after = HEADED.replace("71.4\t\t60.2", f"{arena}\t\t{live}")

    assert found_in(after, twice, "Halo-2\t\t71.4\t\t71.4", ("71.4",), CLAIM) is state


@pytest.mark.parametrize(
    ("was", "now", "state"),
    [
        (("GDP (billion US$)", "267.6"), ("GDP (US$ billion)", "267.6"), PassageState.INTACT),
        (("GDP (billion US$)", "267.6"), ("GDP (million US$)", "267.6"), PassageState.ALTERED),
        (("GDP (billion US$)", "267.6"), ("GDP (billion €)", "267.6"), PassageState.ALTERED),
        (("GDP", "267.6"), ("GDP (million US$)", "267.6"), PassageState.INTACT),
        (("Share", "6.8%"), ("Share (%)", "6.8"), PassageState.INTACT),
        (("Share (%)", "6.8"), ("Share", "6.8%"), PassageState.INTACT),
        (("Share", "6.8%"), ("Share", "6.8"), PassageState.ALTERED),
        (("Share (%)", "6.8"), ("Share (‰)", "6.8"), PassageState.ALTERED),
        (("Loss (million US$)", "6.8"), ("Deficit (million US$)", "6.8"), PassageState.INTACT),
        (("Loss (million US$)", "6.8"), ("Deficit (billion US$)", "6.8"), PassageState.ALTERED),
        (("Return", "6.8%"), ("Return", "-6.8%"), PassageState.ALTERED),
        (("Score", "71.4"), ("Score", "71.4 ± 0.3"), PassageState.INTACT),
    ],
)
def test_a_unit_or_size_may_stand_in_the_cell_or_in_its_heading(was, now, state):
    before, after = (f"Country\t\t{heading}\nPeru\t\t{cell}\n" for heading, cell in (was, now))

    assert found_in(after, before, f"Peru\t\t{was[1]}", (was[1],), NO_CLAIM) is state


def test_another_unit_in_the_heading_is_shown_with_the_figure():
    before = "Country\t\tGDP (billion US$)\nPeru\t\t267.6\n"
    after = before.replace("billion", "million")

    match = find_row(after, read_row("Peru\t\t267.6"), before, expected=("267.6",))

    assert match.wording == "Peru\t\tGDP (million US$) 267.6"


def test_the_sign_of_a_note_is_no_part_of_a_name():
    noted = "Halo-2[a]\t\t71.4\t\tMIT[note 3]\n"

    assert find_row(noted, read_row("Halo-2\t\t71.4\t\tMIT")).state is PassageState.INTACT


def test_a_year_in_the_first_column_is_no_rank():
    before = "country\t\tyear\t\tvalue\nPeru\t\t2022\t\t34.0\n"
    reordered = "year\t\tcountry\t\tvalue\n2022\t\tPeru\t\t34.0\n"

    assert (
        found_in(reordered, before, "Peru\t\t2022\t\t34.0", ("2022", "34.0"), NO_CLAIM) is PassageState.INTACT
    )


LEAGUE = "Rank\t\tTeam\t\tPoints\n1\t\tArbor\t\t86\n2\t\tDover\t\t82\n"


@pytest.mark.parametrize(
    ("claim", "expected", "after", "state"),
    [
        ("Arbor ranks first.", (), "1\t\tArbor\t\t89\n", PassageState.INTACT),
        ("Arbor ranks first.", (), "2\t\tArbor\t\t86\n", PassageState.ALTERED),
        ("Arbor ranks first, with 86 points.", ("86",), "2\t\tArbor\t\t86\n", PassageState.ALTERED),
        ("Arbor has 86 points.", ("86",), "2\t\tArbor\t\t86\n", PassageState.INTACT),
        ("Arbor ranks first.", (), "Arbor\t\t86\n", PassageState.INTACT),
    ],
)
def test_the_rank_of_a_row_counts_if_its_claim_says_it(claim, expected, after, state):
    assert found_in(after, LEAGUE, "1\t\tArbor\t\t86", expected, CitedClaim(claim, ("Arbor",))) is state


def test_of_two_equal_rows_the_one_counts_that_stands_behind_the_same_words():
    before = "May\n\nHalo-2\t\t71.4\n\nJune\n\nHalo-2\t\t71.4\n"
    after = "May\n\nHalo-2\t\t71.4\n\nJune\n\nHalo-2\t\t70.2\n"
    row = read_row("Halo-2\t\t71.4")

    assert find_row(after, row, before, prefix="June\n\n", expected=("71.4",)).state is PassageState.ALTERED
    assert find_row(after, row, before, prefix="May\n\n", expected=("71.4",)).state is PassageState.INTACT


@pytest.mark.parametrize(
    ("heading", "state", "wording"),
    [
        ("MMLU-Pro", PassageState.ALTERED, "Halo-2\t\tMMLU-Pro 71.4"),
        ("MMLU (%)", PassageState.INTACT, "Halo-2\t\t71.4\t\t60.2"),
    ],
)
def test_a_heading_that_names_another_benchmark_than_the_claim_alters_its_figure(heading, state, wording):
    before = HEADED.replace("Arena", "MMLU")
    claim = CitedClaim("Halo-2 scores 71.4 on MMLU.", ("Halo-2", "MMLU"))
    row = read_row("Halo-2\t\t71.4\t\t60.2")

    match = find_row(before.replace("MMLU", heading), row, before, expected=("71.4",), claim=claim)

    assert (match.state, match.wording) == (state, wording)
