"""ClaimReview markup says which claim is reviewed, whose it is, and how it is rated."""

from __future__ import annotations

import json
from typing import Any

import pytest

from claims.pipeline.documents.documents import read_document
from claims.values import ClaimReview
from claims.vocabulary import ContentType, Polarity

TEXT = "<body><article><h1>Does the kestrel fly backwards?</h1><p>We asked three ornithologists about it.</p></article>"
REVIEW: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://facts.example/kestrel",
    "claimReviewed": "Kestrels  fly backwards at 40 km/h.",
    "author": {"@type": "Organization", "name": "The Fact Desk"},
    "itemReviewed": {"@type": "Claim", "author": {"@type": "Person", "name": "Ada Ruiz"}},
    "reviewRating": {
        "@type": "Rating",
        "ratingValue": 1,
        "bestRating": "5",
        "worstRating": "1",
        "alternateName": "False",
    },
}
READ = ClaimReview(
    claim="Kestrels fly backwards at 40 km/h.",
    claimant="Ada Ruiz",
    reviewer="The Fact Desk",
    rating="False",
    url="https://facts.example/kestrel",
    polarity=Polarity.DISPUTED,
)


def reviews_in(page: str) -> tuple[ClaimReview, ...]:
    return read_document(page, ContentType.HTML).claim_reviews


def linked(data: Any) -> tuple[ClaimReview, ...]:
    return reviews_in(
        f'<html><head><script type="application/ld+json">{json.dumps(data)}</script></head>{TEXT}</html>'
    )


def test_a_review_in_json_ld_is_read() -> None:
    assert linked(REVIEW) == (READ,)


def test_a_review_in_a_graph_or_a_list_or_of_several_types_is_read() -> None:
    assert linked({"@graph": [{"@type": "WebPage"}, REVIEW]}) == (READ,)
    assert linked([REVIEW]) == (READ,)
    assert linked({**REVIEW, "@type": ["Review", "https://schema.org/ClaimReview"]}) == (READ,)


def test_lists_and_names_without_an_object_are_read() -> None:
    item = {"author": ["Ada Ruiz", "Grace"]}

    assert linked({**REVIEW, "itemReviewed": [item], "author": "The Fact Desk"}) == (READ,)


def test_each_claim_is_read_once() -> None:
    other = {**REVIEW, "claimReviewed": "Herons swim under water."}

    assert [review.claim for review in linked([REVIEW, other, REVIEW])] == [
        READ.claim,
        "Herons swim under water.",
    ]


@pytest.mark.parametrize(
    ("rating", "words", "polarity"),
    [
        ({"alternateName": "True"}, "True", "asserted"),
        ({"alternateName": "Mostly true."}, "Mostly true.", "asserted"),
        ({"alternateName": "Half true", "ratingValue": 5, "bestRating": 5}, "Half true", "disputed"),
        ({"alternateName": "Missing context"}, "Missing context", "disputed"),
        ({"ratingValue": "5", "bestRating": "5", "worstRating": "1"}, "5 of 5", "asserted"),
        ({"ratingValue": 4, "bestRating": 5}, "4 of 5", "asserted"),
        ({"ratingValue": 3, "bestRating": 5}, "3 of 5", "disputed"),
        ({"ratingValue": 2}, "2", "disputed"),
        ({"ratingValue": "many", "bestRating": "5"}, "many of 5", "disputed"),
        ({"ratingValue": "NaN", "bestRating": "5"}, "NaN of 5", "disputed"),
        ({"ratingValue": "9", "bestRating": "5"}, "9 of 5", "disputed"),
        ({}, "", "disputed"),
        (None, "", "disputed"),
    ],
)
def test_only_a_rating_that_says_so_asserts_the_claim(rating: Any, words: str, polarity: str) -> None:
    [review] = linked({**REVIEW, "reviewRating": rating})

    assert (review.rating, review.polarity) == (words, polarity)


@pytest.mark.parametrize("claim", [None, "", " – ", {"text": "Kestrels swim."}, ["", "?"]])
def test_markup_without_a_claim_is_no_review(claim: Any) -> None:
    assert linked({**REVIEW, "claimReviewed": claim}) == ()


def test_a_url_that_is_not_one_is_left_out() -> None:
    assert linked({**REVIEW, "url": "javascript:alert(1)"})[0].url == ""


def test_what_is_not_json_is_no_review() -> None:
    assert reviews_in(f'<script type="application/ld+json">{{"@type": "ClaimReview", </script>{TEXT}') == ()


def test_a_review_in_microdata_is_read() -> None:
    page = f"""<html>{TEXT}<div itemscope itemtype="http://schema.org/ClaimReview">
      <meta itemprop="url" content="https://facts.example/kestrel">
      <p itemprop="claimReviewed">Kestrels fly <b>backwards</b> at 40 km/h.</p>
      <div itemprop="itemReviewed" itemscope itemtype="http://schema.org/CreativeWork">
        <span itemprop="author" itemscope itemtype="http://schema.org/Person"><span itemprop="name">Ada Ruiz</span></span>
      </div>
      <span itemprop="author" itemscope><span itemprop="name">The Fact Desk</span></span>
      <div itemprop="reviewRating" itemscope itemtype="http://schema.org/Rating">
        <meta itemprop="ratingValue" content="1"><span itemprop="alternateName">False</span>
      </div></div></html>"""

    assert reviews_in(page) == (READ,)


def test_a_page_full_of_markup_has_a_bounded_number_of_reviews() -> None:
    many = [{**REVIEW, "claimReviewed": f"Kestrels fly at {number} km/h."} for number in range(100)]
    nested = (
        '<div itemscope itemtype="https://schema.org/ClaimReview"><i itemprop="claimReviewed">x y z</i>' * 900
    )

    assert len(linked(many)) == 20
    assert len(reviews_in(f"<html>{TEXT}{nested}</html>")) == 1


def test_a_page_without_markup_has_none() -> None:
    assert reviews_in(f"<html>{TEXT}</html>") == ()
