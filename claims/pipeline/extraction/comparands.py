"""Comparands: the names of the two sides of a comparison that the grammar found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import dropwhile, takewhile

from claims.pipeline.extraction.anaphors import anaphor_of
from claims.pipeline.extraction.grammar.clauses import subject_of, verb_above, whose
from claims.pipeline.extraction.grammar.findings import Finding
from claims.pipeline.extraction.grammar.phrases import (
    examples,
    listed,
    name_in,
    owner_of,
    phrase,
    preps,
    through_aspect,
    written,
)
from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.lexicon import (
    COST_NOUNS,
    MAKER_NOUNS,
    PLACING_VERBS,
    RELEASING_VERBS,
    REPORTING_VERBS,
    RESULT_NOUNS,
)
from claims.pipeline.extraction.subjects import UNFIT, SentenceView
from claims.values import Comparison
from claims.vocabulary import EntityKind, Relation

_THINGS = frozenset({EntityKind.MODEL, EntityKind.PRODUCT})
_PERHAPS_THINGS = frozenset({EntityKind.OTHER, EntityKind.TECHNIQUE})
_TESTS = frozenset({EntityKind.BENCHMARK, EntityKind.DATASET})
_INTRODUCING = frozenset(
    {"like", "including", "e.g.", "namely", "such", "notably", "especially", "particularly", "(", ":"}
)
_BETWEEN = _INTRODUCING | {"as", ",", "and", "or", "&", "'s", "’s", "both", "the", "even"}
_PLACED = ("in", "at", "for")
_MAX_CLAUSE = 12
_MAX_INTRODUCED = 24
_MEASURES = RESULT_NOUNS | COST_NOUNS | {"rate", "rates", "%", "percent"}
_MAKERS = frozenset({EntityKind.ORGANISATION, EntityKind.PERSON})
_THING_NOUNS = frozenset(
    [
        "approaches",
        "baseline",
        "baselines",
        "chatbots",
        "llms",
        "methods",
        "model",
        "models",
        "system",
        "systems",
        "version",
        "versions",
    ]
)


def subject_name(view: SentenceView, finding: Finding) -> str:
    """What is compared, by its name where it has one; "" where nothing is known that it could be."""
    if finding.subject is None:
        return _thing_before(view, finding) or view.topic.subject
    word = _compared(finding, finding.subject)
    if any(map(_is_told_apart, finding.objects)) and _is_apart_too(word) and not view.named(word):
        return with_clause(view.text, word)
    word = _released(word, finding.anchor) or _presented(word, finding) or word
    if _is_reporter(word, finding.anchor):
        return _named_before(view, finding, _THINGS) or view.topic.thing or view.name_of(word)
    return _bearing_name(view, word, finding)


def _bearing_name(view: SentenceView, word: Word, finding: Finding) -> str:
    """The name of what is compared; of a measure, what has it, unless it is set against another measure."""
    if _is_measure(word) and _are_measures(view, finding):
        return view.name_of(word)
    if _is_measure(word) or not _fits(view, word, finding):
        return _thing_before(view, finding) or view.topic.thing or _measured_by(view, word)
    return _name_of(view, word, finding)


def _are_measures(view: SentenceView, finding: Finding) -> bool:
    """ "Prices rose faster than wages": True where the other side names nothing that could have a price."""
    objects = finding.objects if finding.relation is not Relation.FIRST else ()
    return any(objects) and all(view.named(noun) is None and noun.tag == "NNS" for noun in objects)


def _measured_by(view: SentenceView, word: Word) -> str:
    """The words of a measure; of a number, "the rate went to 0.5 percent, the highest since 2009", what has it."""
    subject = subject_of(verb_above(word)) if word.tag == "CD" or word.child("nummod") else None
    return view.name_of(subject if subject is not None and subject is not word else word)


def _name_of(view: SentenceView, word: Word, finding: Finding) -> str:
    """The name of what is compared: that of its examples, its own, what it stands for, else its words."""
    if not view.named(word) and (named := _named(examples(word))):
        return view.text[named[0].start : named[-1].end]
    name = view.name_of(word) or _otherwise(view, word)
    if _is_maker(view, name, finding):
        return _thing_before(view, finding) or name
    return name


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
    if named := _named(examples(noun)) or _introduced(view, noun):
        yield from (view.single_name_of(word) for word in named)
        return
    if place := _placed_in(noun) if _is_owned_by_none(noun) else None:
        yield view.single_name_of(place)  # "those in Corvia"
        return
    if _is_owned_by_none(noun) and _is_told_apart(noun):
        yield with_clause(view.text, noun)  # "those who received Y", "those on Y"
        return
    owner = through_aspect(noun)
    for rival in [noun] if owner is noun else listed(owner):
        is_named = rival.tag == "PRP" or view.named(rival) is not None
        yield view.single_name_of(rival) if is_named else written(view.text, rival)


def _is_owned_by_none(noun: Word) -> bool:
    """True of "those in Y" and "those who …"; not of "those of Y"."""
    return noun.small in {"those", "that"} and owner_of(noun) is None


def _introduced(view: SentenceView, noun: Word) -> list[Word]:
    """ "Rivals, e.g. X and Y", "rivals (X, Y)": the names that a sign or word behind a plural introduces, whatever the tree says."""
    words = view.tree.words[noun.index + 1 : noun.index + 1 + _MAX_INTRODUCED] if view.tree else []
    behind = list(dropwhile(lambda word: word.small in {",", "—", "–"}, words))
    if noun.tag != "NNS" or noun.mention or not behind or behind[0].small not in _INTRODUCING:
        return []
    names = list(takewhile(lambda word: word.mention or word.small in _BETWEEN, behind))
    return [word for word in names if word.mention and word.mention.kind not in UNFIT and not _owns(word)]


def _owns(word: Word) -> bool:
    """ "Northwind's Kestrel-2": True of Northwind."""
    return word.dep == "poss"


def _named(words: Sequence[Word]) -> list[Word]:
    return [word for example in words for word in listed(example) if word.mention]


def _is_pronoun(noun: Word) -> bool:
    return noun.small in {"it", "them", "both"}


def _compared(finding: Finding, subject: Word) -> Word:
    """What is compared: "X's growth outstripped that of Y", "X has a performance that matches Y" are about X."""
    is_shared = any(noun.small in {"that", "those"} for noun in finding.objects)
    owner = (owner_of(subject) or _placed_in(subject) or subject) if is_shared else through_aspect(subject)
    owner = whose(owner) or owner
    if subject.head is finding.anchor:
        return owner
    is_between_two = bool(finding.objects) and finding.relation is not Relation.FIRST
    return (_bearer(owner) if is_between_two or owner.small in RESULT_NOUNS else None) or owner


def _has_clause(noun: Word) -> bool:
    """ "Patients given X", "those who received Y"."""
    return (noun.tag == "NNS" or noun.tag == "DT") and noun.child("relcl", "acl") is not None


def _is_told_apart(noun: Word) -> bool:
    """ "Patients given X", "those who received Y", "those on Y"."""
    return _has_clause(noun) or (noun.small in {"those", "that"} and _place_of(noun) is not None)


def with_clause(text: str, noun: Word) -> str:
    """ "Patients given X", "those who received Y", "those on Y": a noun with what tells it from the others."""
    clause = noun.child("relcl", "acl") or _place_of(noun)
    last = max(clause.subtree(("advcl",)), key=lambda word: word.index) if clause is not None else noun
    return text[noun.start : last.end] if last.index - noun.index < _MAX_CLAUSE else noun.text


def _is_apart_too(subject: Word) -> bool:
    """ "Patients given X", "exporters in the south": what is set against "those who …", "those in the north"."""
    return _has_clause(subject) or (subject.tag == "NNS" and _place_of(subject) is not None)


def _place_of(noun: Word) -> Word | None:
    """ "Those on Y", "exporters in the south": Y, the south."""
    places = (prep.child("pobj") for prep in preps(noun, *_PLACED, "on", "with", "without"))
    return next((place for place in places if place is not None), None)


def _placed_in(noun: Word) -> Word | None:
    """ "Income in X", set against "that of Y": X."""
    places = (prep.child("pobj") for prep in preps(noun, *_PLACED))
    return next((place for place in places if place is not None and place.mention), None)


def _bearer(noun: Word) -> Word | None:
    """ "X is a tool that makes videos rivalling Y's", "X is a family with results on par with Y": X; None of a name or a model."""
    if noun.mention or noun.head is None:
        return None
    if noun.dep == "dobj" and noun.head.dep == "relcl":
        return subject_of(noun.head)
    if name_in(noun) or noun.small in _THING_NOUNS:
        return None
    if noun.dep == "attr":
        return subject_of(noun)
    if noun.dep in {"dobj", "npadvmod"} and noun.head.is_verb:
        is_judged = noun.head.small in RELEASING_VERBS | PLACING_VERBS or noun.head.child("oprd") is not None
        return None if is_judged else subject_of(noun.head)
    above = noun.head.head if noun.dep == "pobj" else None
    if above is None or not above.is_noun:
        return None
    return _bearer(above)


def _is_reporter(word: Word, anchor: Word) -> bool:
    """ "Google reports 84%, a jump over prior models", "with Google noting a gain over Y": it is not Google that gained."""
    verb = word.head
    return verb is not None and verb is not anchor and word.dep == "nsubj" and verb.small in REPORTING_VERBS


def _released(word: Word, anchor: Word) -> Word | None:
    """ "Northwind released X, outperforming Y": X."""
    verb = word.head
    if verb is None or verb is anchor or word.dep != "nsubj" or verb.small not in RELEASING_VERBS:
        return None
    released = verb.child("dobj")
    is_before = released is not None and word.index < released.index < anchor.index
    return released if is_before and released is not anchor.head else None


def _presented(pronoun: Word, finding: Finding) -> Word | None:
    """ "Northwind unveiled X, saying it beats Y": X; None where Y is a maker, whom Northwind itself may have beaten."""
    told = verb_above(pronoun)
    saying = told.head if pronoun.small == "it" and told.dep == "ccomp" else None
    if saying is None or saying.dep not in {"advcl", "conj"}:
        return None
    presenting = saying.head
    presented = (
        presenting.child("dobj") if presenting is not None and presenting.small in RELEASING_VERBS else None
    )
    is_one = presented is not None and (presented.mention is not None or presented.tag == "NN")
    is_of_makers = any(noun.mention and noun.mention.kind in _MAKERS for noun in finding.objects)
    return presented if is_one and not is_of_makers else None


def _is_measure(word: Word) -> bool:
    """ "A 64% error rate (improved over Y)", "the score is higher than Y's": it is the one that has it that is compared."""
    is_measure = word.tag == "CD" or word.small in _MEASURES
    return is_measure and word.mention is None and owner_of(word) is None


def _fits(view: SentenceView, word: Word, finding: Finding) -> bool:
    """False for a maker that is set against models, and for a benchmark that would be better than something."""
    named = view.named(word)
    kind = named.mention.kind if named is not None and named.mention else None
    is_among_things = any(_is_thing(noun) for noun in finding.objects)
    if kind in UNFIT:
        is_among_names = kind in _TESTS and any(_is_tested(noun) for noun in finding.objects)
        return finding.relation is not Relation.FIRST and not is_among_things and not is_among_names
    is_maker = kind in _MAKERS or (named is None and word.small in MAKER_NOUNS)
    return not (is_maker and is_among_things)


def _is_maker(view: SentenceView, name: str, finding: Finding) -> bool:
    """ "Northwind announced X, saying it beats Y": True of Northwind, which "it" would stand for."""
    is_maker = any(mention.text == name and mention.kind in _MAKERS for mention in view.mentions)
    return is_maker and any(_is_thing(noun) for noun in finding.objects)


def _is_tested(noun: Word) -> bool:
    """True for a name that is no benchmark, and for "that of X"."""
    named = through_aspect(noun).mention
    return named is not None and named.kind not in _TESTS


def _is_thing(noun: Word) -> bool:
    if noun.mention is not None:
        return noun.mention.kind in _THINGS
    return noun.small in _THING_NOUNS


def _thing_before(view: SentenceView, finding: Finding) -> str:
    """The last model or product that the sentence names before the word that compares, else what may be one."""
    return _named_before(view, finding, _THINGS) or _named_before(view, finding, _PERHAPS_THINGS)


def _named_before(view: SentenceView, finding: Finding, kinds: frozenset[EntityKind]) -> str:
    objects = {noun.start for noun in finding.objects}
    names = (
        mention.text
        for mention in reversed(view.mentions)
        if mention.kind in kinds and mention.end <= finding.anchor.start and mention.start not in objects
    )
    return next(names, "")


def _otherwise(view: SentenceView, word: Word) -> str:
    """What a noun without a name is: the topic, else its own words; a pronoun that stands for nothing known is nothing, and so is "reading"."""
    if anaphor_of(view.text, word, "pronoun") or word.tag == "VBG":
        return ""
    return view.topic.subject or _own_words(view, word)


def _own_words(view: SentenceView, word: Word) -> str:
    """ "Our method" where nothing was named that it could stand for; "" of a pronoun."""
    is_pronoun = anaphor_of(view.text, word, "pronoun") or not word.is_noun
    return "" if is_pronoun else phrase(view.text, word)
