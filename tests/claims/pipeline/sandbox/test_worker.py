"""Worker: the child limits itself, keeps its results apart from what parsers print, and reports what it refuses."""

import subprocess
import sys
from pathlib import Path

import pytest

from claims.pipeline.sandbox.framing import dump, load, read_frame, write_frame
from claims.pipeline.sandbox.worker import Failure, Job

ROOT = Path(__file__).parents[4]
MEGABYTE = 1_000_000
CHILD = """
import logging, os, resource, sys
from claims.errors import ReadError
from claims.pipeline.sandbox.worker import serve

def nested(depth):
    return nested(depth + 1)

def job(body, job):
    match body:
        case b"fill":
            bytearray(900_000_000)
        case b"recurse":
            nested(0)
        case b"print":
            print("a parser's words", flush=True)
            os.write(1, b"and bytes")
        case b"log":
            logging.getLogger("parser").critical("a parser's warning")
        case b"refuse":
            raise ReadError("The page shows no text.", code="empty_page")
        case b"limits":
            return f"{resource.getrlimit(resource.RLIMIT_AS)[0]} {resource.getrlimit(resource.RLIMIT_CORE)[0]}"
    return f"{job.name} {job.content_type} {job.charset} {job.url} {len(body)}"

serve({"read": job}, memory_bytes=600_000_000)
"""


@pytest.fixture
def child():
    command = [sys.executable, "-c", CHILD]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert read_frame(child.stdout) == b""  # it is ready
        yield child
        child.kill()


def read(child, body, name="read"):
    """The child's failure and, if there is none, its result; None for each that does not come."""
    write_frame(child.stdin, dump(Job(name, "text/html", "utf-8", "https://a.example/")))
    write_frame(child.stdin, body)
    head = read_frame(child.stdout)
    failure = load(Failure, head) if head is not None else None
    return failure, load(str, read_frame(child.stdout)) if failure == Failure() else None


def test_job_and_body_give_a_result(child):
    assert read(child, b"hello") == (Failure(), "read text/html utf-8 https://a.example/ 5")


def test_refusal_is_reported_and_the_next_job_goes_on(child):
    assert read(child, b"refuse") == (Failure("The page shows no text.", "empty_page"), None)
    assert read(child, b"hello")[0] == Failure()


def test_prints_of_a_parser_are_no_results(child):
    assert read(child, b"print") == (Failure(), "read text/html utf-8 https://a.example/ 5")


def test_logs_are_off(child):
    read(child, b"log")
    child.stdin.close()

    assert child.stderr.read() == b""


def test_memory_and_core_files_are_limited(child):
    assert read(child, b"limits")[1] == f"{600 * MEGABYTE} 0"


@pytest.mark.parametrize("order", [b"fill", b"recurse"])
def test_exhausted_memory_or_stack_ends_the_child_without_a_result(child, order):
    assert read(child, order) == (None, None)
    assert child.wait(10) == 0


def test_end_of_its_input_ends_the_child(child):
    child.stdin.close()

    assert child.wait(10) == 0
    assert child.stdout.read() == b""
