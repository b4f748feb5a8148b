"""Phrases: how a noun is written with its modifiers, and what is listed with it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claims.pipeline.extraction.grammar.tree import Word
from claims.vocabulary import EntityKind

_INTRODUCING = frozenset({"like", "including", "e.g.", "namely"})
_MODIFIERS = frozenset(
    {
        "amod",
        "compound",
        "nmod",
        "nummod",
        "poss",
        "punct",
        "advmod",
        "npadvmod",
        "quantmod",
        "case",
        "cc",
        "conj",
        "predet",
    }
)
_WITH_ARTICLE = _MODIFIERS | {"det"}
_OWNED_BY = frozenset({EntityKind.ORGANISATION, EntityKind.PERSON})
# What belongs to a name without being another thing: "the Qwen family", "Llama models".
_BELONGING = re.compile(
    r"(?:models?|series|famil(?:y|ies)|lineup|llms?|systems?|variants?|versions?|community|team|line|releases?|apps?|chatbots?|assistants?|agents?|editions?|previews?|iterations?|baselines?|counterparts?|chips?|engines?|tools?|"
    r"platforms?|architectures?|checkpoints?|networks?|algorithms?|methods?|approach(?:es)?|frameworks?|generators?|bots?)",
    re.IGNORECASE,
)
_DETERMINERS = re.compile(
    r"^(?:(?:the|a|an|any|no|this|that|these|those|its|their|his|her|our|my|your|both|all|even|today['’]s|said)\s+)+",
    re.IGNORECASE,
)
_ASPECTS = frozenset(
    [
        "performance",
        "capability",
        "capabilities",
        "ability",
        "abilities",
        "result",
        "results",
        "score",
        "scores",
        "quality",
        "accuracy",
        "level",
        "levels",
        "speed",
        "efficiency",
        "advantage",
        "advantages",
        "superiority",
        "standard",
        "standards",
        "pace",
        "rate",
        "rates",
        "size",
        "number",
        "numbers",
        "that",
        "those",
        "one",
        "ones",
    ]
)
_OTHERS = frozenset(
    [
        "prior",
        "previous",
        "other",
        "earlier",
        "existing",
        "older",
        "past",
        "competing",
        "rival",
        "all",
        "most",
        "many",
        "several",
        "some",
    ]
)
_QUANTIFIERS = frozenset(["most", "all", "many", "some", "both", "each", "any", "several"])
_CALLED = frozenset({"called", "named", "dubbed", "known", "titled", "christened"})
_FIGURES = frozenset({"amount", "count", "figure", "number", "sum", "tally", "total"})
_MAX_WORDS = 12
_MAX_LISTED = 12


def listed(word: Word) -> list[Word]:
    """The word and what is listed with it: "A, B and C". A name's apposition counts as listed where the list goes on behind it."""
    found = [word]
    waiting = [word]
    while waiting and len(found) < _MAX_LISTED:
        head = waiting.pop()
        for child in head.children:
            is_joined = child.dep == "conj" and (child.is_noun or child.tag in {"CD", "DT", "PRP"})
            if is_joined or (child.dep == "appos" and _goes_on(head, child)):
                found.append(child)
                waiting.append(child)
    return sorted(found, key=lambda one: one.index)


def _goes_on(head: Word, apposed: Word) -> bool:
    is_bare = bool(head.mention and apposed.mention) and not apposed.child("det")
    return is_bare and apposed.child("conj", "appos") is not None


def owner_of(noun: Word) -> Word | None:
    """ "Its lead", "X's lead", "the lead of X": whose it is; of "those from X", "answers written by X", X."""
    if owner := noun.child("poss"):
        return owner
    if of := next((child for child in noun.all("prep") if child.small == "of"), None):
        return of.child("pobj")
    makers = [prep.child("pobj") for prep in preps(noun, "from", "by")]
    makers += [agent.child("pobj") for clause in noun.all("acl") for agent in clause.all("agent")]
    return next((maker for maker in makers if maker is not None and maker.mention), None)


def named_owner(noun: Word | None) -> Word | None:
    """ "The range of X", "X's range": X; None of a name, and of what no name owns."""
    owner = owner_of(noun) if noun is not None and not noun.mention else None
    return owner if owner is not None and owner.mention else None


def owner_named(noun: Word) -> Word | None:
    """ "X's win": X; None of a noun that no name owns."""
    owner = noun.child("poss") if noun.is_noun else None
    return owner if owner is not None and owner.mention else None


def examples(word: Word) -> list[Word]:
    """What stands behind "like", "such as", "including" at the noun: "rivals such as A and B"."""
    found: list[Word] = []
    for prep in word.all("prep"):
        is_such = prep.small == "as" and (prep.child("amod") is not None or _before(prep, word) == "such")
        if (prep.small in _INTRODUCING or is_such) and (named := prep.child("pobj")):
            found.extend(listed(named))
    return found


def _before(word: Word, head: Word) -> str:
    return next((child.small for child in head.children if child.index == word.index - 1), "")


def through_aspect(word: Word) -> Word:
    """ "the performance of X" → X, "those of X" → X; else the word itself."""
    if (word.small in _ASPECTS or word.small in _QUANTIFIERS) and word.mention is None:
        if owner := owner_of(word):
            return owner
        if (compound := word.child("compound", "nmod")) and compound.mention:
            return compound
    return word


