"""What comparatives and "as … as" set against each other."""

import pytest

from claims.pipeline.extraction.grammar.findings import DOWN, EVEN, UP
from tests.claims.pipeline.extraction.views import compared


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Rents in Norland rose as quickly as in Vigg.", ("Norland", EVEN, "Vigg")),
        ("Trade with Norland grew twice as fast as with Vigg.", ("Norland", UP, "Vigg")),
        ("The Lark did twice as well as the Wren.", ("Lark", UP, "Wren")),
    ],
)
def test_places_and_multiples_are_set_against_each_other(text, found):
    assert compared(text) == [found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Owners rated the Lark lower than the Wren.", ("Lark", DOWN, "Wren")),
        ("The guide ranks the Lark higher than the Wren.", ("Lark", UP, "Wren")),
        ("The Lark ranks higher than the Wren.", ("Lark", UP, "Wren")),
    ],
)
def test_who_is_ranked_is_compared_and_not_who_ranks(text, found):
    assert compared(text) == [found]
