"""Contrasts: which of two names a sentence sets above the other by what it says of each, or by what it chooses.

Each rule gives the words that decide with 1 where the first name stands above, -1 where it stands below. In its examples X
stands above.
"""

from __future__ import annotations

from collections.abc import Iterator

from claims.pipeline.extraction.grammar.clauses import subject_of, verb_above
from claims.pipeline.extraction.grammar.merits import merit_of
from claims.pipeline.extraction.grammar.negation import is_negated
from claims.pipeline.extraction.grammar.phrases import listed
from claims.pipeline.extraction.grammar.sides import Cue, Sides, Verdict
from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.lexicon import (
    CAUSING_VERBS,
    CONTRASTS,
    DEPARTURES,
    DROPPING_VERBS,
    PREFERENCES,
)

_NEAR = 8
_OVER = frozenset({"over", "above", "than", "to", "instead", "rather"})
_AT = frozenset({"by", "for", "in", "on", "with"})
_SUPPOSED = frozenset({"would", "could", "should", "might"})
_SEEMING = frozenset(
    {
        "appear",
        "appeared",
        "appears",
        "manages",
        "managed",
        "seem",
        "seemed",
        "seems",
        "tend",
        "tended",
        "tends",
    }
)
_CHANGING = frozenset(
    ["get", "gets", "getting", "got", "gotten", "become", "becomes", "becoming", "became", "keeps"]
)


def preferring(sides: Sides) -> Iterator[Verdict]:
    """ "They prefer X to Y", "they chose X over Y", "I like X better than Y"."""
    for word in sides.words:
        if word.small not in PREFERENCES:
            continue
        first = sides.first(word.index, min(sides.end(word.index), word.index + _NEAR))
        over = first and next((w for w in sides.words[first : first + _NEAR] if w.small in _OVER), None)
        second = sides.first(over.index, min(sides.end(over.index), over.index + _NEAR)) if over else None
        if first is not None and second is not None and sides.sides[first] != sides.sides[second]:
            yield word, -sides.sides[first] if is_negated(word) else sides.sides[first]


def leaving(sides: Sides) -> Iterator[Verdict]:
    """ "They switched from Y to X", "they dropped Y for X", "they replaced Y with X", "Y was abandoned in favour of X"."""
    for word in sides.words:
        if word.small in DROPPING_VERBS and not is_negated(word):
            yield from _dropped(sides, word)
        if word.small in DEPARTURES:
            near = sides.words[word.index : min(sides.end(word.index), word.index + 14)]
            ends = {w.small: sides.first(w.index, w.index + 6) for w in near if w.small in {"from", "to"}}
            first, second = ends.get("from"), ends.get("to")
            if first is not None and second is not None and sides.sides[first] != sides.sides[second]:
                yield word, sides.sides[second]


def _dropped(sides: Sides, verb: Word) -> Iterator[Verdict]:
    """What is dropped, and what for: "dropped Y for X"."""
    end = min(sides.end(verb.index), verb.index + 14)
    dropped = sides.first(verb.index, end)
    before = verb.child("nsubjpass")
    if before is not None and sides.sides[before.index]:
        dropped = before.index
    if dropped is None:
        return
    start = max(dropped, verb.index)
    instead = next((w for w in sides.words[start:end] if w.small in {"for", "with", "favor", "favour"}), None)
    taken = sides.first(instead.index, min(end, instead.index + 5)) if instead else None
    if taken is not None and sides.sides[taken] == -sides.sides[dropped]:
        yield verb, sides.sides[taken]


def liking(sides: Sides) -> Iterator[Verdict]:
    """ "I used Y, but I like X better", "Y works, but I prefer X"."""
    for verb in sides.words:
        liked = verb.child("dobj") if verb.small in PREFERENCES | {"like", "liked", "likes"} else None
        side = (
            sides.only([w.index for w in liked.subtree(("relcl", "advcl")) if sides.sides[w.index]])
            if liked
            else 0
        )
        if not side or sides.last(-side, 0, verb.index) is None or is_negated(verb):
            continue
        near = sides.words[verb.index : verb.index + _NEAR]
        is_better = any(word.small in {"better", "more"} for word in near)
        if is_better or (verb.small.startswith("prefer") and _has_contrast(sides, verb.index)):
            yield verb, side


