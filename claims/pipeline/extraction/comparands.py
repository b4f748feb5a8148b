"""Comparands: the names of the two sides of a comparison that the grammar found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from claims.pipeline.extraction.grammar.clauses import subject_of, whose
from claims.pipeline.extraction.grammar.findings import Finding
from claims.pipeline.extraction.grammar.phrases import (
    examples,
    listed,
    owner_of,
    phrase,
    through_aspect,
    written,
)
from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.lexicon import COST_NOUNS, REPORTING_VERBS, RESULT_NOUNS
from claims.pipeline.extraction.subjects import UNFIT, SentenceView, anaphor_of
from claims.values import Comparison
from claims.vocabulary import EntityKind, Relation

_THINGS = frozenset({EntityKind.MODEL, EntityKind.PRODUCT})
_MAKERS = frozenset({EntityKind.ORGANISATION, EntityKind.PERSON})
_THING_NOUNS = frozenset({"model", "models", "version", "versions", "system", "systems", "llms", "chatbots"})


def subject_name(view: SentenceView, finding: Finding) -> str:
    """What is compared, by its name where it has one; "" where nothing is known that it could be."""
    if finding.subject is None:
        return view.topic.subject
    word = _compared(finding, finding.subject)
    if _is_reporter(word, finding.anchor):
        return _thing_before(view, finding) or view.topic.thing or view.name_of(word)
    if not _fits(view, word, finding):
        return _thing_before(view, finding) or view.topic.thing or view.name_of(word)
    if _is_measure(word):
        return _thing_before(view, finding) or view.topic.thing or view.name_of(word)
    if not view.named(word) and (named := _named(examples(word))):
        return view.text[named[0].start : named[-1].end]
    return view.name_of(word) or view.topic.subject or _own_words(view, word)


def object_names(view: SentenceView, finding: Finding, before: Sequence[Comparison]) -> Iterator[str]:
    """The other side: names, else the words of a noun; of a superlative its class. "Them" are those of the comparison before."""
    if finding.relation is Relation.FIRST:
        yield from (phrase(view.text, noun) for noun in finding.objects)
        return
    for noun in finding.objects:
        rivals = next((c.objects for c in reversed(before) if c.objects), ()) if _is_pronoun(noun) else ()
        yield from rivals or _names_of(view, noun)


def _names_of(view: SentenceView, noun: Word) -> Iterator[str]:
    """The names that a noun stands for: those of its examples, of what "that of" belongs to, else its own."""
    if named := _named(examples(noun)):
        yield from (view.single_name_of(word) for word in named)
        return
    owner = through_aspect(noun)
    for rival in [noun] if owner is noun else listed(owner):
        is_named = rival.tag == "PRP" or view.named(rival) is not None
        yield view.single_name_of(rival) if is_named else written(view.text, rival)


def _named(words: Sequence[Word]) -> list[Word]:
    return [word for example in words for word in listed(example) if word.mention]


def _is_pronoun(noun: Word) -> bool:
    return noun.small in {"it", "them", "both"}


def _compared(finding: Finding, subject: Word) -> Word:
    """What is compared: "X's growth outstripped that of Y", "X has a performance that matches Y" are about X."""
    is_shared = any(noun.small in {"that", "those"} for noun in finding.objects)
    owner = (owner_of(subject) or subject) if is_shared else through_aspect(subject)
    is_achieved = owner.mention is None and owner.dep == "dobj" and owner.small in RESULT_NOUNS
    return whose(owner) or (subject_of(owner) if is_achieved else None) or owner


def _is_reporter(word: Word, anchor: Word) -> bool:
    """ "Google reports 84%, a jump over prior models", "with Google noting a gain over Y": it is not Google that gained."""
    verb = word.head
    return verb is not None and verb is not anchor and word.dep == "nsubj" and verb.small in REPORTING_VERBS


def _is_measure(word: Word) -> bool:
    """ "A 64% error rate (improved over Y)", "the score is higher than Y's": it is the one that has it that is compared."""
    return (
        word.mention is None
        and word.small in RESULT_NOUNS | COST_NOUNS | {"rate", "rates"}
        and owner_of(word) is None
    )


def _fits(view: SentenceView, word: Word, finding: Finding) -> bool:
    """False for a maker that is set against models, and for a benchmark that would be better than something."""
    named = view.named(word)
    kind = named.mention.kind if named is not None and named.mention else None
    if kind in UNFIT:
        return finding.relation is Relation.OTHER
    return kind not in _MAKERS or not any(_is_thing(noun) for noun in finding.objects)


def _is_thing(noun: Word) -> bool:
    if noun.mention is not None:
        return noun.mention.kind in _THINGS
    return noun.small in _THING_NOUNS


def _thing_before(view: SentenceView, finding: Finding) -> str:
    """The last model or product that the sentence names before the word that compares."""
    objects = {noun.start for noun in finding.objects}
    things = (
        mention.text
        for mention in reversed(view.mentions)
        if mention.kind in _THINGS and mention.end <= finding.anchor.start and mention.start not in objects
    )
    return next(things, "")


def _own_words(view: SentenceView, word: Word) -> str:
    """ "Our method" where nothing was named that it could stand for; "" of a pronoun."""
    is_pronoun = anaphor_of(view.text, word, "pronoun") or not word.is_noun
    return "" if is_pronoun else phrase(view.text, word)
