"""A row is locked, compared with the expected version, and saved with what differs alone."""

from __future__ import annotations

import threading
import uuid

import pytest
from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected, QueryCanceled
from pytest_django import DjangoAssertNumQueries

from claims.errors import VersionError
from claims.models import Host, Publisher
from claims.services import row_updates
from tests.factories import NOW, make_publisher


@pytest.mark.django_db
def test_the_expected_version_is_the_current_one_or_the_change_is_refused() -> None:
    publisher = make_publisher(version=3)

    with transaction.atomic():
        assert row_updates.lock_row(Publisher, publisher.pk, expected_version=3).pk == publisher.pk
        with pytest.raises(VersionError, match="The current version is 3, not 2") as refused:
            row_updates.lock_row(Publisher, publisher.pk, expected_version=2)

    assert refused.value.current == 3


@pytest.mark.django_db
def test_a_model_without_versions_takes_any_expected_version() -> None:
    host = Host.objects.create(name="example.org", next_slot_at=NOW)

    with transaction.atomic():
        assert row_updates.lock_row(Host, host.pk, expected_version=7).pk == host.pk


@pytest.mark.django_db
def test_a_row_that_is_gone_does_not_exist() -> None:
    with transaction.atomic(), pytest.raises(Publisher.DoesNotExist):
        row_updates.lock_row(Publisher, uuid.uuid4())


@pytest.mark.django_db(transaction=True)
def test_a_locked_row_is_locked_for_others_until_the_transaction_ends() -> None:
    publisher = make_publisher()
    refusals: list[type[Exception]] = []

    def lock_without_waiting() -> None:
        try:
            with transaction.atomic():
                Publisher.objects.select_for_update(nowait=True).get(pk=publisher.pk)
        except OperationalError as error:
            refusals.append(type(error))
        connection.close()

    with transaction.atomic():
        row_updates.lock_row(Publisher, publisher.pk)
        run(lock_without_waiting)
    run(lock_without_waiting)

    assert refusals == [OperationalError]


@pytest.mark.django_db
def test_only_what_differs_is_saved_and_the_version_goes_up() -> None:
    publisher = make_publisher("The Paper", domains=["paper.example"])
    Publisher.objects.update(domains=["changed-elsewhere.example"])

    changes = row_updates.apply_changes(publisher, {"name": "The Daily Paper", "domains": ["paper.example"]})

    assert changes == {"name": ("The Paper", "The Daily Paper")}
    stored = Publisher.objects.get()
    assert (stored.name, stored.domains, stored.version) == (
        "The Daily Paper",
        ["changed-elsewhere.example"],
        2,
    )


@pytest.mark.django_db
def test_the_same_values_again_write_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    publisher = make_publisher("The Paper")

    with django_assert_num_queries(0):
        assert row_updates.apply_changes(publisher, {"name": "The Paper"}) == {}

    assert Publisher.objects.get().version == 1


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_was_the_victim_of_a_deadlock_is_run_again() -> None:
    first, second = make_publisher("First"), make_publisher("Second")
    both_hold_one = threading.Barrier(2, timeout=10)
    runs: list[str] = []

    def lock_both(name: str, one: Publisher, other: Publisher) -> None:
        def work() -> None:
            with transaction.atomic():
                row_updates.lock_row(Publisher, one.pk)
                if runs.count(name) == 0:
                    runs.append(name)
                    both_hold_one.wait()
                else:
                    runs.append(name)
                row = row_updates.lock_row(Publisher, other.pk)
                row_updates.apply_changes(row, {"domains": [*row.domains, f"{name}.example"]})

        row_updates.retry_on_deadlock(work)
        connection.close()

    threads = [
        threading.Thread(target=lock_both, args=["up", first, second]),
        threading.Thread(target=lock_both, args=["down", second, first]),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(runs) == 3
    assert Publisher.objects.get(name="First").domains == ["down.example"]
    assert Publisher.objects.get(name="Second").domains == ["up.example"]


@pytest.mark.parametrize(("cause", "runs"), [(DeadlockDetected(), 5), (QueryCanceled(), 1)])
def test_a_deadlock_is_given_up_after_five_tries_and_another_error_at_once(
    cause: Exception, runs: int
) -> None:
    calls: list[int] = []

    def work() -> None:
        calls.append(1)
        raise OperationalError("refused") from cause

    with pytest.raises(OperationalError):
        row_updates.retry_on_deadlock(work)

    assert len(calls) == runs


def test_a_decorated_service_is_repeated_with_its_arguments() -> None:
    calls: list[tuple[int, str]] = []

    @row_updates.retried_on_deadlock
    def service(number: int, *, name: str) -> str:
        calls.append((number, name))
        if len(calls) == 1:
            raise OperationalError("refused") from DeadlockDetected()
        return name

    assert service(1, name="a") == "a"
    assert calls == [(1, "a"), (1, "a")]


def run(work: object) -> None:
    """In a thread, which has a connection of its own."""
    thread = threading.Thread(target=work)  # type: ignore[arg-type]
    thread.start()
    thread.join()
