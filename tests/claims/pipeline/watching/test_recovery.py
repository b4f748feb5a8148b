"""A change for the better is reported with a severity of its own."""

import pytest

from claims.pipeline.watching.recovery import weigh_change


@pytest.mark.parametrize(
    ("before", "after", "weight"),
    [
        (0, 0, (0, 0)),
        (0, 5, (5, 0)),
        (5, 5, (5, 0)),
        (4, 6, (6, 0)),
        (5, 0, (2, 5)),
        (6, 0, (2, 6)),
        (3, 0, (2, 3)),
        (2, 0, (0, 0)),
        (6, 4, (4, 6)),
    ],
)
def test_the_severity_of_a_change_and_what_it_ends(before, after, weight):
    assert weigh_change(before, after) == weight
