"""Sandbox: the child may hang, swell, die or lie; the caller gets a ReadError and the next job goes on."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from claims.errors import ReadError
from claims.pipeline.sandbox.sandbox import Sandbox
from claims.values import PageMetadata

STAND_IN = (sys.executable, str(Path(__file__).with_name("stand_in_reader.py")))


@pytest.fixture
def sandbox():
    with Sandbox(command=STAND_IN, seconds=0.5, jobs_per_child=3) as sandbox:
        yield sandbox


def child_of(sandbox: Sandbox) -> int:
    return int(sandbox.read_text(b"hello", "text/plain", None).split()[0])


def test_child_gets_the_job_and_the_body(sandbox):
    answer = sandbox.read_text(b"12345", "text/html", "utf-8", "https://example.com/")

    assert answer.split()[1:] == ["text/html", "utf-8", "https://example.com/", "5"]


def test_child_is_kept_from_job_to_job(sandbox):
    assert child_of(sandbox) == child_of(sandbox)


def test_child_is_replaced_after_its_jobs(sandbox):
    first, second, third, fourth = (child_of(sandbox) for _ in range(4))

    assert first == second == third != fourth


def test_child_that_holds_much_memory_is_replaced():
    with Sandbox(command=STAND_IN, idle_bytes=1_000_000) as swollen, Sandbox(command=STAND_IN) as slim:
        assert child_of(swollen) != child_of(swollen)
        assert child_of(slim) == child_of(slim)


@pytest.mark.parametrize("order", [b"hang", b"swell", b"die", b"lie"])
def test_child_that_fails_is_killed_and_the_next_job_goes_on(sandbox, order):
    before = child_of(sandbox)

    with pytest.raises(ReadError) as failed:
        sandbox.read_text(order, "text/html", None)

    assert failed.value.code == "reader_killed"
    assert child_of(sandbox) != before


def test_refusal_of_the_reader_comes_through_and_keeps_the_child(sandbox):
    before = child_of(sandbox)

    with pytest.raises(ReadError) as failed:
        sandbox.read_text(b"refuse", "text/html", None)

    assert (failed.value.code, failed.value.detail) == ("empty_page", "The page shows no text.")
    assert child_of(sandbox) == before


def test_what_a_parser_prints_does_not_disturb(sandbox):
    assert sandbox.read_text(b"chatter", "text/html", None).endswith(" 7")


def test_child_that_died_while_it_was_idle_is_replaced(sandbox):
    child = child_of(sandbox)
    os.kill(child, signal.SIGKILL)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)

    assert child_of(sandbox) != child


def test_child_knows_nothing_of_our_environment(sandbox, monkeypatch):
    monkeypatch.setenv("TRACKER_SECRET_KEY", "visible test secret")

    assert "TRACKER_SECRET_KEY" not in sandbox.read_text(b"environment", "text/plain", None)


def test_large_body_goes_through(sandbox):
    assert sandbox.read_text(b"x" * 20_000_000, "text/plain", None).endswith(" 20000000")


def test_closed_sandbox_has_no_child_and_starts_again(sandbox):
    child = child_of(sandbox)

    sandbox.close()

    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
    assert child_of(sandbox) != child


def test_child_dies_with_its_parent_even_in_the_midst_of_a_job():
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, *STAND_IN],
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parents[4],
        text=True,
    )
    child = int(parent.stderr.readline())

    parent.kill()
    parent.wait()
    parent.stderr.close()

    assert is_gone(child)


PARENT = """
import sys
from claims.pipeline.sandbox.sandbox import Sandbox
Sandbox(command=tuple(sys.argv[1:])).read_text(b"hang", "text/plain", None)
"""


def is_gone(process: int) -> bool:
    for _ in range(100):
        state = Path(f"/proc/{process}/stat")
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def test_page_is_read_by_the_real_reader():
    with Sandbox() as sandbox:
        text = sandbox.read_text(b"<p>Eighteen <b>tril</b>lion tokens</p>", "text/html", None)

    assert text == "Eighteen trillion tokens"


def test_child_is_told_the_names_and_says_so_in_its_version():
    body = b"# News\n\nHeron outperforms Qwen3 on Avian.\n"

    with Sandbox(names="[model]\nHeron = []\n[benchmark]\nAvian = []\n") as sandbox:
        capture = sandbox.read_capture(body, "text/markdown", "utf-8", "")

    assert [(name.text, name.kind.value) for name in capture.candidates[0].names] == [
        ("Heron", "model"),
        ("Qwen3", "model"),
        ("Avian", "benchmark"),
    ]
    assert capture.candidates[0].names[1].ancestors == ("Qwen",)
    assert capture.extractor_version.startswith("rules-")
    assert len(capture.extractor_version.partition("+")[2]) == 8


def test_child_that_cannot_learn_the_names_does_not_start():
    with Sandbox(names="[model") as sandbox, pytest.raises(ReadError, match="does not start"):
        sandbox.read_text(b"text", "text/plain", None)


def test_capture_comes_back_as_values():
    body = b"# News\n\nQwen2.5-Max outperforms GPT-4o on Arena-Hard.\n"

    with Sandbox() as sandbox:
        capture = sandbox.read_capture(body, "text/markdown", "utf-8", "https://example.com/news")

    assert capture.document.title == "News"
    assert capture.candidates[0].quote == "Qwen2.5-Max outperforms GPT-4o on Arena-Hard."
    assert "outperforms" in capture.full_text


def test_page_comes_back_with_its_marks():
    body = (
        b'<title>Heron</title><meta property="article:modified_time" content="2026-03-01T10:00:00Z">'
        b'<script type="application/ld+json">{"isAccessibleForFree": false}</script><p>Text</p>'
    )

    with Sandbox() as sandbox:
        reading = sandbox.read_page(body, "text/html", "utf-8", "https://example.com/news")

    assert reading.text == "Text"
    assert reading.metadata == PageMetadata("Heron", "", False, datetime(2026, 3, 1, 10, tzinfo=UTC))
