"""Degrees: comparatives with "than" and "as … as", and superlatives with their class."""

from __future__ import annotations

from collections.abc import Iterator

from claims.pipeline.extraction.grammar.clauses import own_subject, subject_of
from claims.pipeline.extraction.grammar.comparing import (
    BOARDS,
    DOWN,
    EVEN,
    FIRST,
    OTHER,
    UP,
    Finding,
    is_rival,
)
from claims.pipeline.extraction.grammar.phrases import listed, name_in, preps
from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.lexicon import (
    BAD_COMPARATIVES,
    BAD_QUALITIES,
    DIMENSIONS,
    GOOD_COMPARATIVES,
)
from claims.values import Relation

_COSTS = frozenset(
    ["cost", "costs", "price", "prices", "latency", "error", "errors", "hallucination", "hallucinations", "loss", "perplexity", "memory", "consumption", "risk", "risks", "fee", "fees", "delay", "delays", "overhead"]
)
_SCORES = frozenset(
    ["accuracy", "goals", "medals", "points", "quality", "scores", "score", "seats", "speed", "throughput", "votes", "wins"]
)
_MULTIPLES = frozenset({"twice", "times", "thrice", "x", "×"})
_NO_CLASS = frozenset(["place", "way", "part", "time", "things", "case", "thing", "one"])
_ACHIEVING = frozenset(
    ["achieve", "achieved", "achieves", "achieving", "attain", "attained", "claim", "claimed", "claiming", "claims", "deliver", "delivered", "delivering", "delivers", "demonstrate", "demonstrated", "demonstrates", "get", "gets", "got", "had", "has", "have", "having", "hit", "hold", "holds", "offer", "offered", "offering", "offers", "obtain", "obtained", "obtains", "post", "posted", "posts", "earn", "earned", "earns", "enjoys", "receive", "received", "receives", "boasts", "commands", "attracts", "generated", "generates", "maintains", "produced", "produces", "saw", "sees", "gained", "gains", "provide", "provides", "reach", "reached", "reaches", "record", "recorded", "records", "score", "scored", "scores", "scoring", "set", "sets", "setting", "show", "showed", "showing", "shows", "win", "wins", "won", "emerged", "ranked", "ranks", "remain", "remains", "stands"]
)
_LEADING = frozenset({"leading", "sota", "state-of-the-art", "top", "leader", "dominant", "standard"})
_TITLES = frozenset(
    ["award", "championship", "championships", "competition", "contest", "cup", "election", "final", "finals", "gold", "league", "match", "medal", "race", "series", "title", "titles", "tournament"]
)
_NO_SUPERLATIVES = frozenset({"latest", "most", "least"})
_WORST = frozenset({"worst", "weakest", "slowest", "poorest"})
_ORDINALS = frozenset({"second", "third", "fourth", "fifth", "#2", "#3", "#4", "#5", "2nd", "3rd", "4th"})
_RANKS = frozenset({"first", "highest", "no.1", "#1", "1", "1st", "top"})


def than(word: Word) -> Iterator[Finding]:
    """ "X is faster than Y", "X has higher accuracy than Y", "X runs faster than Y does"."""
    if word.small != "than" or word.dep == "quantmod" or word.head is None:
        return
    rival = word.child("pobj", "pcomp", "dobj")
    if rival is None and word.dep == "mark":
        rival = word.head.child("nsubj") or (word.head if word.head.is_noun else None)
    graded = _graded(word)
    if rival is not None and not rival.mention and (owner := rival.child("poss")) and owner.mention:
        rival = owner
    if rival is None and graded is not None and (both := _elsewhere(word, graded)):
        yield Finding(degree(graded)[0], graded, both[0], (both[1],))
        return
    if rival is None or graded is None or not is_rival(rival) or rival.is_verb:
        return
    relation, aspect = degree(graded)
    subject = subject_of(graded)
    if subject is None or subject.small in {"it", "there"}:
        subject = _done_to(graded, word) or subject
    yield Finding(relation, graded, subject, tuple(listed(rival)), aspect)


def _done_to(graded: Word, than: Word) -> Word | None:
    """ "It is easier to run X than Y": X."""
    above = graded.head or graded
    near = [
        w
        for w in above.subtree()
        if w.mention and graded.index < w.index < than.index and w.dep in {"dobj", "pobj", "nsubj"}
    ]
    return min(near, key=lambda w: w.index) if near else None


def _elsewhere(than: Word, graded: Word) -> tuple[Word, Word] | None:
    """ "lower in X than in Y": X and Y."""
    second = than.child("prep")
    head = graded.head or graded
    for near in (graded, head):
        first = next(
            (p for p in near.all("prep") if second and p.small == second.small and p.index < than.index), None
        )
        if first and second and (one := first.child("pobj")) and (other := second.child("pobj")):
            return one, other
    return None


def _graded(than: Word) -> Word | None:
    """The comparative that a "than" belongs to: the nearest one before it, among what it hangs on."""
    head, found = than.head, None
    for _ in range(5):
        if head is None:
            break
        near = [
            w
            for w in head.subtree(without=("relcl", "conj"))
            if w.index < than.index and w.tag in {"JJR", "RBR"}
        ]
        if near:
            found = max(near, key=lambda w: w.index)
            break
        head = head.head
    return found


