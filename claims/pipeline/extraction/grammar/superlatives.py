"""Superlatives: what is first, or one of the first, of its class."""

from __future__ import annotations

from collections.abc import Iterator

from claims.pipeline.extraction.grammar.clauses import own_subject, subject_of
from claims.pipeline.extraction.grammar.comparing import BOARDS
from claims.pipeline.extraction.grammar.findings import FIRST, OTHER, Finding
from claims.pipeline.extraction.grammar.phrases import listed, preps
from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.lexicon import ACHIEVING_VERBS, TITLE_NOUNS

_NO_CLASS = frozenset({"case", "one", "part", "place", "thing", "things", "time", "way"})
_LEADING = frozenset({"leading", "sota", "state-of-the-art", "top", "leader", "dominant", "standard"})
_NO_SUPERLATIVES = frozenset({"latest", "most", "least"})
_WORST = frozenset({"worst", "weakest", "slowest", "poorest"})
_ORDINALS = frozenset({"second", "third", "fourth", "fifth", "#2", "#3", "#4", "#5", "2nd", "3rd", "4th"})
_RANKS = frozenset({"first", "highest", "#1", "1st", "top"})
_TOPPING = frozenset({"tops", "topped", "topping", "leads", "led", "leading", "dominates"})
_SEVERAL = frozenset({"one", "some", "two", "three", "among", "many"})
_ATTRIBUTES = frozenset({"amod", "compound", "nmod"})
_QUALITY_TAGS = frozenset({"RB", "JJ", "VBN", "VBG"})
_RANKING = frozenset(
    {"rank", "ranks", "ranked", "ranking", "placed", "places", "finished", "came", "reached", "hit", "took"}
)


def superlative(word: Word) -> Iterator[Finding]:
    """ "X is the fastest model", "X, its most advanced model", "X achieved the best score among Y"."""
    quality = _quality(word)
    if not _is_superlative(word, quality):
        return
    noun = quality.head if quality.dep in _ATTRIBUTES else quality
    if noun is None or noun.small in _NO_CLASS or not _is_definite(noun):
        return
    subject = _placed(_one_of(noun) or noun)
    if subject is not None and subject is not noun:
        relation = OTHER if _is_below_first(word, quality, noun) else FIRST
        yield Finding(relation, quality, subject, tuple(_class(noun)))


def _quality(word: Word) -> Word:
    """ "Most widely used": "used"; the word itself if it modifies no adjective or adverb."""
    while word.dep == "advmod" and word.head is not None and word.head.tag in _QUALITY_TAGS:
        word = word.head
    return word


def _is_superlative(word: Word, quality: Word) -> bool:
    """ "fastest", "most advanced"; not "most models" or "latest"."""
    if word.small == "most" and quality is not word:
        return True
    return word.tag in {"JJS", "RBS"} and word.small not in _NO_SUPERLATIVES


def _is_below_first(word: Word, quality: Word, noun: Word) -> bool:
    """ "the worst model", "one of the best models", "the second best model"."""
    if word.small in _WORST or _one_of(noun) is not None:
        return True
    return any(child.small in _ORDINALS for near in (noun, quality) for child in near.children)


def leading_class(word: Word) -> Iterator[Finding]:
    """ "X is the leading model", "state-of-the-art among Y", "SOTA"."""
    if word.small not in _LEADING or word.head is None or _is_common_standard(word):
        return
    noun = word.head if word.dep in _ATTRIBUTES else word
    is_best = _is_best(word)
    if not is_best and not _is_claimed_lead(word, noun):
        return
    subject = _placed(noun)
    if subject is not None and subject is not noun:
        relation = OTHER if not is_best and _is_one_of_several(noun) else FIRST
        yield Finding(relation, word, subject, _led(word, noun))


def _is_common_standard(word: Word) -> bool:
    """ "a standard"; not "the industry standard" or "the gold standard"."""
    return word.small == "standard" and all(
        child.small not in {"industry", "gold"} for child in word.children
    )


def _is_best(word: Word) -> bool:
    """ "SOTA", "state-of-the-art", "industry-leading"."""
    is_industry_leading = word.small == "leading" and word.child("compound", "npadvmod", "nmod") is not None
    return is_industry_leading or word.small in {"sota", "state-of-the-art"}


def _is_claimed_lead(word: Word, noun: Word) -> bool:
    """ "X is the leading model", "known as top model"; not "one of the top models" or "it sells the top model"."""
    if word.small == "standard":
        return True
    is_called = noun.head is not None and noun.head.small == "as"
    return (_is_definite(noun) or is_called) and noun.dep != "dobj" and _one_of(noun) is None


