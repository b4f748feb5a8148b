"""Look-ups over the API."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.services import runtime
from claims.services.articles import capture, ingest, withdrawal
from claims.services.catalogue import claim_merges
from claims.services.events import type_id_of
from tests.callers import Caller
from tests.factories import WORKER, make_appearance, make_article, make_citation, make_claim, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def patience(settings: Any) -> None:
    """A look-up may wait as long as a reader needs on a slow machine."""
    settings.API_WAIT_MAX_SECONDS = 300


def look_up(caller: Caller, *items: dict[str, str]) -> list[dict[str, Any]]:
    """The results of these items, all of them read."""
    response = caller.post("/lookup", {"items": list(items)}, Prefer="wait=300")
    assert response.status_code == 200
    return response.json()["results"]


def found(caller: Caller, text: str) -> list[tuple[str, str]]:
    """How each claim was found, and its text."""
    (result,) = look_up(caller, {"text": text})
    assert result["is_complete"]
    return [(match["match"], match["claim"]["text"]) for match in result["claims"]]


def post_article(content: str) -> None:
    """An article with one sentence, captured."""
    ingest.submit_article(content=f"A report\n\n{content}\n", content_type="text/plain", actor=WORKER)
    capture.capture_due_submissions()


def test_each_item_has_its_result_in_order(reader: Caller) -> None:
    make_claim("Qwen2.5-Max outperforms GPT-4o.")
    make_article(source=make_source("https://news.example/qwen"))

    results = look_up(
        reader,
        {"text": "Qwen3 outperforms GPT-4o."},
        {"url": "https://news.example/qwen"},
        {"text": "Qwen2.5-Max outperforms GPT-4o."},
        {"quote": "Qwen2.5-Max outperforms GPT-4o."},
    )

    assert [result["match"] for result in results] == ["none", "exact", "exact", "exact"]
    assert [list(result["item"]) for result in results] == [["text"], ["url"], ["text"], ["quote"]]


def test_a_get_looks_up_one_of_each_kind(reader: Caller) -> None:
    make_claim("Qwen2.5-Max outperforms GPT-4o.")

    answer = reader.get(
        "/lookup", {"text": "Qwen2.5-Max outperforms GPT-4o.", "url": "https://News.example/a"}
    ).json()

    assert answer["object"] == "lookup"
    assert [(result["item"], result["match"]) for result in answer["results"]] == [
        ({"url": "https://News.example/a"}, "none"),
        ({"text": "Qwen2.5-Max outperforms GPT-4o."}, "exact"),
    ]


@pytest.mark.parametrize(
    "url",
    [
        "https://NEWS.example/qwen?utm_source=x&id=1#top",
        "https://www.google.com/url?q=https%3A%2F%2Fnews.example%2Fqwen%3Fid%3D1&sa=D",
        "https://web.archive.org/web/20250101000000/https://news.example/qwen?id=1",
    ],
)
def test_an_article_is_found_by_its_url_in_any_spelling_and_wrapping(url: str, reader: Caller) -> None:
    article = make_article(source=make_source("https://news.example/qwen?id=1"))

    (result,) = look_up(reader, {"url": url})

    assert (result["match"], result["canonical_url"]) == ("exact", "https://news.example/qwen?id=1")
    assert (result["article"]["id"], result["source"]["id"]) == (
        type_id_of(article),
        type_id_of(article.source),
    )


def test_a_source_has_the_numbers_of_its_citations_by_state(reader: Caller) -> None:
    source = make_source("https://source.example/report")
    for state in ("intact", "intact", "missing"):
        make_citation(source=source, passage_exact="71.4%", passage_origin="person", passage_state=state)
    make_citation(passage_exact="71.4%", passage_origin="person", passage_state="altered")

    (result,) = look_up(reader, {"url": "https://source.example/report"})

    assert result["article"] is None
    assert result["citation_states"] == {"intact": 2, "missing": 1}


def test_an_unknown_url_has_no_match(reader: Caller) -> None:
    assert look_up(reader, {"url": "https://news.example/other"}) == [
        {
            "item": {"url": "https://news.example/other"},
            "match": "none",
            "is_complete": True,
            "canonical_url": "https://news.example/other",
            "article": None,
            "source": None,
            "citation_states": {},
            "claims": [],
            "citations": [],
        }
    ]


def test_the_url_of_a_withdrawn_article_finds_its_source_only(reader: Caller) -> None:
    article = make_article(source=make_source("https://news.example/qwen"))
    withdrawal.withdraw_article(article.pk, actor=WORKER)

    (result,) = look_up(reader, {"url": "https://news.example/qwen"})

    assert (result["article"], result["source"]["id"]) == (None, type_id_of(article.source))


def test_a_quote_finds_the_citations_whose_passage_it_is(reader: Caller) -> None:
    pinned = {"passage_origin": "person", "passage_state": "intact"}
    exact = make_citation(passage_exact="Kestrel-2 scores 71.4 % on “GridReason”.", **pinned)
    other = make_citation(passage_exact='kestrel-2 scores 71.4% on "GridReason"', **pinned)
    make_citation(passage_exact="Kestrel-2 scores -71.4 % on “GridReason”.", **pinned)

    (result,) = look_up(reader, {"quote": "Kestrel-2 scores 71.4 % on “GridReason”."})

    assert result["match"] == "exact"
    assert [(match["score"], match["citation"]["id"]) for match in result["citations"]] == [
        (1.0, type_id_of(exact))
    ]
    (result,) = look_up(reader, {"quote": "KESTREL-2 scores 71.4% on 'GridReason'"})
    assert result["citations"] == []
    (result,) = look_up(reader, {"quote": 'KESTREL-2 scores 71.4% on "GridReason"'})
    assert [(match["score"], match["citation"]["id"]) for match in result["citations"]] == [
        (0.99, type_id_of(other))
    ]


def test_claims_with_the_same_text_come_first(reader: Caller) -> None:
    make_claim("On Arena-Hard, Qwen2.5-Max outperforms GPT-4o clearly.")
    make_claim("Qwen2.5-Max outperforms GPT-4o.")
    make_claim("Llama outperforms GPT-3.")

    (result,) = look_up(reader, {"text": "qwen2.5-max outperforms GPT-4o"})

    assert result["match"] == "exact"
    assert [(match["match"], match["score"], match["claim"]["text"]) for match in result["claims"]] == [
        ("exact", 0.99, "Qwen2.5-Max outperforms GPT-4o."),
        ("near", 0.651, "On Arena-Hard, Qwen2.5-Max outperforms GPT-4o clearly."),
    ]


@pytest.mark.parametrize("text", ["Qwen3 outperforms GPT-4o.", "the of and", '"', "-Llama", "or", "…", "何"])
def test_a_text_without_claims_has_no_match(text: str, reader: Caller) -> None:
    make_claim("Qwen2.5-Max outperforms GPT-4o.")
    make_claim("!")

    assert found(reader, text) == []


@pytest.mark.parametrize(
    ("claim", "text", "expected"),
    [
        ("Model-5 beats Heron-1.", "Model-5 beats Heron-1", "exact"),
        ("Model-5 beats Heron-1.", "Heron-1 beats Model-5", ""),
        ("Model-5 beats Heron-1.", "Model-5 does not beat Heron-1", ""),
        ("Heron-1 does not beat Model-5.", "Heron-1 beats Model-5", ""),
        ("Kestrel-2 scores 71.4% on GridReason.", "Kestrel-2 scores 71.4 percent on GridReason", "exact"),
        ("Kestrel-2 scores 71.4 percent on GridReason.", "Kestrel-2 scores 71.4% on GridReason", "exact"),
        ("Kestrel-2 scores 71.4% on GridReason.", "Kestrel-2 scores 71.4 per cent on GridReason", "exact"),
        ("Kestrel-2 now scores 71.4% on GridReason.", "Kestrel-2 scores 71.4 percent on GridReason", "near"),
        ("Kestrel-2 scores 71.4% on GridReason.", "Kestrel-2 scores 17.4% on GridReason", ""),
        ("Kestrel-2 scores 71.4% on GridReason.", "GridReason Kestrel-2 71.4%", "near"),
        ("Kestrel-2-Max scores 71.4% on GridReason.", "Kestrel-2 scores 71.4% on GridReason", ""),
        ("Kestrel-2 Max scores 71.4% on GridReason.", "Kestrel-2 scores 71.4% on GridReason", ""),
        ("Claude 3 Opus scores 71.4% on GridReason.", "Claude 3 scores 71.4% on GridReason", ""),
        ("Qwen2.5-Max outperforms GPT-4o.", "GPT-4o outperforms Qwen2.5-Max", ""),
        ("Qwen2.5-Max outperforms GPT-4o.", "Qwen2.5-Max never outperforms GPT-4o", ""),
        ("Acme's revenue rose by 5% in 2024.", "Acme's revenue fell by 5% in 2024.", ""),
    ],
)
def test_a_claim_is_found_as_it_is_meant(claim: str, text: str, expected: str, reader: Caller) -> None:
    make_claim(claim)

    assert [manner for manner, _ in found(reader, text)] == ([expected] if expected else [])


def test_the_same_statement_in_other_words_has_the_same_identity(reader: Caller) -> None:
    post_article("Kestrel-2 was trained on 12 trillion tokens of text.")

    (result,) = look_up(reader, {"text": "Kestrel-2 was trained on 12T tokens"})

    assert result["match"] == "identity"
    (match,) = result["claims"]
    assert (match["score"], match["claim"]["text"]) == (
        0.95,
        "Kestrel-2 was trained on 12 trillion tokens of text.",
    )
    assert found(reader, "Kestrel-2 was trained on 9T tokens") == []


@pytest.mark.parametrize(
    ("content", "text", "expected"),
    [
        ("Qwen3 does not outperform GPT-4o.", "Qwen3 outperforms GPT-4o", False),
        ("Qwen3 does not outperform GPT-4o.", "GPT-4o outperforms Qwen3", False),
        ("Qwen3 does not outperform GPT-4o.", "Qwen3 doesn't outperform GPT-4o", True),
        ("Qwen3 is not as fast as GPT-4o.", "Qwen3 is as fast as GPT-4o", False),
        ("Qwen3 fails to match GPT-4o.", "Qwen3 matches GPT-4o", False),
        ("Qwen3 is cheaper than GPT-4o.", "GPT-4o is cheaper than Qwen3", False),
        ("Qwen3 is on par with GPT-4o.", "GPT-4o is on par with Qwen3", True),
        ("Qwen3 is no longer the best model.", "Qwen3 is the best model", False),
    ],
)
def test_a_captured_comparison_is_found_as_it_is_meant(
    content: str, text: str, expected: bool, reader: Caller
) -> None:
    post_article(content)

    assert bool(found(reader, text)) is expected


def test_a_stored_denial_is_no_match_for_the_assertion(reader: Caller) -> None:
    claim = make_claim("Heron-1 is said to beat Model-5.", polarity="disputed")
    make_appearance(claim, polarity="disputed")

    assert found(reader, "Heron-1 is said to beat Model-5") == [("exact", "Heron-1 is said to beat Model-5.")]
    assert found(reader, "Heron-1 beat Model-5") == []


def test_the_text_of_a_merged_claim_finds_the_one_that_is_left(reader: Caller) -> None:
    claim, second, last = (
        make_claim("Qwen2.5-Max outperforms GPT-4o."),
        make_claim("GPT-4o lags."),
        make_claim("GPT-4o trails."),
    )
    claim_merges.merge_claim(claim.pk, into=second.pk, actor=WORKER)
    claim_merges.merge_claim(second.pk, into=last.pk, actor=WORKER)

    assert found(reader, "Qwen2.5-Max outperforms GPT-4o.") == [("identity", "GPT-4o trails.")]


def test_a_withdrawn_claim_says_so(reader: Caller) -> None:
    make_claim("Qwen2.5-Max outperforms GPT-4o.", status="withdrawn", status_before="accepted")

    (result,) = look_up(reader, {"text": "Qwen2.5-Max outperforms GPT-4o."})

    assert [match["claim"]["status"] for match in result["claims"]] == ["withdrawn"]


def test_a_sentence_that_is_not_read_in_time_says_so(reader: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    make_claim("Model-5 beats Heron-1.")
    monkeypatch.setattr("claims.services.catalogue.lookup.READ_SECONDS", 0.0)
    items = [{"text": "Model-5 beats Heron-1"}, {"text": "Heron-1 beats Model-5"}, {"text": "?"}]
    is_answered = threading.Event()
    runtime.reader_thread().submit(is_answered.wait)

    try:
        results = reader.post("/lookup", {"items": items}).json()["results"]
    finally:
        is_answered.set()

    assert [(result["match"], result["is_complete"]) for result in results] == [
        ("exact", True),
        ("none", False),
        ("none", True),
    ]


def test_the_number_of_queries_does_not_depend_on_the_number_of_items(
    reader: Caller,
) -> None:
    for number in range(20):
        post_article(f"Kestrel-{number} was trained on {number} trillion tokens of text.")
        make_claim(f"Merlin-{number} outperforms GPT-4o clearly.")
        make_citation(passage_exact=f"It is {number}%.", passage_origin="person", passage_state="intact")
        make_citation(source=make_source(f"https://source.example/page/{number}"))

    def items(numbers: range) -> list[dict[str, str]]:
        return [
            item
            for number in numbers
            for item in (
                {"text": f"Kestrel-{number} was trained on {number}T tokens"},
                {"text": f"Merlin-{number} outperforms GPT-4o clearly"},
                {"text": f"Merlin-{number} clearly outperforms GPT-4o"},
                {"quote": f"It is {number}%."},
                {"url": f"https://source.example/page/{number}"},
            )
        ]

    with CaptureQueriesContext(connection) as of_few:
        first = look_up(reader, *items(range(1)))
    with CaptureQueriesContext(connection) as of_many:
        results = look_up(reader, *items(range(20)))

    # The key is read once in a while.
    counts = [sum("api_apikey" not in query["sql"] for query in of) for of in (of_few, of_many)]
    assert counts == [14, 14]
    assert [result["match"] for result in first] == ["identity", "exact", "near", "exact", "exact"]
    assert [result["match"] for result in results] == ["identity", "exact", "near", "exact", "exact"] * 20


@pytest.mark.parametrize(
    ("body", "pointer", "detail"),
    [
        ({}, "/items", "This field is required."),
        ({"items": []}, "/items", "Ensure this field has at least 1 elements."),
        ({"items": [{"text": "x"}] * 201}, "/items", "Ensure this field has no more than 200 elements."),
        ({"items": ["https://a.example"]}, "/items/0", "It must be an object."),
        ({"items": [{}]}, "/items/0", "Give one of url, quote and text."),
        (
            {"items": [{"text": "x", "url": "https://a.example"}]},
            "/items/0",
            "Give one of url, quote and text.",
        ),
        ({"items": [{"text": "x"}, {"txt": "x"}]}, "/items/1/txt", "Did you mean text?"),
        ({"items": [{"text": ""}]}, "/items/0/text", "This field may not be blank."),
        (
            {"items": [{"text": "a"}, {"quote": " "}]},
            "/items/1/quote",
            "There are only spaces or invisible characters.",
        ),
        ({"items": [{"text": 5}]}, "/items/0/text", "Not a valid string."),
        ({"items": [{"text": "x" * 1_000_000}]}, "/items/0/text", "no more than 2000 characters"),
        ({"items": [{"url": "nonsense"}]}, "/items/0/url", "begin it with http"),
        ({"items": [{"url": "https://u:p@a.example"}]}, "/items/0/url", "remove what stands before the @"),
        ({"item": []}, "/item", "Did you mean items?"),
        (b'{"items": [{"text": "a\\u0000b"}]}', "/items/0/text", "contains a NUL character"),
        (b'{"items": [{"quote": "\\ud800"}]}', "/items/0/quote", "half of a surrogate pair"),
    ],
)
def test_an_invalid_item_is_named(body: Any, pointer: str, detail: str, reader: Caller) -> None:
    response = reader.post("/lookup", body)

    assert response.status_code in {400, 422}
    error = response.json()["errors"][0]
    assert error["pointer"] == pointer
    assert detail in error["detail"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 422),
        ("?url=nonsense", 400),
        ("?url=https://a%40b.example", 422),
        ("?text=", 400),
        ("?text=+", 422),
        ("?q=x", 400),
        ("?text=a&text=b", 400),
    ],
)
def test_a_get_without_a_valid_parameter_is_refused(query: str, status: int, reader: Caller) -> None:
    assert reader.get(f"/lookup{query}").status_code == status
