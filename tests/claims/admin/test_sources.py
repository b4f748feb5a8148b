"""Sources in the admin: watched, checked on demand; their checks and what rests on them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from claims.models import Event, Host, Source, SourceCheck
from tests.claims.admin.rows import NOW, make_citation, make_claim, make_curator, make_source
from tests.factories import make_snapshot

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
    Source.objects.update(link_state="quarantined", read_attempts=3)

    admin_client.post("/admin/claims/source/", {"action": "request_check", "_selected_action": source.pk})

    assert Source.objects.get().read_attempts == 0
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


def page_of(client, source):
    return client.get(reverse("admin:claims_source_change", args=[source.pk])).content.decode()


def test_the_page_says_since_when_a_change_waits_and_when_it_is_checked_again(admin_client):
    source = make_source()
    assert "The next check is due at" not in page_of(admin_client, source)
    seen = make_snapshot(source, "Other.")

    Source.objects.update(
        unconfirmed_at=NOW, unconfirmed_snapshot=seen, next_check_at=NOW + timedelta(minutes=30)
    )

    page = page_of(admin_client, source)
    assert f'A <a href="/admin/claims/snapshot/{seen.pk}/change/">change</a> that was detected at' in page
    assert "2026-03-01 12:00:00</time> waits for confirmation. The next check is due at" in page
    assert "2026-03-01 12:30:00" in page


def test_the_page_says_where_a_source_moved_and_where_its_copy_is(admin_client):
    source = make_source()
    Source.objects.update(
        adopted_url="https://new.example.org/paper",
        archive_url="https://archive.example.org/copy",
        archived_at=NOW,
    )

    page = page_of(admin_client, source)

    assert "It moved permanently." in page
    assert 'href="https://new.example.org/paper"' in page
    assert ">copy of 2026-03-01</a>" in page


def test_the_page_lists_the_versions_of_a_paper(admin_client):
    source = make_source()
    Source.objects.update(
        versions=[
            {"number": 1, "submitted_at": "2024-01-01T17:57:34Z", "withdrawn": False},
            {"number": 2, "submitted_at": "2024-02-06T00:41:18Z", "withdrawn": True},
        ]
    )

    assert "v1 of 2024-01-01; v2 of 2024-02-06 (withdrawn)" in page_of(admin_client, source)


def test_the_page_says_why_nothing_happens(admin_client):
    source = make_source()
    Source.objects.update(link_state="quarantined")
    Host.objects.update(incident="failing", incident_since=NOW)

    page = page_of(admin_client, source)

    assert "It is not read again until a check is requested" in page
    assert "fail at the same time (failing) since" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("unconfirmed_at_set=yes", ["waits"]),
        ("moved_permanently=yes", ["moved"]),
        ("moved_permanently=no", ["waits"]),
    ],
)
def test_filters_find_what_waits_and_what_moved(query, found, admin_client):
    make_source("waits")
    make_source("moved")
    Source.objects.filter(url_hash="hash of waits").update(unconfirmed_at=NOW)
    Source.objects.filter(url_hash="hash of moved").update(adopted_url="https://new.example.org/")

    rows = admin_client.get(f"/admin/claims/source/?{query}").context["cl"].result_list

    assert [row.url_hash.removeprefix("hash of ") for row in rows] == found


def test_a_merged_source_links_to_the_other_one_and_can_be_separated(admin_client):
    secure, plain = make_source("https://one.example/a"), make_source("http://one.example/a")
    Source.objects.filter(pk=plain.pk).update(merged_into=secure, next_check_at=None)
    url = reverse("admin:claims_source_change", args=[plain.pk])

    page = admin_client.get(url).content.decode()
    admin_client.post("/admin/claims/source/", {"action": "separate", "_selected_action": plain.pk})

    assert "It is the same page as" in page
    assert reverse("admin:claims_source_change", args=[secure.pk]) in page
    assert Source.objects.get(pk=plain.pk).merged_into is None
