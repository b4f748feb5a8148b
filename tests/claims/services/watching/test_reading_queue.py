"""Pages are read a group at a time, counted before they are begun, and one that ended a worker alone."""

from __future__ import annotations

import queue
import time

import pytest

from claims.models import Source
from claims.pipeline.watching.response import Response
from claims.services.watching.reading_queue import MAX_GROUP, MAX_QUEUED, MAX_QUEUED_BYTES, ReadingQueue
from claims.values import Page
from tests.claims.pipeline.watching.leased import lease_of, page_of
from tests.claims.services.watching.leased import lease_all, leased, watched

pytestmark = pytest.mark.django_db

BODY = b"<html><body><p>Kestrel flies.</p></body></html>"


@pytest.fixture
def delivered() -> queue.SimpleQueue[Response]:
    return queue.SimpleQueue()


@pytest.fixture
def reading(delivered: queue.SimpleQueue[Response]) -> ReadingQueue:
    """A queue whose sandbox has started."""
    reading = ReadingQueue(delivered.put)
    reading.add(lease_of(), page())
    until = time.monotonic() + 60
    while not reading.next_group() and time.monotonic() < until:
        time.sleep(0.05)
    return reading


def page(body: bytes = BODY) -> Page:
    return page_of(body=body)


def test_pages_are_read_in_groups_in_their_order(reading: ReadingQueue) -> None:
    for number in range(MAX_GROUP + 1):
        reading.add(lease_of(check_count=number), page())

    group = reading.next_group()

    assert [source.check_count for source, _ in group] == list(range(MAX_GROUP))
    assert len(reading.next_group()) == 1
    assert reading.next_group() == []


def test_a_page_that_ended_a_worker_is_read_alone(reading: ReadingQueue) -> None:
    for attempts in (0, 0, 1, 0):
        reading.add(lease_of(read_attempts=attempts), page())

    groups = [[source.read_attempts for source, _ in reading.next_group()] for _ in range(3)]

    assert groups == [[0, 0], [1], [0]]


def test_a_page_is_counted_before_it_is_read_and_delivered_after_it(
    reading: ReadingQueue, delivered: queue.SimpleQueue[Response]
) -> None:
    source = watched()
    lease = leased(lease_all(), source)
    reading.add(lease, page())

    assert reading.start(reading.next_group()) == []
    assert Source.objects.get().read_attempts == 1
    response = delivered.get(timeout=60)
    assert (response.source, response.text) == (lease, "Kestrel flies.")
    assert not reading.is_empty
    reading.done(response)
    assert reading.is_empty


def test_no_other_group_is_begun_while_one_is_being_read(reading: ReadingQueue) -> None:
    source = watched()
    lease = leased(lease_all(), source)
    reading.add(lease, page())
    reading.start(reading.next_group())
    reading.add(lease, page())

    assert reading.next_group() == []


def test_a_source_whose_lease_was_lost_is_not_read(reading: ReadingQueue) -> None:
    lost = lease_of(id=watched().pk)
    reading.add(lost, page())

    assert reading.start(reading.next_group()) == [lost]
    assert Source.objects.get().read_attempts == 0
    assert reading.is_empty


def test_what_is_being_read_when_the_pump_ends_does_not_count(reading: ReadingQueue) -> None:
    source = watched()
    lease = leased(lease_all(), source)
    reading.add(lease, page())
    reading.start(reading.next_group())

    reading.undo_attempts()

    assert Source.objects.get().read_attempts == 0


@pytest.mark.parametrize(
    ("pages", "size"), [(MAX_QUEUED + 1, 1), (2, MAX_QUEUED_BYTES // 2 + 1)], ids=["pages", "bytes"]
)
def test_a_queue_that_is_too_long_is_full(pages: int, size: int) -> None:
    reading = ReadingQueue(lambda response: None)
    body = b"x" * size
    for _ in range(pages - 1):
        reading.add(lease_of(), page(body))
    assert not reading.is_full

    reading.add(lease_of(), page(body))
    assert reading.is_full
