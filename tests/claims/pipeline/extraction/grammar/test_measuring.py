"""Two figures side by side."""

import pytest

from claims.pipeline.extraction.comparisons import find_comparisons
from claims.pipeline.extraction.grammar.findings import DOWN, OTHER, UP
from tests.claims.pipeline.extraction.views import view


@pytest.mark.parametrize(
    ("text", "subject", "relation"),
    [
        ("Tesco has a market share of 28 percent, against 15 percent for Corvid.", "Tesco", UP),
        ("Tesco had an error rate of 3 percent, against 5 percent for Corvid.", "Tesco", UP),
        ("Tesco's error rate was 7 percent, compared with 5 percent for Corvid.", "Tesco", DOWN),
        ("Accuracy was 61 percent with Tesco, compared with 70 percent for Corvid.", "Tesco", DOWN),
        ("Turnout in Norland was 61 percent, compared with 70 percent for Corvid.", "Turnout in Norland", OTHER),
    ],
)  # fmt: skip
def test_more_is_better_worse_or_neither_by_what_is_measured(text, subject, relation):
    (found,) = find_comparisons(view(text)).comparisons

    assert (found.subject, found.relation, found.objects) == (subject, relation, ("Corvid",))
