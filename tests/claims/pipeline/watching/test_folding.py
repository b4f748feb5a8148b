"""Folding: letters and digits alone count, and each knows where it came from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.pipeline.watching.folding import Folded, letters_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Eighteen  Trillion, tokens!", "eighteen trillion\ntokens"),
        ("so\u00adft hy\u200bphen", "soft hyphen"),
        ("e\ufb03cient", "efficient"),
        ("caf\u00e9", "cafe\u0301"),
        ("10\u00b2", "102"),
        ("\uff11\uff12", "12"),
        ("Stra\u00dfe", "STRASSE"),
        ("**bold** _words_ `code`", "bold words code"),
        ("\u201cquoted\u201d \u2013 so\u2026", '"quoted" - so...'),
    ],
)
def test_wordings_that_differ_in_form_alone_fold_alike(one, other):
    assert letters_of(one) == letters_of(other)


@pytest.mark.parametrize(("one", "other"), [("cafe", "café"), ("की", "का"), ("18 trillion", "19 trillion")])
def test_wordings_that_differ_in_letters_do_not(one, other):
    assert letters_of(one) != letters_of(other)


def test_letter_knows_where_it_came_from():
    folded = Folded("A ﬁne — day")

    assert folded.letters == "afineday"
    assert [folded.place(offset) for offset in range(8)] == [0, 2, 2, 3, 4, 8, 9, 10]
    assert folded.span(1, 5) == (2, 5)


def test_letter_far_into_a_text_is_found():
    folded = Folded("x. " * 100_000 + "end")

    assert folded.text[slice(*folded.span(100_000, 100_003))] == "end"


@pytest.mark.parametrize("offset", [-1, 3])
def test_letter_that_is_not_there_is_an_error(offset):
    with pytest.raises(IndexError):
        Folded("a.b.c").place(offset)


@given(st.text(max_size=3000))
def test_every_letter_comes_from_a_character_that_folds_to_it(text):
    folded = Folded(text)

    for offset in range(0, len(folded.letters), 7):
        assert folded.letters[offset] in letters_of(text[folded.place(offset)])


@given(st.text(max_size=600))
def test_offset_is_the_way_back_from_a_place(text):
    folded = Folded(text)

    for at in range(len(folded.letters)):
        place = folded.place(at)
        assert folded.offset(place) <= at < folded.offset(place + 1)
    assert folded.offset(len(text)) == len(folded.letters)
