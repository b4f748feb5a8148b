"""A finished check gives its reason in sentences, and names itself as the cause of its events."""

from __future__ import annotations

import pytest

from claims.ids import type_id
from claims.models import Event, SourceCheck
from tests.claims.services.watching.leased import failed, record_one, watched

pytestmark = pytest.mark.django_db


def test_a_reason_has_no_spaces_around_it() -> None:
    record_one(watched())

    assert SourceCheck.objects.get().reason == "Live."


def test_the_actor_of_an_event_is_the_worker_and_its_cause_the_check() -> None:
    record_one(watched(), failed)

    event, check = Event.objects.get(), SourceCheck.objects.get()
    assert (event.actor_type, event.actor_id) == ("worker", "refresh")
    assert (event.cause_type, event.cause_id) == ("check", type_id("check", check.pk))
