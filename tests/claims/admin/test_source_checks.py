"""The checks of a source in the admin."""

import pytest
from django.urls import reverse

from claims.models import SourceCheck
from tests.claims.admin.rows import NOW, make_source

pytestmark = pytest.mark.django_db


def test_the_timeline_says_why_the_link_has_its_state(admin_client):
    source = make_source()
    reason = "404; 1 of 3 strikes since 2026-03-01 12:00; dead at the earliest on 2026-03-04 12:00."
    SourceCheck.objects.create(
        source=source,
        checked_at=NOW,
        outcome="failed",
        error="http_status",
        status=404,
        reason=reason,
        link_state="suspect",
        next_check_at=NOW,
    )

    page = admin_client.get(reverse("admin:claims_source_change", args=[source.pk])).content.decode()

    assert page.count(reason) == 2
