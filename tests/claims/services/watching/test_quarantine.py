"""A source whose page ended its workers is not checked any more, and says so."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from pytest_django import Settings

from claims.models import Event, Source
from claims.services.watching.quarantine import quarantine
from tests.claims.services.watching.leased import lease_all, leased, watched
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def test_a_quarantined_source_is_given_back_and_not_due_for_long(settings: Settings) -> None:
    settings.CHECK_CEILING_SECONDS = 86_400
    source = watched()
    now = timezone.now()

    quarantine(leased(lease_all(), source), now=now)

    source.refresh_from_db()
    assert (source.link_state, source.lease_token, source.next_check_at) == (
        "quarantined",
        None,
        now + timedelta(days=1),
    )
    event = Event.objects.get()
    assert (event.type, event.changes) == ("source.link_changed", {"link_state": ["live", "quarantined"]})


def test_a_source_is_quarantined_once() -> None:
    source = watched(link_state="quarantined")

    quarantine(leased(lease_all(), source), now=timezone.now())

    assert not Event.objects.exists()


def test_a_lease_that_was_lost_quarantines_nothing() -> None:
    source = watched()
    lease = leased(lease_all(), source)
    Source.objects.update(lease_token=UUID(int=7))

    quarantine(lease, now=timezone.now())

    source.refresh_from_db()
    assert source.link_state == "live"


def test_an_article_that_waited_for_the_page_fails() -> None:
    article = make_article()

    quarantine(leased(lease_all(), article.source), now=timezone.now())  # type: ignore[arg-type]

    article.refresh_from_db()
    assert (article.state, article.failure) == ("failed", "quarantined")
