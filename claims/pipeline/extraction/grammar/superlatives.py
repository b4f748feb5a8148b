"""Superlatives: what is first, or one of the first, of its class."""

from __future__ import annotations

from collections.abc import Iterator

from claims.pipeline.extraction.grammar.clauses import own_subject, subject_of, verb_above
from claims.pipeline.extraction.grammar.findings import FIRST, OTHER, Finding, pattern
from claims.pipeline.extraction.grammar.phrases import apposed_name, listed, preps
from claims.pipeline.extraction.grammar.ranking import ORDINALS
from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.lexicon import (
    ACHIEVING_VERBS,
    BEATING_VERBS,
    LAGGING_VERBS,
    MATCHING_VERBS,
    NAMING_VERBS,
    RESULT_NOUNS,
    SCORE_NOUNS,
    SEEKING_VERBS,
)

_NO_CLASS = frozenset(
    {
        "case",
        "friend",
        "friends",
        "requirements",
        "standards",
        "one",
        "part",
        "place",
        "thing",
        "things",
        "time",
        "way",
    }
)
_LEADING = frozenset(
    {"leading", "sota", "state-of-the-art", "top", "leader", "dominant", "standard", "winner", "#1"}
)
_NO_SUPERLATIVES = frozenset({"closest", "earliest", "nearest", "latest", "most", "least"})
_NO_HAVING = SEEKING_VERBS | BEATING_VERBS | MATCHING_VERBS | LAGGING_VERBS
_OPENING = 3
_REMAINING = frozenset({"became", "become", "becomes", "remain", "remained", "remains", "stayed", "stays"})
_NO_QUALITIES = frozenset({"likely", "recent", "unlikely"})
_WORST = frozenset(["bloodiest", "costliest", "deadliest", "poorest", "slowest", "weakest", "worst"])
_SEVERAL = frozenset({"one", "some", "two", "three", "among", "many"})
_FORMERLY = frozenset({"once", "formerly", "previously", "originally", "hitherto", "then"})
_ATTRIBUTES = frozenset({"amod", "compound", "nmod"})
_QUALITY_TAGS = frozenset({"RB", "JJ", "VBN", "VBG"})


@pattern()
def superlative(word: Word) -> Iterator[Finding]:
    """ "X is the fastest model", "X, its most advanced model", "X achieved the best score among Y"."""
    quality = _quality(word)
    if not _is_superlative(word, quality):
        return
    noun = quality.head if quality.dep in _ATTRIBUTES else quality
    if noun is None or noun.small in _NO_CLASS or not (_is_definite(noun) or _is_result(noun)):
        return
    subject = _placed(_one_of(noun) or noun)
    if subject is not None and subject is not noun and not _is_asked(subject):
        relation = OTHER if _is_below_first(word, quality, noun) else FIRST
        yield Finding(relation, quality, subject, tuple(_class(noun)))


def _is_asked(subject: Word) -> bool:
    """ "Which firms are best placed"."""
    return any(child.tag == "WDT" for child in subject.children)


def _quality(word: Word) -> Word:
    """ "Most widely used": "used"; the word itself if it modifies no adjective or adverb."""
    while word.dep == "advmod" and word.head is not None and word.head.tag in _QUALITY_TAGS:
        word = word.head
    return word


def _is_superlative(word: Word, quality: Word) -> bool:
    """ "fastest", "most advanced"; not "most models", "latest", "most likely", "at its best" or "most important, it …"."""
    is_adverb = quality is not word and quality.dep == "advmod" and quality.index < _OPENING
    if quality.small in _NO_QUALITIES or is_adverb or _is_title(word):
        return False
    if word.head is not None and word.head.small == "at":
        return False
    if word.small == "most" and (quality is not word or _is_greatest_number(word)):
        return True
    return word.tag in {"JJS", "RBS"} and word.small not in _NO_SUPERLATIVES


