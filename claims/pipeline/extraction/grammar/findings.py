"""Findings: the relations that the patterns of the grammar find in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from claims.pipeline.extraction.grammar.tree import Tree, Word
from claims.vocabulary import Relation

UP, EVEN, DOWN, FIRST, OTHER = (
    Relation.OUTPERFORMS,
    Relation.MATCHES,
    Relation.UNDERPERFORMS,
    Relation.FIRST,
    Relation.OTHER,
)


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """`anchor` is the word that says the relation. `aspect` is what it says that they are compared on, if it does."""

    relation: Relation
    anchor: Word
    subject: Word | None
    objects: tuple[Word, ...] = ()
    aspect: str = ""


Pattern = Callable[[Word], Iterator[Finding]]


def find(tree: Tree, patterns: tuple[Pattern, ...]) -> Iterator[Finding]:
    """What the patterns find in a sentence, word by word."""
    for word in tree.words:
        for pattern in patterns:
            yield from pattern(word)
