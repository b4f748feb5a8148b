"""Merging, keeping apart, correcting and withdrawing in the admin, and undoing each."""

import pytest
from django.urls import reverse

from claims.models import Appearance, Article, Claim, DistinctPair, Entity, Event, Merge
from tests.claims.admin.rows import make_appearance, make_article, make_claim

pytestmark = pytest.mark.django_db
CLAIMS = "/admin/claims/claim/"


def act(client, path, action, *rows):
    keys = [row.pk for row in rows]
    return client.post(path, {"action": action, "_selected_action": keys}, follow=True).content.decode()


def test_chosen_claims_are_merged_into_the_oldest_and_the_merge_is_undone(admin_client):
    oldest, other = make_claim("One."), make_claim("Two.")
    make_appearance(other, make_article())

    page = act(admin_client, CLAIMS, "merge", oldest, other)

    assert "Merged into “One.”: 1." in page
    assert Claim.objects.get(text="Two.").merged_into == oldest
    assert Appearance.objects.get().claim == oldest
    listed = admin_client.get("/admin/claims/merge/").content.decode()
    assert reverse("admin:claims_claim_change", args=[other.pk]) in listed

    act(admin_client, "/admin/claims/merge/", "undo", Merge.objects.get())

    assert Appearance.objects.get().claim == other
    assert Event.objects.filter(type="claim.unmerged", actor_id="admin").exists()


def test_two_claims_are_kept_apart_until_that_is_taken_back(admin_client):
    first, second = make_claim("One."), make_claim("Two.")

    act(admin_client, CLAIMS, "distinguish", first, second)
    page = act(admin_client, CLAIMS, "merge", first, second)

    assert "are not the same. Take that back first." in page
    assert not Merge.objects.exists()
    act(admin_client, "/admin/claims/distinctpair/", "take_back", DistinctPair.objects.get())
    act(admin_client, CLAIMS, "merge", first, second)
    assert Merge.objects.count() == 1


def test_a_merge_takes_at_least_two_rows(admin_client):
    assert "Select 2 to 20 rows." in act(admin_client, CLAIMS, "merge", make_claim("One."))
    assert "Select two rows." in act(admin_client, CLAIMS, "distinguish", make_claim("Two."))


def test_entities_are_merged_and_a_merged_one_has_no_form_that_changes_it(admin_client):
    first, second = Entity.objects.create(name="Kestrel"), Entity.objects.create(name="Kestrel 2")

    act(admin_client, "/admin/claims/entity/", "merge", first, second)

    second.refresh_from_db()
    assert second.merged_into == first
    url = reverse("admin:claims_entity_change", args=[second.pk])
    page = admin_client.post(
        url, {"name": "Other", "kind": "other", "status": "accepted", "spellings": "", "expected_version": 2}
    )
    assert "merged into another one" in page.content.decode()


def test_a_claim_is_corrected_on_its_page_and_the_correction_is_taken_back(admin_client):
    claim = make_claim("Kestrel wins.")
    url = reverse("admin:claims_claim_change", args=[claim.pk])

    admin_client.post(url, {"text": "Kestrel won.", "kind": "event", "expected_version": 1})

    claim.refresh_from_db()
    assert (claim.text, claim.kind) == ("Kestrel won.", "event")
    assert "Kestrel wins. (comparison)" in admin_client.get(url).content.decode()
    act(admin_client, CLAIMS, "revert", claim)
    claim.refresh_from_db()
    assert (claim.text, claim.extracted) == ("Kestrel wins.", None)


def test_an_article_is_withdrawn_and_restored(admin_client):
    article = make_article()
    make_appearance(make_claim(), article)

    act(admin_client, "/admin/claims/article/", "withdraw", article)
    assert Claim.objects.get().status == "withdrawn"
    page = act(admin_client, "/admin/claims/article/", "restore", article)

    assert "Restored: 1." in page
    assert Article.objects.get().withdrawn_at is None
    assert Claim.objects.get().status == "proposed"
