import pytest

from claims.pipeline.extraction.changes import BEFORE, CHANGE, DECREASE, INCREASE, change_of, speaks_of_change


@pytest.mark.parametrize(
    ("text", "unit", "change"),
    [
        ("Support rose 3", "points", INCREASE),
        ("Support fell by 3", "points", DECREASE),
        ("Support edged up by 3", "points", INCREASE),
        ("Support moved down by 3", "points", DECREASE),
        ("Support was revised by 3", "points", CHANGE),
        ("Its staff grew from 3", "people", BEFORE),
        ("It is 5%, down from 3", "%", BEFORE),
        ("Support is 3", "points", ""),
        ("Its staff rose 3", "people", ""),
        ("Its staff rose by 3", "people", INCREASE),
        ("Its staff was cut by about 3", "people", DECREASE),
        ("It ships from 3", "%", ""),
        ("Oil is at 71, down 3", "USD", DECREASE),
        ("Oil went up 3", "USD", ""),
        ("It lost 1.3 points, to 48.2 from 4", "points", BEFORE),
        ("Solar made up 3", "%", ""),
        ("Fares went up 3", "%", INCREASE),
    ],
)
def test_the_words_before_a_number_say_how_a_value_changed(text, unit, change):
    assert change_of(text, len(text) - 1, unit) == change


def test_the_first_end_of_a_pair_is_no_change():
    assert change_of("It rose 3", 8, "%", is_pair=True) == ""


def test_a_verb_of_change_is_found_in_its_clause():
    assert speaks_of_change("It grew from 3", 13)
    assert not speaks_of_change("It grew. It has 3", 16)


def test_an_amount_with_the_value_that_it_leads_to_is_a_change():
    text = "Output fell 300 tonnes to 900 tonnes"

    assert change_of(text, text.index("300"), "tonnes", end=text.index(" tonnes")) == DECREASE
    assert change_of("Output fell 300 tonnes short", 12, "tonnes", end=15) == ""
