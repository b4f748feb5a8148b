"""Subjects: of what a clause speaks, and what "it" and "these models" stand for."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from claims.pipeline.names import Mention
from claims.values import EntityKind

# Base forms that are seldom nouns: "models outperform".
_BARE = "outperform underperform surpass exceed achieve beat dominate manage obtain maintain generate include provide enable solve contain require expect hold lag deliver offer become allow"
_VERBS = (
    "accelerate accompany account achieve acquire add adopt affect agree aim allege allow announce appear apply argue assert attain attribute base "
    "beat become begin believe benefit boast boost break bring build call change charge claim climb combine commit compare compete complete comprise "
    "confirm consist contain continue contribute cost cover create cut decline decrease delay deliver demonstrate deploy describe design develop "
    "dominate double drop earn eclipse edge employ enable end enhance enter establish estimate evaluate exceed excel exhibit expand expect extend face "
    "fail fall feature fetch find finish focus forecast gain generate get give go grow handle help hit hold host identify impose improve include "
    "increase indicate integrate introduce invest involve join jump keep lack lag land launch lead leap leave leverage license list lose lower maintain make "
    "manage mark match measure merge miss move need obtain offer open outclass outcompete outpace outperform outrank outscore outsell outshine outstrip overtake own pay perform place plan "
    "plunge point position post power predict present process produce project propose prove provide publish pull push put raise range rank rate reach rebound receive "
    "recommend record recover reduce reject release remain remove replace report represent require respond result retain reveal rise rival roll run say score secure see "
    "seek sell serve set ship show shrink sit slow soar solve spend stand start state stop store suffer suggest supply support surge surpass take "
    "target tell tend test think tie top total train trail transform trigger tumble turn unveil update upgrade use utilize value want win work yield minimize reveal demand"
).split()
_IRREGULAR = (
    "is are was were has have had does do did can could will would may might must shall should became began built brought came cost cut fell found gave got grew held hit kept "
    "led left lost made met paid put ran rose said saw sold sent set shipped spent stood took told thought won went wrote beat broke became can't couldn't won't isn't doesn't "
    "didn't aren't wasn't hasn't remains dropped topped planned cannot outsold overtook outran underperforms underperformed underperform"
).split()


def _forms(verb: str) -> tuple[str, ...]:
    if verb.endswith("e"):
        return (verb + "s", verb + "d")
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return (verb[:-1] + "ies", verb[:-1] + "ied")
    if verb.endswith(("s", "ch", "sh", "x")):
        return (verb + "es", verb + "ed")
    return (verb + "s", verb + "ed")


_AUXILIARY = frozenset("is are was were has have had do does did can could will would may might must should".split())
_FINITE_TAIL = re.compile(r"[a-z]{3,}(?:i[sz]es|i[sz]ed|ifies|ified|[^cs]ates|[^cs]ated)")
_FINITE = frozenset([*(form for verb in _VERBS for form in _forms(verb)), *_IRREGULAR, *_BARE.split()])
_WORD = re.compile(r"[^\s,;:()\[\]—–“”\"|]+")
_CLAUSE = re.compile(
    r"^|[,;:—–|“\"](?:\s|(?<=[“\"]))|\((?=[A-Z])|\b(?:that|where|while|whereas|but|because|when|whether|as|though|although|if|after|before|since)\s|\s-\s"
    r"|\b(?P<joined>and|or)\s|\b(?P<relative>which|who)\s|\b(?P<absolute>with)\s"
)
_BRACKETED = re.compile(r"\s?\([^()]{0,120}\)\s?")
_APPOSITION = re.compile(r",\s(?:[^,;:()—–]{2,110},\s)?(?=(?P<words>(?:[a-z]+ly\s|also\s|still\s|now\s)?(?P<verb>[a-z]+)\b))")
_NOUN_PHRASE = re.compile(r"(?:\b(?:the|a|an|its|their|this|his|her)\s(?P<words>(?:[\w./-]+\s){0,4}[\w./-]+))[,\s(]*$", re.IGNORECASE)
_NUMERIC = re.compile(r"[~$€£+]?\d[\d.,]*%?$")
_ADVERBS = frozenset(
    "also now still just only even already recently further currently reportedly successfully nearly significantly far quickly then again slightly generally mainly specifically really clearly consistently easily not never".split()
)
_NO_SUBJECT = frozenset(
    "in on at by with without for from to of under during within among across after before as since than including such like unlike compared according "
    "which who that what how why where when while and or but if so because although though then also per via into over up despite between using based not only even more most "
    "about around approximately nearly roughly almost further being having".split()
)
_DETERMINERS = re.compile(
    r"^(?:(?:the|a|an|this|that|these|those|its|their|his|her|our|my|your|both|all|some|other|new|said|today['’]s|even)\s+)+",
    re.IGNORECASE,
)
_ANAPHOR = re.compile(
    r"(?:it|they|he|she|we|this|these|that|those|both|"
    r"(?:the|this|these|that|those|both|its|their|our|all)\s+(?:(?:new|latest|two|three|four|five|entire|whole|same|specialized|resulting|smaller|larger|proposed|flagship|open-weight)\s+){0,2}"
    r"(?P<noun>(?:(?:language|new|open-source|open-weight|base) )?models?|series|famil(?:y|ies)|lineup|llms?|systems?|architectures?|releases?|versions?|variants?|agents?|assistants?|networks?|methods?|approach(?:es)?|"
    r"firms?|compan(?:y|ies)|startups?|start-ups?|organi[sz]ations?|giants?|lab|corporation|group|agency|bank|makers?|publishers?|vendors?|universit(?:y|ies)|"
    r"apps?|tools?|software|products?|platforms?|services?|programs?|devices?|chips?|features?|editors?|phones?|sites?|websites?))",
    re.IGNORECASE,
)
_FIRM = re.compile(
    r"firm|compan|start|organi|giant|lab|corporation|group|agency|bank|maker|publisher|vendor|universit",
    re.IGNORECASE,
)
_MODEL = re.compile(
    r"model|series|famil|lineup|llm|system|architecture|release|version|variant|agent|assistant|network|method|approach",
    re.IGNORECASE,
)
_NAMED_NOUN = re.compile(r"(?: (?:series|language|base|chat|code|vision|reasoning|math))* models?\b")
_GENERIC_TAIL = re.compile(
    r"\s+(?:model|models|series|family|lineup|llms?|size|research|tool|app|specifically|alone|itself|themselves|reportedly|also|now)$",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\s*(?:,|,?\s(?:and|or|&)|/)\s*")
_UNFIT = frozenset({EntityKind.TECHNIQUE, EntityKind.BENCHMARK, EntityKind.DATASET})
_REACH = 600
_LONGEST = 3000


@dataclass(frozen=True, slots=True)
class Clause:
    """A subject and where its verb begins."""

    start: int
    end: int
    verb: int
    is_joined: bool = False


@dataclass(slots=True)
class Topic:
    """What the sentences before this one spoke of: the last subject, model and organisation."""

    subject: str = ""
    kinds: dict[EntityKind, str] = field(default_factory=dict)

    def heading(self, mentions: Sequence[Mention]) -> None:
        """A heading that names something makes it the topic."""
        fit = [mention for mention in mentions if mention.kind is EntityKind.MODEL]
        if fit:
            self.subject = fit[0].text
            self.kinds[EntityKind.MODEL] = fit[0].text

    def follow(self, sentence: SentenceView) -> None:
        """The next sentence may refer to what this one speaks of."""
        named = [m for m in sentence.mentions if m.kind not in _UNFIT]
        clauses = sentence.clauses()
        main = sentence.named_in(clauses[0]) if clauses else None
        for mention in named:
            self.kinds[mention.kind] = sentence.group(mention)
        if main:
            self.subject = sentence.group(main)
            self.kinds[main.kind] = self.subject

    def stands_for(self, anaphor: str) -> str:
        """The name behind "it", "these models", "the firm"; "" if nothing was named."""
        noun = _ANAPHOR.fullmatch(anaphor.strip())
        word = (noun["noun"] or "") if noun else ""
        if word and _FIRM.match(word):
            return self.kinds.get(EntityKind.ORGANISATION, self.subject)
        if word and _MODEL.match(word):
            return self.kinds.get(EntityKind.MODEL, self.subject)
        return self.subject


@dataclass(slots=True)
class SentenceView:
    """A sentence with its names, to be asked for the subject of any of its parts."""

    text: str
    mentions: Sequence[Mention]
    topic: Topic
    _clauses: list[Clause] | None = None

    def clauses(self) -> list[Clause]:
        """Every "subject verb" of the sentence in order."""
        if self._clauses is None:
            found: dict[int, Clause] = {}
            for opening in _CLAUSE.finditer(self.text, 0, _LONGEST):
                if (clause := self._clause_of(opening)) and clause.verb not in found:
                    found[clause.verb] = clause
            self._clauses = sorted(found.values(), key=lambda clause: clause.verb)
        return self._clauses

    def _clause_of(self, opening: re.Match[str]) -> Clause | None:
        if opening["relative"]:
            return self._relative(opening)
        if opening["absolute"]:
            return self._absolute(opening.end())
        clause = self._clause_at(opening.end())
        if clause and opening["joined"]:
            first = self.text[clause.start :].split(" ", 1)[0]
            if not (first[:1].isupper() or _DETERMINERS.match(first + " ") or first in {"it", "they", "he", "she", "we"}):
                return None
            return Clause(clause.start, clause.end, clause.verb, is_joined=True)
        return clause

    def _clause_at(self, place: int) -> Clause | None:
        """The clause whose subject begins at `place`: up to a dozen words, then a verb."""
        words = self._words(place)
        while words and words[0][0].endswith("ly") and words[0][0].islower():
            words.pop(0)
        if not words or not _may_open(words[0][0]):
            return None
        for i, (word, start, _) in enumerate(words):
            if i and _is_verb(word) and not (i + 1 < len(words) and words[i + 1][0] in _AUXILIARY and word not in _AUXILIARY):
                last = i - 1
                while last > 0 and (words[last][0].casefold() in _ADVERBS or words[last][0].endswith("ly")):
                    last -= 1
                return Clause(words[0][1], words[last][2], start)
            if word == "to":
                return None
        return None

    def _words(self, place: int) -> list[tuple[str, int, int]]:
        """The words from `place` on, up to a comma that no verb follows; brackets and appositions are skipped."""
        words: list[tuple[str, int, int]] = []
        last = min(len(self.text), place + 300)
        while len(words) < 14 and (word := _WORD.search(self.text, place, last)):
            if words and self.text[place : word.start()].strip():
                behind = self._behind(place)
                if behind is None:
                    break
                place = behind
                continue
            words.append((word[0], word.start(), word.end()))
            place = word.end()
        return words

    def _behind(self, place: int) -> int | None:
        """The place behind a bracket or an apposition that stands at `place`."""
        if bracket := _BRACKETED.match(self.text, place):
            return None if bracket.end() == place else bracket.end()
        apposition = _APPOSITION.match(self.text, place)
        return apposition.end() if apposition and _is_verb(apposition["verb"] or apposition["words"]) else None

    def _relative(self, opening: re.Match[str]) -> Clause | None:
        """", which demonstrated": the subject is what stands before."""
        verb = _WORD.search(self.text, opening.end())
        before = self.text[max(0, opening.start() - 120) : opening.start()]
        base = opening.start() - len(before)
        mention = self.mention_before(opening.start())
        if verb and mention and not self.text[mention.end : opening.start()].strip(" ,(“”\"'"):
            return Clause(self.group_span(mention)[0], mention.end, verb.start())
        phrase = _NOUN_PHRASE.search(before)
        if verb and phrase and len(phrase["words"].split()) > 1:
            return Clause(base + phrase.start("words"), base + phrase.end("words"), verb.start())
        return None

    def _absolute(self, place: int) -> Clause | None:
        """"with the Qwen family generating": a name with a participle."""
        words = self._words(place)[:8]
        for i, (word, start, _) in enumerate(words):
            if i and word.endswith("ing") and word.islower() and self.named_between(place, start):
                return Clause(words[0][1], words[i - 1][2], start)
        return None

    def named_in(self, clause: Clause) -> Mention | None:
        """The name that a clause's subject is, or holds."""
        return self.named_between(clause.start, clause.end)

    def named_between(self, start: int, end: int) -> Mention | None:
        """The first name between two places that can do something."""
        return next(
            (m for m in self.mentions if m.start >= start and m.end <= end and m.kind not in _UNFIT), None
        )

    def group(self, mention: Mention) -> str:
        """The name together with those that it is listed with: "CapCut and InShot"."""
        first, last = self.group_span(mention)
        return self.text[first:last]

    def group_span(self, mention: Mention) -> tuple[int, int]:
        """Where the list of names begins and ends that `mention` belongs to."""
        i = self.mentions.index(mention)
        first = last = i
        while first > 0 and _JOINED.fullmatch(
            self.text, self.mentions[first - 1].end, self.mentions[first].start
        ):
            first -= 1
        while last + 1 < len(self.mentions) and _JOINED.fullmatch(
            self.text, self.mentions[last].end, self.mentions[last + 1].start
        ):
            last += 1
        has_and = re.search(
            r"\b(?:and|or)\b|&", self.text[self.mentions[first].end : self.mentions[last].start]
        )
        if not has_and:
            first = last = i
        return self.mentions[first].start, self.mentions[last].end

    def subject_at(self, place: int) -> str:
        """What the clause around `place` speaks of: a name, the topic behind a pronoun, or the words of the subject."""
        before = [clause for clause in self.clauses() if clause.verb <= place]
        for clause in reversed(before):
            if subject := self.subject_of(clause):
                return subject
        mention = self.mention_before(place)
        return self.group(mention) if mention else self.topic.subject

    def subject_after(self, place: int) -> str:
        """The subject of the first clause that begins at or behind `place`."""
        clause = next((c for c in self.clauses() if c.start >= place), None)
        if clause:
            return self.subject_of(clause)
        mention = self.named_between(place, len(self.text))
        return self.group(mention) if mention else ""

    def subject_of(self, clause: Clause) -> str:
        """The subject of one clause."""
        words = self.text[clause.start : clause.end].strip(" ,(")
        if _ANAPHOR.fullmatch(words):
            return self._anaphor(words, clause)
        if mention := self.named_in(clause):
            return self._named(mention, clause)
        return trim(words)

    def _anaphor(self, words: str, clause: Clause) -> str:
        """ "it" may stand for what the same sentence named first, else for the topic."""
        earlier = [c for c in self.clauses() if c.verb < clause.verb and self.named_in(c)]
        if earlier and words.casefold() in {"it", "they"} and (mention := self.named_in(earlier[0])):
            return self.group(mention)
        return self.topic.stands_for(words)

    def _named(self, mention: Mention, clause: Clause) -> str:
        if self.text[mention.end : mention.end + 2] in {"'s", "’s"}:
            inner = self.named_between(mention.end, clause.end)
            owned = trim(self.text[mention.start : clause.end])
            return self.written(inner) if inner else mention.text if owned.endswith(("'s", "’s")) else owned
        first, last = self.group_span(mention)
        first = first if clause.is_joined else max(first, clause.start)
        if first == mention.start and last == mention.end:
            return self.written(mention)
        return self.text[first : max(mention.end, min(last, clause.end))]

    def written(self, mention: Mention) -> str:
        """The name with the noun that it is written with: "Qwen2.5 language models"."""
        noun = _NAMED_NOUN.match(self.text, mention.end)
        return self.text[mention.start : noun.end() if noun else mention.end]

    def mention_before(self, place: int) -> Mention | None:
        """The nearest name before `place` that can do something."""
        i = bisect_right([m.end for m in self.mentions], place)
        return next(
            (m for m in reversed(self.mentions[:i]) if m.kind not in _UNFIT and place - m.end < _REACH), None
        )


def bare(words: str) -> str:
    """A noun phrase without article and dangling signs."""
    return _DETERMINERS.sub("", " ".join(words.split()).strip(" ,.;:*_"))


def trim(words: str) -> str:
    """A noun phrase without article, generic tail and dangling signs."""
    return _GENERIC_TAIL.sub("", bare(words)).strip()


def _is_verb(word: str) -> bool:
    return word.rstrip(".") in _FINITE or _FINITE_TAIL.fullmatch(word) is not None


def _may_open(word: str) -> bool:
    """True if a subject can begin with this word."""
    is_participle = word.endswith("ing") and len(word) > 5
    return not (word.casefold() in _NO_SUBJECT or _is_verb(word) or is_participle or _NUMERIC.match(word))
