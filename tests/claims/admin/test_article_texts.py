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
