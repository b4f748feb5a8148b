"""Many rows are inserted in one statement, with the values that they have and those that the database gives."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from claims.models import Citation, Claim, Proposition, Source
from claims.services.row_inserts import insert_rows
from tests.factories import NOW, make_claim, make_source


def _claim(text: str, identity_key: str) -> Claim:
    return Claim(
        text=text,
        kind="quantity",
        voices=[{"domains": ["example.org"]}],
        identity_key=identity_key,
        first_seen_at=NOW,
        last_seen_at=NOW,
    )


@pytest.mark.django_db
def test_rows_are_inserted_in_one_statement_with_their_values(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    rows = [_claim("Kestrel-2 “scores” 81%.", "a" * 64), _claim("Heron\\1 does, too.", "b" * 64)]

    with django_assert_num_queries(1):
        insert_rows(rows)

    first, second = Claim.objects.order_by("pk")
    assert (first.pk, first.text, second.text) == (
        rows[0].pk,
        "Kestrel-2 “scores” 81%.",
        "Heron\\1 does, too.",
    )
    assert (first.voices, first.extracted, first.gone_at) == ([{"domains": ["example.org"]}], None, None)
    assert (first.first_seen_at, first.version) == (NOW, 1)


@pytest.mark.django_db
def test_the_database_gives_the_values_that_only_it_makes() -> None:
    insert_rows([_claim("Kestrel-2 scores 81%.", "a" * 64)])

    assert Claim.objects.containing("kestrel").count() == 1
    assert abs(Claim.objects.get().updated_at - timezone.now()) < timedelta(minutes=1)


@pytest.mark.django_db
def test_decimals_keep_their_places_and_references_their_rows() -> None:
    claim = make_claim()
    low = Decimal("123456789012345678901234567.000000000001")

    insert_rows([Proposition(claim=claim, position=7, form="quantity", op="eq", low=low).derive()])

    row = Proposition.objects.get(position=7)
    assert (row.claim, row.low, row.high, row.subject_id) == (claim, low, None, None)


@pytest.mark.django_db
def test_the_time_of_an_insert_is_that_of_the_row() -> None:
    insert_rows([Citation(claim=make_claim(), source=make_source())])

    assert abs(Citation.objects.get().created_at - timezone.now()) < timedelta(minutes=1)


@pytest.mark.django_db
def test_a_row_that_is_there_is_left_out_or_refused() -> None:
    insert_rows([_claim("The first.", "a" * 64)])

    insert_rows([_claim("The same.", "a" * 64), _claim("Another.", "b" * 64)], ignore_conflicts=True)

    assert list(Claim.objects.order_by("pk").values_list("text", flat=True)) == ["The first.", "Another."]
    with pytest.raises(IntegrityError):
        insert_rows([_claim("The same.", "a" * 64)])


@pytest.mark.django_db
def test_no_rows_are_no_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        insert_rows(iter(()))

    assert not Source.objects.exists()
