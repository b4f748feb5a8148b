"""Quotes: a claim's quote in its context."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from django.db.models import F, QuerySet
from django.db.models.functions import Greatest, Least, Length, Substr
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims.models import Appearance

CONTEXT_LENGTH = 300
_EMPTY_LINES = re.compile(r"\n\s*\n")
_MAX_FRAGMENT_WORDS = 10  # of a longer quote the fragment has the first and the last words
_END_WORDS = 4


def with_context(appearances: QuerySet[Appearance]) -> QuerySet[Appearance]:
    """Annotate `before`, `in_place` and `after`: the text at the quote, with 300 characters on each side.

    The database cuts the text, so that a page of quotes does not load the text of whole articles.
    """
    text = "article_version__text"
    return (
        appearances.annotate(
            before=Substr(
                text, Greatest(F("start") - CONTEXT_LENGTH, 0) + 1, Least(F("start"), CONTEXT_LENGTH)
            ),
            in_place=Substr(text, F("start") + 1, F("end") - F("start")),
            after=Substr(text, F("end") + 1, CONTEXT_LENGTH),
            text_length=Length(text),
        )
        .select_related("article__source", "article__publisher", "article_version")
        .defer("article_version__text", "article_version__references")
    )


def in_context(appearance: Any) -> SafeString:
    """Return the quote, marked in its context. Takes an appearance from `with_context`."""
    return format_html(
        '<blockquote class="context">{}{}<mark>{}</mark>{}{}</blockquote>',
        "… " if appearance.start > CONTEXT_LENGTH else "",
        _tight(appearance.before),
        appearance.in_place,
        _tight(appearance.after),
        " …" if appearance.end + CONTEXT_LENGTH < appearance.text_length else "",
    )


def _tight(text: str) -> str:
    """The text without empty lines."""
    return _EMPTY_LINES.sub("\n", text)


def stands(appearance: Any) -> bool:
    """Return True if the text at the quote's offsets is the quote. Takes an appearance from `with_context`."""
    return bool(appearance.in_place == appearance.quote)


def at_quote(url: str, words: str) -> str:
    """Return the URL with a text fragment, so that browsers scroll to the words (WICG scroll-to-text-fragment)."""
    parts = words.split()
    if not parts:
        return url
    if len(parts) <= _MAX_FRAGMENT_WORDS:
        fragment = _fragment(parts)
    else:
        fragment = f"{_fragment(parts[:_END_WORDS])},{_fragment(parts[-_END_WORDS:])}"
    return f"{url}{'' if '#' in url else '#'}:~:text={fragment}"


def _fragment(parts: list[str]) -> str:
    return quote(" ".join(parts), safe="").replace("-", "%2D")
