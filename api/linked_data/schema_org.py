"""schema.org: claims, articles and reviews as Claim, NewsArticle and ClaimReview, and the DataFeed of reviews.

Google's and Data Commons' readers of ClaimReview need `claimReviewed`, `url` and `reviewRating` with `alternateName`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from api.linked_data import cito, web_annotation
from api.links import absolute_url

CONTEXT = "https://schema.org"

RATINGS: Mapping[str, int] = {"refuted": 1, "conflicting": 3, "mostly_supported": 4, "supported": 5}
"""`ratingValue` by verdict, from 1 to 5. The other verdicts say nothing about how true a claim is, and have none."""

CLAIM_EXPANSIONS = ("appearances.article", "citations", "reviews")
ARTICLE_EXPANSIONS = ("appearances.claim",)
REVIEW_EXPANSIONS = ("claim.appearances.article",)

Row = Mapping[str, Any]


def context() -> list[Any]:
    """The `@context`: schema.org's, and the terms that it lacks. `evidenceState` is defined by the OpenAPI document."""
    state = absolute_url("/schema#/components/schemas/Claim/properties/evidence_state")
    return [CONTEXT, {"cito": cito.NAMESPACE, "evidenceState": state}]


def claim_document(row: Row) -> dict[str, Any]:
    """A claim with `CLAIM_EXPANSIONS`. Of its reviews only published ones are shown."""
    standing = [appearance for appearance in row["appearances"] if appearance["gone_at"] is None]
    annotations = [
        *(web_annotation.of_appearance(appearance, row["self"]) for appearance in standing),
        *(web_annotation.of_citation(citation, row["self"]) for citation in row["citations"]),
    ]
    reviews = [_review_of(review, row) for review in row["reviews"] if review["published_at"]]
    return {
        "@context": context(),
        **_claim(row),
        "appearance": [_article(appearance["article"]) for appearance in standing],
        **cito.citation_properties(row["citations"]),
        **({"review": reviews} if reviews else {}),
        "@included": [annotation for annotation in annotations if annotation],
    }


def article_document(row: Row) -> dict[str, Any]:
    """An article with `ARTICLE_EXPANSIONS`: the claims that it makes are those that appear in it."""
    claims = [
        _claim(appearance["claim"]) for appearance in row["appearances"] if appearance["gone_at"] is None
    ]
    unique = list({claim["@id"]: claim for claim in claims}.values())
    return {"@context": context(), **_article(row), "@reverse": {"appearance": unique}}


def review_document(row: Row) -> dict[str, Any]:
    """A review with `REVIEW_EXPANSIONS`."""
    return {"@context": context(), **_review(row)}


def data_feed(url: str, name: str, rows: Iterable[Row]) -> dict[str, Any]:
    """A DataFeed of reviews, each with `REVIEW_EXPANSIONS`."""
    elements = [
        {
            "@type": "DataFeedItem",
            "dateCreated": row["published_at"],
            "dateModified": row["updated_at"],
            "item": _review(row),
        }
        for row in rows
    ]
    newest = max((element["dateModified"] for element in elements), default=None)
    modified = {"dateModified": newest} if newest else {}
    feed = {"@context": context(), "@id": url, "@type": "DataFeed", "name": name}
    return {**feed, **modified, "dataFeedElement": elements}


def _claim(row: Row) -> dict[str, Any]:
    return {
        "@id": row["self"],
        "@type": "Claim",
        "identifier": row["id"],
        "text": row["text"],
        "evidenceState": row["evidence_state"],
        "dateCreated": row["created_at"],
        "dateModified": row["updated_at"],
    }


def _article(row: Row) -> dict[str, Any]:
    values = {
        "url": row["url"],
        "headline": row["title"],
        "datePublished": row["published_at"],
        "inLanguage": row["language"],
        "author": [{"@type": "Person", "name": name} for name in row["authors"]],
        "publisher": row["publisher_name"] and {"@type": "Organization", "name": row["publisher_name"]},
    }
    known = {name: value for name, value in values.items() if value}
    return {"@id": row["self"], "@type": "NewsArticle", "identifier": row["id"], **known}


def _review(row: Row) -> dict[str, Any]:
    claim = row["claim"]
    standing = [appearance for appearance in claim["appearances"] if appearance["gone_at"] is None]
    appearance = [_article(appearance["article"]) for appearance in standing]
    return {**_review_of(row, claim), "itemReviewed": {**_claim(claim), "appearance": appearance}}


def _review_of(row: Row, claim: Row) -> dict[str, Any]:
    published = {"datePublished": row["published_at"]} if row["published_at"] else {}
    return {
        "@id": row["self"],
        "@type": "ClaimReview",
        "identifier": row["id"],
        "url": row["self"],
        "claimReviewed": claim["text"],
        "author": _reviewer(row["reviewer"]),
        **published,
        "dateModified": row["updated_at"],
        "reviewBody": row["reasons"],
        "reviewRating": _rating(row["verdict"]),
    }


def _reviewer(name: str) -> dict[str, str]:
    """A user, or the service whose API key wrote the review."""
    return {"@type": "Organization" if name.startswith("api_key_") else "Person", "name": name}


def _rating(verdict: str) -> dict[str, Any]:
    scale = {"ratingValue": RATINGS[verdict], "worstRating": 1, "bestRating": 5} if verdict in RATINGS else {}
    return {"@type": "Rating", "alternateName": verdict.replace("_", " ").capitalize(), **scale}
