"""Tables of citations in the admin."""

import pytest
from django.urls import reverse

from tests.claims.admin.rows import make_citation, make_claim, make_source

pytestmark = pytest.mark.django_db


def test_the_page_shows_each_passage_against_the_wording_of_now(admin_client):
    source = make_source()
    make_citation(
        make_claim("Kestrel was trained on 12 trillion tokens."),
        source=source,
        passage_exact="Trained on 12 trillion tokens.",
        passage_origin="machine",
        passage_state="altered",
        found="Trained on 9 trillion tokens.",
        values_state="changed",
        archived_state="intact",
    )

    page = admin_client.get(reverse("admin:claims_source_change", args=[source.pk])).content.decode()

    assert "Trained on <del><mark>12</mark></del><ins><mark>9</mark></ins> trillion tokens." in page
    assert "</span> figures changed</span>" in page
    assert "</span> in the archive intact</span>" in page
