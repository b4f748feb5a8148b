"""Hostile pages: what the sandbox answers to pages that are made to cost much, and how soon."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from benchmarks.figures import Figure
from benchmarks.writing import hostile_pages
from claims.errors import ReadError
from claims.pipeline.sandbox.sandbox import Sandbox

TITLE = "Hostile pages in the sandbox (with what came of each)"
NEEDS = ""

_SECONDS = 20.0
_TO_START_AGAIN = 2.0


def figures(data: Path) -> Iterator[Figure]:
    """Seconds until each page was read or refused. No page may take more than the sandbox allows, and a new start."""
    with Sandbox(seconds=_SECONDS) as sandbox:
        sandbox.read_text(b"warm", "text/plain", None)
        for name, source in hostile_pages():
            start = perf_counter()
            outcome = _outcome(sandbox, f"<html><body>{source}".encode())
            yield Figure(f"{name}: {outcome}", perf_counter() - start, "s", most=_SECONDS + _TO_START_AGAIN)


def _outcome(sandbox: Sandbox, body: bytes) -> str:
    try:
        capture = sandbox.read_capture(body, "text/html", "utf-8", "https://news.example/story")
    except ReadError as problem:
        return problem.code
    return f"read, {len(capture.candidates):,} claims"
