"""Direction: which of two known names a sentence sets above the other, against the labels of many readers."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure
from claims.pipeline.extraction.direction import direction_of
from claims.values import Relation

TITLE = "Direction of comparisons (the first object of a sentence is BETTER or WORSE than the second)"
NEEDS = "comparisons/compsent19-train.csv"

_LEAST = {"BETTER": 0.65, "WORSE": 0.45}
_LABELS = {Relation.OUTPERFORMS: "BETTER", Relation.UNDERPERFORMS: "WORSE", None: "NONE"}


def figures(data: Path) -> Iterator[Figure]:
    """Precision, recall and F1 of either label."""
    with (data / NEEDS).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    right = [row["most_frequent_label"] for row in rows]
    found = [_LABELS[direction_of(row["sentence"], row["object_a"], row["object_b"])] for row in rows]
    for label, least in _LEAST.items():
        hits = sum(one == other == label for one, other in zip(right, found, strict=True))
        yield Figure(f"{label} precision", hits / max(1, found.count(label)))
        yield Figure(f"{label} recall", hits / max(1, right.count(label)))
        yield Figure(f"{label} F1", 2 * hits / (found.count(label) + right.count(label)), least=least)
