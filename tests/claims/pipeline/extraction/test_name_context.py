"""The words around a name say its kind and where it begins."""

from __future__ import annotations

import pytest

from claims.pipeline.extraction.name_context import keeps_first_word, kind_in_context
from claims.vocabulary import EntityKind


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("the firm ", " sued", EntityKind.ORGANISATION),
        ("", ", a retailer, sued", EntityKind.ORGANISATION),
        ("", "'s headquarters burnt", EntityKind.ORGANISATION),
        ("Dr ", " said", EntityKind.PERSON),
        ("", ", professor of law, said", EntityKind.PERSON),
        ("the ", " benchmark is new", EntityKind.BENCHMARK),
        ("the ", " benchmark results are new", EntityKind.OTHER),
        ("a dataset called ", " came", EntityKind.DATASET),
        ("", ", an open-weight model, came", EntityKind.MODEL),
        ("the ", " browser came", EntityKind.PRODUCT),
        ("then ", " came", EntityKind.OTHER),
    ],
)
def test_kind_follows_the_words_around(before: str, after: str, kind: EntityKind) -> None:
    assert kind_in_context(f"{before}Zorp{after}", len(before), len(before) + 4) is kind


@pytest.mark.parametrize(
    ("text", "name", "keeps"),
    [
        ("First Zorp sold it", "First Zorp", True),
        ("Second Zorp planted 40 trees", "Second Zorp", True),
        ("Second Zorp tinted boats", "Second Zorp", False),
        ("First Zorp, a maker", "First Zorp", True),
        ("New Zorp cars came", "New Zorp", False),
        ("First Zorp shares fell", "First Zorp", True),
        ("Two Zorp officials left", "Two Zorp", False),
        ("it joined New Zorp cars", "New Zorp", True),
    ],
)
def test_first_word_belongs_to_the_name_where_a_verb_follows(text: str, name: str, keeps: bool) -> None:
    start = text.index(name)

    assert keeps_first_word(text, start, start + len(name)) is keeps
