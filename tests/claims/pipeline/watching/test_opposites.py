"""Opposites: negations are counted, words with their opposites are told."""

import pytest

from claims.pipeline.watching.opposites import count_negations, has_opposite, has_opposite_signs


def test_negations_are_counted_in_words_and_in_signs():
    assert count_negations(["it", "is", "not", "never"], "it is not never") == 2
    assert count_negations([], "他们没有同意，并未签字") == 2
    assert count_negations(["nothing's", "notable"], "notable") == 0


@pytest.mark.parametrize(
    ("lost", "gained", "is_opposite"),
    [
        (["rose"], ["fell"], True),
        (["increases"], ["decreased"], True),
        (["likely"], ["unlikely"], True),
        (["up"], ["upon"], False),
        (["more"], ["lesson"], False),
        (["rose"], ["climbed"], False),
    ],
)
def test_opposites_are_told(lost, gained, is_opposite):
    assert has_opposite(lost, gained) is is_opposite


def test_opposites_are_told_in_signs():
    assert has_opposite_signs("上升", "下降")
    assert not has_opposite_signs("上升", "增长")
