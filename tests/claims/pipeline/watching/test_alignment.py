"""Alignment: the likeliest sentences, new ones before old ones, context helping."""

from claims.pipeline.watching.alignment import likely_first, similar_stretches
from claims.pipeline.watching.folding import fold, letters_of
from claims.values import Passage

OLD = "Our benchmark shows that the new engine answers 40 percent faster than the old one."
NEW = "Our benchmark shows that the new engine answers 45 percent faster than the old one."
TEXT = (
    f"Some words before.\n\nFirst things first. {NEW} And so on.\n\nUnrelated words at the end of the page.\n"
)


def new_wordings(page, wanted, passage, before):
    return likely_first(similar_stretches(page, wanted, passage, before))


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


def test_passage_within_a_sentence_becomes_a_part_of_one():
    old, new = "the new engine answers 40 percent faster", "the new engine answers some 45 percent faster"
    passage = Passage(old, "Our benchmark of 2024 shows that ", " than the old one of 2019.")
    text = f"Some words. Our benchmark of 2024 shows that {new} than the old one of 2019. And so on."

    found = new_wordings(fold(text), letters_of(old), passage, "")

    assert text[found[0].start : found[0].end] == new


def test_what_the_part_of_a_sentence_gained_belongs_to_it():
    old, new = "the results are those of Penn", "the results are those of Wiki_103"
    passage = Passage(old, "In the table of all models ", " with validation scores")
    text = f"Some words. In the table of all models {new} with validation scores. And so on."

    found = new_wordings(fold(text), letters_of(old), passage, "")

    assert text[found[0].start : found[0].end] == new


def test_passage_that_begins_and_ends_a_sentence_becomes_a_whole_one():
    grown = OLD.replace("40", "45").replace("one.", "one, and in 2025 too.")
    text = TEXT.replace(NEW, grown)

    found = new_wordings(fold(text), letters_of(OLD), Passage(OLD, "First things first. ", " And so on."), "")

    assert text[found[0].start : found[0].end] == grown


def test_old_wording_must_be_liker_than_a_new_one():
    other = "Our benchmark shows that an older engine answers 31 times slower than this one."

    new = new_wordings(fold(other), letters_of(OLD), Passage(OLD), OLD)
    old = new_wordings(fold(other), letters_of(OLD), Passage(OLD), f"{OLD} {other}")

    assert [one.is_old for one in new] == [False]
    assert old == []


def test_earlier_page_without_the_passage_does_not_tell_what_is_old():
    found = new_wordings(fold(TEXT), letters_of(OLD), Passage(OLD), before=TEXT)

    assert [one.is_old for one in found] == [False]


def test_rest_of_the_passage_is_no_old_wording():
    rest = "Our benchmark shows that the new engine answers 40 percent faster."
    text = TEXT.replace(f"{NEW} And so on.", rest)

    found = new_wordings(fold(text), letters_of(OLD), Passage(OLD), before=f"Some words before. {OLD}")

    assert (text[found[0].start : found[0].end], found[0].is_old) == (rest, False)
