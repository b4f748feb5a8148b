"""API keys in the admin."""

from __future__ import annotations

import pytest
from django.test import Client

from api.models import ApiKey
from claims.models import Event
from tests.factories import make_key

pytestmark = pytest.mark.django_db


def test_keys_are_listed_without_their_secrets(admin_client: Client) -> None:
    key, token = make_key("read")

    page = admin_client.get("/admin/api/apikey/").content.decode()

    assert "a caller" in page
    assert key.secret_hash not in page
    assert token[31:74] not in page


def test_a_revocation_is_recorded_with_its_user(admin_client: Client) -> None:
    key, _ = make_key("read")

    admin_client.post("/admin/api/apikey/", {"action": "revoke", "_selected_action": [str(key.pk)]})

    assert ApiKey.objects.get().revoked_at is not None
    event = Event.objects.get()
    assert (event.type, event.actor_type, event.actor_id) == ("api_key.revoked", "user", "admin")


def test_keys_cannot_be_added_or_deleted(admin_client: Client) -> None:
    key, _ = make_key("read")

    assert admin_client.get("/admin/api/apikey/add/").status_code == 403
    assert admin_client.get(f"/admin/api/apikey/{key.pk}/delete/").status_code == 403
