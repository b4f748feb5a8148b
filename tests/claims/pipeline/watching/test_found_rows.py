"""Found rows: known by their names and the figures that matter; rank, neighbours and further cells do not."""

import pytest

from claims.pipeline.watching.found_rows import find_row
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