def _is_title(word: Word) -> bool:
    """ "Best Director": an award, or a name."""
    noun = word.head
    return (
        word.index > 0
        and word.text.istitle()
        and noun is not None
        and noun.text.istitle()
        and noun.index > word.index
    )


def _is_greatest_number(word: Word) -> bool:
    """ "X has the most users"; not "most users"."""
    noun = word.head
    return word.dep == "amod" and noun is not None and any(child.small == "the" for child in noun.children)


def _is_below_first(word: Word, quality: Word, noun: Word) -> bool:
    """ "the worst model", "one of the best models", "the second best model", "once the best model"."""
    if word.small in _WORST or _one_of(noun) is not None or _is_past(noun):
        return True
    return any(child.small in ORDINALS for near in (noun, quality) for child in near.children)


@pattern(*_LEADING)
def leading_class(word: Word) -> Iterator[Finding]:
    """ "X is the leading model", "state-of-the-art among Y", "SOTA"."""
    if word.head is None or _is_common_standard(word) or _is_cut(word):
        return
    noun = _led_noun(word, word.head)
    is_best = _is_best(word)
    if not is_best and not _is_claimed_lead(word, noun):
        return
    subject = _placed(noun)
    if subject is not None and subject is not noun:
        relation = OTHER if _is_past(noun) or (not is_best and _is_one_of_several(noun)) else FIRST
        yield Finding(relation, word, subject, _led(word, noun))


def _led_noun(word: Word, head: Word) -> Word:
    """ "Model" of "leading model" and of "top-performing model"."""
    quality = head if word.dep == "advmod" and head.dep in _ATTRIBUTES else word
    return quality.head if quality.head is not None and quality.dep in _ATTRIBUTES else word


def _is_common_standard(word: Word) -> bool:
    """ "a standard"; not "the industry standard" or "the gold standard"."""
    return word.small == "standard" and all(
        child.small not in {"industry", "gold"} for child in word.children
    )


def _is_cut(word: Word) -> bool:
    """ "top-notch", "top-ranked"; not "top-performing". "Top speed" is none of a class."""
    if word.following is None or word.small != "top":
        return False
    last = word.following.following if word.following.tag == "HYPH" else None
    return word.following.small in {"priority", "speed"} or (
        last is not None and not last.small.endswith("ing")
    )


def _is_best(word: Word) -> bool:
    """ "SOTA", "state-of-the-art", "industry-leading"."""
    is_industry_leading = word.small == "leading" and word.child("compound", "npadvmod", "nmod") is not None
    return is_industry_leading or word.small in {"sota", "state-of-the-art"}


def _is_claimed_lead(word: Word, noun: Word) -> bool:
    """ "X is the leading model", "known as top model"; not "one of the top models" or "it sells the top model"."""
    if word.small in {"standard", "#1"} or (word.small == "top" and _is_result(noun)):
        return True
    is_called = noun.head is not None and noun.head.small == "as"
    return (
        (_is_definite(noun) or is_called)
        and (noun.dep != "dobj" or _is_remaining(noun))
        and _one_of(noun) is None
    )


def _is_remaining(noun: Word) -> bool:
    """ "Remains the leader", where the parser takes the leader for an object."""
    return noun.head is not None and noun.head.small in _REMAINING


def _is_past(noun: Word) -> bool:
    """ "Was once the best", "used to be the best", "was the best until May": it may be so no longer."""
    verb = verb_above(noun)
    near = {child.small for child in (*verb.children, *noun.children)}
    is_used_to = verb.dep == "xcomp" and verb.head is not None and verb.head.small == "used"
    return is_used_to or bool(near & _FORMERLY) or (verb.small in {"was", "were"} and "until" in near)


def _is_result(noun: Word) -> bool:
    """ "achieves top scores", "has the best results"."""
    verb = noun.head
    return (
        noun.small in RESULT_NOUNS | SCORE_NOUNS
        and noun.dep == "dobj"
        and verb is not None
        and verb.small in ACHIEVING_VERBS
    )


