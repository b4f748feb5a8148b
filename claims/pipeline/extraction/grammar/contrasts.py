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
_TAKING = frozenset(
    [
        *("bought", "buy", "drive", "eat", "get", "give", "got", "have", "like", "liked", "pick", "picked"),
        *("choose", "go", "going", "went"),
        *("picking", "play", "see", "take", "taken", "took", "use", "used", "want", "wanted", "watch"),
    ]
)
_TAKEN = frozenset(
    {
        "bought",
        "chosen",
        "got",
        "gotten",
        "gone",
        "kept",
        "ordered",
        "picked",
        "stayed",
        "stuck",
        "taken",
        "used",
    }
)
_TAKING_UP = frozenset(
    [
        *(
            "adopted",
            "bought",
            "chose",
            "explored",
            "exploring",
            "found",
            "got",
            "installed",
            "learned",
            "ordered",
        ),
        *("picked", "started", "tried", "trying", "use", "used", "using"),
    ]
)
_ALIKE = frozenset({"also", "equally", "same", "too"})
_EXPECTED = frozenset({"anticipated", "before", "ever", "expected", "planned", "thought", "usual"})
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


def choosing(sides: Sides) -> Iterator[Verdict]:
    """ "I would rather use X than Y", "I'd take X over Y", "give me X over Y", "I'd go with X rather than Y"."""
    for word in sides.words:
        is_choice = word.small in _TAKING and not is_negated(word)
        end = min(sides.end(word.index), word.index + _NEAR)
        taken = sides.first(word.index, end) if is_choice else None
        if taken is None:
            continue
        is_rather = any(
            before.small == "rather" for before in sides.words[max(0, word.index - 2) : word.index]
        )
        against = sides.words[taken + 1 : taken + 3]
        is_rather = is_rather or (bool(against) and against[0].small == "rather")
        sign = next((w for w in against if w.small == "over" or (is_rather and w.small == "than")), None)
        other = sides.first(sign.index, min(sides.end(sign.index), sign.index + 4)) if sign else None
        if other is not None and sides.sides[other] == -sides.sides[taken]:
            yield word, sides.sides[taken]


def regretting(sides: Sides) -> Iterator[Verdict]:
    """ "After a month with Y, I wish I had bought X", "I should have chosen X"; "I wish I had never bought X" says the reverse."""
    for word in sides.words:
        following = word.following
        is_wish = word.small in {"wish", "wished"}
        if not is_wish and (word.small != "should" or following is None or following.small != "have"):
            continue
        near = sides.words[word.index + 1 : min(sides.end(word.index), word.index + _NEAR)]
        verb = next((near_word for near_word in near if near_word.small in _TAKEN), None)
        taken = sides.first(verb.index, min(sides.end(verb.index), verb.index + _NEAR)) if verb else None
        if (
            verb is not None
            and taken is not None
            and sides.last(-sides.sides[taken], 0, len(sides.words)) is not None
        ):
            yield word, -sides.sides[taken] if is_negated(verb) else sides.sides[taken]


def leaving(sides: Sides) -> Iterator[Verdict]:
    """ "They switched from Y to X", "they dropped Y for X", "they replaced Y with X", "Y was abandoned in favour of X"."""
    for word in sides.words:
        if word.small in DROPPING_VERBS and not (is_negated(word) or _is_of_than(word)):
            yield from _dropped(sides, word)
        if word.small in DEPARTURES:
            near = sides.words[word.index : min(sides.end(word.index), word.index + 14)]
            ends = {w.small: sides.first(w.index, w.index + 6) for w in near if w.small in {"from", "to"}}
            first, second = ends.get("from"), ends.get("to")
            if first is not None and second is not None and sides.sides[first] != sides.sides[second]:
                yield word, sides.sides[second]


def _is_of_than(verb: Word) -> bool:
    """ "Better than dropping X"."""
    return verb.dep == "pcomp" and verb.head is not None and verb.head.small == "than"


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
    taken = _taken_up(sides, verb) if taken is None else taken
    if taken is not None and sides.sides[taken] == -sides.sides[dropped]:
        yield verb, sides.sides[taken]


def _taken_up(sides: Sides, dropping: Word) -> int | None:
    """ "They cancelled Y and ordered X instead", "after they left Y, they tried X": X, the object of a later verb."""
    for verb in sides.words[dropping.index + 1 :]:
        taken = verb.child("dobj") if verb.small in _TAKING_UP else None
        held = taken.subtree(("relcl", "advcl")) if taken is not None else ()
        named = next((word.index for word in held if sides.sides[word.index]), None)
        if named is not None:
            return named
    return None


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
        if cue.merit == merit_of(cue.word) and (_is_set_apart(sides, cue, name) or _is_of_two(sides, cue)):
            yield cue.word, sides.sides[name.index] * cue.merit


