"""Search finds names by their parts, versions, hyphens and Chinese words, and English words in any form."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import F

from claims.models import Claim, Entity
from claims.models.search import common_lexemes, has_few, words_condition
from tests.factories import make_claim

pytestmark = pytest.mark.django_db

QWEN = "Qwen2.5-Max-72B outperforms GPT‑4o by 12.3% on open-source LiveBench."
CHINESE = "阿里巴巴发布通义千问模型"
HERON = "The Heron-1 model is not priced at $3 for C++ (2025)."


@pytest.fixture
def texts() -> None:
    for text in (QWEN, CHINESE, HERON):
        make_claim(text)


@pytest.mark.parametrize(
    ("words", "compared"),
    [
        ("outperforms qwen2.5", ["outperforms"]),
        ('"outperforms GPT‑4o" qwen', ["outperforms"]),
        ("on by qwen -model", ["by", "on"]),
        ("on by", []),
        ("outperforms or kestrel", []),
        ("qwen -model", []),
    ],
)
def test_common_words_are_compared_in_the_rows_of_the_others(
    texts: None, words: str, compared: list[str]
) -> None:
    common = ["outperforms", "on", "by", "model"]

    query = Claim.objects.filter(words_condition(words, "text", F("search"), common))

    statement = str(query.query)
    assert statement.count("IS TRUE") == len(compared)
    assert [claim.text for claim in query] == [QWEN]


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


@pytest.mark.parametrize("words", ["or", "OR", "and", "or and", '"or"', "or or", "and -kestrel"])
def test_or_and_other_joining_words_are_words_where_they_join_nothing(texts: None, words: str) -> None:
    make_claim("Either Dunlin or Ostrel wins, and Pellar loses.")

    assert found(words) == ["Either Dunlin or Ostrel wins, and Pellar loses."]


def test_what_follows_the_longest_lexeme_is_compared_too() -> None:
    make_claim("It is Kestrel-Instruct-Preview-72B.")
    make_claim("It is Kestrel-Instruct-Preview-32B.")

    assert found("kestrel-instruct-preview-32b") == ["It is Kestrel-Instruct-Preview-32B."]


def test_the_lexemes_follow_the_text() -> None:
    claim = make_claim("Heron-1 wins.")
    Claim.objects.filter(pk=claim.pk).update(text="Kestrel-2 wins.")

    assert found("heron") == []
    assert found("kestrel") == ["Kestrel-2 wins."]


def test_common_lexemes_are_those_of_the_statistics(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.models.search.MAX_SEARCHED", 150)
    for number in range(200):
        make_claim(f"Heron-{number} wins." if number % 2 else f"Heron-{number} loses.")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_claim")

    common = common_lexemes("claims_claim", "search")

    assert "heron" in common
    assert not {"wins", "loses"} & set(common)
    assert found("heron wins heron-1") == sorted(
        f"Heron-{number} wins." for number in range(200) if number % 2 and str(number).startswith("1")
    )


def test_a_text_of_any_length_can_be_stored() -> None:
    make_claim("Ä" * 3000 + " " + "9" * 100_000)

    assert len(found("ÄÄÄ")) == 1


@pytest.mark.parametrize(
    ("matching", "few"),
    [(5, True), (6, True), (19, True), (20, False), (25, False), (200, False)],
)
def test_rows_are_few_below_a_bound_and_below_one_in_ten(
    monkeypatch: pytest.MonkeyPatch, matching: int, few: bool
) -> None:
    monkeypatch.setattr("claims.models.search.MAX_FEW", 5)
    monkeypatch.setattr("claims.models.search.MAX_SORTED", 50)
    Entity.objects.bulk_create(
        Entity(name=f"Heron-{number}", kind="model" if number < matching else "company")
        for number in range(200)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_entity")

    assert has_few(Entity.objects.filter(kind="model")) is few
