"""New texts are kept; one that returns is the row that it was."""

from __future__ import annotations

import pytest

from claims.models import Snapshot, SourceCheck, SourceText
from claims.pipeline.fingerprint import text_hash
from claims.pipeline.watching.response import READER_VERSION
from tests.claims.services.watching.leased import EDITED, TEXT, failed, read, record_one, watched

pytestmark = pytest.mark.django_db


def test_a_new_text_is_a_snapshot_of_this_reader() -> None:
    source = watched()

    record_one(source, read, text=EDITED)

    snapshot = Snapshot.objects.get(source_text=text_hash(EDITED))
    assert (snapshot.source, snapshot.text, snapshot.extractor_version) == (source, EDITED, READER_VERSION)
    assert SourceCheck.objects.get().snapshot == snapshot


def test_a_text_that_returns_is_the_row_that_it_was() -> None:
    source = watched()
    first = Snapshot.objects.get()

    record_one(source, read, text=EDITED)
    record_one(source, read, text=TEXT)

    assert Snapshot.objects.count() == 2
    assert SourceCheck.objects.order_by("id").last().snapshot == first  # type: ignore[union-attr]


@pytest.mark.parametrize("make", [read, failed])
def test_no_new_text_is_no_snapshot(make: object) -> None:
    record_one(watched(), make)

    assert Snapshot.objects.count() == 1
    assert SourceCheck.objects.get().snapshot is None


def test_the_same_text_of_two_sources_is_kept_once_for_two_snapshots() -> None:
    record_one(watched(), read, text=EDITED)
    record_one(watched(), read, text=EDITED)

    kept = SourceText.objects.get(text_hash=text_hash(EDITED))
    assert (kept.text, kept.snapshots.count()) == (EDITED, 2)
