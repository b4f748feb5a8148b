"""Quotes: a claim's words in the text around them."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from django.db.models import F, QuerySet
from django.db.models.functions import Greatest, Least, Length, Substr
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims.models import Appearance

AROUND = 300
_EMPTY_LINES = re.compile(r"\n\s*\n")
_WHOLE_FRAGMENT = 10  # words; a longer quote is named by its first and its last ones
_END_WORDS = 4


def with_context(appearances: QuerySet[Appearance]) -> QuerySet[Appearance]:
    """Adds `before`, `in_place` and `after`: the text at the quote and 300 characters around it.

    Cut by the database, so that a page of quotes does not load a page of whole articles. Their version's text is
    left out likewise.
    """
    text = "article_version__text"
    return (
        appearances.annotate(
            before=Substr(text, Greatest(F("start") - AROUND, 0) + 1, Least(F("start"), AROUND)),
            in_place=Substr(text, F("start") + 1, F("end") - F("start")),
            after=Substr(text, F("end") + 1, AROUND),
            text_length=Length(text),
        )
        .select_related("article__source", "article__publisher", "article_version")
        .defer("article_version__text", "article_version__references")
    )


def in_context(appearance: Any) -> SafeString:
    """The quote marked in its context. Takes an appearance from `with_context`."""
    return format_html(
        '<blockquote class="context">{}{}<mark>{}</mark>{}{}</blockquote>',
        "… " if appearance.start > AROUND else "",
        _tight(appearance.before),
        appearance.in_place,
        _tight(appearance.after),
        " …" if appearance.end + AROUND < appearance.text_length else "",
    )


def _tight(text: str) -> str:
    """Without empty lines: paragraphs stand below each other."""
    return _EMPTY_LINES.sub("\n", text)


def stands(appearance: Any) -> bool:
    """True if the text at the quote's place is the quote. Takes an appearance from `with_context`."""
    return bool(appearance.in_place == appearance.quote)


def at_quote(url: str, words: str) -> str:
    """The URL with a text fragment, so that browsers scroll to the words (WICG scroll-to-text-fragment)."""
    parts = words.split()
    if not parts:
        return url
    if len(parts) <= _WHOLE_FRAGMENT:
        fragment = _fragment(parts)
    else:
        fragment = f"{_fragment(parts[:_END_WORDS])},{_fragment(parts[-_END_WORDS:])}"
    return f"{url}{'' if '#' in url else '#'}:~:text={fragment}"


def _fragment(parts: list[str]) -> str:
    return quote(" ".join(parts), safe="").replace("-", "%2D")
