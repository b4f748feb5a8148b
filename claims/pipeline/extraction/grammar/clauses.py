"""Clauses: who does what a word says, and of what a noun or number is."""

from __future__ import annotations

from claims.pipeline.extraction.grammar.phrases import owner_of
from claims.pipeline.extraction.grammar.tree import SUBJECTS, Word
from claims.pipeline.extraction.lexicon import CAUSING_VERBS, PLACING_VERBS

_RELATIVE_TAGS = frozenset({"WDT", "WP"})
_MAX_STEPS = 14


def own_subject(verb: Word) -> Word | None:
    """The subject that stands at the verb itself; for "which beats", what "which" refers to."""
    for child in verb.children:
        if child.dep in SUBJECTS and child.dep != "expl":
            is_relative = child.tag in _RELATIVE_TAGS or (child.small == "that" and verb.dep == "relcl")
            return _referred(verb, child) if is_relative else child
    return None


def _referred(verb: Word, relative: Word) -> Word | None:
    """ "X, which beats Y", "X, which it said beats Y": X; the relative itself where it refers to nothing."""
    if verb.dep == "ccomp" and verb.head is not None and verb.head.dep == "relcl":
        return antecedent(verb.head)
    return antecedent(verb) if verb.dep == "relcl" else relative


def whose(owner: Word) -> Word | None:
    """ "X, whose performance rivals Y": X; None of an owner that is no relative."""
    if owner.tag != "WP$":
        return None
    verb = verb_above(owner)
    return antecedent(verb) if verb.dep == "relcl" else None


def antecedent(verb: Word) -> Word | None:
    """The noun that a relative clause or a participle is about: "X, which beats Y"; of "X is the first model to do it", X."""
    noun = verb.head
    whole = _one_of(noun) if noun is not None else None
    if whole is not None and whole.dep == "attr" and whole.mention is None and whole.head is not None:
        return own_subject(whole.head) or noun
    return noun


def _one_of(noun: Word) -> Word:
    """ "X is one of the models that beat Y": "one"; else the noun itself."""
    prep = noun.head
    is_part = (
        noun.dep == "pobj" and prep is not None and prep.small in {"of", "among"} and prep.head is not None
    )
    return prep.head if is_part and prep is not None and prep.head is not None else noun


def subject_of(word: Word) -> Word | None:
    """Who does what a verb, or the verb above an adjective, adverb or object, says.

    "X has been shown to outperform Y", "X tests well, surpassing Y", "letting X beat Y", "X, which beats Y": X.
    """
    for _ in range(_MAX_STEPS):
        if subject := _subject_at(word):
            return subject
        if word.head is None:
            return None
        word = word.head
    return None


def _subject_at(word: Word) -> Word | None:
    """ "X beats Y", "X, a model", "the lead of X grew": X; None if the subject has to be sought further up."""
    if word.is_verb or word.child("nsubj", "nsubjpass"):
        return _subject_of_verb(word)
    if word.dep in {"appos", "acl"} and word.head and word.head.is_noun:
        return None if word.dep == "appos" and _is_amount(word.head) else word.head
    if word.dep in SUBJECTS:
        return owner_of(word) or word
    return _called_so(word)


def _is_amount(noun: Word) -> bool:
    """ "Turnout was 61%, the lowest in years": True of "%", which is not what is the lowest."""
    return noun.mention is None and (noun.small == "%" or noun.child("nummod") is not None)


def _called_so(word: Word) -> Word | None:
    """ "They called X the best", "it left X level with Y": X of "best" and "level"."""
    called = word.head.child("dobj") if word.dep == "oprd" and word.head is not None else None
    return called if called is not None and called.index < word.index else None


def _subject_of_verb(verb: Word) -> Word | None:
    """ "X beats Y", "X, which beats Y", "X, beating Y", "letting X beat Y": X; "there is": "there"."""
    if subject := own_subject(verb):
        return subject
    if there := next((child for child in verb.children if child.tag == "EX"), None):
        return there
    if verb.dep in {"acl", "relcl"}:
        return antecedent(verb)
    return _object_of_cause(verb) if verb.dep == "xcomp" else _opening_name(verb) or _dated(verb)


def _opening_name(verb: Word) -> Word | None:
    """ "X — trained on Y — beats Z": the name that the sentence begins with, where the parser found no subject."""
    if verb.head is not None or verb.tag not in {"VBZ", "VBD", "VBP"}:
        return None
    return next((word for word in verb.subtree() if word.index == 0 and word.mention), None)


def _dated(verb: Word) -> Word | None:
    """ "July was the hottest month": July, which the parser takes for a time."""
    is_copula = verb.small in {"is", "was"}
    return next(
        (
            child
            for child in verb.all("npadvmod")
            if is_copula and child.tag == "NNP" and child.index < verb.index
        ),
        None,
    )


def _object_of_cause(verb: Word) -> Word | None:
    """ "It pushes X to beat Y": X; "it tries to beat Y": None."""
    if verb.head and verb.head.small in CAUSING_VERBS:
        return verb.head.child("dobj")
    return None


def placed_at(word: Word) -> Word | None:
    """Who stands where a word says: of "the board ranks X above Y", X; else the subject of the clause."""
    verb = verb_above(word)
    placed = verb.child("dobj") if verb.small in PLACING_VERBS else None
    return placed if placed is not None and placed.index < word.index else subject_of(word)


def verb_above(word: Word) -> Word:
    """The nearest verb above a word, or the topmost word if there is none."""
    for _ in range(_MAX_STEPS):
        if word.is_verb or word.head is None:
            return word
        word = word.head
    return word
