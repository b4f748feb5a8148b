"""Direction: which of two known names a sentence sets above the other, against the labels of many readers."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.halves import DEVELOPED, UNSEEN, half_of
from claims.pipeline.extraction.direction import direction_of
from claims.vocabulary import Relation

TITLE = "Direction of comparisons (the first object of a sentence is BETTER or WORSE than the second)"
NEEDS = "comparisons/compsent19-train.csv"

_LEAST = {"BETTER": 0.80, "WORSE": 0.70}
_LABELS = {Relation.OUTPERFORMS: "BETTER", Relation.UNDERPERFORMS: "WORSE", None: "NONE"}


def figures(data: Path) -> Iterator[Figure]:
    """Precision, recall and F1 of either label, on the half that the rules have not seen and on the other."""
    with (data / NEEDS).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for half in (UNSEEN, DEVELOPED):
        yield from _figures(half, [row for row in rows if half_of("comparisons", row["id"]) == half])


def _figures(half: str, rows: list[dict[str, str]]) -> Iterator[Figure]:
    labels = [row["most_frequent_label"] for row in rows]
    answers = [_LABELS[direction_of(row["sentence"], row["object_a"], row["object_b"])] for row in rows]
    for label, least in _LEAST.items():
        hits = sum(answer == right == label for right, answer in zip(labels, answers, strict=True))
        yield Figure(f"{half}: {label} precision", hits / max(1, answers.count(label)))
        yield Figure(f"{half}: {label} recall", hits / max(1, labels.count(label)))
        f1 = 2 * hits / (answers.count(label) + labels.count(label))
        yield Figure(f"{half}: {label} F1", f1, least=least if half is UNSEEN else None)
