"""Reviews in the admin: written and published, never rewritten."""

import pytest
from django.urls import reverse

from claims.models import Claim, Event, Review
from tests.claims.admin.rows import make_claim

pytestmark = pytest.mark.django_db


def test_a_draft_leaves_the_verdict_until_it_is_published(admin_client):
    claim = make_claim()

    admin_client.post(
        "/admin/claims/review/add/",
        {"claim": claim.pk, "verdict": "refuted", "reasons": "The paper says no."},
    )
    draft = Review.objects.get()
    before = Claim.objects.get().verdict
    admin_client.post("/admin/claims/review/", {"action": "publish", "_selected_action": draft.pk})

    assert (draft.reviewer, draft.published_at, before) == ("admin", None, "unreviewed")
    assert Claim.objects.get().verdict == "refuted"
    assert Event.objects.filter(type="claim.reviewed").count() == 1


def test_a_review_can_be_published_at_once(admin_client):
    claim = make_claim()

    admin_client.post(
        "/admin/claims/review/add/",
        {"claim": claim.pk, "verdict": "supported", "reasons": "The paper says so.", "publish": "on"},
    )

    assert Claim.objects.get().verdict == "supported"


def test_a_published_review_offers_no_publishing(admin_client):
    claim = make_claim()
    draft = Review.objects.create(claim=claim, verdict="refuted", reasons="No.", reviewer="alice")
    url = reverse("admin:claims_review_change", args=[draft.pk])

    assert b'value="publish"' in admin_client.get(url).content
    Review.objects.update(published_at="2026-03-01T12:00:00Z")
    assert b'value="publish"' not in admin_client.get(url).content


def test_a_review_cannot_be_rewritten(admin_client):
    review = Review.objects.create(claim=make_claim(), verdict="refuted", reasons="No.", reviewer="alice")

    answer = admin_client.post(
        reverse("admin:claims_review_change", args=[review.pk]), {"verdict": "supported", "reasons": "Yes."}
    )

    assert answer.status_code == 403
    assert Review.objects.get().reasons == "No."
