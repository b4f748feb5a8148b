from claims.pipeline.extraction.comparison_sets import settle
from claims.values import Comparison
from claims.vocabulary import Relation

UP, DOWN, FIRST, OTHER = Relation.OUTPERFORMS, Relation.UNDERPERFORMS, Relation.FIRST, Relation.OTHER


def test_who_names_no_other_side_has_that_of_the_neighbour():
    beaten = Comparison("Kestrel", UP, ("Heron",), ("MMLU",))

    assert settle([beaten, Comparison("Kestrel", UP, (), ("speed",))]) == [
        beaten,
        Comparison("Kestrel", UP, ("Heron",), ("speed",)),
    ]


def test_the_other_side_may_be_the_subject_of_the_neighbour():
    longer = Comparison("Kestrel", OTHER, ("Heron",), ("greater length",))

    assert settle([longer, Comparison("Heron", UP)])[-1] == Comparison("Heron", UP, ("Kestrel",))


def test_another_subject_gets_no_other_side():
    assert settle([Comparison("Kestrel", UP, ("Heron",)), Comparison("Finch", UP)])[-1].objects == ()


def test_a_comparison_without_an_aspect_adds_nothing_to_the_same_two():
    beaten = Comparison("Kestrel", UP, ("Heron",), ("MMLU",))

    assert settle([beaten, Comparison("Kestrel", UP), Comparison("Kestrel", UP, ("Heron",))]) == [beaten]


def test_what_sets_two_above_each_other_replaces_what_only_sets_them_apart():
    worse = Comparison("Kestrel", DOWN, ("Heron",))

    assert settle([Comparison("Kestrel", OTHER, ("Heron",)), worse]) == [worse]


def test_first_places_on_different_boards_stay_apart():
    places = [Comparison("Kestrel", FIRST, (), ("MMLU",)), Comparison("Kestrel", FIRST, (), ("GSM8K",))]

    assert settle(places) == places


def test_of_two_first_places_the_one_that_says_more_stays():
    best = Comparison("Kestrel", FIRST, ("open models",))

    assert settle([Comparison("Kestrel", FIRST), best]) == [best]
