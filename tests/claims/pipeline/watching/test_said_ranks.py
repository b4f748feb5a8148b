"""Said ranks: the place that a claim gives to a row."""

import pytest

from claims.pipeline.watching.said_ranks import says_rank


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("Arbor ranks first in the league.", 1),
        ("Arbor is ranked 2nd.", 2),
        ("Arbor came in third.", 3),
        ("Arbor is in fourth place.", 4),
        ("Arbor is No. 5 of the league.", 5),
        ("Arbor is the league's number one.", 1),
        ("Arbor is #12.", 12),
    ],
)
def test_a_place_is_said_in_words_or_digits(text, rank):
    assert says_rank(text, rank)
    assert not says_rank(text, rank + 1)


@pytest.mark.parametrize(
    "text",
    [
        "Arbor has 1 point.",
        "Its first title came in 1 year.",
        "It takes 1 second.",
        "It ranks fairly well.",
        "",
    ],
)
def test_other_numbers_are_no_places(text):
    assert not any(says_rank(text, rank) for rank in range(4))
