"""Exports in the admin: read, and deleted."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.claims.admin.rows import make_curator
from tests.factories import NOW, make_export

pytestmark = pytest.mark.django_db
LIST = reverse("admin:claims_export_changelist")


def test_the_list_shows_what_was_made_and_why_not(admin_client: Client) -> None:
    make_export(
        resource="sources", state="failed", failure="disk_full", failure_detail="There was no space left."
    )
    made = make_export(
        state="completed",
        rows=1234,
        bytes=5_000_000,
        sha256="0" * 64,
        feed_position=77,
        file_name="a.ndjson",
        completed_at=NOW,
        expires_at=NOW,
    )

    page = admin_client.get(LIST).content.decode()
    failed = admin_client.get(f"{LIST}?state__exact=failed").content.decode()
    of_row = admin_client.get(reverse("admin:claims_export_change", args=[made.pk])).content.decode()

    assert "4.8\xa0MB" in page
    assert "1 export" in failed
    assert "sources" in failed
    assert "77" in of_row


def test_an_export_is_deleted(admin_client: Client) -> None:
    export = make_export()

    page = admin_client.post(
        LIST, {"action": "delete_exports", "_selected_action": [str(export.pk)]}, follow=True
    )

    export.refresh_from_db()
    assert export.deleted_at is not None
    assert "Exports deleted: 1." in page.content.decode()
    assert "0 exports" in page.content.decode()


def test_deleting_needs_the_right_to_change(client: Client) -> None:
    export = make_export()
    client.force_login(make_curator("view_export"))

    client.post(LIST, {"action": "delete_exports", "_selected_action": [str(export.pk)]})

    export.refresh_from_db()
    assert export.deleted_at is None
