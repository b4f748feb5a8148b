"""Meaning: how the severity of changes made by rules compares with the one that a careful person gives them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.meaning_pairs import Pair, make_pairs
from claims.pipeline.sandbox.jobs import read_page
from claims.pipeline.watching.comparison import compare_versions

TITLE = "Meaning of changes (shares of pairs of pages that rules make)"
NEEDS = ""

_FIGURES = frozenset({"figure", "sign", "unit", "score"})


def figures(data: Path) -> Iterator[Figure]:
    """Severities within one of the expected, cosmetic changes above 2 and figures below 5, in both halves."""
    judged = [(pair, severity_of(pair)) for pair in make_pairs()]
    for half, is_unseen in (("developed on", False), ("unseen", True)):
        yield from _of_half(half, [(pair, said) for pair, said in judged if pair.is_unseen is is_unseen])


def severity_of(pair: Pair) -> int:
    """What the watch says of a pair."""
    before, after = (
        read_page(page.encode(), "text/html", "utf-8", "https://news.example/report")
        for page in (pair.before, pair.after)
    )
    return int(compare_versions(before, after, [pair.quote]).severity)


def _of_half(half: str, judged: Sequence[tuple[Pair, int]]) -> Iterator[Figure]:
    near = [abs(said - pair.severity) <= 1 for pair, said in judged]
    loud = [said > 2 for pair, said in judged if pair.kind in ("cosmetic", "consent")]
    quiet = [said < 5 for pair, said in judged if pair.kind in _FIGURES]
    yield Figure(f"pairs ({half})", len(judged), "pairs", least=150)
    yield Figure(f"severity within one ({half})", sum(near) / len(near), least=0.97)
    yield Figure(f"cosmetic changes and walls above 2 ({half})", sum(loud), "pairs", most=0)
    yield Figure(f"changed figures below 5 ({half})", sum(quiet), "pairs", most=0)
