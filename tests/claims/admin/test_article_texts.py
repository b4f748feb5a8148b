"""The texts of articles in the admin."""

import pytest
from django.urls import reverse

from claims.models import ArticleVersion
from tests.claims.admin.rows import make_article

pytestmark = pytest.mark.django_db


def test_a_version_shows_the_beginning_of_its_text_and_its_source_list(admin_client):
    version = make_article(text="x" * 20_001).current_version
    ArticleVersion.objects.update(references=[{"label": "1", "url": "https://paper.example.org/"}])

    page = admin_client.get(reverse("admin:claims_articleversion_change", args=[version.pk])).content.decode()

    assert "x" * 20_000 in page
    assert "x" * 20_001 not in page
    assert "[1] https://paper.example.org/" in page


def test_a_version_and_its_article_show_the_notes_of_the_publisher(admin_client):
    article = make_article()
    ArticleVersion.objects.update(
        notes=[
            {"kind": "correction", "text": "Correction: it was Heron-2 <b>."},
            {"kind": "editor_note", "text": "Editor's note: more soon."},
        ]
    )

    for page in (
        admin_client.get(
            reverse("admin:claims_articleversion_change", args=[article.current_version_id])
        ).content.decode(),
        admin_client.get(reverse("admin:claims_article_change", args=[article.pk])).content.decode(),
    ):
        assert "Correction: it was Heron-2 &lt;b&gt;." in page
        assert "editor note" in page


def test_a_version_and_its_article_show_the_claims_that_their_markup_reviews(admin_client):
    article = make_article()
    review = {
        "claim": "Kestrels swim <b>.",
        "claimant": "Ada Ruiz",
        "reviewer": "The Fact Desk",
        "rating": "Pants on fire",
    }
    ArticleVersion.objects.update(claim_reviews=[{**review, "url": "", "polarity": "disputed"}])

    for page in (
        admin_client.get(
            reverse("admin:claims_articleversion_change", args=[article.current_version_id])
        ).content.decode(),
        admin_client.get(reverse("admin:claims_article_change", args=[article.pk])).content.decode(),
    ):
        assert "“Kestrels swim &lt;b&gt;.” claimed by Ada Ruiz reviewed by The Fact Desk" in page
        assert "Pants on fire" in page
