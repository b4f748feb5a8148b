"""Comparison sets: what the comparisons of one sentence say together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from claims.values import Comparison
from claims.vocabulary import Relation

_DIRECTED = frozenset({Relation.OUTPERFORMS, Relation.UNDERPERFORMS})


def settle(comparisons: Sequence[Comparison]) -> list[Comparison]:
    """The comparisons without repetitions. One that names no other side has that of its neighbour, where both have one subject."""
    distinct = _without_parts(list(dict.fromkeys(comparisons)))
    completed = _without_parts(list(dict.fromkeys(_completed(distinct))))
    return list(_without_repeated_places(_without_vague(completed)))


def _without_parts(comparisons: list[Comparison]) -> list[Comparison]:
    """Without those that are on less than another one of the same two."""
    return [
        c for c in comparisons if not any(_is_same_pair(c, o) and set(c.on) < set(o.on) for o in comparisons)
    ]


def _completed(comparisons: list[Comparison]) -> Iterator[Comparison]:
    """ "X beats Y on MMLU and runs 25% faster": faster than Y; without an aspect of its own it says nothing more."""
    for i, comparison in enumerate(comparisons):
        if comparison.objects or comparison.relation not in _DIRECTED:
            yield comparison
            continue
        others = [*reversed(comparisons[:i]), *comparisons[i + 1 :]]
        rivals = next((r for o in others if (r := _shared_rivals(o, comparison))), ())
        completed = replace(comparison, objects=rivals)
        if not rivals or comparison.on or not any(_is_same_pair(o, completed) for o in others):
            yield completed


def _shared_rivals(other: Comparison, comparison: Comparison) -> tuple[str, ...]:
    """The other side of the neighbour: its objects, or its subject if what is compared is one of them."""
    if other.relation is Relation.FIRST or not other.objects:
        return ()
    if other.subject == comparison.subject:
        return other.objects
    return (other.subject,) if comparison.subject in other.objects else ()


def _is_same_pair(one: Comparison, other: Comparison) -> bool:
    return (one.subject, one.relation, one.objects) == (other.subject, other.relation, other.objects)


def _without_vague(comparisons: list[Comparison]) -> list[Comparison]:
    """Without neutral comparisons of two that another one sets above each other."""
    clear = {(c.subject, o) for c in comparisons if c.relation is not Relation.OTHER for o in c.objects}
    return [
        c
        for c in comparisons
        if c.relation is not Relation.OTHER or not any((c.subject, o) in clear for o in c.objects)
    ]


def _without_repeated_places(comparisons: list[Comparison]) -> Iterator[Comparison]:
    """ "It ranks first, as the top model": one first place, unless each is on something of its own."""
    firsts = [c for c in comparisons if c.relation is Relation.FIRST]
    for comparison in comparisons:
        others = [c for c in firsts if c is not comparison and c.subject == comparison.subject]
        is_repeated = comparison.relation is Relation.FIRST and any(
            _says_more(other, comparison, firsts) for other in others
        )
        if not is_repeated:
            yield comparison


def _says_more(other: Comparison, comparison: Comparison, firsts: list[Comparison]) -> bool:
    """True if `comparison` adds nothing to `other`; of two that say as much the first stays."""
    if comparison.on and other.on and comparison.on != other.on:
        return False
    weights = (len(other.objects) + len(other.on), len(comparison.objects) + len(comparison.on))
    return weights[0] > weights[1] or (
        weights[0] == weights[1] and firsts.index(other) < firsts.index(comparison)
    )
