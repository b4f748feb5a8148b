"""Rivals: which of two named things a sentence sets above the other, where no single pattern of the grammar relates them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from claims.pipeline.extraction.grammar import appraisals, contrasts, standards
from claims.pipeline.extraction.grammar.asserting import polarity_of
from claims.pipeline.extraction.grammar.clauses import verb_above
from claims.pipeline.extraction.grammar.negation import is_negated, is_none
from claims.pipeline.extraction.grammar.sides import Sides, Verdict
from claims.pipeline.extraction.grammar.tree import Tree, Word
from claims.pipeline.extraction.lexicon import INTENDING_WORDS, OPINIONS, REPORTING_VERBS, SAYINGS
from claims.pipeline.extraction.mentions import Mention
from claims.pipeline.extraction.subjects import UNFIT
from claims.vocabulary import EntityKind, Polarity, Relation

# The first rule that decides counts.
_RULES: tuple[Callable[[Sides], Iterator[Verdict]], ...] = (
    standards.than,
    standards.compared,
    standards.over,
    standards.instead,
    standards.as_as,
    contrasts.preferring,
    contrasts.choosing,
    contrasts.regretting,
    contrasts.leaving,
    standards.a_better,
    appraisals.between,
    appraisals.or_better,
    contrasts.liking,
    appraisals.winning,
    appraisals.beside,
    contrasts.contrast,
    appraisals.better_than_both,
    appraisals.praised_and_blamed,
)
_WISHING = frozenset(["hope", "hoped", "hopes", "want", "wanted", "wants", "wish", "wishes"])
_SAYING = SAYINGS | REPORTING_VERBS | OPINIONS


def order_of(tree: Tree, side_of: Mapping[str, int]) -> Relation | None:
    """OUTPERFORMS if a sentence sets the thing of side 1 above that of side -1, UNDERPERFORMS if below, None if it does neither."""
    verdict = verdict_on(tree, side_of)
    if verdict is None:
        return None
    return Relation.OUTPERFORMS if verdict[1] > 0 else Relation.UNDERPERFORMS


def verdict_on(tree: Tree, side_of: Mapping[str, int]) -> Verdict | None:
    """The word by which a sentence sets one of two things above the other, and the side that stands above.

    `side_of` has the sides of the two, 1 and -1, by their canonical names. Questions and suppositions set nothing above anything.
    """
    sides = Sides(tree, side_of)
    if not {1, -1} <= set(sides.sides):
        return None
    for rule in _RULES:
        for word, side in rule(sides):
            if side and not sides.is_asked(word.index) and is_said(word):
                return word, side
    return None


def is_said(word: Word) -> bool:
    """False for "whether X is better" and "no one said that X is better"; "X is not better" is said."""
    if polarity_of(word) is Polarity.DISPUTED:
        return False
    current, is_content = word, True
    while current.head is not None and (current.dep != "conj" or _is_joined(current)):
        verb = current.head
        if current.dep == "ccomp" and verb.small in _SAYING and _is_not_done(verb):
            return False
        if current.is_verb and is_content:
            is_content = current.dep in {"ccomp", "xcomp"}
            if is_content and (_is_wish(verb) or (current is verb_above(word) and _is_needed(current))):
                return False
        current = verb
    return True


def _is_joined(verb: Word) -> bool:
    """ "They say that it works and that it is better": "is" is said as "works" is."""
    return verb.child("mark") is not None and verb.head is not None and verb.head.dep == "ccomp"


def _is_wish(verb: Word) -> bool:
    """ "Would like to see X beat Y", "hopes that X beats Y", "the aim is to beat Y"."""
    subject = verb.child("nsubj")
    if verb.small in {"like", "love"}:
        return any(child.small in {"would", "'d"} for child in verb.all("aux"))
    return verb.small in _WISHING or (subject is not None and subject.small in INTENDING_WORDS)


def _is_needed(verb: Word) -> bool:
    """ "Has to be better"."""
    is_had = verb.head is not None and verb.head.small in {"have", "has", "had"}
    return is_had and any(child.small == "to" for child in verb.all("aux"))


def _is_not_done(verb: Word) -> bool:
    """ "no one says", "they never said"; "I don't think" denies what is thought instead."""
    subject = verb.child("nsubj", "nsubjpass")
    is_nothing = subject is not None and is_none(subject)
    return is_nothing or (verb.small not in OPINIONS and is_negated(verb))


def _may_be_rival(mention: Mention) -> bool:
    """False for a name that could be anything, unless its number tells that it was made: "Heron-1"."""
    return mention.kind is not EntityKind.OTHER or any(map(str.isdigit, mention.text))


def rivals_in(mentions: Sequence[Mention]) -> list[Mention]:
    """The only two names that could stand against each other, in the text's order; of one kind, and not within one another."""
    fit = {m.text.casefold(): m for m in mentions if m.kind not in UNFIT and _may_be_rival(m)}
    for kind in (EntityKind.MODEL, EntityKind.PRODUCT, EntityKind.ORGANISATION, EntityKind.OTHER):
        names = sorted((m for m in fit.values() if m.kind is kind), key=lambda mention: mention.start)
        if len(names) == 2 and names[0].text not in names[1].text and names[1].text not in names[0].text:
            return names
    return []
