"""Pages: the text of a paged document has a form feed before each page but the first."""

from __future__ import annotations

PAGE_BREAK = "\f"


def page_at(text: str, offset: int) -> int | None:
    """Returns the page, counted from 1, on which the character at `offset` stands; None if the text has no pages."""
    return text.count(PAGE_BREAK, 0, offset) + 1 if PAGE_BREAK in text else None
