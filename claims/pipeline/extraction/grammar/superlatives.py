"""Superlatives: what is first, or one of the first, of its class."""

from __future__ import annotations

from collections.abc import Iterator

from claims.pipeline.extraction.grammar.clauses import own_subject, subject_of
from claims.pipeline.extraction.grammar.comparing import BOARDS, FIRST, OTHER, Finding
from claims.pipeline.extraction.grammar.phrases import listed, preps
from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.lexicon import ACHIEVING_VERBS, TITLE_NOUNS

_NO_CLASS = frozenset({"case", "one", "part", "place", "thing", "things", "time", "way"})
_LEADING = frozenset({"leading", "sota", "state-of-the-art", "top", "leader", "dominant", "standard"})
_NO_SUPERLATIVES = frozenset({"latest", "most", "least"})
_WORST = frozenset({"worst", "weakest", "slowest", "poorest"})
_ORDINALS = frozenset({"second", "third", "fourth", "fifth", "#2", "#3", "#4", "#5", "2nd", "3rd", "4th"})
_RANKS = frozenset({"first", "highest", "#1", "1st", "top"})
_RANKING = frozenset(
    {"rank", "ranks", "ranked", "ranking", "placed", "places", "finished", "came", "reached", "hit", "took"}
)


def superlative(word: Word) -> Iterator[Finding]:
    """ "X is the fastest model", "X, its most advanced model", "X achieved the best score among Y"."""
    quality = word
    while (
        quality.dep == "advmod"
        and quality.head is not None
        and quality.head.tag in {"RB", "JJ", "VBN", "VBG"}
    ):
        quality = quality.head
    is_most = word.small == "most" and quality is not word
    if not is_most and (word.tag not in {"JJS", "RBS"} or word.small in _NO_SUPERLATIVES):
        return
    noun = quality.head if quality.dep in {"amod", "nmod", "compound"} else quality
    if noun is None or noun.small in _NO_CLASS:
        return
    is_other = (
        word.small in _WORST
        or _is_one_of(noun)
        or any(child.small in _ORDINALS for near in (noun, quality) for child in near.children)
    )
    place = (
        noun.head.head if _is_one_of(noun) and noun.head is not None and noun.head.head is not None else noun
    )
    if not _is_definite(noun):
        return
    subject = _placed(place)
    subject = subject or _named_by(place)
    if subject is not None and subject is not noun:
        yield Finding(OTHER if is_other else FIRST, quality, subject, tuple(_class(noun)))


def leading_class(word: Word) -> Iterator[Finding]:
    """ "X is the leading model", "state-of-the-art among Y", "SOTA"."""
    if word.small not in _LEADING or word.head is None:
        return
    noun = word.head if word.dep in {"amod", "compound", "nmod"} else word
    if word.small == "standard" and not any(child.small in {"industry", "gold"} for child in word.children):
        return
    is_industry = word.small == "leading" and word.child("compound", "npadvmod", "nmod") is not None
    relation = OTHER if any(child.small in {"a", "an"} for child in noun.children) else FIRST
    if word.small in {"leading", "top", "leader", "dominant"} and not is_industry:
        is_called = noun.head is not None and noun.head.small == "as"
        if not (_is_definite(noun) or is_called) or noun.dep == "dobj" or _is_one_of(noun):
            return
    subject = _placed(noun) or _named_by(noun)
    if subject is not None and subject is not noun:
        is_named = word.small in {"leading", "top"} and noun.small not in {"spot", "place", "position"}
        is_sota = word.small in {"sota", "state-of-the-art"} or is_industry
        yield Finding(
            FIRST if is_sota else relation,
            word,
            subject,
            tuple(_class(noun)) if is_named or _among(noun) else (),
        )


def ranked(word: Word) -> Iterator[Finding]:
    """ "X ranks first among Y", "X tops the leaderboard", "X leads the field"."""
    if not word.is_verb:
        return
    if word.small in _RANKING:
        first = next(
            (w for w in word.children if w.small in _RANKS or (w.small in {"at", "as"} and _has_first(w))),
            None,
        )
        lower = next((w for w in word.children if w.small in _ORDINALS), None)
        if first or lower:
            among = next(
                (prep for near in (word, first or lower) if near for prep in preps(near, "among", "of")), None
            )
            rival = among.child("pobj") if among else None
            yield Finding(
                FIRST if first else OTHER, word, subject_of(word), tuple(listed(rival)) if rival else ()
            )
    if word.small in {"tops", "topped", "topping", "leads", "led", "leading", "dominates"}:
        board = word.child("dobj")
        if word.small == "dominates" and next(preps(word, "among"), None):
            yield Finding(FIRST, word, subject_of(word), ())
        if (
            board
            and board.small in BOARDS
            and any(child.small == "the" or child.dep == "poss" for child in board.children)
        ):
            yield Finding(FIRST, word, subject_of(word), ())


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
    """What is said to be `noun`: "X is the best", "X, the best", "they call X the best", "X, which they describe as the best"."""
    verb = noun.head
    if noun.dep in {"ccomp", "xcomp"} and (called := noun.child("nsubj")):  # "this makes X the best"
        return called
    if noun.dep in {"attr", "acomp"} or (noun.dep == "appos" and noun.head):
        return subject_of(noun)
    if noun.dep == "dobj" and verb is not None:
        return subject_of(noun) if verb.small in ACHIEVING_VERBS and noun.is_noun else None
    if noun.dep == "oprd" and verb is not None:
        return verb.child("dobj") or subject_of(noun)
    if noun.dep == "pobj" and verb is not None and verb.small in {"as", "at"} and verb.head is not None:
        return _called(verb.head, noun)
    return subject_of(noun) if noun.tag in {"RBS", "JJS"} and noun.dep == "advmod" else None


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


def _has_first(prep: Word) -> bool:
    return any(w.small in _RANKS for w in prep.subtree())


def _is_one_of(noun: Word) -> bool:
    """ "one of the best": not the best."""
    prep = noun.head
    return (
        noun.dep == "pobj"
        and prep is not None
        and prep.small == "of"
        and prep.head is not None
        and prep.head.small in {"one", "some", "two", "three", "among", "many"}
    )


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
