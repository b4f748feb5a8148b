"""What more of something says of who has it."""

import pytest

from claims.pipeline.extraction.comparisons import find_comparisons
from claims.pipeline.extraction.grammar.findings import DOWN, EVEN, OTHER, UP
from tests.claims.pipeline.extraction.views import view


def relation(text):
    (found,) = find_comparisons(view(text)).comparisons
    return found.relation


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Lark heats up more slowly than the Wren.", DOWN),
        ("The Lark heats up more quickly than the Wren.", UP),
        ("Vigg Rovers lost fewer points than Oster United.", UP),
        ("Vigg Rovers scored fewer points than Oster United.", DOWN),
        ("Vigg Rovers won more cups than Oster United.", UP),
        ("The Lark draws more power than the Wren.", DOWN),
        ("The Lark has more power than the Wren.", UP),
        ("The Lark consumes half the power of the Wren.", UP),
        ("The Lark declined more slowly than the Wren.", UP),
        ("The Lark crashes less often than the Wren.", UP),
        ("Errors were lower with the Lark than with the Wren.", UP),
        ("Unemployment in Norland was higher than in Vigg.", DOWN),
    ],
)
def test_more_of_what_is_lost_used_up_or_bad_is_worse(text, expected):
    assert relation(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Lark stops more often than the Wren.", OTHER),
        ("The Lark lands twice as often as the Wren.", OTHER),
        ("The Lark breaks more often than the Wren.", DOWN),
        ("Vigg Rovers win more often than Oster United.", UP),
        ("The Lark is chosen as often as the Wren.", EVEN),
    ],
)
def test_how_often_something_happens_is_neither_good_nor_bad(text, expected):
    assert relation(text) is expected
