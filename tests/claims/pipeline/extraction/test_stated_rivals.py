"""Which of two things ordinary people set above the other, in the words that they use for it."""

import pytest

from claims.pipeline.extraction.direction import direction_of
from claims.vocabulary import Relation

UP, DOWN = Relation.OUTPERFORMS, Relation.UNDERPERFORMS


@pytest.mark.parametrize(
    "sentence",
    [
        "Zinc lasts longer than Lead.",
        "Zinc crashes less than Lead does.",
        "Zinc does more out of the box than Lead.",
        "We had fewer problems with Zinc than with Lead.",
        "Zinc has lower taxes than Lead.",
        "Zinc makes much better lamps, Lead is years behind.",
        "My old Lead broke, so I went with a Zinc, which has far better hinges.",
        "Compared to Lead, Zinc has a great range.",
        "For small roofs I'd go with Zinc rather than Lead.",
        "Between Zinc and Lead, Zinc has the better price.",
        "There are better metals than Lead, for example Zinc.",
        "I cancelled the Lead and ordered the Zinc 18 pack instead.",
    ],
)
def test_what_is_said_for_a_thing_sets_it_above(sentence):
    assert direction_of(sentence, "Zinc", "Lead") is UP


@pytest.mark.parametrize(
    "sentence",
    [
        "Zinc takes longer to dry than Lead.",
        "Zinc is more verbose than Lead.",
        "Zinc scratches much more easily than Lead.",
        "Zinc uses twice as much memory as Lead.",
        "Zinc costs more than Lead.",
        "Zinc feels cheap next to Lead.",
        "Zinc lacks the strength of Lead.",
    ],
)
def test_what_is_said_against_a_thing_sets_it_below(sentence):
    assert direction_of(sentence, "Zinc", "Lead") is DOWN


@pytest.mark.parametrize(
    "sentence",
    [
        "Zinc is longer than Lead.",
        "Zinc is better, tin is better, Lead is the same.",
        "We bought Zinc, tin and worse, Lead came late.",
        "A lot nicer than Zinc without the price of others such as tin or Lead.",
    ],
)
def test_what_is_said_of_neither_sets_nothing_above(sentence):
    assert direction_of(sentence, "Zinc", "Lead") is None


def test_if_not_better_denies_nothing():
    assert direction_of("Zinc is just as good, if not better, than Lead.", "Zinc", "Lead") is UP
