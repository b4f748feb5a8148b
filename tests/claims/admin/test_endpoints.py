"""Endpoints in the admin: registered, tested, rotated, deleted; their deliveries sent again."""

import pytest
from django.urls import reverse

from claims.models import Attempt, Delivery, Endpoint, Event
from claims.services.webhooks import fan_out, publish
from tests.claims.admin.rows import NOW, make_claim, make_delivery, make_endpoint, make_event

pytestmark = pytest.mark.django_db
LIST = "/admin/claims/endpoint/"


def test_a_new_endpoints_secret_is_shown_once(admin_client):
    answer = admin_client.post(
        f"{LIST}add/",
        {
            "url": "https://hooks.example.org/",
            "event_types": "claim.*\nsource.changed",
            "min_severity": 3,
            "payload": "thin",
        },
    )

    endpoint = Endpoint.objects.get()
    page = admin_client.get(reverse("admin:claims_endpoint_change", args=[endpoint.pk]))
    assert (endpoint.event_types, endpoint.min_severity) == (["claim.*", "source.changed"], 3)
    assert b"whsec_" in answer.content
    assert "no-store" in answer["Cache-Control"]
    assert b"whsec_" not in page.content
    assert endpoint.secret.encode() not in page.content


def test_unknown_event_types_are_refused_at_their_field(admin_client):
    answer = admin_client.post(
        f"{LIST}add/",
        {
            "url": "https://hooks.example.org/",
            "event_types": "weather.*",
            "min_severity": 0,
            "payload": "thin",
        },
    )

    assert answer.context["adminform"].errors["event_types"] == [
        "'weather.*' is neither an event type nor a pattern such as claim.* or *."
    ]
    assert Endpoint.objects.count() == 0


def test_a_severity_that_there_is_not_is_refused_at_its_field(admin_client):
    body = {
        "url": "https://reader.example/hooks",
        "event_types": "claim.*",
        "min_severity": 9,
        "payload": "thin",
    }

    page = admin_client.post("/admin/claims/endpoint/add/", body).content.decode()

    assert "Ensure this value is less than or equal to 6." in page
    assert not Endpoint.objects.exists()


def test_an_endpoint_is_paused(admin_client):
    endpoint = make_endpoint()

    admin_client.post(
        reverse("admin:claims_endpoint_change", args=[endpoint.pk]),
        {
            "url": endpoint.url,
            "event_types": "*",
            "min_severity": 0,
            "payload": "thin",
            "state": "paused",
            "expected_version": 1,
        },
    )

    assert Endpoint.objects.get().state == "paused"
    assert Event.objects.get().changes == {"state": ["active", "paused"]}


def test_a_test_event_is_sent(admin_client):
    endpoint = make_endpoint()

    admin_client.post(LIST, {"action": "send_test", "_selected_action": endpoint.pk})

    assert Event.objects.get().type == "webhook.test"
    publish.publish_events()
    fan_out.fan_out_events()
    assert Delivery.objects.get().endpoint == endpoint


def test_a_paused_endpoint_says_why_no_test_is_sent(admin_client):
    endpoint = make_endpoint(state="paused")

    answer = admin_client.post(LIST, {"action": "send_test", "_selected_action": endpoint.pk}, follow=True)

    assert b"The endpoint is paused." in answer.content
    assert Delivery.objects.count() == 0


def test_a_secret_is_rotated_one_at_a_time(admin_client):
    endpoint, other = make_endpoint("one"), make_endpoint("other")

    both = admin_client.post(
        LIST, {"action": "rotate_secret", "_selected_action": [endpoint.pk, other.pk]}, follow=True
    )
    one = admin_client.post(LIST, {"action": "rotate_secret", "_selected_action": endpoint.pk})

    assert b"Select one endpoint" in both.content
    assert b"whsec_" in one.content
    assert Endpoint.objects.filter(previous_secret="encrypted").get() == endpoint


def test_a_deleted_endpoint_is_gone_from_the_list_and_its_log_stays(admin_client):
    endpoint = make_endpoint()
    make_delivery(endpoint, make_event(make_claim()))

    answer = admin_client.post(reverse("admin:claims_endpoint_delete", args=[endpoint.pk]), {"post": "yes"})

    assert admin_client.get(answer.url).status_code == 200
    assert Endpoint.objects.get().deleted_at is not None
    assert Delivery.objects.count() == 1
    assert endpoint.url.encode() not in admin_client.get(LIST).content


def test_a_delivery_is_sent_again_from_its_page(admin_client):
    delivery = make_delivery(make_endpoint(), make_event(make_claim()))
    page = reverse("admin:claims_delivery_change", args=[delivery.pk])

    assert b"Redeliver" in admin_client.get(page).content
    answer = admin_client.post(
        "/admin/claims/delivery/", {"action": "redeliver", "_selected_action": delivery.pk, "next": page}
    )

    assert answer.url == page
    assert Delivery.objects.get(redelivery_of=delivery).state == "pending"


def test_what_did_not_arrive_is_recovered(admin_client):
    endpoint = make_endpoint()
    event = make_event(make_claim())
    delivery = make_delivery(endpoint, event)
    make_delivery(endpoint, make_event(make_claim("Long ago.")))
    Event.objects.filter(pk=event.pk).update(occurred_at="2999-01-01T00:00:00Z")

    admin_client.post(LIST, {"action": "recover", "_selected_action": endpoint.pk})

    assert list(Delivery.objects.filter(state="pending")) == [delivery]


def test_a_deliverys_page_shows_its_attempts(admin_client):
    delivery = make_delivery(make_endpoint(), make_event(make_claim()))
    Attempt.objects.create(
        delivery=delivery, number=1, started_at=NOW, status=503, response_head="<b>busy</b>"
    )

    page = admin_client.get(reverse("admin:claims_delivery_change", args=[delivery.pk])).content.decode()

    assert "503" in page
    assert "&lt;b&gt;busy&lt;/b&gt;" in page
