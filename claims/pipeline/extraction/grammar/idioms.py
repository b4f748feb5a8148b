"""Idioms: fixed phrases by which a sentence sets one thing above, beside or below another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from claims.pipeline.extraction.grammar.clauses import subject_of
from claims.pipeline.extraction.grammar.findings import DOWN, EVEN, UP, Finding, pattern
from claims.pipeline.extraction.grammar.phrases import listed
from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.lexicon import IDIOMS, RIVAL_NOUNS
from claims.vocabulary import Relation

_RELATIONS = {"above": UP, "even": EVEN, "below": DOWN}
_TURNED = {UP: DOWN, EVEN: EVEN, DOWN: UP}
_OTHER_SIDE = "~"
_PASSED_OVER = frozenset(["CD", "DT", "JJ", "JJR", "PDT", "POS", "PRP$", "RB", "RBR"])
_MAX_PASSED_OVER = 4


def _by_first_word() -> dict[str, list[tuple[Relation, Sequence[Collection[str]]]]]:
    idioms: dict[str, list[tuple[Relation, Sequence[Collection[str]]]]] = defaultdict(list)
    for place, phrases in IDIOMS.items():
        for first, *rest in phrases:
            for word in first:
                idioms[word].append((_RELATIONS[place], rest))
    return dict(idioms)


_IDIOMS = _by_first_word()


@pattern(*_IDIOMS)
def idiom(word: Word) -> Iterator[Finding]:
    """ "X runs circles around Y", "X leaves Y in the dust", "X was blown out of the water by Y", "X takes a back seat to Y"."""
    for relation, rest in _IDIOMS[word.small]:
        agent = _agent(word)
        if agent is not None and _is_said(word, [words for words in rest if _OTHER_SIDE not in words]):
            yield Finding(_TURNED[relation], word, subject_of(word), tuple(listed(agent)))
            return
        if side := _side_in(word, rest):
            yield Finding(relation, word, subject_of(word), tuple(listed(side)))
            return


def _agent(verb: Word) -> Word | None:
    """ "Left in the dust by Y": Y."""
    by = verb.child("agent") if verb.tag == "VBN" else None
    agent = by.child("pobj") if by else None
    return agent if agent is not None and _is_side(agent) else None


def _is_said(first: Word, rest: Iterable[Collection[str]]) -> bool:
    """True if the words of an idiom follow one another behind its first."""
    word: Word | None = first
    for words in rest:
        word = _next(word, words) if word is not None else None
    return word is not None


def _side_in(first: Word, rest: Sequence[Collection[str]]) -> Word | None:
    """The other side, if the words of an idiom follow one another with it among them."""
    word: Word | None = first
    side = None
    for words in rest:
        if word is None:
            return None
        if _OTHER_SIDE in words:
            side = _next_side(word)
            word = listed(side)[-1] if side is not None else None
        else:
            word = _next(word, words)
    return side if word is not None else None


def _next(word: Word, words: Collection[str]) -> Word | None:
    """The next word if it is one of these, behind articles, adjectives and adverbs."""
    return next((near for near in _near(word) if near.small in words), None)


def _next_side(word: Word) -> Word | None:
    """The next noun if it can be a side: of "its closest rivals" the last."""
    return next((near for near in _near(word) if _is_side(near)), None)


def _near(word: Word) -> Iterator[Word]:
    """The words behind one up to the first that is no article, adjective or adverb; that one, too."""
    following = word.following
    for _ in range(_MAX_PASSED_OVER):
        if following is None:
            return
        yield following
        if following.tag not in _PASSED_OVER:
            return
        following = following.following


def _is_side(noun: Word) -> bool:
    return noun.mention is not None or noun.small in RIVAL_NOUNS or noun.small in {"it", "them"}
