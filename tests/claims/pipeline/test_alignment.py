"""Alignment: the likeliest sentences, new ones before old ones, context helping."""

from claims.pipeline.alignment import matching_sides, new_wordings
from claims.pipeline.folding import fold, letters_of
from claims.values import Passage

OLD = "Our benchmark shows that the new engine answers 40 percent faster than the old one."
NEW = "Our benchmark shows that the new engine answers 45 percent faster than the old one."
TEXT = (
    f"Some words before.\n\nFirst things first. {NEW} And so on.\n\nUnrelated words at the end of the page.\n"
)


def test_likeliest_sentence_comes_first_and_unlike_ones_do_not_come():
    found = new_wordings(fold(TEXT), letters_of(OLD), Passage(OLD), "")

    assert [TEXT[one.start : one.end] for one in found] == [NEW]
    assert found[0].likeness > 95


def test_wording_spread_over_two_sentences_is_taken_together():
    split = "Our benchmark shows that the new engine answers 40 percent faster. Faster than the old one."
    text = TEXT.replace(NEW, split)

    found = new_wordings(fold(text), letters_of(OLD), Passage(OLD), "")

    assert text[found[0].start : found[0].end] == split


def test_context_and_novelty_decide_between_equals():
    twin = NEW.replace("45", "47")
    text = f"{twin} Far from it.\n\n{TEXT}"

    by_context = new_wordings(
        fold(text), letters_of(OLD), Passage(OLD, "First things first. ", " And so on."), ""
    )
    by_novelty = new_wordings(fold(text), letters_of(OLD), Passage(OLD), f"{NEW} {OLD}")

    assert text[by_context[0].start : by_context[0].end] == NEW
    assert text[by_novelty[0].start : by_novelty[0].end] == twin


def test_sides_are_counted():
    start = TEXT.index(NEW)
    end = start + len(NEW)

    assert matching_sides(TEXT, start, end, Passage(OLD, "First things first. ", " And so on.")) == 2
    assert matching_sides(TEXT, start, end, Passage(OLD, "First things first. ", "Elsewhere entirely.")) == 1
    assert matching_sides(TEXT, start, end, Passage(OLD)) == 0


def test_rest_of_the_passage_is_no_old_wording():
    rest = "Our benchmark shows that the new engine answers 40 percent faster."
    text = TEXT.replace(f"{NEW} And so on.", rest)

    found = new_wordings(fold(text), letters_of(OLD), Passage(OLD), before=f"Some words before. {OLD}")

    assert (text[found[0].start : found[0].end], found[0].is_old) == (rest, False)
