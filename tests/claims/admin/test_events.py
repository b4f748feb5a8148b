"""Events in the admin: found by what they are about and by their severity."""

import pytest
from django.urls import reverse

from claims.ids import type_id
from tests.claims.admin.rows import make_article, make_claim, make_event

pytestmark = pytest.mark.django_db
LIST = "/admin/claims/event/"


def test_the_id_of_a_row_finds_the_events_about_it(admin_client):
    claim, other = make_claim("One."), make_claim("Two.")
    event, another = make_event(claim), make_event(other)

    page = admin_client.get(LIST, {"q": type_id("claim", claim.pk)}).content.decode()

    assert str(event.pk) in page
    assert str(another.pk) not in page


def test_events_are_narrowed_by_severity(admin_client):
    claim = make_claim()
    mild, grave = make_event(claim, severity=2), make_event(claim, severity=5)

    page = admin_client.get(LIST, {"severity_from": "5"}).content.decode()

    assert str(grave.pk) in page
    assert str(mild.pk) not in page


def test_the_page_links_to_what_the_event_is_about_and_to_related_rows(admin_client):
    claim, article = make_claim(), make_article()
    check = type_id("check", claim.pk)
    event = make_event(
        claim, related={"article": type_id("article", article.pk)}, cause_type="check", cause_id=check
    )

    page = admin_client.get(reverse("admin:claims_event_change", args=[event.pk])).content.decode()

    assert f"/admin/claims/claim/{claim.pk}/change/" in page
    assert f"/admin/claims/article/{article.pk}/change/" in page
    assert f'/admin/claims/sourcecheck/{claim.pk}/change/">{check}</a>' in page
