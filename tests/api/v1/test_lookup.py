"""Look-ups over the API."""

from __future__ import annotations

import pytest

from claims.services.articles import capture, ingest, withdrawal
from claims.services.catalogue import claim_merges
from claims.services.events import type_id_of
from tests.callers import Caller
from tests.factories import WORKER, make_appearance, make_article, make_claim, make_source

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


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 422),
        ("?url=https://a.example&text=x", 422),
        ("?url=nonsense", 400),
        ("?url=https://a%40b.example", 422),
        ("?text=", 400),
        ("?q=x", 400),
    ],
)
def test_exactly_one_parameter_is_required(query: str, status: int, reader: Caller) -> None:
    assert reader.get(f"/lookup{query}").status_code == status


def outcome(reader: Caller, text: str) -> str:
    return reader.get("/lookup", {"text": text}).json()["outcome"]


@pytest.mark.parametrize(
    ("claim", "text", "expected"),
    [
        ("Model-5 beats Heron-1.", "Model-5 beats Heron-1", "found"),
        ("Model-5 beats Heron-1.", "Heron-1 beats Model-5", "no_match"),
        ("Model-5 beats Heron-1.", "Model-5 does not beat Heron-1", "no_match"),
        ("Heron-1 does not beat Model-5.", "Heron-1 beats Model-5", "no_match"),
        ("Kestrel-2 scores 71.4% on GridReason.", "Kestrel-2 scores 71.4 percent on GridReason", "found"),
        ("Kestrel-2 scores 71.4% on GridReason.", "Kestrel-2 scores 71.4 per cent on GridReason", "found"),
        ("Kestrel-2 scores 71.4% on GridReason.", "Kestrel-2 scores 17.4% on GridReason", "no_match"),
        ("Kestrel-2 scores 71.4% on GridReason.", "GridReason Kestrel-2 71.4%", "found"),
        ("Qwen2.5-Max outperforms GPT-4o.", "GPT-4o outperforms Qwen2.5-Max", "no_match"),
        ("Qwen2.5-Max outperforms GPT-4o.", "Qwen2.5-Max never outperforms GPT-4o", "no_match"),
    ],
)
def test_the_opposite_statement_is_no_match(claim: str, text: str, expected: str, reader: Caller) -> None:
    make_claim(claim)

    assert outcome(reader, text) == expected


def test_the_same_statement_in_other_words_has_the_same_identity(reader: Caller) -> None:
    content = "A paper\n\nKestrel-2 was trained on 12 trillion tokens of text.\n"
    ingest.submit_article(content=content, content_type="text/plain", actor=WORKER)
    capture.capture_due_submissions()

    found = reader.get("/lookup", {"text": "Kestrel-2 was trained on 12T tokens"}).json()
    other = reader.get("/lookup", {"text": "Kestrel-2 was trained on 9T tokens"}).json()

    assert [(match["match"], match["exact"]) for match in found["claims"]] == [("identity", False)]
    assert found["claims"][0]["claim"]["text"] == "Kestrel-2 was trained on 12 trillion tokens of text."
    assert other["outcome"] == "no_match"


def test_a_stored_negation_is_no_match_for_the_assertion(reader: Caller) -> None:
    claim = make_claim("Heron-1 is said to beat Model-5.")
    make_appearance(claim, polarity="disputed")

    assert outcome(reader, "Heron-1 is said to beat Model-5") == "found"
    assert outcome(reader, "Heron-1 beat Model-5") == "no_match"


@pytest.mark.parametrize(
    ("content", "text", "expected"),
    [
        ("Qwen3 does not outperform GPT-4o.", "Qwen3 outperforms GPT-4o", "no_match"),
        ("Qwen3 does not outperform GPT-4o.", "GPT-4o outperforms Qwen3", "no_match"),
        ("Qwen3 does not outperform GPT-4o.", "Qwen3 doesn't outperform GPT-4o", "found"),
        ("Qwen3 is not as fast as GPT-4o.", "Qwen3 is as fast as GPT-4o", "no_match"),
        ("Qwen3 fails to match GPT-4o.", "Qwen3 matches GPT-4o", "no_match"),
        ("Qwen3 is cheaper than GPT-4o.", "GPT-4o is cheaper than Qwen3", "no_match"),
        ("Qwen3 is on par with GPT-4o.", "GPT-4o is on par with Qwen3", "found"),
        ("Qwen3 is no longer the best model.", "Qwen3 is the best model", "no_match"),
    ],
)
def test_captured_comparison_is_found_as_it_is_meant(
    content: str, text: str, expected: str, reader: Caller
) -> None:
    ingest.submit_article(content=f"A report\n\n{content}\n", content_type="text/plain", actor=WORKER)
    capture.capture_due_submissions()

    assert outcome(reader, text) == expected


def test_the_text_of_a_merged_claim_finds_the_one_that_it_was_merged_into(reader: Caller) -> None:
    claim, target = make_claim("Qwen2.5-Max outperforms GPT-4o."), make_claim("GPT-4o trails.")
    claim_merges.merge_claim(claim.pk, into=target.pk, actor=WORKER)

    answer = reader.get("/lookup", {"text": "Qwen2.5-Max outperforms GPT-4o."}).json()

    found = [(match["match"], match["claim"]["text"]) for match in answer["claims"]]
    assert found == [("identity", "GPT-4o trails.")]


def test_the_url_of_a_withdrawn_article_finds_its_source_only(reader: Caller) -> None:
    article = make_article(source=make_source("https://news.example/qwen"))
    withdrawal.withdraw_article(article.pk, actor=WORKER)

    answer = reader.get("/lookup", {"url": "https://news.example/qwen"}).json()

    assert (answer["article"], answer["source"]["id"]) == (None, type_id_of(article.source))
