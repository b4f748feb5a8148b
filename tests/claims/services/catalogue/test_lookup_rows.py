"""Claims with the words of a sentence are found, whichever of the words are frequent."""

from __future__ import annotations

import pytest
from django.db import connection

from claims.services.catalogue import lookup_rows
from tests.factories import make_claim

pytestmark = pytest.mark.django_db

NOISE = [f"The Heron model number {number} wins by {number} points." for number in range(40)]
WANTED = "It's Kestrel's \\beta model that wins by 7 points."


@pytest.fixture(autouse=True)
def statistics(db: None) -> None:
    """ "Model" and "wins" are in all 41 claims, "heron" is in 40, as the statistics say."""
    for text in (*NOISE, WANTED):
        make_claim(text)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_claim")


def similar(*texts: str) -> list[tuple[int, str]]:
    return [(row.position, row.text) for row in lookup_rows.similar_claims(texts)]


@pytest.mark.parametrize("most_rare", [0, 10, 40, 1000])
def test_the_rows_do_not_depend_on_which_words_are_rare(
    most_rare: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup_rows, "MAX_RARE", most_rare)

    found = similar("The model of Kestrel's \\beta wins", "model number 37 wins", "Kestrel and Heron", "")

    assert found == [(0, WANTED), (1, NOISE[37])]


def test_a_text_of_frequent_words_alone_finds_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup_rows, "MAX_RARE", 10)
    monkeypatch.setattr(lookup_rows, "MAX_SEARCHED", 40)

    assert similar("the model wins", "the heron of number 3 wins", "heron model wins")[0] == (1, NOISE[3])
    monkeypatch.setattr(lookup_rows, "MAX_SEARCHED", 39)
    assert similar("the model wins", "the heron model wins") == []
