"""Measured: of what the amounts of a sentence are, read off its tree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import dropwhile

from claims.pipeline.extraction.amounts import Amount
from claims.pipeline.extraction.anaphors import anaphor_of
from claims.pipeline.extraction.comparands import with_clause
from claims.pipeline.extraction.cues import cues
from claims.pipeline.extraction.grammar.clauses import own_subject, verb_above
from claims.pipeline.extraction.grammar.holders import holders_of, is_subject
from claims.pipeline.extraction.grammar.partitives import is_part_of
from claims.pipeline.extraction.grammar.phrases import (
    is_bare_figure,
    name_in,
    owner_of,
    phrase,
    uncounted,
    written,
)
from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.lexicon import (
    CHANGING_VERBS,
    COST_NOUNS,
    REPORTING_VERBS,
    RESULT_NOUNS,
    SAYINGS,
    SCORE_NOUNS,
    TIMES,
)
from claims.pipeline.extraction.subjects import PERSONAL, UNFIT, SentenceView
from claims.vocabulary import EntityKind

_LISTED = re.compile(r"(?:,|,? and|,? or|/| /|;)?\s?/?\s?")
_SIZED_NAME = re.compile(r"(?P<head>.+?-?)(?P<sizes>\d[\d.]*[BMK](?:/\d[\d.]*[BMK])+)(?P<tail>.*)")
# What may stand between a name and the amount that belongs to it.
_AT_NAME = re.compile(r"\s?(?:\(|:|[-–—]|\s)\s?(?:[~>+<≈]|over |about |up to |approximately )?")
_AT = re.compile(r"\s(?:at|with)\s(?:~|about |over |nearly |roughly |approximately )?")
_DEALT = re.compile(r",? and |, ")
_PARTS = cues(
    "preview version release launch part rest half majority share portion number series family variant parameters"
)
_FRACTIONS = frozenset({"quarter", "third", "half", "majority", "minority", "most", "rest", "fifth", "tenth"})
_OF_NUMBER = frozenset({"pobj", "prep", "nummod", "npadvmod", "compound", "quantmod"})
_AGAINST = re.compile(
    r"\b(?:against|versus|vs\.?|compared (?:with|to)|while|and|than)(?: (?:the|about|only|just))? $"
)
_FOR = re.compile(r"\s(?:[a-z]{2,12} )?(?:for|at|by|from|in)\s(?:the )?")
_REACH = 30


def subjects_of(view: SentenceView, amounts: Sequence[Amount]) -> list[str]:
    """Of what each amount speaks; a list of amounts is dealt out to as many names."""
    subjects = [_subject(view, amount) for amount in amounts]
    start = 0
    for end in range(1, len(amounts) + 1):
        if end == len(amounts) or not _LISTED.fullmatch(view.text, amounts[end - 1].end, amounts[end].start):
            subjects[start:end] = _dealt(subjects[start], end - start, subjects[start:end])
            start = end
    return subjects


def _dealt(subject: str, count: int, otherwise: list[str]) -> list[str]:
    if count == 1:
        return otherwise
    names = _DEALT.split(subject)
    if sized := _SIZED_NAME.fullmatch(subject):
        names = [f"{sized['head']}{size}{sized['tail']}" for size in sized["sizes"].split("/")]
    return names if len(names) == count else otherwise


def _subject(view: SentenceView, amount: Amount) -> str:
    """The name that the amount stands at ("CapCut 4%", "Qwen2: 7 trillion"), else whose amount it is."""
    if (opposed := _opposed_at(view, amount)) is not None:
        return opposed
    mention = view.mention_before(amount.start)
    is_fit = mention is not None and mention.kind is not EntityKind.ORGANISATION
    gap = view.text[mention.end : amount.start] if mention else ""
    if mention and ((is_fit and _AT_NAME.fullmatch(gap)) or _AT.fullmatch(gap)):
        return mention.text
    word = view.word_at(amount.start)
    if word is None:  # without a tree, what the sentence begins with does what its verb says
        first = next((m for m in view.mentions if m.kind not in UNFIT and m.end <= amount.start), None)
        return first.text if first else view.topic.subject
    if amount.noun != "share":
        return _of_word(view, word)
    sharers = _sharers(word)
    name = view.name_of(sharers) if sharers else _of_word(view, word)
    return _without_number(name, view.text[amount.start : amount.end])


def _opposed_at(view: SentenceView, amount: Amount) -> str | None:
    """ "X scored 71.2, against 69.9 for Y", "cost 72 dollars, against 89 for the older cells": of the second number Y and the cells."""
    against = _AGAINST.search(view.text, max(0, amount.start - _REACH), amount.start)
    behind = _FOR.match(view.text, amount.end) if against else None
    if against is None or behind is None:
        return None
    named = (m for m in view.mentions if m.start == behind.end() and m.kind not in UNFIT)
    held = None if against[0].startswith("and") else _held_for(view, behind.end())
    return next((mention.text for mention in named), held)


def _held_for(view: SentenceView, place: int) -> str | None:
    """The noun of "89 dollars for the older cells"; None behind another preposition, and for a time."""
    word = view.word_at(place)
    noun = next((near for near in (word, *word.ancestors()) if near.is_noun), None) if word else None
    is_meant = noun is not None and noun.dep == "pobj" and noun.head is not None and noun.head.small == "for"
    return phrase(view.text, noun) if noun is not None and is_meant and noun.small not in TIMES else None


def _without_number(name: str, number: str) -> str:
    """The name without the words of the number that it begins with: "one in five students"."""
    return " ".join(dropwhile(number.replace("-", " ").split().__contains__, name.split()))


def _sharers(amount: Word) -> Word | None:
    """ "one in five X": X."""
    total = amount.head if amount.dep == "quantmod" else None
    return total.head if total is not None and total.dep == "nummod" else None


def is_of_source(view: SentenceView, amount: Amount) -> bool:
    """True for a number of those who say it: "according to two people familiar with the matter"; not "to a survey of 2,000 people"."""
    word = view.word_at(amount.start)
    source = _source_above(word) if word is not None else None
    return source is not None and (word is source or word in source.all("nummod", "quantmod"))


def _source_above(word: Word) -> Word | None:
    """ "According to a survey of 2,000 people": of the words of the source, "survey"; None of all other words."""
    for noun in (word, *word.ancestors()):
        to = noun.head if noun.dep == "pobj" else None
        if to is not None and to.head is not None and to.head.small == "according":
            return noun
    return None


def benchmark_of(view: SentenceView, amount: Amount) -> str:
    """On which benchmark an amount was reached: "X scores 92% on HumanEval"; "" where none is named."""
    word = view.word_at(amount.start)
    for near in (word, *word.ancestors()) if word is not None else ():
        for prep in near.all("prep"):
            noun = prep.child("pobj") if prep.small in {"on", "in", "at"} else None
            if noun and noun.mention and noun.mention.kind is EntityKind.BENCHMARK:
                return noun.mention.text
        if near.is_verb and not (near.tag == "VBG" and near.dep == "advcl"):  # "leads on MMLU, scoring 92%"
            break
    return ""


def measure_of(view: SentenceView, amount: Amount, subject: str) -> str:
    """What an amount measures; where its own words do not say so, what is raised, cut or set: "cut its rate by 25 basis points": "rate, decrease"."""
    word = view.word_at(amount.start) if not amount.noun else None
    changed = _changed(word) if word is not None else None
    noun = phrase(view.text, changed) if changed is not None else ""
    return amount.measure if noun in {"", subject} else ", ".join(filter(None, (noun, amount.measure)))


def _changed(amount: Word) -> Word | None:
    """ "Cut its rate by 25 basis points to 4%": of either number "rate"."""
    for near in (amount, *amount.ancestors()):
        if near.is_verb:
            changed = near.child("dobj") if near.small in CHANGING_VERBS else None
            is_before = changed is not None and changed.index < amount.index and changed.mention is None
            return changed if is_before and changed is not None and changed.tag in {"NN", "NNS"} else None
        if near.dep not in _OF_NUMBER:
            break
    return None


def _of_word(view: SentenceView, word: Word) -> str:
    """The nearest holder that has a name, or stands for one; else the nearest that is a noun of its own.

    Without a holder, what is counted is the subject of its own clause, "300 jobs are at risk", or the amount is one of the topic.
    """
    if (source := _source_above(word)) is not None:
        return written(view.text, source)
    holders = list(holders_of(word))
    name = _first_name(view, word, holders)
    if name is not None:
        return name
    counted = set(_counted_with(word))
    nouns = [holder for holder in holders if _is_thing(holder) and holder not in counted]
    if nouns:
        return _own_name(view, nouns[0])
    unknown = PERSONAL if view.topic.subject else PERSONAL | {"it", "they"}
    return "" if any(holder.small in unknown for holder in holders) else _without_holder(view, word)


def _counted_with(amount: Word) -> Iterator[Word]:
    """The amount and what it is part of, as far as its clause: "the index, which rose by 2%" is no part of what is counted."""
    for word in (amount, *amount.ancestors()):
        yield word
        if word.dep == "relcl" and own_subject(word) is word.head:
            return
        if (
            word.dep == "acl"
            and word.tag in {"VBD", "VBN"}
            and word.head is not None
            and word.head.head is None
        ):
            return  # "The bill passed by 218 votes", which the parser takes for a noun with a participle


def _without_holder(view: SentenceView, word: Word) -> str:
    """ "300 jobs are at risk": jobs, unless the topic is a model, of which they may be parts; else the topic, or the noun that is counted."""
    above = (word, *word.ancestors())
    acting = next((noun for noun in above if noun.is_noun and is_subject(noun)), None)
    if acting is not None and not view.topic.is_of_thing:
        of_part = word.head if acting.small in _FRACTIONS and word.dep == "nummod" else None
        return uncounted(view.text, of_part or acting) if acting.text[0].isalpha() else ""
    nouns = (
        noun.text
        for noun in above
        if noun.tag in {"NN", "NNS"} and noun.text[0].isalpha() and noun.small not in TIMES
    )
    return view.topic.subject or next(nouns, "")


def _own_name(view: SentenceView, noun: Word) -> str:
    """The words of a noun; of "the figure is 12,000", what was spoken of before."""
    if is_bare_figure(noun):
        return view.topic.noun or view.topic.subject
    name = view.name_of(noun)
    if name and noun.mention is None and noun.child("nummod", "quantmod") is not None:
        return name.removeprefix(phrase(view.text, noun)) or uncounted(view.text, noun)
    is_unknown = not name and noun.tag in {"NN", "NNS"}  # "the telescope", where none was named
    return phrase(view.text, noun) if is_unknown else name


def _is_thing(holder: Word) -> bool:
    """True for a noun, and for the subject that the tagger takes for an adjective or a verb: "Norland employs 300 people", "spending is 4 dollars"."""
    return holder.is_noun or (holder.dep in {"csubj", "nsubj"} and holder.tag in {"JJ", "VBG"})


def _first_name(view: SentenceView, amount: Word, holders: Sequence[Word]) -> str | None:
    """The name of the first holder that has one; None if none has. A holder that says or reports the amount is skipped."""
    for holder in holders:
        if _only_reports(holder, amount):
            return view.topic.kinds.get(EntityKind.MODEL, "") or view.name_of(holder)
        if holder is not amount and not _is_speaker(holder) and (name := _name_of(view, holder)) is not None:
            return name
    return None


def _is_speaker(noun: Word) -> bool:
    """ "X says", "X reports"."""
    verb = noun.head
    return verb is not None and noun.dep == "nsubj" and verb.small in REPORTING_VERBS | SAYINGS


def _name_of(view: SentenceView, holder: Word) -> str | None:
    """The name that a holder has, or that "it" or "the model" stands for."""
    if is_part_of(holder):
        return view.whole_of(holder) or None
    if holder.small in {"that", "those"} and holder.child("acl", "prep", "relcl") is not None:
        owner = owner_of(holder)  # "those of Y", "those on Y"
        return view.name_of(owner) if owner is not None else with_clause(view.text, holder)
    named = view.named(_through_part(holder))
    if named is not None and named.mention is not None and named.mention.kind not in UNFIT:
        return view.name_of(named)
    return (view.name_of(holder) or None) if anaphor_of(view.text, holder) is not None else None


def _through_part(noun: Word) -> Word:
    """ "a preview of X", "the accuracy of X": X."""
    if noun.small in _PARTS | RESULT_NOUNS | SCORE_NOUNS | COST_NOUNS:
        of = next((prep for prep in noun.all("prep") if prep.small == "of"), None)
        return (of.child("pobj") if of else None) or noun
    return noun


def _only_reports(subject: Word, amount: Word) -> bool:
    """ "Google reports 84%": of what Google speaks, not of Google."""
    named = name_in(subject)
    mention, verb = named.mention if named else None, subject.head
    is_firm = mention is not None and mention.kind is EntityKind.ORGANISATION
    return is_firm and subject.dep == "nsubj" and verb is verb_above(amount) and verb.small in REPORTING_VERBS
