"""Look-ups over the API."""

from __future__ import annotations

import pytest

from claims.services.events import type_id_of
from tests.callers import Caller
from tests.factories import make_article, make_claim, make_source

pytestmark = pytest.mark.django_db


def test_an_article_is_found_by_its_url_in_any_spelling(reader: Caller) -> None:
    article = make_article(source=make_source("https://news.example/qwen?id=1"))

    answer = reader.get("/lookup", {"url": "https://NEWS.example/qwen?utm_source=x&id=1#top"}).json()

    assert answer["outcome"] == "found"
    assert answer["canonical_url"] == "https://news.example/qwen?id=1"
    assert (answer["article"]["id"], answer["source"]["id"]) == (
        type_id_of(article),
        type_id_of(article.source),
    )


def test_an_unknown_url_has_no_match(reader: Caller) -> None:
    answer = reader.get("/lookup", {"url": "https://news.example/other"}).json()

    assert answer == {
        "object": "lookup",
        "outcome": "no_match",
        "canonical_url": "https://news.example/other",
        "article": None,
        "source": None,
        "claims": [],
    }


def test_claims_with_the_same_text_come_first(reader: Caller) -> None:
    make_claim("Qwen2.5-Max outperforms GPT-4o.")
    make_claim("On Arena-Hard, Qwen2.5-Max outperforms GPT-4o clearly.")
    make_claim("Llama outperforms GPT-3.")

    answer = reader.get("/lookup", {"text": "qwen2.5-max outperforms GPT-4o"}).json()

    assert [(match["exact"], match["claim"]["text"]) for match in answer["claims"]] == [
        (True, "Qwen2.5-Max outperforms GPT-4o."),
        (False, "On Arena-Hard, Qwen2.5-Max outperforms GPT-4o clearly."),
    ]


@pytest.mark.parametrize("text", ["Qwen3 outperforms GPT-4o.", "the of and", '"', "-Llama", "or"])
def test_a_text_without_claims_has_no_match(text: str, reader: Caller) -> None:
    make_claim("Qwen2.5-Max outperforms GPT-4o.")

    answer = reader.get("/lookup", {"text": text}).json()

    assert (answer["outcome"], answer["claims"]) == ("no_match", [])


@pytest.mark.parametrize("query", ["", "?url=https://a.example&text=x", "?url=nonsense", "?text=", "?q=x"])
def test_exactly_one_parameter_is_required(query: str, reader: Caller) -> None:
    assert reader.get(f"/lookup{query}").status_code == 400
