"""Linked data: a JSON-LD processor reads claims, articles and reviews, and finds what their shapes require.

The contexts in `tests/data/contexts` are excerpts of the published ones: the terms that the documents use.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from pyld import jsonld

from claims.services.events import type_id_of
from tests.callers import Caller
from tests.factories import (
    NOW,
    make_appearance,
    make_article,
    make_citation,
    make_claim,
    make_publisher,
    make_review,
    make_source,
    make_version,
)

pytestmark = pytest.mark.django_db

CONTEXTS = {"https://schema.org": "schema.org.json", "http://www.w3.org/ns/anno.jsonld": "anno.json"}
SCHEMA, OA, CITO = "http://schema.org/", "http://www.w3.org/ns/oa#", "http://purl.org/spar/cito/"
ROOT = "http://127.0.0.1:8000/api/v1"
# What the readers of ClaimReview require (Google Search Central, "Fact Check structured data"; schema.org's own pages
# name domains and ranges only), and what the Web Annotation Data Model requires (W3C, sections 3.1 and 4.2).
REQUIRED = {
    f"{SCHEMA}ClaimReview": {f"{SCHEMA}claimReviewed", f"{SCHEMA}reviewRating", f"{SCHEMA}url"},
    f"{SCHEMA}Rating": {f"{SCHEMA}alternateName"},
    f"{SCHEMA}Claim": {f"{SCHEMA}text"},
    f"{SCHEMA}NewsArticle": {f"{SCHEMA}headline"},
    f"{SCHEMA}DataFeed": {f"{SCHEMA}name", f"{SCHEMA}dataFeedElement"},
    f"{SCHEMA}DataFeedItem": {f"{SCHEMA}item", f"{SCHEMA}dateCreated"},
    f"{OA}Annotation": {f"{OA}hasTarget"},
    f"{OA}SpecificResource": {f"{OA}hasSource"},
    f"{OA}TextQuoteSelector": {f"{OA}exact"},
    f"{OA}TextPositionSelector": {f"{OA}start", f"{OA}end"},
}


def load_context(url: str, options: Any) -> dict[str, Any]:
    """A context of this project; any other URL fails the test."""
    text = (settings.ROOT / "tests" / "data" / "contexts" / CONTEXTS[url]).read_text(encoding="utf-8")
    return {"contentType": None, "contextUrl": None, "documentUrl": url, "document": json.loads(text)}


def nodes_of(document: Any) -> list[dict[str, Any]]:
    """Every node of the graph, each with all of its properties."""
    flat: list[dict[str, Any]] = jsonld.flatten(document, options={"documentLoader": load_context})
    return flat


def of_type(nodes: list[dict[str, Any]], type_: str) -> list[dict[str, Any]]:
    return [node for node in nodes if type_ in node.get("@type", [])]


def missing(nodes: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """The required properties that nodes lack."""
    return [
        (node["@id"], name)
        for node in nodes
        for type_ in node.get("@type", [])
        for name in REQUIRED.get(type_, set())
        if not node.get(name)
    ]


@pytest.fixture
def read(reader: Caller) -> Callable[..., Any]:
    def get(path: str) -> Any:
        response = reader.get(path, Accept="application/ld+json")
        assert (response.status_code, response["Content-Type"]) == (200, "application/ld+json")
        return response.json()

    return get


@pytest.fixture
def claim() -> Any:
    """A claim of an article, with citations of each stance and a published and an unpublished review."""
    article = make_article("Qwen2.5-Max is out", publisher=make_publisher("Example News"), authors=["Ada"])
    make_version(article)
    claim = make_claim("Qwen2.5-Max outperforms GPT-4o.", evidence_state="standing")
    appearance = make_appearance(claim, article, prefix="", suffix=" [10]")
    passage = {"passage_exact": "outperforms GPT-4o", "passage_origin": "person"}
    cited = make_source("https://report.example/a")
    make_citation(claim, appearance=appearance, source=cited, passage_state="intact", **passage)
    for stance in ("supports", "disputes", "refutes"):
        make_citation(claim, source=make_source(f"https://{stance}.example/"), stance=stance)
    make_citation(claim, source=None, label="11")
    make_review(claim, published_at=NOW, reasons="The report says so.")
    make_review(claim, verdict="refuted", reasons="A draft.")
    return claim


def test_a_claim_is_a_claim_with_the_articles_that_make_it(claim: Any, read: Callable[..., Any]) -> None:
    nodes = nodes_of(read(f"/claims/{type_id_of(claim)}"))

    (node,) = of_type(nodes, f"{SCHEMA}Claim")
    assert node["@id"] == f"{ROOT}/claims/{type_id_of(claim)}"
    assert node[f"{SCHEMA}text"] == [{"@value": "Qwen2.5-Max outperforms GPT-4o."}]
    state = f"{ROOT}/schema#/components/schemas/Claim/properties/evidence_state"
    assert node[state] == [{"@value": "standing"}]
    (article,) = of_type(nodes, f"{SCHEMA}NewsArticle")
    assert node[f"{SCHEMA}appearance"] == [{"@id": article["@id"]}]
    assert article[f"{SCHEMA}headline"] == [{"@value": "Qwen2.5-Max is out"}]
    assert missing(nodes) == []


def test_stances_are_properties_of_cito(claim: Any, read: Callable[..., Any]) -> None:
    (node,) = of_type(nodes_of(read(f"/claims/{type_id_of(claim)}")), f"{SCHEMA}Claim")

    assert {name: node[name] for name in node if name.startswith(CITO)} == {
        f"{CITO}citesAsEvidence": [{"@id": "https://report.example/a"}],
        f"{CITO}isSupportedBy": [{"@id": "https://supports.example/"}],
        f"{CITO}isDisputedBy": [{"@id": "https://disputes.example/"}],
        f"{CITO}isRefutedBy": [{"@id": "https://refutes.example/"}],
    }


def test_passages_are_annotations_with_selectors(claim: Any, read: Callable[..., Any]) -> None:
    document = read(f"/claims/{type_id_of(claim)}")

    in_article, in_source = document["@included"]
    assert in_article["target"][0]["selector"] == {
        "type": "TextQuoteSelector",
        "exact": "Qwen2.5-Max outperforms GPT-4o.",
        "suffix": " [10]",
    }
    assert in_article["target"][1]["source"].endswith("/versions/1")
    assert in_article["target"][1]["selector"] == {"type": "TextPositionSelector", "start": 0, "end": 31}
    assert in_source["target"] == [
        {
            "type": "SpecificResource",
            "source": "https://report.example/a",
            "selector": {"type": "TextQuoteSelector", "exact": "outperforms GPT-4o"},
        }
    ]
    annotations = of_type(nodes_of(document), f"{OA}Annotation")
    bodies = [annotation[f"{OA}hasBody"] for annotation in annotations]
    assert bodies == [[{"@id": f"{ROOT}/claims/{type_id_of(claim)}"}]] * 2


def test_a_claim_shows_published_reviews_only(claim: Any, read: Callable[..., Any]) -> None:
    document = read(f"/claims/{type_id_of(claim)}")

    (review,) = document["review"]
    assert review["reviewRating"] == {
        "@type": "Rating",
        "alternateName": "Supported",
        "ratingValue": 5,
        "worstRating": 1,
        "bestRating": 5,
    }
    assert "A draft." not in json.dumps(document)


def test_an_article_is_a_news_article_in_which_claims_appear(claim: Any, read: Callable[..., Any]) -> None:
    article = claim.appearances.get().article

    nodes = nodes_of(read(f"/articles/{type_id_of(article)}"))

    (node,) = of_type(nodes, f"{SCHEMA}NewsArticle")
    assert node[f"{SCHEMA}url"] == [{"@id": article.source.cited_url}]
    (reverse,) = of_type(nodes, f"{SCHEMA}Claim")
    assert reverse[f"{SCHEMA}appearance"] == [{"@id": node["@id"]}]
    (publisher,) = of_type(nodes, f"{SCHEMA}Organization")
    assert publisher[f"{SCHEMA}name"] == [{"@value": "Example News"}]
    assert missing(nodes) == []


def test_a_review_is_a_claim_review_of_the_claim(claim: Any, read: Callable[..., Any]) -> None:
    review = claim.reviews.get(published_at=NOW)

    nodes = nodes_of(read(f"/reviews/{type_id_of(review)}"))

    (node,) = of_type(nodes, f"{SCHEMA}ClaimReview")
    assert node[f"{SCHEMA}itemReviewed"] == [{"@id": f"{ROOT}/claims/{type_id_of(claim)}"}]
    assert node[f"{SCHEMA}datePublished"][0]["@value"] == "2025-02-01T12:00:00.000000Z"
    assert missing(nodes) == []


@pytest.mark.parametrize("verdict", ["not_enough_evidence", "outdated", "unverifiable"])
def test_a_verdict_without_a_degree_of_truth_has_no_value(verdict: str, read: Callable[..., Any]) -> None:
    review = make_review(verdict=verdict, published_at=NOW)

    rating = read(f"/reviews/{type_id_of(review)}")["reviewRating"]

    assert list(rating) == ["@type", "alternateName"]


def test_an_article_that_no_longer_makes_a_claim_is_not_named(claim: Any, read: Callable[..., Any]) -> None:
    claim.appearances.update(gone_at=NOW, gone_reason="text")

    document = read(f"/claims/{type_id_of(claim)}")

    assert document["appearance"] == []
    assert [annotation["motivation"] for annotation in document["@included"]] == ["linking"]


def test_json_ld_has_its_own_etag_and_selects_no_properties(claim: Any, reader: Caller) -> None:
    path = f"/claims/{type_id_of(claim)}"
    as_json = reader.get(path)
    as_linked_data = reader.get(path, Accept="application/ld+json")

    assert as_json["Content-Type"] == "application/json"
    assert as_json["ETag"] != as_linked_data["ETag"]
    assert "Accept" in as_linked_data["Vary"]
    etag = as_linked_data["ETag"]
    assert reader.get(path, Accept="application/ld+json", If_None_Match=etag).status_code == 304
    assert reader.get(f"{path}?fields=text", Accept="application/ld+json").status_code == 422


def test_a_withdrawn_article_and_an_unpublished_review_are_not_shown(
    claim: Any, anonymous: Caller, settings: Any
) -> None:
    settings.PUBLIC_READ = True
    article = claim.appearances.get().article
    type(article).objects.filter(pk=article.pk).update(withdrawn_at=NOW)
    draft = claim.reviews.get(published_at=None)

    linked_data = {"Accept": "application/ld+json"}
    assert anonymous.get(f"/articles/{type_id_of(article)}", **linked_data).status_code == 410
    assert anonymous.get(f"/reviews/{type_id_of(draft)}", **linked_data).status_code == 404
    assert anonymous.get(f"/claims/{type_id_of(claim)}", **linked_data).status_code == 200
    withdrawn = make_claim(status="withdrawn", status_before="proposed")
    make_review(withdrawn, published_at=NOW, reasons="Of a withdrawn claim.")
    feed = anonymous.get("/feeds/claim-reviews")
    assert (feed["Content-Type"], feed["Cache-Control"]) == ("application/ld+json", "public, max-age=60")
    assert [item["item"]["reviewBody"] for item in feed.json()["dataFeedElement"]] == ["The report says so."]


def test_the_feed_of_claim_reviews_is_a_data_feed_in_pages(claim: Any, reader: Caller) -> None:
    older = make_review(claim, published_at=NOW, verdict="outdated", reasons="Older.")
    type(older).objects.filter(pk=older.pk).update(created_at=NOW)

    first = reader.get("/feeds/claim-reviews?limit=1")
    url = first["Link"].partition("<")[2].partition(">")[0]
    second = reader.get(url.removeprefix(ROOT))

    nodes = nodes_of(first.json())
    assert missing(nodes) == []
    assert len(of_type(nodes, f"{SCHEMA}DataFeedItem")) == len(of_type(nodes, f"{SCHEMA}ClaimReview")) == 1
    items = [page.json()["dataFeedElement"][0]["item"]["reviewBody"] for page in (first, second)]
    assert items == ["The report says so.", "Older."]
    assert "Link" not in second
    assert reader.get("/feeds/claim-reviews?limit=1", If_None_Match=first["ETag"]).status_code == 304
