"""Changes in the admin: a concurrent change, and a change that a service refuses."""

import pytest
from django.urls import reverse

from claims.models import Event, Publisher

pytestmark = pytest.mark.django_db


def publisher_url(publisher):
    return reverse("admin:claims_publisher_change", args=[publisher.pk])


def test_the_form_carries_the_version_that_its_reader_saw(admin_client):
    publisher = Publisher.objects.create(name="The Daily", version=7)

    page = admin_client.get(publisher_url(publisher)).content.decode()

    assert 'name="expected_version" value="7"' in page


def test_a_concurrent_edit_keeps_the_input_and_says_what_stands_now(admin_client):
    publisher = Publisher.objects.create(name="The Daily Star", version=2)
    given = {"name": "The Daily Sun", "domains": "", "expected_version": "1"}

    answer = admin_client.post(publisher_url(publisher), given)
    page = answer.content.decode()

    assert answer.status_code == 200
    assert "This was changed while you were editing it (from version 1 to 2)" in page
    assert "name: The Daily Star" in page
    assert 'value="The Daily Sun"' in page
    assert 'name="expected_version" value="2"' in page
    assert Publisher.objects.get().name == "The Daily Star"
    assert Event.objects.count() == 0


def test_saving_again_puts_the_input_in_place(admin_client):
    publisher = Publisher.objects.create(name="The Daily Star", version=2)

    answer = admin_client.post(
        publisher_url(publisher), {"name": "The Daily Sun", "domains": "", "expected_version": "2"}
    )

    assert answer.status_code == 302
    assert Publisher.objects.get().name == "The Daily Sun"


def test_an_unchanged_form_writes_nothing(admin_client):
    publisher = Publisher.objects.create(name="The Daily", domains=["daily.example.org"])

    admin_client.post(
        publisher_url(publisher),
        {"name": "The Daily", "domains": "daily.example.org\n", "expected_version": "1"},
    )

    assert Publisher.objects.get().version == 1
    assert Event.objects.count() == 0


def test_what_a_service_refuses_is_said_at_its_field(admin_client):
    answer = admin_client.post(
        reverse("admin:claims_publisher_add"), {"name": "The Daily", "domains": "a b c"}
    )

    assert answer.status_code == 200
    assert answer.context["adminform"].errors["domains"] == ["'a b c' is not a host such as example.org."]
    assert b"a b c</textarea>" in answer.content
    assert Publisher.objects.count() == 0


def test_what_is_refused_as_a_whole_is_said_above_the_form(admin_client):
    answer = admin_client.post(
        reverse("admin:claims_entity_add"),
        {"name": "?", "kind": "model", "status": "accepted", "spellings": "x" * 201},
    )

    assert answer.status_code == 200
    assert b"is not a spelling" in answer.content
