"""Partitives: the counted things and measured stuff that "40% of them" and "half of it" are part of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from claims.pipeline.extraction.grammar.phrases import preps
from claims.pipeline.extraction.grammar.tree import SUBJECTS, Word
from claims.pipeline.extraction.lexicon import TIMES

MANY, MUCH = frozenset({"them", "these", "those"}), frozenset({"it", "that", "this"})
_PEOPLE = frozenset({"children", "men", "people", "women"})
_UNITS = frozenset(
    {"%", "cents", "dollars", "euros", "feet", "kilometres", "metres", "miles", "percent", "points", "pounds", "times"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wholes:
    """What a sentence counts ("1,200 farmers": "farmers") and measures ("3 tonnes of tea": "tea"); "" where it does not."""

    many: str = ""
    much: str = ""
    plural: str = ""

    def part(self, pronoun: str) -> str:
        """What "of them" or "of it" is part of; "" where nothing fits."""
        return (self.many or self.plural) if pronoun in MANY else self.much


def wholes_in(text: str, words: Iterable[Word]) -> Wholes:
    """What these words of a sentence count and measure: the first of each."""
    nouns = [word for word in words if word.is_noun and word.mention is None]
    many = (_without_number(text, noun, number) for noun, number in _counted(nouns))
    much = (text[noun.start : noun.end] for noun in map(_measured, nouns) if noun is not None)
    plural = (
        noun.text for noun in nouns if noun.tag == "NNS" and noun.dep in SUBJECTS and noun.small not in _UNITS
    )
    return Wholes(next(many, ""), next(much, ""), next(plural, "").lower())


def is_part_of(pronoun: Word) -> bool:
    """True of "them" in "40% of them", of "that" in "half of that"."""
    is_alone = pronoun.small in MANY | MUCH and not pronoun.children
    return is_alone and pronoun.dep == "pobj" and pronoun.head is not None and pronoun.head.small == "of"


def _counted(nouns: Iterable[Word]) -> Iterator[tuple[Word, Word]]:
    """ "The 1,200 farmers": the noun and its number; no times, and no "3 tonnes of tea"."""
    for noun in nouns:
        number = noun.child("nummod")
        is_plural = noun.tag == "NNS" or noun.small in _PEOPLE
        if number is not None and is_plural and noun.small not in TIMES | _UNITS and _measured(noun) is None:
            yield noun, number


def _measured(noun: Word) -> Word | None:
    """ "3 tonnes of tea": tea."""
    of = next(preps(noun, "of"), None) if noun.child("nummod") is not None else None
    stuff = of.child("pobj") if of is not None else None
    return stuff if stuff is not None and stuff.tag == "NN" and stuff.mention is None else None


def _without_number(text: str, noun: Word, number: Word) -> str:
    start = number.end if number.index < noun.index else noun.start
    return " ".join(text[start : noun.end].split())