def degree(word: Word) -> tuple[Relation, str]:
    """Whether a comparative praises or blames, or the dimension along which it only orders."""
    head = word.head
    if word.small in {"more", "less", "fewer"}:
        return _more(word, head)
    if word.small in DIMENSIONS:
        return OTHER, DIMENSIONS[word.small]
    if word.small in {"higher", "greater", "lower"}:
        is_cost = head is not None and word.dep in {"amod", "conj"} and head.small in _COSTS
        return (UP if (word.small == "lower") == is_cost else DOWN), ""
    if word.small in BAD_COMPARATIVES:
        return DOWN, ""
    return (UP, "") if word.small in GOOD_COMPARATIVES or word.small.endswith("er") else (OTHER, "")


def _more(word: Word, head: Word | None) -> tuple[Relation, str]:
    """ "more reliable" praises, "more verbose" blames, "less" turns both round; more of something is a number."""
    is_more = word.small == "more"
    if head is None or (word.dep == "advmod" and head.is_verb):
        return OTHER, "more" if is_more else "less"
    if head.small in DIMENSIONS and word.dep == "advmod":
        dimension = DIMENSIONS[head.small]
        return OTHER, dimension if is_more else _turned(dimension)
    if head.is_noun and head.small not in _SCORES:
        return OTHER, f"{word.small} {head.small}"
    return (UP if (head.small not in BAD_QUALITIES) == is_more else DOWN), ""


def _turned(dimension: str) -> str:
    low, _, what = dimension.partition(" ")
    return f"{ {'lower': 'higher', 'higher': 'lower'}.get(low, low) } {what}"


def as_as(word: Word) -> Iterator[Finding]:
    """ "X is as fast as Y" is even, "twice as fast as Y" is better."""
    if word.small != "as" or word.head is None or word.head.index > word.index:
        return
    graded = word.head
    first = next(
        (child for child in graded.children if child.small == "as" and child.index < graded.index), None
    )
    rival = word.child("pobj")
    if first is None or rival is None or not is_rival(rival):
        return
    relation = EVEN
    if any(w.small in _MULTIPLES for w in graded.subtree() if w.index < graded.index):
        relation = DOWN if graded.small in BAD_QUALITIES else UP
    yield Finding(relation, graded, subject_of(graded), tuple(listed(rival)))


def unrivalled(word: Word) -> Iterator[Finding]:
    """ "X is more capable", "X runs 25% faster": better than what is not said."""
    if word.tag not in {"JJR", "RBR"} or any(w.small == "than" for w in (word.head or word).subtree()):
        return
    relation, aspect = degree(word)
    graded = word.head if word.small in {"more", "less"} and word.head is not None else word
    is_had = graded.dep == "amod" and graded.head is not None and graded.head.dep == "dobj"
    verb = graded.head.head if is_had and graded.head is not None else None
    is_said = (
        graded.dep in {"acomp", "attr"}
        or any(child.dep == "npadvmod" for child in word.children)
        or (verb is not None and verb.small in _ACHIEVING)
    )
    subject = subject_of(graded)
    if is_said and not aspect and subject is not None and name_in(subject):
        yield Finding(relation, word, subject, ())


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
    if word.small in {
        "rank",
        "ranks",
        "ranked",
        "ranking",
        "placed",
        "places",
        "finished",
        "came",
        "reached",
        "hit",
        "took",
    }:
        first = next(
            (w for w in word.children if w.small in _RANKS or (w.small in {"at", "as"} and _has_first(w))), None
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
        if board and board.small in BOARDS and (board.child("det") or board.child("poss")):
            yield Finding(FIRST, word, subject_of(word), ())


def _placed(noun: Word) -> Word | None:
    """What is said to be `noun`: "X is the best", "X, the best", "they call X the best", "X, which they describe as the best"."""
    verb = noun.head
    if noun.dep in {"ccomp", "xcomp"} and (called := noun.child("nsubj")):  # "this makes X the best"
        return called
    if noun.dep in {"attr", "acomp"} or (noun.dep == "appos" and noun.head):
        return subject_of(noun)
    if noun.dep == "dobj" and verb is not None:
        return subject_of(noun) if verb.small in _ACHIEVING and noun.is_noun else None
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
    return subject_of(verb) if verb.small in _ACHIEVING else None


def winning(word: Word) -> Iterator[Finding]:
    """ "X takes the top spot", "X won the championship", "X is a distant second"."""
    if word.small in {"spot", "place", "position"} and word.dep == "dobj" and word.head is not None:
        if any(child.small in {"top", "first", "#1"} for child in word.children):
            yield Finding(FIRST, word, subject_of(word), tuple(filter(None, (_among(word),))))
    if word.small in {"win", "wins", "won", "winning"} and word.is_verb:
        title = word.child("dobj")
        if title is not None and title.small in _TITLES and title.child("det", "poss") is not None:
            yield Finding(FIRST, word, subject_of(word), ())
    if word.small in _ORDINALS and word.dep in {"attr", "acomp"}:
        yield Finding(OTHER, word, subject_of(word), ())


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