def contrast(sides: Sides) -> Iterator[Verdict]:
    """ "Y is good, but X is better", "while Y works, X gives better pictures", "it is easier in X, but we have Y"."""
    held = [(cue, name) for cue in sides.cues if (name := _holder(sides, cue)) and _is_predicate(cue)]
    if len({(sides.sides[name.index], cue.merit) for cue, name in held}) != len(
        {cue.merit for cue, _ in held}
    ):
        return  # "X is faster here, while Y is faster there"
    for cue, name in held:
        if cue.merit == merit_of(cue.word) and _is_set_apart(sides, cue, name):
            yield cue.word, sides.sides[name.index] * cue.merit


def _is_set_apart(sides: Sides, cue: Cue, name: Word) -> bool:
    """True if the other name stands before in a part of its own, or behind "but" or "while"."""
    side = sides.sides[name.index]
    before = sides.last(-side, 0, name.index)
    if before is not None:
        is_apart = name.index < cue.index and not _is_had(cue.word)
        return (is_apart or _has_contrast(sides, cue.index)) and not _are_listed(sides.words[before], name)
    behind = sides.first(max(cue.index, name.index) + 1, len(sides.words))
    return behind is not None and sides.sides[behind] == -side and _has_contrast(sides, behind, cue.index)


def _holder(sides: Sides, cue: Cue) -> Word | None:
    """The name in the subject of a comparative, else behind it: "X is better", "it is better with X"; None before "than"."""
    if any(word.small == "than" for word in sides.words[cue.index : cue.index + _NEAR]):
        return None
    subject = subject_of(cue.word)
    if subject is not None and subject.index < cue.index:
        named = [word for word in subject.subtree(("relcl", "acl", "advcl")) if sides.sides[word.index]]
        if named:
            return named[0] if sides.only([word.index for word in named]) else None
    behind = sides.first(cue.index, min(sides.end(cue.index), cue.index + 7))
    between = {word.small for word in sides.words[cue.index : behind]} if behind is not None else set()
    return (
        sides.words[behind]
        if behind is not None and between & _AT and not between & ({",", "than"} | CONTRASTS)
        else None
    )


def _is_predicate(cue: Cue) -> bool:
    """ "is better", "runs faster", "has better prices", "is regarded as better"; not "gets better", "would be better", "helps X run faster"."""
    word = cue.word
    if word.small in {"more", "less"} and word.head is not None and not word.head.is_verb:
        word = word.head
    if word.dep == "amod" and word.head is not None and word.head.small == "as":
        return True
    verb = verb_above(word)
    return _is_of_verb(word, verb) and not _is_supposed(verb)


def _is_of_verb(word: Word, verb: Word) -> bool:
    """True if a comparative is what the verb says of its subject, or what its object is."""
    if word.dep == "amod" and word.head is not None:
        return word.head.dep in {"attr", "dobj"} and word.index > verb.index
    is_suited = word.dep == "advmod" and verb.tag == "VBN"  # "is better suited"
    is_said = word.dep in {"acomp", "advmod", "oprd", "conj"} and verb.small not in _CHANGING
    return is_said and (is_suited or word.index > verb.index)


def _is_supposed(verb: Word) -> bool:
    """ "would be", "to be", "helps X be"; "seems to be" is said."""
    above = verb.head.small if verb.head is not None and verb.dep in {"ccomp", "xcomp"} else ""
    words = {child.small for child in verb.all("aux")}
    return bool(words & _SUPPOSED) or above in CAUSING_VERBS or ("to" in words and above not in _SEEMING)


def _has_contrast(sides: Sides, index: int, start: int = 0) -> bool:
    """True if "but" or "while" stands before a word, fifteen words before it at most, or opens the sentence."""
    return any(word.small in CONTRASTS for word in sides.words[max(start, index - 15) : index])


def _is_had(comparative: Word) -> bool:
    """ "makes faster chips"; not "is a faster chip"."""
    return comparative.dep == "amod" and comparative.head is not None and comparative.head.dep != "attr"


def _are_listed(one: Word, other: Word) -> bool:
    """True for two names of a list: "Y, Z and X are better"."""
    return other in listed(one) or one in listed(other) or one in set(other.subtree())
