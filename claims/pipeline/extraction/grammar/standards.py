"""Standards: which of two names a sentence sets above the other by what a comparative is measured against.

Each rule gives the words that decide with 1 where the first name stands above, -1 where it stands below, 0 where neither
can be said. In its examples X stands above.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from claims.pipeline.extraction.grammar.clauses import subject_of
from claims.pipeline.extraction.grammar.merits import merit_of
from claims.pipeline.extraction.grammar.negation import is_negated
from claims.pipeline.extraction.grammar.phrases import listed
from claims.pipeline.extraction.grammar.sides import THAN, Cue, Sides, Verdict
from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.lexicon import ADVANTAGES, BAD_QUALITIES

_NEAR = 8
_PLACES = 5
_CONSEQUENCES = frozenset({"make", "making", "makes", "allowing", "giving", "so", "thus", "hence"})
_PRONOUNS = frozenset({"PRP", "EX", "WP", "WDT", "DT"})
_NAMES = frozenset({"NNP", "NNPS"})
_TO = frozenset({"superior", "inferior", "preferable", "preferred"})
_EXAMPLES = frozenset({"e.g.", "example", "instance"})
_BEING = frozenset({"am", "are", "is", "was", "were"})


def than(sides: Sides) -> Iterator[Verdict]:
    """ "X is faster than Y", "it is easier to learn X than Y", "a better tool than Y is X"."""
    for word in sides.words:
        cue = _measure(sides, word) if word.small in THAN else None
        if cue is None or (word.index and sides.words[word.index - 1].small == "rather"):
            continue
        named, end = sides.phrase(word.index)
        other = sides.only(named)
        if other and _has_compared(sides, cue, word.index, -other):
            yield cue.word, -other * cue.merit
        else:
            yield from _named_behind(sides, cue, named, end)


def _measure(sides: Sides, than: Word) -> Cue | None:
    """The comparative that "than" belongs to; of "is shorter than Y, which makes it easier", "easier"."""
    cue = sides.cue_before(than.index)
    if cue is not None:
        return cue if than.small == "than" or _is_right_behind(sides, cue, than) else None
    before = sides.words[sides.start(than.index) : than.index]
    behind = sides.cue_behind(than.index)
    if than.small != "than" or behind is None or not any(word.tag in {"JJR", "RBR"} for word in before):
        return None
    between = sides.words[than.index : behind.index]
    return behind if any(word.small in _CONSEQUENCES for word in between) else None


def _is_right_behind(sides: Sides, cue: Cue, than: Word) -> bool:
    """ "better then Y", "a better product in almost all ways then Y"; not "better, then Y"."""
    between = sides.words[cue.index + 1 : than.index]
    reach = _NEAR if than.small == "then" else 2
    return len(between) <= reach and not any(
        w.small in {",", "and", "if"} or w.dep in {"nsubj"} for w in between
    )


def _named_behind(sides: Sides, cue: Cue, named: list[int], end: int) -> Iterator[Verdict]:
    """ "The only tool better than Y is X", "the only thing worse than Y, is X", "there are better tools than Y, for example X"."""
    if not named or sides.first(sides.start(cue.index), cue.index) is not None:
        return
    behind = sides.first(named[0] + 1, min(sides.end(cue.index), end + _NEAR))
    is_other = behind is not None and sides.sides[behind] != sides.sides[named[0]]
    if is_other and any(word.small in _BEING | _EXAMPLES for word in sides.words[named[0] : behind]):
        yield cue.word, -sides.sides[named[0]] * cue.merit


def _has_compared(sides: Sides, cue: Cue, than: int, side: int) -> bool:
    """True if a side is what a comparative is said of: its subject, else the name before it or between; "it", the sentence before."""
    subject = subject_of(cue.word)
    if subject is not None and sides.sides[subject.index] == side:
        return True
    between = sides.last(side, cue.index + 1, than)
    before = sides.last(side, sides.start(cue.index), cue.index)
    if between is not None and (before is None or subject is None or subject.tag in _PRONOUNS):
        return True
    if before is None:
        back = sides.last(side, 0, cue.index)
        is_back = subject is None or subject.small in {"it", "they"}
        return is_back and back is not None and not _is_standard(sides, back, cue.index)
    return not (_is_another(sides, subject, side) or _is_standard(sides, before, cue.index))


def _is_another(sides: Sides, subject: Word | None, side: int) -> bool:
    """True for a subject that is a name of something else: "compared to X, Z is faster than Y"."""
    if subject is None or (subject.tag not in _NAMES and subject.mention is None):
        return False
    is_listed = subject.index > 1 and sides.words[subject.index - 1].small in {"and", "or", "&"}
    if is_listed and sides.sides[subject.index - 2] == side:  # "X and Z are better"
        return False
    return not any(sides.sides[word.index] == side for word in subject.subtree())


def _is_standard(sides: Sides, named: int, cue: int) -> bool:
    """True for a name that another comparative is measured against: X of "it is faster than X and better than Y"."""
    than = next((w for w in reversed(sides.words[:named]) if w.small == "than"), None)
    if than is None or named not in sides.phrase(than.index)[0]:
        return False
    return not any(word.small in {"which", "that"} for word in sides.words[named:cue])


def compared(sides: Sides) -> Iterator[Verdict]:
    """ "X is faster compared to Y", "better with X versus Y", "compared to Y, X is faster", "unlike Y, X is safer"."""
    for word in sides.words:
        end = _end_of_comparing(sides, word)
        named = sides.phrase(end)[0] if end is not None else []
        if not named:
            continue
        other = sides.sides[named[0]]
        standard = sides.leading(named)
        is_behind = _is_named(sides, -other, sides.start(word.index), word.index)
        before, behind = sides.cue_before(word.index), sides.cue_behind(standard[-1])
        if before and is_behind and named == standard:
            yield before.word, -other * before.merit
        elif (
            behind
            and not (before or is_behind)
            and _is_named(sides, -other, standard[-1], behind.index)
            and not _are_both_standards(sides, named)
        ):
            is_unlike = word.small == "unlike"  # "unlike Y, X is not worse" blames Y
            yield behind.word, -other * (behind.merit or (-merit_of(behind.word) if is_unlike else 0))


def _are_both_standards(sides: Sides, named: Sequence[int]) -> bool:
    """ "Unlike X, Y and Z, it is safer": X and Y are listed together."""
    first = sides.words[named[0]]
    beside = [word for word in first.all("appos") if word.child("conj")]
    together = {word.index for one in (first, *beside) for word in listed(one)}
    return any(sides.sides[i] != sides.sides[named[0]] for i in named if i in together)


def _is_named(sides: Sides, side: int, start: int, end: int) -> bool:
    return sides.last(side, start, end) is not None


def _end_of_comparing(sides: Sides, word: Word) -> int | None:
    """Where "compared to", "in comparison with", "versus", "unlike" ends; None for other words."""
    if word.small in {"versus", "vs", "vs.", "against", "unlike"}:
        return word.index
    following = sides.words[word.index + 1].small if word.index + 1 < len(sides.words) else ""
    is_comparing = word.small in {"compared", "comparison", "relative", "opposed"} and following in {
        "to",
        "with",
    }
    return word.index + 1 if is_comparing else None


def over(sides: Sides) -> Iterator[Verdict]:
    """ "X is a better choice over Y", "X is superior to Y", "X has an edge over Y"."""
    for word in sides.words:
        named = sides.phrase(word.index, _NEAR)[0] if word.small in {"over", "to"} else []
        other = sides.only(named[:1])
        if not other or not _is_named(sides, -other, sides.start(word.index), word.index):
            continue
        cue = sides.cue_before(word.index, _NEAR)
        advantage = next(
            (w for w in sides.words[max(0, word.index - _PLACES) : word.index] if w.small in ADVANTAGES), None
        )
        if cue and (word.small == "over" or _takes_to(cue, word, named[0])):
            yield cue.word, -other * cue.merit
        elif advantage is not None and word.small == "over":
            yield advantage, other if is_negated(advantage) else -other


def _takes_to(cue: Cue, to: Word, named: int) -> bool:
    return cue.word.small in _TO or (to.dep == "prep" and named - to.index <= 3 and to.index - cue.index <= 3)


def instead(sides: Sides) -> Iterator[Verdict]:
    """ "You do better with X instead of Y", "better use X, not Y", "it is easier in X rather than Y"."""
    for word in sides.words:
        end = _end_of_excluding(sides, word)
        other = sides.only(sides.phrase(end, _NEAR)[0][:1]) if end else 0
        if other and sides.last(-other, sides.start(word.index), word.index) is not None:
            cue = next(
                (c for c in sides.cues if sides.start(word.index) <= c.index < sides.end(word.index)), None
            )
            if cue:
                yield cue.word, -other * cue.merit


def _end_of_excluding(sides: Sides, word: Word) -> int:
    following = sides.words[word.index + 1].small if word.index + 1 < len(sides.words) else ""
    if (word.small, following) in {("instead", "of"), ("rather", "than"), ("rather", "then")}:
        return word.index + 1
    is_not = word.small == "not" and word.index > 0 and sides.words[word.index - 1].small == ","
    return word.index if is_not else 0


def as_as(sides: Sides) -> Iterator[Verdict]:
    """ "X is not as good as Y", "X is as good as Y, if not better", "X is as good, if not better, than Y"."""
    for word in sides.words:
        first = _first_as(sides, word) if word.small == "as" else None
        named, end = sides.phrase(word.index, 14) if first else ([], 0)
        other = sides.only(named)
        if not other or first is None or sides.last(-other, sides.start(word.index), first.index) is None:
            continue
        graded = sides.words[first.index + 1]
        cue = next((c for c in sides.cues if first.index < c.index < end + _PLACES), None)
        if cue:
            yield cue.word, -other * cue.merit
        elif is_negated(first) or is_negated(graded):
            yield first, -other if graded.small in BAD_QUALITIES else other


def _first_as(sides: Sides, second: Word) -> Word | None:
    """The first "as" of "as good as"; None for "as well as" and an "as" alone."""
    start = max(sides.start(second.index), second.index - 7)
    first = next((w for w in reversed(sides.words[start : second.index]) if w.small in {"as", "so"}), None)
    if first is None or sides.words[first.index + 1].small in {"well", "long", "soon", "far", "as"}:
        return None
    return first if sides.words[first.index + 1].tag[:2] in {"JJ", "RB"} else None


def a_better(sides: Sides) -> Iterator[Verdict]:
    """ "X is a better Y", "X as a better Y"."""
    for cue in sides.cues:
        noun = cue.word.head
        if noun is None or not sides.sides[noun.index] or not 0 < noun.index - cue.index <= 3:
            continue
        articles = {word.small for word in sides.words[max(0, cue.index - 3) : cue.index]} & {"a", "an", "as"}
        behind = {word.small for word in sides.words[noun.index + 1 : noun.index + 3]}
        if (
            articles
            and "than" not in behind
            and sides.last(-sides.sides[noun.index], sides.start(cue.index), cue.index) is not None
        ):
            yield cue.word, -sides.sides[noun.index] * cue.merit
