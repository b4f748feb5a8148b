"""Search finds names by their parts, versions, hyphens and Chinese words, and English words in any form."""

from __future__ import annotations

import pytest

from claims.models import Claim
from tests.factories import make_claim

pytestmark = pytest.mark.django_db

QWEN = "Qwen2.5-Max-72B outperforms GPT‑4o by 12.3% on open-source LiveBench."
CHINESE = "阿里巴巴发布通义千问模型"
HERON = "The Heron-1 model is not priced at $3 for C++ (2025)."


@pytest.fixture
def texts() -> None:
    for text in (QWEN, CHINESE, HERON):
        make_claim(text)


def found(words: str) -> list[str]:
    return sorted(Claim.objects.containing(words).values_list("text", flat=True))


@pytest.mark.parametrize(
    "words",
    [
        "Qwen", "qwen2.5", "Qwen2.5-Max", "max", "72b", "wen2", "ax-72", "GPT-4o", "4o", "gpt", "Bench", "12.3", "12.3%", "2.3",
        "outperform", "outperforming", "outperf", "open-source", "source", "OPEN", '"on open-source"', "Qwen2.5-Max-72B,",
        "Qwen LiveBench", "qwen or kestrel", "qwen -heron", "by",
    ],
)  # fmt: skip
def test_a_text_is_found_by_its_words_and_parts_of_its_names(texts: None, words: str) -> None:
    assert found(words) == [QWEN]


@pytest.mark.parametrize("words", ["模型", "通义", "千", "阿里巴巴发布通义千问模型", "义千问"])
def test_words_that_no_spaces_part_are_found(texts: None, words: str) -> None:
    assert found(words) == [CHINESE]


@pytest.mark.parametrize(
    "words", ["$3", "c++", "(2025)", "025", "heron", "pricing", "it's or heron-1", "-qwen model"]
)
def test_signs_count_where_they_are_asked_for(texts: None, words: str) -> None:
    assert found(words) == [HERON]


@pytest.mark.parametrize(
    "words",
    [
        "zzz",
        "qwen heron",
        "-",
        '""',
        "...",
        "€3",
        '"open LiveBench"',
        "-qwen -heron -模型",
        "' | '",
        "a:*",
        "\\",
    ],
)
def test_what_no_text_has_finds_none(texts: None, words: str) -> None:
    assert found(words) == []


def test_what_follows_the_longest_lexeme_is_compared_too() -> None:
    make_claim("It is Kestrel-Instruct-Preview-72B.")
    make_claim("It is Kestrel-Instruct-Preview-32B.")

    assert found("kestrel-instruct-preview-32b") == ["It is Kestrel-Instruct-Preview-32B."]


def test_the_lexemes_follow_the_text() -> None:
    claim = make_claim("Heron-1 wins.")
    Claim.objects.filter(pk=claim.pk).update(text="Kestrel-2 wins.")

    assert found("heron") == []
    assert found("kestrel") == ["Kestrel-2 wins."]


def test_a_text_of_any_length_can_be_stored() -> None:
    make_claim("Ä" * 3000 + " " + "9" * 100_000)

    assert len(found("ÄÄÄ")) == 1
