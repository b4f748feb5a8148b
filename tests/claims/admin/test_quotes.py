"""Quotes: marked in the text around them, and found on the live page."""

import pytest

from claims.admin import quotes
from claims.models import Appearance
from tests.claims.admin.rows import make_appearance, make_article, make_claim


def in_context(text, quote):
    make_appearance(make_claim(), make_article(text=text), quote)
    return quotes.in_context(quotes.with_context(Appearance.objects.all()).get())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("Hit.", "<mark>Hit.</mark>"),
        ("a" * 300 + "Hit." + "b" * 300, "a" * 300 + "<mark>Hit.</mark>" + "b" * 300),
        ("a" * 301 + "Hit." + "b" * 301, "… " + "a" * 300 + "<mark>Hit.</mark>" + "b" * 300 + " …"),
        ("One.\n\n \nTwo. Hit.", "One.\nTwo. <mark>Hit.</mark>"),
        ("🦅🦅 ä Hit.", "🦅🦅 ä <mark>Hit.</mark>"),
    ],
)
def test_a_quote_stands_in_300_characters_of_context(text, context):
    assert in_context(text, "Hit.") == f'<blockquote class="context">{context}</blockquote>'


@pytest.mark.parametrize(
    ("words", "url"),
    [
        ("", "https://a.example/"),
        ("Kestrel-2 wins, again", "https://a.example/#:~:text=Kestrel%2D2%20wins%2C%20again"),
        (
            "one two three four five six seven eight nine ten eleven",
            "https://a.example/#:~:text=one%20two%20three%20four,eight%20nine%20ten%20eleven",
        ),
    ],
)
def test_a_text_fragment_names_the_quote(words, url):
    assert quotes.at_quote("https://a.example/", words) == url


def test_a_text_fragment_follows_a_fragment_that_is_there():
    assert quotes.at_quote("https://a.example/#top", "wins") == "https://a.example/#top:~:text=wins"
