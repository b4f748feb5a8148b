import pytest

from claims.pipeline.extraction.grammar.negation import is_negated, is_none
from tests.claims.pipeline.extraction.views import word


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Kestrel-2 does not beat Heron-1.", "beat"),
        ("Kestrel-2 never beat Heron-1.", "beat"),
        ("Kestrel-2 fails to beat Heron-1.", "beat"),
        ("Kestrel-2 is not faster than Heron-1.", "faster"),
        ("No model beats Heron-1.", "beats"),
        ("Kestrel-2 is neither faster nor more reliable than Heron-1.", "more"),
    ],
)
def test_what_a_sentence_denies_is_negated(text, written):
    assert is_negated(word(text, written))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Kestrel-2 beats Heron-1.", "beats"),
        ("Kestrel-2 not only beats Heron-1, it costs less.", "beats"),
        ("Kestrel-2 is no match for Heron-1.", "match"),
        ("No fewer than 300 people came.", "300"),
        ("Kestrel-2 has no more than 30 layers.", "30"),
    ],
)
def test_what_it_says_is_not(text, written):
    assert not is_negated(word(text, written))


def test_nobody_and_no_model_are_none():
    assert is_none(word("Nobody came.", "Nobody"))
    assert is_none(word("No model came.", "model"))
    assert not is_none(word("The model came.", "model"))
