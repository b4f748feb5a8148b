"""Which sources are one voice."""

from __future__ import annotations

from typing import Any

import pytest

from claims.pipeline.watching.independence import CitedSource, voices_of

LONG = "Kestrel-2 scores 89.4 on the benchmark, eight points more than the model that came before it."


def source(key: str, **values: Any) -> CitedSource:
    return CitedSource(key, **{"domain": f"{key}.example", **values})


@pytest.mark.parametrize(
    ("shared", "reason"),
    [
        ({"domain": "bbc.co.uk"}, "same_domain"),
        ({"publisher": "the publisher"}, "same_publisher"),
        ({"text_hash": "hash"}, "same_text"),
        ({"passage": LONG}, "same_text"),
        ({"is_circular": True}, "circular"),
    ],
)
def test_two_sources_that_share_something_are_one_voice(shared: dict[str, Any], reason: str) -> None:
    voices = voices_of([source("a", **shared), source("b"), source("c", **shared)])

    assert [(voice.sources, voice.reasons) for voice in voices] == [(("a", "c"), (reason,)), (("b",), ())]


def test_what_two_sources_lack_they_do_not_share() -> None:
    assert len(voices_of([source("a", passage="short"), source("b", passage="short")])) == 2


def test_sharing_goes_over_a_third_source() -> None:
    sources = [
        source("a", publisher="p"),
        source("b", text_hash="h"),
        source("c", publisher="p", text_hash="h"),
    ]

    (voice,) = voices_of(sources)

    assert (voice.sources, voice.reasons) == (("a", "b", "c"), ("same_publisher", "same_text"))
    assert voice.domains == ("a.example", "b.example", "c.example")


def test_the_same_source_counts_once_and_none_not() -> None:
    assert [voice.sources for voice in voices_of([source("a"), source("a")])] == [("a",)]
    assert voices_of([]) == []
