"""Subjects: of what a clause speaks, and what "it" and "these models" stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from claims.pipeline.extraction.clauses import UNFIT, Clause, ClauseView, bare
from claims.pipeline.extraction.mentions import Mention
from claims.values import EntityKind

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
_CONTRACTED = re.compile(r"^(it|he|she|they|we|i|you|that|this|there)['’](?:s|ll|ve|re|d|m)$", re.IGNORECASE)
_GENERIC_TAIL = re.compile(
    r"\s+(?:model|models|series|family|lineup|llms?|size|research|tool|app|specifically|alone|itself|themselves|reportedly|also|now)$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Topic:
    """What the sentences before this one spoke of: the last subject, model and organisation."""

    subject: str = ""
    several: str = ""
    kinds: dict[EntityKind, str] = field(default_factory=dict)

    def heading(self, mentions: Sequence[Mention]) -> None:
        """A heading that names something makes it the topic."""
        fit = [mention for mention in mentions if mention.kind is EntityKind.MODEL]
        if fit:
            self.subject = fit[0].text
            self.kinds[EntityKind.MODEL] = fit[0].text

    def follow(self, sentence: SentenceView) -> None:
        """The next sentence may refer to what this one speaks of."""
        clauses = sentence.clauses()
        named = [mention for mention in sentence.mentions if mention.kind not in UNFIT]
        opening = sentence.text[clauses[0].start : clauses[0].end].casefold() if clauses else ""
        if _ANAPHOR.fullmatch(opening) and opening != "we":
            named = []  # what the sentence names besides is not what it speaks of
        else:
            groups = [group for mention in named if " and " in (group := sentence.group(mention))]
            self.several = groups[-1] if groups else ""
        for mention in named:
            self.kinds[mention.kind] = sentence.group(mention)
        if named and clauses and (main := sentence.named_in(clauses[0])):
            self.subject = self.kinds[main.kind] = sentence.group(main)

    def stands_for(self, anaphor: str) -> str:
        """The name behind "it", "these models", "the firm"; "" if nothing was named."""
        noun = _ANAPHOR.fullmatch(anaphor.strip())
        word = (noun["noun"] or "") if noun else ""
        if (
            self.several
            and anaphor.casefold().startswith(("these", "they", "both"))
            and not _FIRM.match(word)
        ):
            return self.several
        if anaphor.casefold() == "we":
            return self.kinds.get(EntityKind.MODEL, self.subject)
        if word and _FIRM.match(word):
            return self.kinds.get(EntityKind.ORGANISATION, self.subject)
        if word and _MODEL.match(word):
            return self.kinds.get(EntityKind.MODEL, self.subject)
        return self.subject


@dataclass(slots=True)
class SentenceView(ClauseView):
    """A sentence in its surroundings, to be asked for the subject of any of its parts."""

    topic: Topic = field(default_factory=Topic)
    _subjects: dict[int, str] = field(default_factory=dict)

    def subject_at(self, place: int) -> str:
        """What the clause around `place` speaks of: a name, the topic behind a pronoun, or the words of the subject."""
        for clause in reversed(self.clauses()):
            if clause.verb <= place and (subject := self.subject_of(clause)):
                return subject
        mention = self.mention_before(place)
        return self.full(mention) if mention else self.topic.subject

    def subject_after(self, place: int) -> str:
        """The subject of the first clause that begins at or behind `place`."""
        clause = next((c for c in self.clauses() if c.start >= place), None)
        if clause:
            return self.subject_of(clause)
        mention = self.named_between(place, len(self.text))
        return self.full(mention) if mention else ""

    def subject_of(self, clause: Clause) -> str:
        """The subject of one clause."""
        if clause.verb not in self._subjects:
            self._subjects[clause.verb] = self._read_subject(clause)
        return self._subjects[clause.verb]

    def _read_subject(self, clause: Clause) -> str:
        words = self.text[clause.start : clause.end].strip(" ,(")
        if "'" in words or "’" in words:
            words = _CONTRACTED.sub(r"\1", words)
        if words.casefold() == "there":
            return ""
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


def trim(words: str) -> str:
    """A noun phrase without article, generic tail and dangling signs."""
    return _GENERIC_TAIL.sub("", bare(words)).strip()
