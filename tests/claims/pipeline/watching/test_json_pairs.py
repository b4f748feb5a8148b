"""A key with its value is the row in which the value stands below the key."""

import pytest

from claims.pipeline.watching.first_reading import whole_range
from claims.pipeline.watching.json_pairs import row_of_pair
from claims.pipeline.watching.passages import pin_passage
from claims.values import Passage

TABLE = (
    "results\n\nmodel\t\tarena_hard\t\tlive\nKestrel-3\t\t85.5\t\t62.2\nHeron-2\t\t89.4\t\t62.2\n\nThe end."
)
HERON = "Heron-2\t\t89.4\t\t62.2"


@pytest.mark.parametrize(
    ("quote", "row"),
    [
        ('"arena_hard": 89.4', HERON),
        ('  "arena_hard" : 89.40,', HERON),
        ('{"model":"Heron-2"', HERON),
        ('"live": 62.2', None),
        ('"live": 89.4', None),
        ('"model": "Heron-2", "arena_hard": 89.4', None),
        ("arena_hard: 89.4", None),
    ],
)
def test_a_pair_means_the_only_row_with_its_value_below_its_key(quote, row):
    found = row_of_pair(TABLE, quote)

    assert (found and TABLE[slice(*found)]) == row


def test_a_pair_that_is_quoted_is_pinned_as_its_row():
    assert pin_passage(TABLE, '"arena_hard": 89.4').exact == HERON
    assert whole_range(TABLE, Passage('"arena_hard": 89.4')).exact == HERON
    assert whole_range(TABLE, Passage('"live": 62.2')) == Passage('"live": 62.2')
