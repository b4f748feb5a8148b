"""Trees: the words of a parsed sentence, each with its head and its children."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from claims.pipeline.extraction.mentions import Mention

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})


@dataclass(slots=True, eq=False)
class Word:
    """A token of a sentence: `text[start:end]`, a name's words being one. `tag` and `dep` are those of Penn Treebank and ClearNLP."""

    index: int
    text: str
    small: str
    start: int
    end: int
    tag: str = ""
    dep: str = ""
    head: Word | None = None
    children: list[Word] = field(default_factory=list)
    following: Word | None = None
    mention: Mention | None = None

    @property
    def is_verb(self) -> bool:
        """True for verbs and participles, auxiliaries among them."""
        return self.tag[:1] == "V" or self.tag == "MD"

    @property
    def is_noun(self) -> bool:
        """True for nouns and names."""
        return self.tag[:1] == "N" or self.mention is not None

    def child(self, *deps: str) -> Word | None:
        """The first child with one of these relations."""
        return next((child for child in self.children if child.dep in deps), None)

    def all(self, *deps: str) -> list[Word]:
        """The children with one of these relations, in order."""
        return [child for child in self.children if child.dep in deps]

    def ancestors(self) -> Iterator[Word]:
        """The head, its head, up to the root."""
        word = self.head
        while word:
            yield word
            word = word.head

    def subtree(self, without: Iterable[str] = ()) -> Iterator[Word]:
        """The word and all below it, without the children of these relations and what hangs on them; not in order."""
        waiting = [self]
        while waiting:
            word = waiting.pop()
            yield word
            waiting.extend(child for child in word.children if child.dep not in without)


@dataclass(slots=True, eq=False)
class Tree:
    """A parsed sentence. `words` are in order; more than one of them may have no head."""

    text: str
    words: list[Word]

    def roots(self) -> Iterator[Word]:
        """The words without a head."""
        return (word for word in self.words if word.head is None)
