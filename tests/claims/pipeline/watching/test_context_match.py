"""Context match: sides that stand as they did, that are only near, and that are gone."""

from claims.pipeline.watching.context_match import matching_sides
from claims.pipeline.watching.folding import fold, letters_of
from claims.values import Passage

OLD = "Our benchmark shows that the new engine answers 40 percent faster than the old one."
NEW = "Our benchmark shows that the new engine answers 45 percent faster than the old one."
TEXT = (
    f"Some words before.\n\nFirst things first. {NEW} And so on.\n\nUnrelated words at the end of the page.\n"
)


def sides(text, prefix, suffix):
    page, wanted = fold(text), letters_of(NEW)
    at = page.letters.index(wanted)
    return matching_sides(page, at, at + len(wanted), Passage(OLD, prefix, suffix))


def test_sides_are_counted():
    assert sides(TEXT, "First things first. ", " And so on.") == 2
    assert sides(TEXT, "First things first. ", " Elsewhere entirely.") == 1
    assert sides(TEXT, "", "") == 0


def test_side_that_is_only_near_counts_for_less():
    before, after = "What stood before it is of some length. ", " And it goes on for quite a while."
    advert = "\n\nAdvertisement. Buy our shoes today!\n\n"

    assert sides(f"{before}{NEW}{after}", before, after) == 2
    assert 1 < sides(f"{before}{advert}{NEW}{after}", before, after) < 2
    assert 0 < sides(f"{before}{advert}{NEW}{advert}{after}", before, after) < 1
    assert sides(f"{before}{'Much else. ' * 200}{NEW}", before, after) == 0


def test_side_of_which_the_nearest_words_stand_is_near():
    before = "Sharks have begun to circle. Back to the music! "

    assert (
        0 < sides(f"Sharks have begun to circle. {'Read this. ' * 9}Back to the music! {NEW}", before, "") < 1
    )
