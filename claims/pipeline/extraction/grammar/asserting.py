"""Asserting: whether a sentence says that something is so, that it is not, or only that it might be or was said to be."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from claims.pipeline.extraction.grammar.governing import is_hindered, is_only_supposed, is_told_apart
from claims.pipeline.extraction.grammar.negation import is_negated, is_none
from claims.pipeline.extraction.grammar.supposing import has_condition, is_conditional, is_supposed, is_unreal
from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.lexicon import DENYING_WORDS, FALSE_WORDS, OPINIONS
from claims.vocabulary import Polarity

_CONTENT = frozenset(
    {
        "ccomp",
        "csubj",
        "acl",
        "xcomp",
        "dobj",
        "pobj",
        "pcomp",
        "prep",
        "relcl",
        "advcl",
        "nsubj",
        "nsubjpass",
    }
)
_FINITE = frozenset({"VBZ", "VBD", "VBP"})
_STATEMENTS = frozenset(
    {"accusation", "accusations", "allegation", "allegations", "assertion", "assertions", "charge", "charges", "claim", "claims", "notion", "report",
     "reports", "rumor", "rumors", "rumour", "rumours", "suggestion", "suggestions", "wrongdoing"}
)  # fmt: skip
_PROOFS = frozenset({"basis", "evidence", "indication", "proof", "sign", "signs", "suggestion", "truth"})
# "The firm falsely claimed that it lost"
_FALSELY = frozenset(
    {"baselessly", "erroneously", "falsely", "inaccurately", "incorrectly", "mistakenly", "wrongly"}
)
_MAX_STEPS = 12


def polarity_of(word: Word) -> Polarity:
    """How a sentence stands to what one of its words says.

    "It did not sell 40,000 units": NEGATED. "The firm denied that it sold 40,000 units", "It is not true that …",
    "If it sells 40,000 units": DISPUTED.
    """
    negated = False
    for step in _upwards(word):
        if _is_disputed(step):
            return Polarity.DISPUTED
        if is_hindered(step):
            negated = not (negated or any(map(is_negated, islice(step.ancestors(), 2))))
            break
        if step is word or step.small not in DENYING_WORDS:  # "no one doubts" asserts
            negated = (
                negated
                or (step.is_verb and is_negated(step))
                or (step.dep in {"nsubj", "nsubjpass"} and is_none(step))
            )
    return Polarity.NEGATED if negated or is_negated(word) else Polarity.ASSERTED


def polarity_of_main(verb: Word) -> Polarity:
    """How a sentence stands to all that its main verb says: to "that …" where the verb denies it, else to itself.

    "The firm denied that it lost", "It is a myth that …", "There is no evidence that …": DISPUTED.
    """
    is_denied = (
        verb.small in DENYING_WORDS and _denies_content(verb) and not (is_negated(verb) or _is_by_few(verb))
    )
    if is_denied or _is_called_false(verb) or any(map(_is_without_proof, verb.all("attr", "nsubj", "dobj"))):
        return Polarity.DISPUTED
    return polarity_of(verb)


def _denies_content(verb: Word) -> bool:
    """ "Denied that it lost", "rejected claims that it lost", "denied the allegations"; not "rejected the bill"."""
    denied = [verb.child("dobj"), *(prep.child("pobj") for prep in verb.all("prep"))]
    said = (noun for noun in denied if noun is not None)
    return verb.child("ccomp", "xcomp") is not None or any(
        noun.small in _STATEMENTS or noun.child("acl") for noun in said
    )


def _is_without_proof(noun: Word) -> bool:
    """ "No evidence that it lost"."""
    return noun.small in _PROOFS and is_none(noun) and noun.child("acl", "relcl", "ccomp") is not None


def _upwards(word: Word) -> Iterator[Word]:
    """The word and what it is part of, as far as one clause is the content of the next."""
    current: Word | None = word
    for _ in range(_MAX_STEPS):
        if current is None:
            return
        yield current
        if current.head is not None and _is_of_its_own(current, current.head):
            return
        current = current.head


def _is_of_its_own(verb: Word, head: Word) -> bool:
    """ "X fell short; Y did not", "X did not beat Y but beat Z", "X is not the best, trailing Y": what the other verb denies it does not."""
    if not verb.is_verb:
        return False
    if is_told_apart(verb, head):
        return True
    if verb.dep in {"conj", "parataxis"}:
        has_subject = verb.child("nsubj", "nsubjpass") is not None
        return has_subject or _is_opposed(verb, head) or (verb.tag in _FINITE and head.tag == "VB")
    is_participle = verb.tag == "VBG" or any(child.tag == "VBG" for child in verb.children)
    return _is_added(verb, head) and (verb.dep == "relcl" or (verb.dep == "advcl" and is_participle))


def _is_opposed(verb: Word, head: Word) -> bool:
    """ "Did not beat Y but beat Z"."""
    return any(child.small in {"but", "yet"} and child.index < verb.index for child in head.all("cc"))


def _is_added(verb: Word, head: Word) -> bool:
    """True of a clause that a comma parts from the rest: ", where it beat Y", ", being overtaken by Y"."""
    first = min(child.index for child in (verb, *verb.children) if child.small != ",")
    return any(child.small == "," and child.index == first - 1 for child in (*head.children, *verb.children))


def _is_disputed(word: Word) -> bool:
    """True where a clause is conditional, or what governs it denies it."""
    head = word.head
    if word.is_verb and _is_imagined(word):
        return True
    if head is None or word.dep not in _CONTENT:
        return False
    if word.dep == "advcl" and not _is_that(word):  # "while it is slow, that is not the case for long"
        return False
    if (
        is_only_supposed(word, head)
        or _is_without_proof(head)
        or (word.dep == "ccomp" and _is_hardly_held(head))
    ):
        return True
    if head.small in DENYING_WORDS:
        return word.index > head.index and not (is_negated(head) or _is_by_few(head))
    return word.dep in {"ccomp", "csubj", "acl", "advcl", "relcl"} and _is_called_false(head)


def _is_imagined(verb: Word) -> bool:
    """ "If it sells", "it would beat Y were it sold", "it would have sunk"."""
    is_of_condition = has_condition(verb) or (is_supposed(verb) and is_conditional(verb, verb.head))
    return is_of_condition or is_unreal(verb)


def _is_hardly_held(verb: Word) -> bool:
    """ "The firm falsely claimed that …", "few believe that …"."""
    is_false = any(child.small in _FALSELY for child in verb.all("advmod"))
    return is_false or (verb.small in OPINIONS and _is_by_few(verb))


def _is_that(verb: Word) -> bool:
    """True of a clause that no word but "that" opens."""
    mark = verb.child("mark")
    return mark is None or mark.small == "that"


def _is_by_few(verb: Word) -> bool:
    """ "few dispute that …" asserts, "few believe that …" does not."""
    subject = verb.child("nsubj")
    return subject is not None and (subject.small == "few" or any(c.small == "few" for c in subject.children))


def _predicate(verb: Word) -> Word | None:
    """What its subject is said to be: of "it was wrong", "it proved wrong", "it turned out to be wrong"."""
    found = verb.child("xcomp")
    return verb.child("acomp", "attr", "oprd") or (
        found.child("acomp", "attr") if found is not None else None
    )


def _is_called_false(word: Word) -> bool:
    """ "It is not true that …", "It is false that …", "The claim that … is false"."""
    verb = word if word.is_verb or word.head is None else word.head
    predicate = _predicate(verb) or (word if word.small in FALSE_WORDS | {"true"} else None)
    if predicate is None:
        return False
    return predicate.small in FALSE_WORDS or (
        predicate.small in {"true", "correct", "case"} and is_negated(verb)
    )