def _is_one_of_several(noun: Word) -> bool:
    """ "a leading model"."""
    return any(child.small in {"a", "an"} for child in noun.children)


def _led(word: Word, noun: Word) -> tuple[Word, ...]:
    """ "the leading model": "model"; "SOTA among Y": Y; "the top spot": nothing."""
    is_kind = word.small in {"leading", "top"} and noun.small not in {"spot", "place", "position"}
    return tuple(_class(noun)) if is_kind or _among(noun) else ()


def ranked(word: Word) -> Iterator[Finding]:
    """ "X ranks first among Y", "X placed second"."""
    if not word.is_verb or word.small not in _RANKING:
        return
    first = next((child for child in word.children if _is_first(child)), None)
    rank = first or next((child for child in word.children if child.small in _ORDINALS), None)
    if rank is not None:
        yield Finding(FIRST if first else OTHER, word, subject_of(word), _ranked_among(word, rank))


def _ranked_among(verb: Word, rank: Word) -> tuple[Word, ...]:
    """ "ranks first among Y and Z", "ranks among Y as the first": the words of Y and Z."""
    among = next((prep for near in (verb, rank) for prep in preps(near, "among", "of")), None)
    rival = among.child("pobj") if among else None
    return tuple(listed(rival)) if rival else ()


def _is_first(rank: Word) -> bool:
    """ "first", "at #1", "as the highest"."""
    if rank.small in {"at", "as"}:
        return any(below.small in _RANKS for below in rank.subtree())
    return rank.small in _RANKS


def topping(word: Word) -> Iterator[Finding]:
    """ "X tops the leaderboard", "X leads the field", "X dominates among Y"."""
    if not word.is_verb or word.small not in _TOPPING:
        return
    if word.small == "dominates" and next(preps(word, "among"), None):
        yield Finding(FIRST, word, subject_of(word), ())
    board = word.child("dobj")
    if board and _is_board(board):
        yield Finding(FIRST, word, subject_of(word), ())


def _is_board(noun: Word) -> bool:
    """ "the leaderboard", "its field"; not "a table"."""
    return noun.small in BOARDS and any(
        child.small == "the" or child.dep == "poss" for child in noun.children
    )


def winning(word: Word) -> Iterator[Finding]:
    """ "X takes the top spot", "X won the championship", "X is a distant second"."""
    is_place = word.small in {"spot", "place", "position"} and word.dep == "dobj"
    if is_place and any(child.small in {"top", "first", "#1"} for child in word.children):
        yield Finding(FIRST, word, subject_of(word), tuple(filter(None, (_among(word),))))
    if word.small in {"win", "wins", "won", "winning"} and word.is_verb:
        title = word.child("dobj")
        if title is not None and title.small in TITLE_NOUNS and title.child("det", "poss") is not None:
            yield Finding(FIRST, word, subject_of(word), ())
    if word.small in _ORDINALS and word.dep in {"attr", "acomp"}:
        yield Finding(OTHER, word, subject_of(word), ())


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
    return subject_of(noun) if noun.tag in {"RBS", "JJS"} and noun.dep == "advmod" else None


def _stated_by(head: Word, noun: Word) -> Word | None:
    """ "X achieves the best score", "they call X the best", "they describe X as the best": X."""
    if noun.dep == "dobj":
        return subject_of(noun) if head.small in ACHIEVING_VERBS and noun.is_noun else None
    if noun.dep == "oprd":
        return head.child("dobj") or subject_of(noun)
    return _called(head.head, noun) if head.small in {"as", "at"} and head.head is not None else None


def _named_by(noun: Word) -> Word | None:
    """ "The best model is X": X."""
    named = noun.head.child("attr") if noun.dep == "nsubj" and noun.head is not None else None
    return named if named is not None and named.mention else None


def _called(verb: Word, noun: Word) -> Word | None:
    """Whom a verb calls something: its object, what "which" stands for, or the subject of its passive."""
    called = verb.child("dobj")
    subject = own_subject(verb)
    if subject is not None and noun.index < subject.index:  # "As the best, X …"
        return subject
    if called:
        return verb.head if called.tag in {"WDT", "WP"} and verb.dep == "relcl" else called
    if verb.child("nsubjpass") or verb.tag == "VBN":
        return subject_of(verb)
    return subject_of(verb) if verb.small in ACHIEVING_VERBS else None


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