def _is_of_two(sides: Sides, cue: Cue) -> bool:
    """ "X is the better of the two", "between Y and X, X has the better lens"."""
    behind = [word.small for word in sides.words[cue.index + 1 : cue.index + _NEAR]]
    if "of" in behind and {"two", "pair", "both"} & set(behind):
        return True
    opening = sides.words[sides.start(cue.index) : cue.index]
    between = next((word for word in opening if word.small == "between"), None)
    named = sides.phrase(between.index)[0] if between is not None else []
    return {sides.sides[i] for i in named} == {1, -1}


def _is_set_apart(sides: Sides, cue: Cue, name: Word) -> bool:
    """True if the other name stands before in a part of its own, or behind "but" or "while"."""
    side = sides.sides[name.index]
    before = sides.last(-side, 0, name.index)
    if before is not None and not _is_likened(sides.words[before], verb_above(cue.word)):
        is_apart = name.index < cue.index and (not _is_had(cue.word) or _is_of_relative(cue.word, name))
        return (is_apart or _has_contrast(sides, cue.index)) and not _are_listed(sides.words[before], name)
    behind = sides.first(max(cue.index, name.index) + 1, len(sides.words))
    if behind is None or sides.sides[behind] != -side:
        return False
    return _has_contrast(sides, behind, cue.index) or _opens_clause(sides, cue, behind)


def _is_of_relative(comparative: Word, name: Word) -> bool:
    """ "They took X, which has better lenses"; not "it is smaller than X, which has better lenses"."""
    verb = verb_above(comparative)
    is_standard = name.head is not None and name.head.small == "than"
    return verb.dep == "relcl" and verb.head is name and not is_standard


def _opens_clause(sides: Sides, cue: Cue, index: int) -> bool:
    """ "X makes better lenses, Y is years behind": True of Y, whose clause a comma or semicolon parts from the comparative's."""
    subject = sides.words[index]
    first = index - 1 if index and sides.words[index - 1].tag in {"DT", "PRP$"} else index
    before = sides.words[first - 1].small if first else ""
    is_subject = subject.dep == "nsubj" and subject.head is not None and subject.head.is_verb
    is_same = any(word.small in _ALIKE for word in sides.words[index : index + _NEAR])
    is_aside = sides.words[cue.index - 1].small in {"and", "even", "or"} and cue.index == first - 2
    return (
        is_subject
        and before in {",", ";", "."}
        and not (is_aside or is_same)
        and subject.head is not verb_above(cue.word)
    )


def _is_likened(name: Word, verb: Word) -> bool:
    """ "Like X, Y is better": True of X."""
    return any(word.small == "like" and not word.is_verb and word.head is verb for word in name.ancestors())


def _holder(sides: Sides, cue: Cue) -> Word | None:
    """The name in the subject of a comparative, else behind it: "X is better", "it is better with X"; None before "than Y"."""
    near = sides.words[cue.index : cue.index + _NEAR]
    if any(w.small == "than" and w.following and w.following.small not in _EXPECTED for w in near):
        return None
    subject = subject_of(cue.word)
    if subject is None or subject.index > cue.index:
        return _named_behind(sides, cue)
    if named := _named_below(sides, subject):
        return named[0] if sides.only([word.index for word in named]) else None
    if subject.is_noun and subject.tag != "NN":
        return None
    return (_fronted(sides, subject) if subject.small == "it" else None) or _named_behind(sides, cue)


def _named_below(sides: Sides, noun: Word) -> list[Word]:
    """The words of a noun phrase that name a side."""
    return [word for word in noun.subtree(("relcl", "acl", "advcl")) if sides.sides[word.index]]


def _named_behind(sides: Sides, cue: Cue) -> Word | None:
    """ "It is better with X": X."""
    behind = sides.first(cue.index, min(sides.end(cue.index), cue.index + 7))
    between = {word.small for word in sides.words[cue.index : behind]} if behind is not None else set()
    is_near = between & _AT and not between & ({",", "than"} | CONTRASTS)
    return sides.words[behind] if behind is not None and is_near else None


def _fronted(sides: Sides, it: Word) -> Word | None:
    """ "For X it is easier", "with X it seems better": X."""
    verb = it.head
    for prep in verb.all("prep") if verb is not None else ():
        noun = prep.child("pobj") if prep.index < it.index and prep.small in _AT else None
        named = _named_below(sides, noun) if noun else []
        if named and sides.only([word.index for word in named]):
            return named[0]
    return None


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
    noun = word.head
    if word.dep == "amod" and noun is not None:
        is_of = noun.dep == "pobj" and noun.head is not None and noun.head.small == "of"
        is_of_verb = is_of and noun.head is not None and noun.head.head is verb  # "is of higher quality"
        return word.index > verb.index and (noun.dep in {"attr", "conj", "dobj"} or is_of_verb)
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
    noun = comparative.head if comparative.dep == "amod" else None
    return noun is not None and noun.is_noun and noun.dep != "attr" and comparative.index < noun.index


def _are_listed(one: Word, other: Word) -> bool:
    """True for two names of a list: "Y, Z and X are better"."""
    return other in listed(one) or one in listed(other) or one in set(other.subtree())
