"""Submitted fields: check the content and the metadata of an article."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings

from claims.errors import InputError
from claims.pipeline.fingerprint import is_blank
from claims.vocabulary import ContentType

MAX_TITLE = 500
MAX_AUTHORS = 50
MAX_AUTHOR = 200


def check_content(url: str | None, content: str | None, content_type: str | None) -> None:
    """Raise InputError unless a URL or valid content with its type is given."""
    if not url and content is None:
        raise InputError("", "Give the article's url, or its content and content_type.", code="required")
    if content is None and content_type:
        raise InputError("/content", "Give the content of this content_type.", code="required")
    if content is None:
        return
    if content_type not in set(ContentType):
        raise InputError("/content_type", f"Give one of {', '.join(ContentType)}.", code="required")
    if is_blank(content):
        raise InputError("/content", "The content is empty.", code="blank")
    if "\x00" in content:
        raise InputError("/content", "The content has NUL characters. Remove them.")
    try:
        size = len(content.encode())
    except UnicodeEncodeError as error:
        detail = "The content has unpaired surrogates, which are not characters. Remove them."
        raise InputError("/content", detail) from error
    if size > settings.ARTICLE_MAX_BYTES:
        detail = f"The content is larger than {settings.ARTICLE_MAX_BYTES} bytes."
        raise InputError("/content", detail, code="too_large")


def checked_metadata(title: str, authors: Sequence[str], published_at: datetime | None) -> dict[str, Any]:
    """The columns of an article's metadata. Raises InputError for a value that is too long or only spaces."""
    if len(authors) > MAX_AUTHORS:
        raise InputError("/authors", f"At most {MAX_AUTHORS} authors.")
    names = [checked_text(f"/authors/{position}", name, MAX_AUTHOR) for position, name in enumerate(authors)]
    return {"title": checked_text("/title", title, MAX_TITLE), "authors": names, "published_at": published_at}


def checked_text(field: str, text: str, max_length: int) -> str:
    """The text as given. Raises InputError if it is too long, has NUL characters or only spaces."""
    if len(text) > max_length or "\x00" in text:
        raise InputError(field, f"At most {max_length} characters, none of them NUL.", code="max_length")
    if text and is_blank(text):
        raise InputError(
            field, "There are only spaces or invisible characters. Give some text, or none.", code="blank"
        )
    return text
