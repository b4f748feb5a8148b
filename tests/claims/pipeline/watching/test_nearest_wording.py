"""The sentence that is most like words that a text does not have."""

from claims.pipeline.watching.nearest_wording import nearest_wording

TEXT = (
    "The Kestrel report.\nKestrel-2 scores 87.9% on GridReason, behind Heron-1. It is a small model.\nContact"
)


def test_the_nearest_sentence_is_named():
    words = "Kestrel-2 scores 89.4% on GridReason, ahead of Heron-1."

    assert nearest_wording(TEXT, words) == "Kestrel-2 scores 87.9% on GridReason, behind Heron-1."


def test_nothing_is_named_that_is_not_half_as_like():
    assert nearest_wording(TEXT, "Osprey-9 was withdrawn by the ministry of fisheries last autumn.") == ""


def test_a_long_sentence_is_shortened():
    words = "word " * 200

    wording = nearest_wording(f"{words}\n", words)

    assert (len(wording), wording[-1]) == (400, "…")
