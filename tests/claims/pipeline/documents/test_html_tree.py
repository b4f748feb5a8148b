import pytest

from claims.pipeline.documents.html_tree import clean_source, parse_page


@pytest.mark.parametrize(
    "sign", ["&shy;", "\u00ad", "&#173;", "&#xAD;", "\u200b", "&#8203;", "<wbr>", "<wbr/>", "\u2060"]
)
def test_invisible_characters_do_not_divide_words(sign):
    assert clean_source(f"<p>water{sign}way</p>") == "<p>waterway</p>"


def test_joiners_that_shape_letters_stay():
    assert clean_source("می\u200cخواهم") == "می\u200cخواهم"


def test_attributes_beyond_the_250th_are_dropped():
    attributes = "".join(f' a{i}="{i} > 0"' for i in range(1000))

    element = parse_page(clean_source(f"<p{attributes}>Text</p>")).find(".//p")

    assert len(element.attrib) == 250
    assert element.text == "Text"


def test_ordinary_elements_keep_their_attributes():
    source = "<a href=\"https://a.example/?q=1&r=2\" title='x > y' disabled data-x=1/>text <b>bold</b>"

    assert clean_source(source) == source


def test_sign_of_a_named_thing_is_its_name():
    source = '\ue200entity\ue202["organization","Water Board","authority"]\ue201 closed the weir.'

    assert clean_source(source) == "Water Board closed the weir."


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("took 10<sup>24</sup> steps", "took 10^24 steps"),
        ("took 3 × 10<sup class='e'>&minus;4</sup> s", "took 3 × 10^-4 s"),
        ("took 6.1·10<sup> −19 </sup>J", "took 6.1·10^-19J"),
        ("in 2010<sup>3</sup>", "in 2010<sup>3</sup>"),
        ("costs 1.10<sup>3</sup>", "costs 1.10<sup>3</sup>"),
        ("ten<sup>3</sup>", "ten<sup>3</sup>"),
    ],
)
def test_only_powers_of_ten_get_the_sign_of_an_exponent(source, text):
    assert clean_source(source) == text
