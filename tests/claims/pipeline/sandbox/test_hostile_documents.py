"""PDFs and Word documents that are made to cost time or memory end in a state, within the limits."""

import threading
import time
from pathlib import Path

import pytest

from claims.errors import ReadError
from claims.pipeline.sandbox.sandbox import Sandbox
from tests.claims.pipeline.sandbox import hostile_documents

MAX_RESIDENT_KB = 450_000


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(seconds=60) as box:  # the machine of the tests may be slow
        yield box


class PeakMemory(threading.Thread):
    """Polls the peak of a process's resident memory, in KB, until it ends."""

    def __init__(self, process):
        super().__init__(daemon=True)
        self._status = Path(f"/proc/{process}/status")
        self.peak, self.is_over = 0, False
        self.start()

    def run(self):
        while not self.is_over:
            try:
                lines = self._status.read_text().splitlines()
            except OSError:
                return
            self.peak = max(
                [self.peak, *(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))]
            )
            time.sleep(0.01)


def read(sandbox, body):
    try:
        return sandbox.read_text(body, "application/octet-stream", None)
    except ReadError as error:
        return error.code


@pytest.mark.parametrize("make", hostile_documents.HOSTILE, ids=lambda make: make.__name__)
def test_hostile_document_ends_in_a_state_within_the_limits(sandbox, make):
    body = make()
    sandbox.warm_up()
    memory = PeakMemory(sandbox._child.pid)

    result = read(sandbox, body)

    memory.is_over = True
    memory.join()
    assert result in ("broken", "no_text", "too_large", "reader_killed") or set(result) <= set("x \n|")
    assert memory.peak < MAX_RESIDENT_KB
    assert read(sandbox, b"The next document") == "The next document"


@pytest.mark.parametrize(
    "text",
    [f"A line.\n{' ' * 1_000_000}\nAnother.", f"a  b  c\n{'=' * 1_000_000}x\n1  2  3"],
    ids=["spaces", "rule"],
)
def test_megabyte_in_one_line_is_read(sandbox, text):
    assert sandbox.read_text(text.encode(), "text/plain", None) == text
