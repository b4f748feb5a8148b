"""Clauses: where in a sentence somebody does something, and the names that it holds."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from claims.pipeline.extraction.cues import cues
from claims.pipeline.extraction.lexicon import ADVERBS, AUXILIARIES, FINITE_VERBS, NO_SUBJECT
from claims.pipeline.extraction.mentions import Mention
from claims.values import EntityKind

# What does nothing itself: no subject of a claim.
UNFIT = frozenset({EntityKind.TECHNIQUE, EntityKind.BENCHMARK, EntityKind.DATASET})

_FINITE_TAIL = re.compile(r"[a-z]{3,}(?:i[sz]es|i[sz]ed|ifies|ified|[^cs]ates|[^cs]ated)")
# What parts two words, and the word behind it.
_WORD = re.compile(r"([\s,;:()\[\]—–“”\"|]*)([^\s,;:()\[\]—–“”\"|]+)")
# A gap behind which a clause may begin; behind a bare bracket, one with a capital.
_OPENING_GAP = re.compile(r"[,;:—–|“\"\)]\s|[“\"]")
# Words behind which a clause may begin, with what else they tell.
_ROLES = dict.fromkeys(
    cues(
        "think thinks believe believes say says said claim claims claimed found show shows showed means guess know that where while "
        "whereas but because when whether as though although if after before since -"
    ),
    "clause",
) | {
    "and": "joined",
    "or": "joined",
    "and/or": "joined",
    "which": "relative",
    "who": "relative",
    "with": "absolute",
}
_BRACKETED = re.compile(r"\s?\([^()]{0,120}\)\s?")
_APPOSITION = re.compile(
    r",\s(?:[^,;:()—–]{2,110},\s)?(?=(?P<words>(?:[a-z]+ly\s|also\s|still\s|now\s)?(?P<verb>[a-z]+)\b))"
)
_APPOSED = re.compile(r",\s(?:the|a|an|its|which|whose|one of)\s")
_NOUN_PHRASE = re.compile(
    r"(?:\b(?:the|a|an|its|their|this|his|her)\s(?P<words>(?:[\w./-]+\s){0,4}[\w./-]+))[,\s(]*$",
    re.IGNORECASE,
)
_NUMERIC = re.compile(r"[~$€£+]?\d[\d.,]*%?$")
_DETERMINERS = re.compile(
    r"^(?:(?:the|a|an|this|that|these|those|its|their|his|her|our|my|your|both|all|some|other|new|said|today['’]s|even)\s+)+",
    re.IGNORECASE,
)
_NAMED_NOUN = re.compile(r"(?: (?:series|language|base|chat|code|vision|reasoning|math))* models?\b")
_AND = re.compile(r"\b(?:and|or)\b|&")
_JOINED = re.compile(r"\s*(?:,|,?\s(?:and|or|&)|/)\s*")
_REACH = 600
_MOST_WORDS = 14
_RUN = 300
# What stands before a word, the word, its start and its end.
_Word = tuple[str, str, int, int]
_LONGEST = 3000


@dataclass(frozen=True, slots=True)
class Clause:
    """A subject and where its verb begins."""

    start: int
    end: int
    verb: int
    is_joined: bool = False


@dataclass(slots=True)
class ClauseView:
    """A sentence with its names, to be asked for its clauses."""

    text: str
    mentions: Sequence[Mention]
    _clauses: list[Clause] | None = None
    _words: list[_Word] = field(default_factory=list)
    _groups: list[tuple[int, int]] | None = None

    def clauses(self) -> list[Clause]:
        """Every "subject verb" of the sentence in order."""
        if self._clauses is None:
            self._words = _words_of(self.text)
            found: dict[int, Clause] = {}
            for clause in self._openings():
                known = found.get(clause.verb)
                if known is None or self._comes_before(clause, known):
                    found[clause.verb] = clause
            self._clauses = sorted(found.values(), key=lambda clause: clause.verb)
        return self._clauses

    def _openings(self) -> Iterator[Clause]:
        """The clause behind every word and sign that may open one."""
        role: str | None = None
        for i, (gap, word, _, _) in enumerate(self._words):
            if role and gap[0].isspace() and (clause := self._opened_by(role, i)):
                yield clause
            if (i == 0 or (gap != " " and _opens(gap, word[0]))) and (clause := self._clause_at(i)):
                yield clause
            role = _ROLES.get(word)

    def _comes_before(self, clause: Clause, known: Clause) -> bool:
        """True if the later reading of a verb's subject is the better one: nearer, and not within an apposition."""
        named = self.named_in(known)
        is_apposed = named is not None and _APPOSED.match(self.text, named.end)
        return not named or (self.named_in(clause) is not None and not is_apposed)

    def _opened_by(self, role: str, i: int) -> Clause | None:
        """The clause whose first word is the `i`-th, behind a word of this role."""
        if role == "relative" and (clause := self._relative(i)):
            return clause
        if role == "absolute":
            return self._absolute(i)
        clause = self._clause_at(i)
        if clause and role == "joined":
            return replace(clause, is_joined=True) if _may_join(self.text, clause.start) else None
        return clause

    def _clause_at(self, i: int) -> Clause | None:
        """The clause whose subject begins with the `i`-th word: up to a dozen words, then a verb."""
        words, limit = self._words, self._words[i][2] + _RUN
        subject: list[_Word] = []
        for _ in range(_MOST_WORDS):
            word = words[i]
            is_skipped = not subject and _is_adverb(word[1])
            if not subject and not is_skipped and not _may_open(word[1]):
                return None
            i = self._next(i)
            follow = words[i][1] if i else ""
            if subject and _is_verb(word[1]) and (word[1] in AUXILIARIES or follow not in AUXILIARIES):
                return Clause(subject[0][2], _end_of(subject), word[2])
            if word[1] == "to":
                return None
            if not is_skipped:
                subject.append(word)
            if not i or words[i][2] >= limit:
                return None
        return None

    def _next(self, i: int) -> int:
        """The word behind the `i`-th, past brackets and appositions; 0 behind a comma that no verb follows, and at the end."""
        words, place = self._words, self._words[i][3]
        i += 1
        while i < len(words):
            gap, _, start, _ = words[i]
            if gap == " " or not self.text[place:start].strip():
                return i
            behind = self._behind(place)
            if behind is None:
                return 0
            place = behind
            i = bisect_left(words, place, i, key=lambda word: word[2])
        return 0

    def _behind(self, place: int) -> int | None:
        """The place behind a bracket or an apposition that stands at `place`."""
        if bracket := _BRACKETED.match(self.text, place):
            return None if bracket.end() == place else bracket.end()
        apposition = _APPOSITION.match(self.text, place)
        return (
            apposition.end() if apposition and _is_verb(apposition["verb"] or apposition["words"]) else None
        )

    def _relative(self, i: int) -> Clause | None:
        """ ", which demonstrated": the subject is what stands before, the `i`-th word its verb."""
        (_, _, opening, _), (gap, word, verb, _) = self._words[i - 1 : i + 1]
        if not gap.endswith(" ") or _may_open(word):
            return None
        before = self.text[max(0, opening - 120) : opening]
        base = opening - len(before)
        mention = self.mention_before(opening)
        if mention and not self.text[mention.end : opening].strip(" ,(“”\"'"):
            return Clause(self.group_span(mention)[0], mention.end, verb)
        phrase = _NOUN_PHRASE.search(before)
        if phrase and len(phrase["words"].split()) > 1:
            return Clause(base + phrase.start("words"), base + phrase.end("words"), verb)
        return None

    def _absolute(self, i: int) -> Clause | None:
        """ "with the Qwen family generating": a name with a participle."""
        words, first = self._words, self._words[i]
        for _ in range(7):
            before, i = i, self._next(i)
            _, word, start, _ = words[i]
            if not i or start >= first[2] + _RUN:
                return None
            if word.endswith("ing") and word.islower() and self.named_between(first[2], start):
                return Clause(first[2], words[before][3], start)
        return None

    def named_in(self, clause: Clause) -> Mention | None:
        """The name that a clause's subject is, or holds."""
        return self.named_between(clause.start, clause.end)

    def named_between(self, start: int, end: int) -> Mention | None:
        """The first name between two places that can do something."""
        return next(
            (m for m in self.mentions if m.start >= start and m.end <= end and m.kind not in UNFIT), None
        )

    def group(self, mention: Mention) -> str:
        """The name together with those that it is listed with: "CapCut and InShot"."""
        first, last = self.group_span(mention)
        return self.text[first:last]

    def full(self, mention: Mention) -> str:
        """The name with its list, or with its noun where it stands alone."""
        listed = self.group(mention)
        return self.written(mention) if listed == mention.text else listed

    def group_span(self, mention: Mention) -> tuple[int, int]:
        """Where the list of names begins and ends that `mention` belongs to."""
        if self._groups is None:
            self._groups = list(self._lists())
        i = bisect_left(self.mentions, mention.start, key=lambda other: other.start)
        return self._groups[i]

    def _lists(self) -> Iterator[tuple[int, int]]:
        """For every name the start and end of its list, of itself where it stands in none."""
        mentions, first = self.mentions, 0
        for last, mention in enumerate(mentions):
            is_end = last + 1 == len(mentions) or not _JOINED.fullmatch(
                self.text, mention.end, mentions[last + 1].start
            )
            if is_end:
                listed = mentions[first : last + 1]
                has_and = len(listed) > 1 and _AND.search(self.text, listed[0].end, listed[-1].start)
                yield from (
                    [(listed[0].start, listed[-1].end)] * len(listed)
                    if has_and
                    else ((m.start, m.end) for m in listed)
                )
                first = last + 1

    def written(self, mention: Mention) -> str:
        """The name with the noun that it is written with: "Qwen2.5 language models"."""
        noun = _NAMED_NOUN.match(self.text, mention.end)
        return self.text[mention.start : noun.end() if noun else mention.end]

    def mention_before(self, place: int) -> Mention | None:
        """The nearest name before `place` that can do something."""
        for mention in reversed(self.mentions):
            if mention.end <= place and mention.kind not in UNFIT:
                return mention if place - mention.end < _REACH else None
        return None


