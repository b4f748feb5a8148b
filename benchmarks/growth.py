"""Growth: reading and extracting take time in proportion to a text's length, however it is made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import process_time

from benchmarks.costly_texts import costly_texts
from benchmarks.figures import Figure
from benchmarks.writing import prose, repeated
from claims.errors import ReadError
from claims.pipeline.documents.documents import read_document
from claims.pipeline.extraction.extract import extract
from claims.pipeline.sandbox.memory import release_memory
from claims.vocabulary import ContentType

TITLE = "Growth of time with length (read and extract)"
NEEDS = ""

_MEGABYTES = 450

_SIGNS = {"[": "[", "(1": "(1", "a,": "a,", "digits": "7", "unclosed tags": "<b>"}


def figures(data: Path) -> Iterator[Figure]:
    """Seconds of CPU for prose of three lengths, and for 1 MB of what a careless pattern chokes on."""
    seconds = {
        length: _seconds(prose(length), ContentType.MARKDOWN) for length in (10_000, 100_000, 1_000_000)
    }
    yield Figure("prose, 10 kB", seconds[10_000], "s")
    yield Figure("prose, 100 kB", seconds[100_000], "s")
    yield Figure("prose, 1 MB", seconds[1_000_000], "s", most=20)
    yield Figure("prose, 1 MB to 100 kB", seconds[1_000_000] / seconds[100_000], "times", most=12)
    for name, unit in _SIGNS.items():
        for kind in ContentType:
            yield Figure(f"1 MB of {name} as {kind}", _seconds(repeated(unit), kind), "s", most=5)
    for name, kind, text in costly_texts():
        yield Figure(f"1 MB of {name}, to prose", _seconds(text, kind) / seconds[1_000_000], "times", most=3)
    yield Figure("memory at the most", getrusage(RUSAGE_SELF).ru_maxrss / 1024, "MB", most=_MEGABYTES)


def _seconds(text: str, kind: ContentType) -> float:
    start = process_time()
    with suppress(ReadError):  # a refusal takes its time, too
        extract(read_document(text, kind))
    seconds = process_time() - start
    release_memory()  # as a reader does after each job
    return seconds
