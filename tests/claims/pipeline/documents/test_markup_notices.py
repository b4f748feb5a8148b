"""Markup notices: what title, meta elements and linked data declare becomes lines of text."""

import json

from claims.pipeline.documents.markup_notices import markup_notices


def linked(data):
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def test_the_title_of_a_retracted_page_is_a_notice():
    assert markup_notices("<title>RETRACTED: Vitamin K</title>") == ["RETRACTED: Vitamin K"]
    title = "RETRACTED ARTICLE: Vitamin K - Journal"
    assert markup_notices(f"<title>{title}</title>") == [title]
    assert markup_notices("<title>Retracted claims of the week</title>") == []
    assert markup_notices("<title>Retracted article: how one paper misled a field</title>") == []


def test_corrections_in_linked_data_are_notices():
    page = linked(
        {
            "@type": "NewsArticle",
            "correction": [{"@type": "CorrectionComment", "text": "It was 1,390."}],
            "hasPart": {"@type": "NewsArticle", "correction": "It was in May."},
        }
    )

    assert set(markup_notices(page)) == {"Correction: It was 1,390.", "Correction: It was in May."}


def test_the_rating_of_a_claim_review_is_a_notice():
    review = {"@type": "ClaimReview", "claimReviewed": "It ran", "reviewRating": {"alternateName": "False"}}

    assert markup_notices(linked(review)) == ["Correction: the claim “It ran” is rated “False”."]


def test_a_meta_element_may_declare_a_retraction():
    page = '<meta name="citation_retraction" content="Withdrawn by the authors">'

    assert markup_notices(page) == ["Retraction: Withdrawn by the authors"]


def test_a_page_without_any_has_none():
    assert markup_notices("<title>News</title><p>Correction</p>") == []
    assert markup_notices('<script type="application/ld+json">{"correction": </script>') == []