def bare(words: str) -> str:
    """A noun phrase without article and dangling signs."""
    return _DETERMINERS.sub("", " ".join(words.split()).strip(" ,.;:*_"))


def _words_of(text: str) -> list[_Word]:
    words: list[_Word] = []
    place = 0
    for gap, word in _WORD.findall(text, 0, _LONGEST):
        start = place + len(gap)
        place = start + len(word)
        words.append((gap, word, start, place))
    return words


@lru_cache(maxsize=256)
def _is_opening(gap: str) -> bool:
    return _OPENING_GAP.search(gap) is not None


def _opens(gap: str, letter: str) -> bool:
    """True if a clause may begin between this gap and a word with this first letter."""
    return _is_opening(gap) or (gap.endswith("(") and "A" <= letter <= "Z")


def _may_join(text: str, place: int) -> bool:
    """True if the words behind "and" begin another clause, not another noun of the same."""
    first = text[place : place + 20].split(" ", 1)[0]
    return (
        first[:1].isupper()
        or _DETERMINERS.match(first + " ") is not None
        or first in {"it", "they", "he", "she", "we"}
    )


@lru_cache(maxsize=8192)
def _is_adverb(word: str) -> bool:
    return word.endswith("ly") and word.islower()


def _end_of(subject: Sequence[_Word]) -> int:
    """Where the subject ends, without the adverbs that stand before its verb."""
    last = len(subject) - 1
    while last > 0 and (subject[last][1].casefold() in ADVERBS or subject[last][1].endswith("ly")):
        last -= 1
    return subject[last][3]


@lru_cache(maxsize=8192)
def _is_verb(word: str) -> bool:
    return word.rstrip(".") in FINITE_VERBS or _FINITE_TAIL.fullmatch(word) is not None


@lru_cache(maxsize=8192)
def _may_open(word: str) -> bool:
    """True if a subject can begin with this word."""
    is_participle = word.endswith("ing") and len(word) > 5
    return not (word.casefold() in NO_SUBJECT or _is_verb(word) or is_participle or _NUMERIC.match(word))
