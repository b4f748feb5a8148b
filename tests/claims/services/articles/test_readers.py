"""Documents are read side by side, each in a process of its own."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator

import pytest

from claims.errors import ReadError
from claims.pipeline.sandbox.sandbox import Sandbox
from claims.services import runtime
from claims.services.articles import readers as readers_module
from claims.services.articles.readers import Readers
from claims.values import Capture, Document

READ = Capture(Document("text"), (), "text")


@pytest.fixture
def readers() -> Iterator[Readers[str]]:
    with Readers[str](2) as readers:
        yield readers


def end(readers: Readers[str]) -> list[str]:
    subjects: list[str] = []
    while readers.is_busy:
        subjects += [subject for subject, _ in readers.finished(5)]
    return subjects


def test_as_many_documents_are_read_at_a_time_as_there_are_readers(readers: Readers[str]) -> None:
    both = threading.Barrier(2, timeout=20)

    def meet(box: Sandbox) -> Capture:
        both.wait()
        return READ

    readers.read("one", meet)
    assert readers.has_idle
    readers.read("two", meet)
    assert not readers.has_idle

    assert sorted(end(readers)) == ["one", "two"]
    assert readers.has_idle


def test_what_is_read_first_does_not_wait_for_the_others(readers: Readers[str]) -> None:
    may_end = threading.Event()

    def wait(box: Sandbox) -> Capture:
        may_end.wait(20)
        return READ

    readers.read("slow", wait)
    readers.read("quick", lambda box: READ)

    assert [subject for subject, _ in readers.finished(10)] == ["quick"]
    assert readers.finished(0.01) == []
    may_end.set()
    assert end(readers) == ["slow"]


def test_the_process_s_own_sandbox_is_used_first(readers: Readers[str]) -> None:
    boxes: list[Sandbox] = []

    def note(box: Sandbox) -> Capture:
        boxes.append(box)
        return READ

    for _ in range(3):
        readers.read("one", note)
        end(readers)

    assert boxes == [runtime.sandbox()] * 3


def test_a_reader_that_was_prepared_has_started_when_it_is_needed(readers: Readers[str]) -> None:
    may_end = threading.Event()
    has_child: list[bool] = []

    def wait(box: Sandbox) -> Capture:
        may_end.wait(30)
        return READ

    def note(box: Sandbox) -> Capture:
        has_child.append(box._child is not None and box is not runtime.sandbox())
        return READ

    readers.read("long", wait)
    readers.prepare()
    readers.prepare()
    readers.read("short", note)
    while not has_child:
        readers.finished(1)
    may_end.set()
    end(readers)

    assert has_child == [True]


def test_an_error_is_that_of_its_document(readers: Readers[str]) -> None:
    def fail(box: Sandbox) -> Capture:
        raise ReadError("The page shows no text.", code="empty_page")

    readers.read("one", fail)

    [(subject, reading)] = readers.finished(10)
    assert subject == "one"
    with pytest.raises(ReadError, match="no text"):
        reading.result()


def child_of(box: Sandbox) -> int:
    box.warm_up()
    assert box._child is not None
    return box._child.pid


def children_of_two_readers() -> set[int]:
    """The processes in which two documents are read side by side."""
    children: list[int] = []
    both = threading.Barrier(2, timeout=30)

    def read(box: Sandbox) -> Capture:
        children.append(child_of(box))
        both.wait()
        return READ

    with Readers[str](2) as readers:
        readers.read("one", read)
        readers.read("two", read)
        end(readers)
    return set(children)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_readers_wait_for_further_work_before_they_end() -> None:
    first = children_of_two_readers()

    assert len(first) == 2
    assert children_of_two_readers() == first
    assert all(is_running(pid) for pid in first)


def test_a_reader_without_further_work_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers_module, "KEEP_SECONDS", 0.1)
    monkeypatch.setattr(readers_module, "_spares", readers_module._SpareReaders())

    [additional] = children_of_two_readers() - {child_of(runtime.sandbox())}

    until = time.monotonic() + 20
    while is_running(additional) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_running(additional)
    assert is_running(child_of(runtime.sandbox()))


def test_a_reader_whose_work_has_not_begun_to_read_leaves_no_process() -> None:
    has_started, children = threading.Event(), []

    def read_later(box: Sandbox) -> Capture:
        has_started.set()
        time.sleep(0.5)
        children.append(child_of(box))
        return READ

    with Readers[str](1, is_apart=True) as readers:
        readers.read("one", read_later)
        assert has_started.wait(20)

    assert len(children) == 1
    assert not is_running(children[0])
