"""Sources in the admin: watched, checked on demand; their checks and what rests on them."""

import pytest
from django.urls import reverse

from claims.models import Event, Host, Source, SourceCheck
from tests.claims.admin.rows import NOW, make_citation, make_claim, make_curator, make_source

pytestmark = pytest.mark.django_db


def test_a_url_is_registered(admin_client):
    answer = admin_client.post("/admin/claims/source/add/", {"url": "https://paper.example.org/1"})

    assert answer.status_code == 302
    assert Source.objects.get().canonical_url == "https://paper.example.org/1"


@pytest.mark.parametrize("url", ["", "nonsense", "ftp://paper.example.org/", "http://10.0.0.1/"])
def test_a_url_that_may_not_be_watched_is_refused_at_its_field(url, admin_client):
    answer = admin_client.post("/admin/claims/source/add/", {"url": url})

    assert answer.status_code == 200
    assert "url" in answer.context["adminform"].errors
    assert Source.objects.count() == 0


def test_check_now_makes_sources_due_and_leads_back(admin_client, django_capture_on_commit_callbacks):
    source = make_source()
    page = reverse("admin:claims_source_change", args=[source.pk])

    with django_capture_on_commit_callbacks() as bells:
        answer = admin_client.post(
            "/admin/claims/source/", {"action": "request_check", "_selected_action": source.pk, "next": page}
        )

    assert answer.url == page
    assert Event.objects.get().type == "source.check_requested"
    assert len(bells) == 2


def test_a_quarantined_source_gets_another_chance(admin_client):
    source = make_source()
    Source.objects.update(link_state="quarantined", claim_count=3)

    admin_client.post("/admin/claims/source/", {"action": "request_check", "_selected_action": source.pk})

    assert Source.objects.get().claim_count == 0
    assert Event.objects.get().type == "source.check_requested"


def test_check_now_is_only_for_those_who_may_change_sources(client):
    source = make_source()
    client.force_login(make_curator("view_source"))

    page = client.get(reverse("admin:claims_source_change", args=[source.pk])).content.decode()
    client.post("/admin/claims/source/", {"action": "request_check", "_selected_action": source.pk})

    assert "Check now" not in page
    assert Event.objects.count() == 0


def test_the_page_shows_checks_and_resting_citations(admin_client):
    source = make_source()
    SourceCheck.objects.create(
        source=source,
        checked_at=NOW,
        outcome="failed",
        error="timed_out",
        link_state="suspect",
        next_check_at=NOW,
    )
    make_citation(make_claim("Kestrel wins."), source=source)

    page = admin_client.get(reverse("admin:claims_source_change", args=[source.pk])).content.decode()

    assert "timed_out" in page
    assert "</span> suspect</span>" in page
    assert "Kestrel wins." in page


def test_a_hosts_spacing_can_be_set(admin_client):
    host = make_source().host

    admin_client.post(reverse("admin:claims_host_change", args=[host.pk]), {"spacing_seconds": "30"})

    assert Host.objects.get().spacing_seconds == 30
    assert Event.objects.get().changes == {"spacing_seconds": [None, 30]}
