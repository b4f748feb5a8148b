"""A Markdown text becomes the tokens of its blocks, as few as its reading needs."""

from __future__ import annotations

import pytest

from claims.errors import ReadError
from claims.pipeline.documents.markdown_blocks import split_blocks


def test_a_paragraph_is_one_token() -> None:
    tokens, _ = split_blocks("One.\n\n- Two\n\n> Three\n")

    assert [(token.type, token.content) for token in tokens] == [
        ("inline", "One."),
        ("bullet_list_open", ""),
        ("list_item_open", ""),
        ("inline", "Two"),
        ("list_item_close", ""),
        ("bullet_list_close", ""),
        ("blockquote_open", ""),
        ("inline", "Three"),
        ("blockquote_close", ""),
    ]


def test_labels_are_known_in_lower_case() -> None:
    assert split_blocks("Text [Note].\n\n[Note]: https://example.com/a\n")[1] == {
        "note": "https://example.com/a"
    }


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(ReadError, match="nested too deeply"):
        split_blocks("> " * 200 + "a")
