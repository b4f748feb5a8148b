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
