import pytest

from claims.pipeline.extraction.grammar.clauses import subject_of, verb_above
from tests.claims.pipeline.extraction.views import word


@pytest.mark.parametrize(
    ("text", "written", "subject"),
    [
        ("Kestrel-2 beats Heron-1.", "beats", "Kestrel-2"),
        ("Kestrel-2 has been shown to beat Heron-1.", "beat", "Kestrel-2"),
        ("Kestrel-2 did well, beating Heron-1.", "beating", "Kestrel-2"),
        ("The trick lets Kestrel-2 beat Heron-1.", "beat", "Kestrel-2"),
        ("Northwind built Kestrel-2, which beats Heron-1.", "beats", "Kestrel-2"),
        ("Kestrel-2 tried and beat Heron-1.", "beat", "Kestrel-2"),
        ("Kestrel-2 is the first model to beat Heron-1.", "beat", "Kestrel-2"),
        ("Kestrel-2 is faster than Heron-1.", "faster", "Kestrel-2"),
    ],
)
def test_who_does_it_is_found_from_any_form_of_the_verb(text, written, subject):
    assert subject_of(word(text, written)).text == subject


def test_there_is_the_subject_of_what_is_there():
    assert subject_of(word("There are more things here.", "things")).tag == "EX"


def test_the_verb_above_a_noun_is_the_one_that_it_belongs_to():
    assert verb_above(word("The firm sold boats in May.", "May")).text == "sold"


def test_what_is_called_something_is_the_subject_of_it():
    assert subject_of(word("Critics called Kestrel-2 the best.", "best")).text == "Kestrel-2"


@pytest.mark.parametrize(
    ("text", "written", "subject"),
    [
        ("Turnout was 61%, the lowest in years.", "lowest", "Turnout"),
        ("July was the hottest month.", "hottest", "July"),
    ],
)
def test_a_figure_and_a_month_leave_the_subject_as_it_is(text, written, subject):
    assert subject_of(word(text, written)).text == subject
