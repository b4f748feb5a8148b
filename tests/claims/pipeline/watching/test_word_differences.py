"""The words and figures in which a wording differs from the passage that it replaced."""

from claims.pipeline.watching.word_differences import MAX_WORDS, parts_of, passage_difference
from claims.pipeline.watching.wording_changes import WordingChange


def test_other_figures_are_named_with_the_words_that_came_and_went():
    difference = passage_difference(
        "Kestrel-2 was trained on 12 trillion tokens of text.",
        "Kestrel-2 was trained on 9 trillion tokens of code.",
    )

    assert difference.kind is WordingChange.REFIGURED
    assert difference.words == (("12", "9"), ("text.", "code."))
    assert difference.figures == (("Kestrel-2", "12 trillion"), ("Kestrel-2", "9 trillion"))


def test_figures_that_are_the_same_are_left_out():
    difference = passage_difference("Corvid ran 1,450 taxis.", "Corvid operated 1,450 taxis.")

    assert (difference.kind, difference.words) == (WordingChange.REWORDED, (("ran", "operated"),))
    assert difference.figures == ((), ())


def test_words_that_only_came_have_nothing_before():
    assert passage_difference("The dam is safe.", "The dam is not safe.").words == (("", "not"),)


def test_long_wordings_are_one_part():
    assert len(parts_of("a " * (MAX_WORDS + 2), "b a " * MAX_WORDS)) == 1


def test_spaces_are_no_difference():
    assert [part.is_same for part in parts_of("It  wins\nby far.", "It wins by far.")] == [True]
