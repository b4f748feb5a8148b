"""What other rows say of a source is read before its check is judged."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.models import Source
from claims.pipeline.watching.source_lease import SourceContext
from claims.services.watching.contexts import as_array, read_contexts
from tests.claims.services.watching.leased import EDITED, TEXT, lease_all, leased, read, unchanged, watched
from tests.factories import NOW, make_citation, make_snapshot

pytestmark = pytest.mark.django_db


def context_of(source: Source, make: object, *arguments: str) -> SourceContext:
    response = make(leased(lease_all(), source), *arguments)  # type: ignore[operator]
    return read_contexts([response])[source.pk]


def test_a_source_of_which_nothing_is_known_has_an_empty_context() -> None:
    assert context_of(watched(), unchanged) == SourceContext()


def test_citations_are_counted_and_awaited_until_they_were_looked_for() -> None:
    verified, awaited = watched(), watched()
    make_citation(source=verified, last_verified_at=NOW)
    make_citation(source=verified, last_verified_at=NOW)
    make_citation(source=awaited)
    leases = lease_all()

    contexts = read_contexts([unchanged(leased(leases, verified)), unchanged(leased(leases, awaited))])

    assert contexts[verified.pk] == SourceContext(citation_count=2)
    assert contexts[awaited.pk] == SourceContext(confirmed_text=TEXT, citation_count=1, is_awaited=True)


def test_a_citation_out_of_reach_is_awaited() -> None:
    source = watched()
    make_citation(
        source=source,
        last_verified_at=NOW,
        passage_exact="A",
        passage_origin="person",
        passage_state="unreachable",
    )

    assert context_of(source, unchanged).is_awaited


def test_a_changed_text_is_compared_with_the_confirmed_one() -> None:
    source = watched()
    make_snapshot(source, "An older text.", captured_at=NOW + timedelta(days=400))

    assert context_of(source, read, EDITED).confirmed_text == TEXT


def test_a_text_that_did_not_change_is_its_own_and_is_not_fetched() -> None:
    source = watched()
    response = read(leased(lease_all(), source))

    with CaptureQueriesContext(connection) as queries:
        context = read_contexts([response])[response.source.id]

    assert context.confirmed_text == TEXT
    assert not [query for query in queries if "claims_snapshot" in query["sql"]]


def test_the_text_in_which_a_change_waits_is_read_with_a_new_one() -> None:
    source = watched()
    waiting = make_snapshot(source, EDITED)
    Source.objects.update(unconfirmed_snapshot=waiting, unconfirmed_at=timezone.now())

    assert context_of(source, read, EDITED).unconfirmed_text == EDITED


def test_the_pinned_passages_of_a_text_that_became_short_are_read() -> None:
    source = watched()
    for words in (TEXT, "A"):
        make_citation(
            source=source,
            last_verified_at=NOW,
            passage_exact=words,
            passage_origin="person",
            passage_state="intact",
        )
    make_citation(source=source, last_verified_at=NOW)

    lease = leased(lease_all(), source)
    short, long = (read_contexts([read(lease, text)])[source.pk] for text in ("A.", "A. " * 1000))

    assert sorted(short.passages) == ["A", TEXT]
    assert long.passages == ()


def test_keys_are_one_array() -> None:
    source = watched()

    assert as_array([source.pk]) == f"{{{source.pk}}}"
    assert as_array([]) == "{}"
