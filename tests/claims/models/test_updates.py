"""`updated_at` is when a row got its version, whichever statement gave it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db.models import F

from claims.models import Claim, Source
from tests.factories import make_claim, make_source

pytestmark = pytest.mark.django_db
OLD = datetime(2025, 1, 1, tzinfo=UTC)


def test_a_statement_that_raises_the_version_sets_the_time() -> None:
    make_claim()
    Claim.objects.update(updated_at=OLD)

    Claim.objects.update(version=F("version") + 1)

    assert Claim.objects.get().updated_at > OLD


def test_a_row_that_is_saved_whole_does_not_keep_the_old_time() -> None:
    make_claim()
    Claim.objects.update(updated_at=OLD)
    claim = Claim.objects.get()

    claim.version += 1
    claim.save()

    assert Claim.objects.get().updated_at > OLD


def test_a_check_that_leaves_the_version_leaves_the_time() -> None:
    make_source()
    Source.objects.update(updated_at=OLD)

    Source.objects.update(checked_at=datetime(2025, 2, 1, tzinfo=UTC))

    assert Source.objects.get().updated_at == OLD


def test_a_new_row_has_the_time_of_its_insertion() -> None:
    claim = make_claim()

    claim.refresh_from_db()
    assert claim.updated_at.date() >= claim.created_at.date()
