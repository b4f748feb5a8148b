"""Actions on selected rows in the admin."""

import pytest

from claims.models import Event
from tests.claims.admin.rows import make_source

pytestmark = pytest.mark.django_db


def test_an_action_on_too_many_rows_changes_none(admin_client):
    keys = [make_source(f"source-{number}").pk for number in range(201)]

    response = admin_client.post(
        "/admin/claims/source/", {"action": "request_check", "_selected_action": keys}, follow=True
    )

    assert b"Select at most 200 rows." in response.content
    assert Event.objects.count() == 0
