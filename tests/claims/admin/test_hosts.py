"""Hosts in the admin: their settings, incidents and cooling."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from claims.models import Event, Host, Source
from tests.claims.admin.rows import NOW, make_robots, make_source

pytestmark = pytest.mark.django_db
LIST = "/admin/claims/host/"


def page_of(client, host):
    return client.get(reverse("admin:claims_host_change", args=[host.pk])).content.decode()


def test_how_a_host_is_asked_can_be_set(admin_client):
    host = make_source().host

    admin_client.post(
        reverse("admin:claims_host_change", args=[host.pk]),
        {"spacing_seconds": "30", "confirm_seconds": "600", "ignores_robots": "on"},
    )

    host.refresh_from_db()
    assert (host.spacing_seconds, host.confirm_seconds, host.ignores_robots) == (30, 600, True)
    event = Event.objects.get()
    assert (event.type, event.actor_id) == ("host.updated", "admin")
    assert event.changes == {
        "spacing_seconds": [None, 30],
        "confirm_seconds": [None, 600],
        "ignores_robots": [False, True],
    }


def test_the_page_says_that_an_incident_or_cooling_holds_everything_up(admin_client):
    host = make_source().host
    assert "Most of" not in page_of(admin_client, host)

    Host.objects.update(
        incident="failing", incident_since=NOW, cooling_until=timezone.now() + timedelta(hours=2)
    )

    page = page_of(admin_client, host)
    assert "fail at the same time (failing) since" in page
    assert "It responded with 429 or 503" in page


def test_a_host_that_has_cooled_is_not_said_to_cool(admin_client):
    host = make_source().host
    Host.objects.update(cooling_until=NOW)

    assert "It responded with 429 or 503" not in page_of(admin_client, host)


def test_an_operators_spacing_goes_before_the_crawl_delay(admin_client):
    host = make_source().host
    make_robots(host, text="User-agent: *\nCrawl-delay: 20\n")
    Host.objects.update(spacing_seconds=3)

    assert "3 s, its own" in page_of(admin_client, host)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("cooling=yes", ["cooling.example.org"]),
        ("incident_since_set=yes", ["incident.example.org"]),
        ("own=yes", ["own.example.org"]),
        ("robots_denied=yes", ["denied.example.org"]),
        ("cooling=no&incident_since_set=no&own=no&robots_denied=no", ["plain.example.org"]),
    ],
)
def test_filters_find_the_hosts_that_need_somebody(query, found, admin_client):
    for name in ("cooling", "incident", "own", "denied", "plain"):
        make_source(name)
    Host.objects.filter(name__startswith="cooling").update(cooling_until=timezone.now() + timedelta(hours=1))
    Host.objects.filter(name__startswith="incident").update(incident="gone", incident_since=NOW)
    Host.objects.filter(name__startswith="own").update(spacing_seconds=0)
    Source.objects.filter(host__name__startswith="denied").update(link_state="robots_denied")

    rows = admin_client.get(f"{LIST}?{query}").context["cl"].result_list

    assert [row.name for row in rows] == found


def test_the_list_counts_sources_and_says_what_is_special(admin_client):
    host = make_source().host
    Host.objects.update(
        spacing_seconds=0, confirm_seconds=2, ignores_robots=True, incident="gone", incident_since=NOW
    )

    page = admin_client.get(LIST).content.decode()

    assert f'<a href="/admin/claims/source/?host__id__exact={host.pk}">1</a>' in page
    assert "spacing 0 s, second check after 2 s, robots.txt ignored" in page
    assert "gone</span> since <time" in page


def test_times_of_a_host_are_told_in_minutes_or_seconds(admin_client):
    host = make_source().host
    Host.objects.update(spacing_seconds=90, confirm_seconds=600)

    page = page_of(admin_client, host)

    assert "90 s, its own" in page
    assert "10 min, its own" in page
