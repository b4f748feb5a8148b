"""Claims in the admin: searched by their words, decided in bulk, shown with their evidence."""

import pytest
from django.urls import reverse

from claims.models import Appearance, Claim, Event, Review
from claims.services.catalogue import curate
from claims.values import Actor
from tests.claims.admin.rows import (
    NOW,
    QUOTE,
    make_appearance,
    make_article,
    make_citation,
    make_claim,
    make_curator,
    make_source,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/claims/claim/"


def test_search_finds_words_whatever_their_form(admin_client):
    make_claim("Kestrels are flying south.")
    make_claim("Heron dives.")

    page = admin_client.get(LIST, {"q": "fly kestrel"}).content.decode()

    assert "Kestrels are flying south." in page
    assert "Heron dives." not in page


def test_the_list_leads_to_the_queue(admin_client):
    assert b'href="/admin/claims/claim/queue/"' in admin_client.get(LIST).content


def test_chosen_claims_are_accepted(admin_client):
    first, second = make_claim("One."), make_claim("Two.")

    admin_client.post(LIST, {"action": "accept", "_selected_action": [first.pk, second.pk]})

    assert Claim.objects.filter(status="accepted").count() == 2
    assert Event.objects.filter(type="claim.accepted", actor_id="admin").count() == 2


def test_the_list_decides_about_claims_as_it_showed_them(admin_client):
    claim = make_claim("One.")
    shown = f"{claim.pk}:1"
    assert f'<input type="hidden" name="shown" value="{shown}">' in admin_client.get(LIST).content.decode()
    curate.reject_claims([claim.pk], reason="A forecast.", actor=Actor("user", "grace"))

    page = admin_client.post(
        LIST, {"action": "accept", "_selected_action": claim.pk, "shown": shown}, follow=True
    ).content.decode()

    assert Claim.objects.get().status == "rejected"
    assert "“One.” (rejected by grace)" in page


def test_chosen_claims_are_rejected_with_the_reason_of_the_list(admin_client):
    claim = make_claim()

    admin_client.post(LIST, {"action": "reject", "reason": "opinion", "_selected_action": claim.pk})

    assert Claim.objects.get().status == "rejected"
    assert Event.objects.get().changes["reason"] == [None, "An opinion or a forecast"]


def test_rejecting_in_the_list_takes_a_reason(admin_client):
    claim = make_claim()

    answer = admin_client.post(LIST, {"action": "reject", "_selected_action": claim.pk}, follow=True)

    assert Claim.objects.get().status == "proposed"
    assert b"Choose a reason, or write one." in answer.content


def test_whoever_may_only_view_is_offered_no_decisions(client):
    claim = make_claim()
    client.force_login(make_curator("view_claim"))

    page = client.get(reverse("admin:claims_claim_change", args=[claim.pk])).content.decode()
    client.post(LIST, {"action": "accept", "_selected_action": claim.pk})

    assert "/decide/" not in page
    assert Claim.objects.get().status == "proposed"


def test_the_page_shows_quote_citations_reviews_and_history(admin_client):
    claim = make_claim()
    make_citation(claim, appearance=make_appearance(claim, make_article()), source=make_source())
    Review.objects.create(claim=claim, verdict="refuted", reasons="It lost.", reviewer="alice")

    page = admin_client.get(reverse("admin:claims_claim_change", args=[claim.pk])).content.decode()

    assert f"<mark>{QUOTE}</mark>" in page
    assert "https://paper.example.org/paper" in page
    assert "It lost." in page
    assert "No events yet." in page
    assert f"/admin/claims/review/add/?claim={claim.pk}" in page


@pytest.mark.parametrize("reason", [reason for reason in Appearance.GoneReason if reason])
def test_the_card_says_why_an_appearance_is_gone(reason, admin_client):
    claim = make_claim()
    make_appearance(claim, make_article())
    Appearance.objects.update(gone_at=NOW, gone_reason=reason)

    page = admin_client.get(f"{LIST}{claim.pk}/change/")
    queue = admin_client.get(f"{LIST}queue/")

    said = {
        "text": "no longer in the article",
        "reading": "not found by the current extractor",
        "withdrawn": "the article is withdrawn",
    }[reason]
    assert f"<strong>{said}</strong>" in page.content.decode()
    assert f"<strong>{said}</strong>" in queue.content.decode()


def test_a_decided_claim_can_be_reopened_on_its_page(admin_client):
    claim = make_claim(status="accepted")
    url = reverse("admin:claims_claim_change", args=[claim.pk])

    assert b">Reopen<" in admin_client.get(url).content
    answer = admin_client.post(f"{LIST}decide/", {"verb": "reopen", "claim": claim.pk, "next": url})

    assert answer.url == url
    assert Claim.objects.get().status == "proposed"


def test_a_quote_that_its_article_does_not_assert_is_marked_on_the_card_and_in_lists(admin_client):
    claim, article = make_claim(), make_article()
    appearance = make_appearance(claim, article)
    pages = [
        reverse("admin:claims_claim_change", args=[claim.pk]),
        reverse("admin:claims_claim_queue"),
        reverse("admin:claims_appearance_changelist"),
        reverse("admin:claims_article_change", args=[article.pk]),
    ]
    badge = '<span class="badge badge-doubtful"><span aria-hidden="true">△</span> negated</span>'
    assert not [page for page in pages if badge in admin_client.get(page).content.decode()]

    Appearance.objects.filter(pk=appearance.pk).update(polarity="negated")

    assert [page for page in pages if badge in admin_client.get(page).content.decode()] == pages


def test_appearances_are_filtered_by_polarity(admin_client):
    make_appearance(make_claim(), make_article())
    url = reverse("admin:claims_appearance_changelist")

    assert QUOTE in admin_client.get(url, {"polarity__exact": "asserted"}).content.decode()
    assert QUOTE not in admin_client.get(url, {"polarity__exact": "disputed"}).content.decode()
