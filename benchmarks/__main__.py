"""Prints every table. Exit code 1 if a figure lies beyond its limit."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path

from benchmarks import (
    article_text,
    batch,
    capture,
    cost,
    direction,
    exports,
    fairness,
    freshness,
    growth,
    hostile,
    lists,
    load,
    lookup,
    meaning,
    memory,
    noise,
    refresh,
    scores,
    webhooks,
)

_ROOT = Path(__file__).resolve().parents[1]
_TABLES = {
    "article": article_text,
    "direction": direction,
    "noise": noise,
    "meaning": meaning,
    "scores": scores,
    "growth": growth,
    "hostile": hostile,
    "cost": cost,
    "freshness": freshness,
    "refresh": refresh,
    "webhooks": webhooks,
    "fairness": fairness,
    "batch": batch,
    "capture": capture,
    "lists": lists,
    "exports": exports,
    "lookup": lookup,
    "memory": memory,
    "load": load,
}


def main() -> int:
    parser = ArgumentParser(
        prog="python -m benchmarks", description="Measure how articles are read and sources watched."
    )
    parser.add_argument(
        "--data", type=Path, default=_ROOT / "var" / "labelled", help="labelled documents (var/labelled)"
    )
    parser.add_argument("tables", nargs="*", metavar="TABLE", help=f"some of: {', '.join(_TABLES)}")
    options = parser.parse_args()
    if unknown := set(options.tables) - set(_TABLES):
        parser.error(f"no table is called {', '.join(sorted(unknown))}; there are {', '.join(_TABLES)}")
    missed = 0
    for name in options.tables or _TABLES:
        missed += _print_table(name, options.data.resolve())
    print(f"\n{missed} beyond their limits" if missed else "\nNothing beyond its limit")
    return 1 if missed else 0


def _print_table(name: str, data: Path) -> int:
    """Prints one table as it is measured, and returns how many of its figures lie beyond their limits."""
    table = _TABLES[name]
    if not (data / table.NEEDS).exists() and table.NEEDS:
        print(f"\n{table.TITLE}: skipped, there is no {data / table.NEEDS}")
        return 0
    print(f"\n{table.TITLE}")
    missed = 0
    for figure in table.figures(data):
        print(figure, flush=True)
        missed += figure.is_missed
    return missed


if __name__ == "__main__":
    sys.exit(main())
