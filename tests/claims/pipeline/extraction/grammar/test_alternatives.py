import pytest

from claims.pipeline.extraction.comparisons import find_comparisons
from claims.pipeline.extraction.grammar.findings import DOWN, OTHER, UP
from tests.claims.pipeline.extraction.views import compared, view


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("Kestrel-2 is a better alternative to Heron-1.", UP),
        ("A better alternative to Heron-1 is Kestrel-2.", UP),
        ("Kestrel-2 is a more reliable replacement for Heron-1.", UP),
        ("Kestrel-2 is like Heron-1, but better.", UP),
        ("Kestrel-2 is just like Heron-1, only slower.", DOWN),
        ("Next to Heron-1, Kestrel-2 looks dated.", DOWN),
        ("Next to Heron-1, Kestrel-2 is excellent.", UP),
        ("Compared with Heron-1, Kestrel-2 feels sluggish.", DOWN),
        ("Kestrel-2 is dwarfed by Heron-1.", DOWN),
        ("Kestrel-2 has been overshadowed by Heron-1.", DOWN),
    ],
)
def test_what_stands_for_another_or_beside_it_is_set_above_or_below(text, relation):
    assert compared(text) == [("Kestrel-2", relation, "Heron-1")]


@pytest.mark.parametrize(
    "text",
    [
        "Kestrel-2 is an alternative to Heron-1.",
        "The house stands next to Heron-1.",
        "Next to Heron-1, Kestrel-2 is not bad.",
        "Kestrel-2 is like Heron-1.",
        "Demand is overshadowed by fears of war.",
        "Fears of war overshadowed the talks.",
    ],
)
def test_other_sentences_set_neither_above(text):
    assert compared(text) == []


@pytest.mark.parametrize(
    ("text", "dimension"),
    [
        ("Kestrel-2 is a cheaper alternative to Heron-1.", "lower price"),
        ("Kestrel-2 costs less than Heron-1.", "lower price"),
        ("Kestrel-2 costs more than Heron-1.", "higher price"),
    ],
)
def test_a_price_is_a_dimension_of_its_own(text, dimension):
    (found,) = find_comparisons(view(text)).comparisons

    assert (found.relation, found.objects, found.on) == (OTHER, ("Heron-1",), (dimension,))