def _is_one_of_several(noun: Word) -> bool:
    """ "a leading model", "another leading model"."""
    return any(child.small in {"a", "an", "another"} for child in noun.children)


def _led(word: Word, noun: Word) -> tuple[Word, ...]:
    """ "the leading model": "model"; "SOTA among Y": Y; "the top spot": nothing."""
    is_kind = word.small in {"leading", "top"} and noun.small not in {"spot", "place", "position"}
    return tuple(_class(noun)) if is_kind or _among(noun) else ()


def _placed(noun: Word) -> Word | None:
    """What is said to be `noun`, in front of it or behind it."""
    return _stated(noun) or _named_by(noun)


def _stated(noun: Word) -> Word | None:
    """What is said to be `noun`: "X is the best", "X, the best", "they call X the best", "X, which they describe as the best"."""
    if noun.dep in {"ccomp", "xcomp"} and (called := noun.child("nsubj")):  # "this makes X the best"
        return called
    head = noun.head
    if noun.dep in {"attr", "acomp"} or (noun.dep == "appos" and head):
        return subject_of(noun)
    if noun.dep in {"dobj", "oprd", "pobj"} and head is not None:
        return _stated_by(head, noun)
    is_adverb = noun.tag in {"RBS", "JJS"} or noun.small == "#1"
    return subject_of(noun) if is_adverb and noun.dep == "advmod" else None


def _stated_by(head: Word, noun: Word) -> Word | None:
    """ "X achieves the best score", "they call X the best", "they describe X as the best": X."""
    if noun.dep == "dobj":
        is_purpose = any(child.small == "to" and child.dep == "aux" for child in head.children)
        is_open = noun.child("poss") is None and head.small not in _NO_HAVING and not is_purpose
        is_had = head.small in ACHIEVING_VERBS or is_open
        return subject_of(noun) if is_had and noun.is_noun else None
    if noun.dep == "oprd":
        return head.child("dobj") or subject_of(noun)
    return _called(head.head, noun) if head.small in {"as", "at"} and head.head is not None else None


def _named_by(noun: Word) -> Word | None:
    """ "The best model is X", "the best score was achieved by X", "its best model, X, …": X."""
    verb = noun.head
    if verb is None or noun.dep not in {"nsubj", "nsubjpass"}:
        return apposed_name(noun)
    named = verb.child("attr")
    for prep in preps(verb, "by", "from", "to"):
        agent = prep.child("pobj")
        named = named or (agent if agent is not None and agent.mention else None)
    return named if named is not None and named.is_noun else apposed_name(noun)


def _called(verb: Word, noun: Word) -> Word | None:
    """Whom a verb calls something: its object, what "which" stands for, or the subject of its passive; else who is it."""
    called = verb.child("dobj") if verb.small in NAMING_VERBS else None
    subject = own_subject(verb)
    if subject is not None and noun.index < subject.index:  # "As the best, X …"
        return subject
    if called:
        return verb.head if called.tag in {"WDT", "WP"} and verb.dep == "relcl" else called
    return subject_of(verb)


def _one_of(noun: Word) -> Word | None:
    """ "One of the best": "one"; None if the noun is not said to be one of several."""
    prep = noun.head
    if noun.dep != "pobj" or prep is None or prep.small != "of" or prep.head is None:
        return None
    return prep.head if prep.head.small in _SEVERAL else None


def _is_definite(noun: Word) -> bool:
    return noun.child("det", "poss") is not None or noun.dep == "acomp"


def _class(noun: Word) -> list[Word]:
    """Among what something is first: what "among", "of" or "in" names, else the noun itself."""
    among = _among(noun)
    if among:
        return listed(among)
    return [noun] if noun.is_noun else []


def _among(noun: Word) -> Word | None:
    """What "among" or "of" names as the class: "the best of all models"; not "the best phone of the year"."""
    for prep in preps(noun, "among", "amongst", "of"):
        rival = prep.child("pobj")
        if rival and (prep.small != "of" or rival.tag in {"NNS", "NNPS"}):
            return rival
    return None
