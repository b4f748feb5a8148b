"""Rankings: the order that follows from who beats whom, and the circles in which none can be given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ranking:
    """`tiers` from the best: each thing is beaten only by things of earlier tiers, or within its own circle.

    `cycles` are things of which each beats another one, directly or over others. `derived` are pairs (better, worse) that
    no comparison states, but a chain of them.
    """

    tiers: list[list[str]]
    cycles: list[list[str]]
    derived: list[tuple[str, str]]


def rank(beaten: Iterable[tuple[str, str]]) -> Ranking:
    """The ranking that follows from pairs (better, worse). At most a few hundred pairs: it takes their number squared."""
    worse_than: dict[str, set[str]] = defaultdict(set)
    for better, worse in sorted(set(beaten)):
        worse_than[better].add(worse)
        worse_than.setdefault(worse, set())
    reached = {name: _reached(name, worse_than) for name in worse_than}
    circles = {name: frozenset({name, *(o for o in reached[name] if name in reached[o])}) for name in reached}
    cycles = [sorted(circle) for circle in dict.fromkeys(circles.values()) if len(circle) > 1]
    tier = _tiers(worse_than, circles)
    tiers = [sorted(name for name in tier if tier[name] == depth) for depth in sorted(set(tier.values()))]
    derived = sorted(
        (better, worse)
        for better, below in reached.items()
        for worse in below
        if worse not in worse_than[better] and worse not in circles[better]
    )
    return Ranking(tiers, cycles, derived)


def _reached(start: str, worse_than: dict[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    left = list(worse_than[start])
    while left:
        name = left.pop()
        if name not in reached:
            reached.add(name)
            left.extend(worse_than[name])
    return reached


def _tiers(worse_than: dict[str, set[str]], circles: dict[str, frozenset[str]]) -> dict[str, int]:
    """The longest chain of circles that ends at each name: 0 for what nothing beats."""
    above: dict[frozenset[str], set[frozenset[str]]] = {circle: set() for circle in circles.values()}
    for better, others in worse_than.items():
        for worse in others:
            if circles[better] != circles[worse]:
                above[circles[worse]].add(circles[better])
    depth: dict[frozenset[str], int] = {}
    while len(depth) < len(above):
        for circle, betters in above.items():
            if circle not in depth and betters <= depth.keys():
                depth[circle] = max((depth[better] + 1 for better in betters), default=0)
    return {name: depth[circle] for name, circle in circles.items()}
