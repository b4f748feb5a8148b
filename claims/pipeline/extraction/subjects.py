"""Subjects: of what a clause speaks, and what "it" and "these models" stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from claims.pipeline.extraction.anaphors import ANAPHOR, BUSINESS, NO_BUSINESS, anaphor_of
from claims.pipeline.extraction.grammar.clauses import own_subject, subject_of, verb_above
from claims.pipeline.extraction.grammar.partitives import MANY, Wholes, wholes_in
from claims.pipeline.extraction.grammar.phrases import (
    apposed_name,
    is_bare_figure,
    listed,
    name_in,
    owner_named,
    phrase,
    written,
)
from claims.pipeline.extraction.grammar.tree import SUBJECTS, Tree, Word
from claims.pipeline.extraction.lexicon import REPORTING_VERBS, SAYINGS, TELLING_VERBS
from claims.pipeline.extraction.mentions import Mention
from claims.vocabulary import EntityKind

# What does nothing itself: no subject of a claim.
UNFIT = frozenset({EntityKind.TECHNIQUE, EntityKind.BENCHMARK, EntityKind.DATASET})

_OWNING = frozenset({EntityKind.ORGANISATION, EntityKind.OTHER})
_SPEAKING = frozenset({EntityKind.PERSON, EntityKind.OTHER})
_PERSON = re.compile(r"[A-Z][\w’'.-]*(?: [A-Z][\w’'.-]*){1,3}")
_BELONGING = re.compile(r"\b(?:for|of|at|from|with|in)\b")
PERSONAL = frozenset({"he", "she", "him", "her", "his"})
_OURS = frozenset({"we", "our", "us", "i"})
_RELATIVES = frozenset({"there", "which", "who", "that"})
_IT = frozenset({"it", "its", "itself"})
_PLURAL = frozenset({"they", "these", "those", "both", "them", "their", "themselves"})


@dataclass(slots=True)
class Topic:
    """What the sentences before this one spoke of: the last subject, the last name of every kind, the last list of names, the last speaker.

    `noun` is the subject of the last sentence where it has no name, `person` one whose name may be that of a person, `owner` whose the subject is. `wholes` is what the last sentence that counts or measures something counted and measured.
    """

    subject: str = ""
    several: str = ""
    listed: tuple[str, ...] = ()
    noun: str = ""
    has_many: bool = False
    person: str = ""
    owner: str = ""
    speaker: str = ""
    kinds: dict[EntityKind, str] = field(default_factory=dict)
    wholes: Wholes = field(default_factory=Wholes)

    @property
    def thing(self) -> str:
        """The model or product that was last named, else the topic; "" if that is who makes it."""
        thing = self.kinds.get(EntityKind.MODEL) or self.kinds.get(EntityKind.PRODUCT)
        is_maker = self.subject in {
            self.kinds.get(EntityKind.ORGANISATION),
            self.kinds.get(EntityKind.PERSON),
        }
        return thing or ("" if is_maker else self.subject)

    @property
    def is_of_thing(self) -> bool:
        """True if the last subject was a model or a product, which has parts that are counted without naming it."""
        things = {self.kinds.get(EntityKind.MODEL), self.kinds.get(EntityKind.PRODUCT)}
        return self.subject != "" and self.subject in things

    def heading(self, mentions: Sequence[Mention]) -> None:
        """A title or heading that names something makes it the topic."""
        is_one = len(mentions) == 1 and mentions[0].start == 0 and " " in mentions[0].text
        if is_one and mentions[0].kind is EntityKind.OTHER:
            self.subject = self.subject or mentions[0].text  # "Dyson V16 test"
            return
        for kind in (EntityKind.MODEL, EntityKind.PRODUCT, EntityKind.ORGANISATION):
            named = next((mention for mention in mentions if mention.kind is kind), None)
            if named and (kind is EntityKind.MODEL or not self.subject):
                self.subject = self.kinds[kind] = named.text
                return

    def follow(self, view: SentenceView) -> None:
        """The next sentence may refer to what this one speaks of."""
        self.wholes = view.wholes() or self.wholes
        main = view.told_subject()
        is_anaphor = main is not None and anaphor_of(view.text, main) is not None
        is_referring = is_anaphor and main is not None and view.named(main) is None
        if is_referring and main is not None and anaphor_of(view.text, main, "pronoun") not in _OURS:
            return  # what the sentence names besides is not what it speaks of
        self.several, self.listed = "", ()
        named = (one for mention in view.mentions for one in (mention.maker, mention) if one is not None)
        self.kinds.update((one.kind, one.text) for one in named if one.kind not in UNFIT)
        if main is not None and not is_referring:
            self._speak_about(main, view)

    def _speak_about(self, main: Word, view: SentenceView) -> None:
        """The subject of a sentence, with a name or without."""
        if is_bare_figure(main):
            return
        self.noun = ""
        owner = owner_named(main)
        is_firm = owner is not None and owner.mention is not None and owner.mention.kind in _OWNING
        self.owner = owner.mention.text if owner is not None and owner.mention and is_firm else ""
        if subject := view.named(main):
            self._speak_of(subject, view.text)
        elif main.tag in {"NN", "NNS", "NNP", "NNPS"}:
            self.noun, self.has_many = phrase(view.text, main), main.tag in {"NNS", "NNPS"}

    def _speak_of(self, subject: Word, text: str) -> None:
        """The subject of a sentence, alone or with those that are listed with it."""
        group = [word for word in listed(subject) if word.mention]
        self.subject = subject.mention.text if subject.mention else ""
        if subject.mention:
            self.kinds[subject.mention.kind] = subject.mention.text
            is_perhaps = subject.mention.kind is EntityKind.OTHER and _PERSON.fullmatch(self.subject)
            self.person = self.subject if is_perhaps else self.person
        if len(group) > 1:
            self.several = text[group[0].start : group[-1].end]
            self.listed = tuple(text[word.start : word.end] for word in group)

    def stands_for(self, words: str) -> str:
        """The name behind "it", "these models", "the firm"; "" if nothing was named."""
        anaphor = ANAPHOR.fullmatch(words.strip())
        if anaphor is None:
            return ""
        first = words.split()[0].casefold()
        if anaphor["order"]:
            return self._one_of_two(anaphor["order"].casefold())
        if anaphor["firm"]:
            return self._firm(words)
        if first in PERSONAL:
            return self.kinds.get(EntityKind.PERSON, self.person)
        if first in _PLURAL and self.several:
            return self.several
        if anaphor["model"] or first in _OURS:
            is_version = self.subject == self.kinds.get(EntityKind.OTHER) and self.subject[-1:].isdigit()
            return self.subject if is_version else self.kinds.get(EntityKind.MODEL, self.subject)
        if anaphor["product"]:
            return self.kinds.get(EntityKind.PRODUCT, self.subject)
        return self._made() if anaphor["thing"] else self._last(anaphor["pronoun"])

    def _made(self) -> str:
        """ "The vaccine": the last product, else the subject if it is no firm."""
        is_maker = self.subject == self.kinds.get(EntityKind.ORGANISATION, "")
        return self.kinds.get(EntityKind.PRODUCT) or ("" if is_maker else self.subject)

    def _last(self, pronoun: str | None) -> str:
        """What was spoken of last; "it" is no person."""
        noun = self._noun_for(pronoun)
        if (
            pronoun is not None
            and pronoun.casefold() in _IT
            and self.subject == self.kinds.get(EntityKind.PERSON)
        ):
            return noun or self.kinds.get(EntityKind.ORGANISATION, "")
        return noun or self.subject or self.thing

    def _noun_for(self, pronoun: str | None) -> str:
        """The last subject without a name, where "it" or "they" agrees with it."""
        is_fit = pronoun is not None and (pronoun.casefold() in _PLURAL) == self.has_many
        return self.noun if is_fit else ""

    def _one_of_two(self, order: str) -> str:
        """ "The former", "the latter"."""
        return (self.listed or ("",))[-1 if order == "latter" else 0]

    def _firm(self, words: str) -> str:
        """The last organisation, else the subject if it may be one; "the agency" is no firm whose name says that it is one."""
        perhaps = self.subject if self.subject == self.kinds.get(EntityKind.OTHER) else ""
        firm = self.owner or self.kinds.get(EntityKind.ORGANISATION, perhaps)
        return "" if NO_BUSINESS.search(words.strip()) and BUSINESS.search(firm) else firm


@dataclass(slots=True)
class SentenceView:
    """A sentence in its surroundings, to be asked for the subject of any of its parts. `tree` is None if it was not parsed."""

    text: str
    mentions: Sequence[Mention]
    tree: Tree | None = None
    topic: Topic = field(default_factory=Topic)

    def heard(self, speaker: str) -> None:
        """The sentence is what `speaker` says ("" for none): the next one may go on with their words, and be about "her"."""
        self.topic.speaker = speaker
        named = next(
            (m.text for m in reversed(self.mentions) if speaker.endswith(m.text) and m.kind in _SPEAKING), ""
        )
        if _PERSON.fullmatch(named) and not _BELONGING.search(speaker[: -len(named)]):
            self.topic.kinds[EntityKind.PERSON] = named

    def main_verb(self) -> Word | None:
        """The verb of the main clause; None of a fragment."""
        root = next(self.tree.roots(), None) if self.tree else None
        return root if root is not None and (root.is_verb or root.child("nsubj", "nsubjpass")) else None

    def main_subject(self) -> Word | None:
        """The subject of the main clause."""
        verb = self.main_verb()
        return own_subject(verb) if verb else None

    def told_subject(self) -> Word | None:
        """The subject of the main clause; of "X says that Y grew" and "Y grew, X told reporters", Y."""
        verb = self.main_verb()
        content = verb.child("ccomp", "parataxis") if verb else None
        is_told = verb is not None and verb.small in REPORTING_VERBS | SAYINGS | TELLING_VERBS
        told = own_subject(content) if is_told and content else None
        speaker = self.main_subject()
        is_speaker = told is not None and told.tag == "PRP" and speaker is not None and self.named(speaker)
        return speaker if told is None or is_speaker else told  # "Corvid said it would appeal"

    def named(self, word: Word) -> Word | None:
        """The name that a noun is, belongs to, or is explained by."""
        return name_in(word) or apposed_name(word)

    def subject_at(self, word: Word) -> str:
        """Of what the words around `word` speak: a name, what a pronoun stands for, else the words of the subject."""
        subject = subject_of(word)
        return self.name_of(subject) if subject is not None else self.topic.subject

    def name_of(self, word: Word) -> str:
        """What a noun names with those that are listed with it, pronouns resolved; "" where a pronoun stands for nothing known."""
        names = [other for other in listed(word) if other.mention] if word.mention else []
        return self.text[names[0].start : names[-1].end] if len(names) > 1 else self.single_name_of(word)

    def single_name_of(self, word: Word) -> str:
        """What a noun names by itself."""
        anaphor = anaphor_of(self.text, word)
        if _is_demonstrative(word):
            return self.topic.stands_for("this")  # "That is longer than Y"
        if anaphor is not None and not self.named(word):
            return self._resolved(word, anaphor)
        return "" if _is_relative(word) else self._own_name(word)

    def wholes(self) -> Wholes | None:
        """What the sentence counts and measures; None if it does neither."""
        wholes = wholes_in(self.text, self.tree.words) if self.tree else Wholes()
        return None if wholes == Wholes() else wholes

    def _own_name(self, word: Word) -> str:
        """The name that a noun is or explains, else its words."""
        if not self.named(word) and word.dep == "appos" and word.head is not None and word.head.mention:
            word = word.head
        return written(self.text, word) if self.named(word) else phrase(self.text, word)

    def _resolved(self, word: Word, anaphor: str) -> str:
        """ "it" may stand for what the same sentence named before as a subject, else for the topic."""
        if anaphor.casefold() in {"it", "they", "its", "their"}:
            for subject in (*_subjects_before(word), *self._subjects_of_parts_before(word)):
                named = self.named(subject)
                if named is not None and named.mention and named.mention.kind not in UNFIT:
                    return self.name_of(named)
                owner = owner_named(subject)  # "X's larger window lets it beat Y"
                if owner is not None and anaphor.casefold() == "it":
                    return self.name_of(owner)
                is_meant = _is_opening(subject, word) or _goes_on(subject, word) or _owns(subject, word)
                if is_meant and anaphor_of(self.text, subject) is None:
                    return phrase(self.text, subject)
        name = self._firm_before(word, anaphor) or self.topic.stands_for(anaphor)
        return "" if word.dep in SUBJECTS and self._is_named_with(word, name) else name

    def _subjects_of_parts_before(self, word: Word) -> Iterator[Word]:
        """Of "X covers 240 acres; it is contained", X: a semicolon parts trees."""
        top = [word, *word.ancestors()][-1]
        roots = [root for root in self.tree.roots() if root.index < top.index] if self.tree else []
        yield from filter(None, map(own_subject, reversed(roots)))

    def _firm_before(self, word: Word, anaphor: str) -> str:
        """ "Corvid opened, the company said": the first organisation that is a subject before "the company"."""
        match = ANAPHOR.fullmatch(anaphor)
        before = self.tree.words[: word.index] if self.tree and match and match["firm"] else []
        firms = (
            w for w in before if w.mention and w.dep in SUBJECTS and w.mention.kind is EntityKind.ORGANISATION
        )
        firm = next(firms, None)
        return self.name_of(firm) if firm is not None else ""

    def _is_named_with(self, pronoun: Word, name: str) -> bool:
        """ "It was the largest strike in Norland": "it" is not Norland."""
        words = self.tree.words if self.tree else ()
        verb = verb_above(pronoun)
        return any(w.mention and w.mention.text == name and verb_above(w) is verb for w in words)

    def whole_of(self, pronoun: Word) -> str:
        """What "them" of "40% of them" and "it" of "half of it" stand for."""
        before = wholes_in(self.text, self.tree.words[: pronoun.index]) if self.tree else Wholes()
        listed_names = self.topic.several if pronoun.small in MANY else ""
        part = before.part(pronoun.small) or (listed_names or self.topic.wholes.part(pronoun.small))
        return part or self.name_of(pronoun)

    def word_at(self, place: int) -> Word | None:
        """The word that covers a place, or the next one; None behind the last and where nothing was parsed."""
        if self.tree is None:
            return None
        return next((word for word in self.tree.words if word.end > place), None)

    def mention_before(self, place: int) -> Mention | None:
        """The nearest name before `place` that can do something."""
        return next((m for m in reversed(self.mentions) if m.end <= place and m.kind not in UNFIT), None)


def _is_demonstrative(word: Word) -> bool:
    """ "That is longer": True of "that"."""
    return word.small == "that" and word.tag == "DT" and word.dep in SUBJECTS and not word.children


def _is_relative(word: Word) -> bool:
    """ "Which", "that", "there"; not "WHO"."""
    is_relative = word.tag in {"WP", "WDT", "DT", "EX"} or word.small in _RELATIVES
    return is_relative and word.mention is None


def _subjects_before(word: Word) -> Iterator[Word]:
    """The subjects that a pronoun follows: of the clauses above its own, of "although X …" at its own, of "X grew, it said"; of "its" that of its own."""
    verb = verb_above(word)
    own = [verb] if word.dep == "poss" else []
    told = () if word.small == "they" else verb.all("ccomp")  # "X grew, they said"
    for clause in (*own, *verb.ancestors(), *verb.all("advcl"), *told):
        subject = own_subject(clause) if clause.is_verb else None
        if subject is not None and subject.index < word.index:
            yield subject


def _is_opening(subject: Word, pronoun: Word) -> bool:
    """ "While the small version is slow, it beats Y": True of the small version."""
    clause = verb_above(subject)
    is_singular = pronoun.small == "it" and subject.tag == "NN" and subject.child("det", "poss") is not None
    return is_singular and clause.dep == "advcl" and clause.head is verb_above(pronoun)


def _owns(subject: Word, pronoun: Word) -> bool:
    """ "Inflation slowed to 2%, its lowest level": True of inflation."""
    is_one = (subject.tag == "NNS") == (pronoun.small == "their")
    return is_one and pronoun.dep == "poss" and own_subject(verb_above(pronoun)) is subject


def _goes_on(subject: Word, pronoun: Word) -> bool:
    """ "The pipes are safe because they lie deep", "the pipes cost less than those they replace", "the hall holds 900, making it the largest": True of pipes and hall."""
    is_plural = pronoun.small in {"they", "their"} and subject.tag == "NNS"
    is_singular = (
        pronoun.small in {"it", "its"} and subject.tag == "NN" and subject.child("det", "poss") is not None
    )
    clause, other = verb_above(pronoun), verb_above(subject)
    is_parted = clause.head is None and other.head is None and clause is not other
    return (is_plural or is_singular) and (is_parted or clause.dep in {"advcl", "conj", "relcl"})
