"""Advantages: what one thing has over another, and by what it improves on it."""

from __future__ import annotations

from collections.abc import Iterator

from claims.pipeline.extraction.grammar.clauses import subject_of
from claims.pipeline.extraction.grammar.comparing import is_rival
from claims.pipeline.extraction.grammar.findings import UP, Finding, pattern
from claims.pipeline.extraction.grammar.phrases import behind, below, listed, owner_named, preps
from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.lexicon import (
    ADVANTAGE_NOUNS,
    IMPROVING_VERBS,
)
from claims.vocabulary import EntityKind

_RISES = frozenset({"step", "leap", "jump", "upgrade", "improvement", "improvements"})
_EARLIER = frozenset(
    [
        "predecessor",
        "predecessors",
        "baseline",
        "baselines",
        "version",
        "versions",
        "generation",
        "generations",
        "models",
        "methods",
        "approaches",
    ]
)


@pattern(*ADVANTAGE_NOUNS)
def excelling(word: Word) -> Iterator[Finding]:
    """ "its superiority over Y", "X's jump over Y", "a step up from Y", "the advantages of X"."""
    if not word.is_noun:
        return
    better = _better_of(word) or owner_named(word)
    names = ("over", "upon", "from", "on") if word.small in _RISES else ("over", "upon")
    for prep in (*behind(word, *names), *below(word, *names)):
        rival = prep.child("pobj")
        if rival and _is_outdone(prep, rival):
            yield Finding(UP, word, better or subject_of(word), tuple(listed(rival)))
            return
    if (better := _better_of(word)) and better.mention and word.dep == "dobj":
        yield Finding(UP, word, better)


def _is_outdone(prep: Word, rival: Word) -> bool:
    """ "over Y", "up from Kestrel-1", "on Kestrel-1"; not "up from the year before"."""
    is_name = rival.mention is not None if prep.small == "from" else prep.small != "on" or _is_thing(rival)
    return is_rival(rival) and is_name


def _is_thing(rival: Word) -> bool:
    """ "an improvement on Kestrel-1"; not "on MMLU" or "on long texts"."""
    return rival.mention is not None and rival.mention.kind not in {EntityKind.BENCHMARK, EntityKind.DATASET}


def _better_of(word: Word) -> Word | None:
    """ "the superiority of X over Y": X."""
    of = next(preps(word, "of"), None) if word.small in {"superiority", "advantages", "advantage"} else None
    return of.child("pobj") if of else None


@pattern(*IMPROVING_VERBS)
def improving(word: Word) -> Iterator[Finding]:
    """ "X improves accuracy by 3% over Y", "X gains four points over its predecessor"."""
    if not word.is_verb:
        return
    for prep in below(word, "over"):
        rival = prep.child("pobj")
        if rival and (rival.mention or rival.small in _EARLIER) and is_rival(rival):
            yield Finding(UP, word, subject_of(word), tuple(listed(rival)))
            return
