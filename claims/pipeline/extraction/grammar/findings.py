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


_Read = Callable[[Word], Iterator[Finding]]


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """What reads the relations that a word says, and the words that can say them; none of them stands for any word."""

    read: _Read
    words: frozenset[str]


def pattern(*words: str) -> Callable[[_Read], Pattern]:
    """Make a pattern of a function, which is called with these words alone, in small letters, or with every word."""
    return lambda read: Pattern(read, frozenset(words))


class Patterns:
    """Patterns by the words that they read, so that most of them are not tried at most words."""

    def __init__(self, *patterns: Pattern) -> None:
        self._of_any = tuple(pattern for pattern in patterns if not pattern.words)
        self._by_word = {
            word: tuple(pattern for pattern in patterns if not pattern.words or word in pattern.words)
            for word in frozenset[str]().union(*(pattern.words for pattern in patterns))
        }

    def find(self, tree: Tree) -> Iterator[Finding]:
        """What the patterns find in a sentence, word by word, and at each word in the order of the patterns."""
        for word in tree.words:
            for pattern in self._by_word.get(word.small, self._of_any):
                yield from pattern.read(word)
