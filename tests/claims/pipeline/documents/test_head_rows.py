"""The rows of a table that are its head."""

from __future__ import annotations

from claims.pipeline.documents.documents import read_document
from claims.vocabulary import ContentType


def test_words_below_a_head_and_above_numbers_go_on_with_it() -> None:
    document = read_document(
        "| Town | Rain | | Sun |\n|---|---|---|---|\n| | May | June | June |\n| Moss | 12 | 30 | 7 |\n| Fen | 9 | 41 | 5 |\n",
        ContentType.MARKDOWN,
    )

    assert [block.head for block in document.blocks if block.kind == "row"] == [
        ("Town", "Rain May", "Rain June", "Sun June")
    ] * 2


def test_first_row_without_a_label_is_no_head_where_words_stand_below_it() -> None:
    document = read_document(
        "| Town | Sky | Wind |\n|---|---|---|\n| | clear | weak |\n| Moss | grey | strong |\n",
        ContentType.MARKDOWN,
    )

    assert [block.head for block in document.blocks if block.kind == "row"] == [("Town", "Sky", "Wind")] * 2
