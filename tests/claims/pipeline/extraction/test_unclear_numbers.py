"""Numbers that may be two, and names that end in a number."""

import pytest

from claims.pipeline.extraction.quantities import find_quantities
from claims.values import Block
from tests.claims.pipeline.extraction.views import view


def lows(text, language=""):
    return [
        int(q.low) for q in find_quantities(view(text), Block("paragraph", 0, len(text)), language=language)
    ]


def test_three_digits_behind_a_point_are_no_parts_of_what_is_counted():
    assert lows("The city has 1.450 taxis.") == []
    assert lows("The city has 1.450 taxis.", language="de") == [1450]


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("The cable is 1.450 metres long.", 1),
        ("The firm has 1.450 million users.", 1_450_000),
        ("The city has 1,450 taxis.", 1450),
        ("Merlin-1 110 billion parameters are used.", 110_000_000_000),
        ("The town has 1 450 buses.", 1450),
    ],
)
def test_other_numbers_are_read_as_a_whole(text, low):
    assert lows(text) == [low]
