"""Names have the kind that the known names or their form say."""

from __future__ import annotations

import pytest

from claims.pipeline.extraction.gazetteer import KnownNames, read_names
from claims.pipeline.extraction.name_kinds import classify
from claims.vocabulary import EntityKind

KNOWN = KnownNames(
    read_names("[model]\nKestrel = []\n[benchmark]\nAviBench = ['AVB']\n[product]\nPerch = []")
)


@pytest.mark.parametrize(
    ("words", "canonical", "kind"),
    [
        ("AVB", "AviBench", EntityKind.BENCHMARK),
        ("Kestrel-2-7B", "Kestrel-2-7B", EntityKind.MODEL),
        ("kestrel-2", "Kestrel-2", EntityKind.MODEL),
        ("Kestrel API", "Kestrel API", EntityKind.PRODUCT),
        ("AviBench Hard", "AviBench Hard", EntityKind.BENCHMARK),
        ("Perch Pro", "Perch Pro", EntityKind.PRODUCT),
        ("Zorp-7B", "Zorp-7B", EntityKind.MODEL),
        ("ZorpEval", "ZorpEval", EntityKind.BENCHMARK),
        ("Zorp Institute", "Zorp Institute", EntityKind.ORGANISATION),
        ("Zorp", "Zorp", EntityKind.OTHER),
    ],
)
def test_kind_and_usual_spelling(words: str, canonical: str, kind: EntityKind) -> None:
    mention = classify(words, 0, len(words), KNOWN)

    assert (mention.text, mention.canonical, mention.kind) == (words, canonical, kind)


def test_score_is_no_part_of_a_benchmark_but_an_edition_is() -> None:
    assert classify("AviBench 82.3", 0, 13, KNOWN).text == "AviBench"
    assert classify("AviBench 2024", 0, 13, KNOWN).text == "AviBench 2024"
