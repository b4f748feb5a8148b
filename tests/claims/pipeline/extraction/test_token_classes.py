import pytest

from claims.pipeline.extraction.token_classes import write_signs


@pytest.mark.parametrize(
    ("sentence", "signs"),
    [
        ("Zinc is much faster than Lead.", "XvwGTY."),
        ("Zinc isn't slower than Lead", "XNWTY"),
        ("Lead, but not Zinc", "Y,CNX"),
        ("Zinc is more verbose than Lead", "XvwWTY"),
        ("Zinc is less verbose than Lead", "XvwGTY"),
        ("Zinc has more users than Lead", "XvwwTY"),
        ("Zinc beats Lead", "XSY"),
        ("He calls Tin better", "rwOG"),
        ("Zinc costs 5 euros", "Xwnw"),
        ("", ""),
    ],
)
def test_each_word_becomes_a_sign(sentence, signs):
    assert write_signs(sentence, "Zinc", "Lead") == signs


def test_a_sentence_is_read_to_a_bound():
    assert len(write_signs("a " * 5000, "Zinc", "Lead")) == 750


def test_names_hold_signs_of_their_own():
    assert write_signs("C++ (new) is faster than C#.", "C++ (new)", "C#") == "XvGTY."