def name_in(word: Word) -> Word | None:
    """The name that a noun is, or that it belongs to: "Qwen" of "the Qwen family"; of "X's Y" it is Y."""
    if word.mention:
        return word
    if any(child.small in _OTHERS for child in word.children):
        return None
    if _BELONGING.fullmatch(word.text):
        for child in word.children:
            if child.mention and child.dep in {"compound", "nmod", "amod", "nummod", "poss"}:
                is_owner = child.dep == "poss" or child.mention.kind in _OWNED_BY
                if not is_owner:
                    return child
        of = next(preps(word, "of"), None)
        whose = of.child("pobj") if of else None
        return whose if whose is not None and whose.mention else apposed_name(word)
    return None


def numbered(number: Word) -> Word | None:
    """The name that the parser took for the first word of a number: "Falco" of "Falco 4/4.5"."""
    return next(
        (
            child
            for child in number.all("compound", "nmod")
            if child.mention and child.index == number.index - 1
        ),
        None,
    )


def apposed_name(word: Word) -> Word | None:
    """ "The math model, Qwen2-Math", "a model called Qwen2-Math": the name; no account as in "a new rate: @northwind"."""
    called = (
        name
        for clause in word.all("acl")
        if clause.small in _CALLED
        for name in (
            *clause.all("oprd", "dobj", "attr"),
            *(prep.child("pobj") for prep in preps(clause, "as")),
        )
    )
    names = (child for child in (*word.all("appos"), *called) if child is not None and child.mention)
    return next((name for name in names if name.text[0] != "@"), None)


def written(text: str, word: Word) -> str:
    """A noun as the text writes it: its name, or its words without article."""
    if named := name_in(word):
        return text[named.start : named.end]
    if word.tag == "CD" and (name := numbered(word)):
        return text[name.start : word.end]
    if named := apposed_name(word):
        return text[named.start : named.end]
    return bare(text[_first(word).start : _last(word).end])


def phrase(text: str, word: Word) -> str:
    """A noun with what "of", "in", "to" add to it: "largest loss in market history"."""
    last = _last(word)
    for prep in word.all("prep"):
        if (
            prep.index == last.index + 1
            and prep.small in {"of", "in", "for", "to", "with", "at", "from", "per"}
            and (noun := prep.child("pobj"))
            and (prep.small != "to" or noun.mention is None)
            and (prep.small != "from" or noun.mention is not None)
            and noun.tag != "JJR"
        ):
            last = noun
    return bare(text[_first(word).start : last.end])


def uncounted(text: str, noun: Word) -> str:
    """A noun with its modifiers, without its number and what stands before that: of "between 1,200 and 1,500 local firms", "local firms"."""
    counting = (child for child in noun.children if child.dep in {"nummod", "quantmod"})
    last = max(
        (word.end for child in counting if child.index < noun.index for word in child.subtree()), default=0
    )
    return bare(text[min(max(last, _first(noun).start), noun.start) : noun.end].lstrip("-‑–"))


def whole(text: str, word: Word) -> str:
    """A noun with its article: what may stand for another noun."""
    return " ".join(text[_first(word, _WITH_ARTICLE).start : word.end].split())


def _first(word: Word, modifiers: frozenset[str] = _MODIFIERS) -> Word:
    """The leftmost word of the noun's own modifiers that stand together with it."""
    first = word
    for child in reversed(word.children):
        if child.index < first.index and child.dep in modifiers and child.index >= word.index - _MAX_WORDS:
            first = _leftmost(child)
    return first


def _leftmost(word: Word) -> Word:
    first = word
    for below in word.subtree(without=("relcl", "acl", "advcl")):
        if below.index < first.index:
            first = below
    return first


def _last(word: Word) -> Word:
    """The word itself, with "X 3.5" parted by the parser."""
    behind = next((c for c in word.children if c.dep == "nummod" and c.index == word.index + 1), None)
    return behind or word


def bare(words: str) -> str:
    """A noun phrase without article and dangling signs."""
    return _DETERMINERS.sub("", " ".join(words.split()).strip(" ,.;:*_()[]\"“”'’")).strip(' ,.;:*_()[]"“”')


def preps(word: Word, *names: str) -> Iterator[Word]:
    """The prepositions of these names at a word."""
    return (
        child
        for child in word.children
        if child.small in names and child.dep in {"prep", "agent", "conj", "pcomp", "advmod", "mark"}
    )


def behind(word: Word, *names: str) -> Iterator[Word]:
    """The prepositions of these names at a word, or behind it at what it belongs to."""
    yield from preps(word, *names)
    head = word
    for _ in range(5):
        if head.head is None or head.dep in {"conj", "relcl", "advcl", "ccomp"}:
            return
        head = head.head
        yield from (prep for prep in preps(head, *names) if 0 < prep.index - word.index < 16)


def below(word: Word, *names: str) -> Iterator[Word]:
    """The prepositions of these names below a word: "gains in speed over Y"."""
    return (
        part for part in word.subtree(without=("relcl", "conj")) if part.small in names and part.dep == "prep"
    )


def is_bare_figure(noun: Word) -> bool:
    """ "The figure is 12,000": True of "figure", which stands for what was spoken of."""
    is_bare = all(child.dep in {"det", "punct"} for child in noun.children)
    return noun.small in _FIGURES and is_bare and noun.child("det") is not None
