"""Relating: the nouns, adjectives and prepositions by which a sentence sets two things above or beside each other."""

from __future__ import annotations

from collections.abc import Iterator

from claims.pipeline.extraction.grammar.clauses import subject_of, verb_above
from claims.pipeline.extraction.grammar.comparing import is_rival
from claims.pipeline.extraction.grammar.findings import DOWN, EVEN, OTHER, UP, Finding
from claims.pipeline.extraction.grammar.phrases import behind, listed, preps
from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.lexicon import ADVANTAGE_NOUNS, BETTERED_WORDS, EVEN_WORDS
from claims.vocabulary import Relation

# Words that set two things apart or side by side with a preposition.
_TO_RIVALS: dict[str, tuple[tuple[str, Relation], ...]] = {
    "superior": (("to", UP),),
    "preferable": (("to", UP),),
    "inferior": (("to", DOWN),),
    "close": (("to", OTHER),),
    "closer": (("to", OTHER),),
    "match": (("for", DOWN),),
    "own": (("against", EVEN),),
    "differs": (("from", OTHER),),
    "differ": (("from", OTHER),),
    "different": (("from", OTHER),),
    "similar": (("to", OTHER),),
    "performance": (("against", EVEN),),
    "benchmarked": (("against", OTHER),),
    "measured": (("against", OTHER),),
    "tested": (("against", OTHER),),
    "win": (("over", UP), ("against", UP)),
    "wins": (("over", UP), ("against", UP)),
    "won": (("over", UP), ("against", UP)),
    "improves": (("upon", UP), ("over", UP), ("on", UP)),
    "improved": (("upon", UP), ("over", UP)),
    "improving": (("upon", UP), ("over", UP)),
    "stacks": (("against", EVEN),),
}


def standing(word: Word) -> Iterator[Finding]:
    """ "X lags behind Y", "X at 51%, behind Y at 59%", "X falls short of Y", "X is ahead of Y", "a score above Y's"."""
    if word.small in {"behind", "ahead", "short", "above", "below"} and word.head:
        prep = word if word.small in {"behind", "above", "below"} else next(preps(word, "of"), None)
        rival = prep.child("pobj") if prep else None
        if not rival or not is_rival(rival):
            return
        is_measured = (
            rival.mention is not None
            or word.small in {"behind", "ahead"}
            or rival.small in {"performance", "baseline"}
        )
        is_place = word.small in {"above", "below"} and not is_measured
        if not is_place and (word.small != "short" or verb_above(word).small.startswith(("fall", "fell"))):
            relation = UP if word.small in {"ahead", "above"} else DOWN
            yield Finding(relation, word, _holder(word), tuple(listed(rival)))


def excelling(word: Word) -> Iterator[Finding]:
    """ "its superiority over Y", "a jump over Y", "an edge over Y"."""
    if word.small not in ADVANTAGE_NOUNS or not word.is_noun:
        return
    of = next(preps(word, "of"), None) if word.small in {"superiority", "advantages"} else None
    if of and (better := of.child("pobj")) and better.mention and word.dep == "dobj":
        yield Finding(UP, word, better)
    for prep in behind(word, "over", "upon"):
        rival = prep.child("pobj")
        if rival and is_rival(rival):
            yield Finding(UP, word, subject_of(word), tuple(listed(rival)))
            return


def on_par(word: Word) -> Iterator[Finding]:
    """ "X is on par with Y", "results comparable to Y", "X is competitive with Y"."""
    if word.small not in EVEN_WORDS:
        return
    for prep in behind(word, "with", "to", "against"):
        rival = prep.child("pobj")
        if rival and is_rival(rival):
            yield Finding(EVEN, word, subject_of(word), tuple(listed(rival)))
            return


def compared(word: Word) -> Iterator[Finding]:
    """ "X improves compared to Y", "good results when compared with Y", "X vs. Y", "relative to Y"."""
    if word.small not in {"compared", "relative", "versus", "vs", "vs.", "comparison", "contrast"}:
        return
    prep = word if word.small in {"versus", "vs", "vs."} else next(preps(word, "to", "with"), None)
    rival = prep.child("pobj") if prep else None
    if rival and is_rival(rival):
        relation = _tendency(word)
        above = word.head
        subject = subject_of(above) if above else None
        yield Finding(relation, word, subject, tuple(listed(rival)))


def contrasting(word: Word) -> Iterator[Finding]:
    """ "They compare X with Y": neither is said to be better."""
    if word.small not in {"compare", "compares", "comparing", "contrasts"} or not word.is_verb:
        return
    one = word.child("dobj")
    prep = next((prep for near in (word, one) if near for prep in preps(near, "with", "to", "against")), None)
    other = prep.child("pobj") if prep else None
    if one and other and one.tag != "PRP" and is_rival(one) and is_rival(other):
        yield Finding(OTHER, word, one, tuple(listed(other)))


def likening(word: Word) -> Iterator[Finding]:
    """ "Unlike Y, X …", "Like Y, X …", "Similar to Y, X …"."""
    if word.small not in {"unlike", "like", "similar"} or word.head is None or word.index > word.head.index:
        return
    prep = next(preps(word, "to"), None) if word.small == "similar" else word
    rival = prep.child("pobj") if prep else None
    subject = subject_of(word.head)
    is_opening = subject is not None and word.index < subject.index
    if rival and is_opening and is_rival(rival):
        yield Finding(EVEN if word.small == "like" else OTHER, word, subject, tuple(listed(rival)))


def nearing(word: Word) -> Iterator[Finding]:
    """ "X comes close to Y", "X holds its own against Y", "X is superior to Y", "X is no match for Y", "X differs from Y"."""
    for prep_name, relation in _TO_RIVALS.get(word.small, ()):
        for prep in behind(word, prep_name):
            rival = prep.child("pobj")
            if rival and is_rival(rival):
                yield Finding(relation, word, subject_of(word), tuple(listed(rival)))
                return


def _holder(word: Word) -> Word | None:
    """What stands somewhere: "X at 51%, behind Y": X; else the subject of the clause."""
    head = word.head
    if head and head.mention and head.dep not in {"pobj"}:
        return head
    return subject_of(word)


def _tendency(word: Word) -> Relation:
    """What the words before "compared to" say of the two."""
    above = verb_above(word.head) if word.head else word
    near = {other.small for other in above.subtree() if other.index < word.index or word.index < 3}
    if near & EVEN_WORDS:
        return EVEN
    return UP if near & BETTERED_WORDS else OTHER
