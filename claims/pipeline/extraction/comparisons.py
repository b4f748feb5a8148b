"""Comparisons: who a sentence sets above, beside or below whom, and on what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from claims.pipeline.extraction.clauses import UNFIT
from claims.pipeline.extraction.cues import words_of
from claims.pipeline.extraction.direction import TURNED, direction_of
from claims.pipeline.extraction.mentions import Mention
from claims.pipeline.extraction.objects import after, find_class, find_objects, starts_with_number
from claims.pipeline.extraction.relations import DOWN, EVEN, FIRST, OTHER, UP, Rule, fit_rules
from claims.pipeline.extraction.subjects import SentenceView, trim
from claims.pipeline.extraction.token_classes import may_decide
from claims.values import Block, Comparison, EntityKind, Relation

_LONGEST = 3000
_MOST = 12

_NEGATED = re.compile(
    r"(?:\b(?:does|do|did|could|can|would|is|are|was|were|has|have|will)(?: not|n[’']t)|\bfail(?:s|ed|ing)?(?: to)?|\bunable(?: to)?|\bnever|\bcannot|\bcan[’']t|\bwithout|\byet(?: to)?|\bnot|\bunlikely(?: to)?|\bno longer|\bno(?= $)|\bhardly)(?: \w+){0,2} ?$",
    re.IGNORECASE,
)
_NEGATION = {UP: DOWN, EVEN: DOWN, DOWN: OTHER, FIRST: OTHER, OTHER: OTHER}
_CAUSED = re.compile(
    r"\b(?:enabl|allow|help|let|mak|push|driv)(?:e|es|ed|ing|s|ping)?\s+(?P<who>[^,;:.()]{2,80}?)\s+to\s+(?:\w+\s+){0,3}$",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"(?:it|them|this|these|users?|us|you)", re.IGNORECASE)
_BETTERED = re.compile(
    r"improv|enhanc|better|surpass|significant(?:ly)? (?:more|gains?|higher)|faster|stronger|higher|increase in performance|upgrad|greatly|more knowledge|outperform",
    re.IGNORECASE,
)
_ADVANTAGE_OF = re.compile(r"the (?:advantages?|superiority) of$", re.IGNORECASE)
_ROLE = re.compile(r"^The (?:biggest|largest|most|best)[^,.]{3,80}? (?:is|was|are|were) ", re.IGNORECASE)
_AMONG = re.compile(r"(?: [\w-]+){0,3} (?:among|amongst|of all|out of) ", re.IGNORECASE)
_NO_CLASS = re.compile(
    r"\s?(?:on|in|across|for|at|by|performance|results?|scores?|accuracy|with|and|over)\b|\W*$|\s?[,;:(]",
    re.IGNORECASE,
)
_COST = re.compile(
    r"\b(?:cost|price|latency|error|hallucination|loss|perplexity|memory|consumption|risk|fee|delay)",
    re.IGNORECASE,
)


def find_comparisons(view: SentenceView, block: Block) -> tuple[Comparison, ...]:
    """The comparisons that a sentence or row makes, in order, at most a dozen."""
    text = view.text[:_LONGEST]
    found: list[tuple[int, Comparison]] = []
    taken: list[tuple[int, int]] = []
    for rule in fit_rules(words_of(text)):
        for match in islice(rule.find(text), _MOST):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            comparisons = list(_compare(view, text, rule, match, is_row=block.kind == "row"))
            if comparisons:
                taken.append(match.span())
                found.extend((match.start(), comparison) for comparison in comparisons)
    ordered = dict.fromkeys(comparison for _, comparison in sorted(found, key=lambda pair: pair[0]))
    comparisons = _settled(view, list(ordered)) if block.kind != "row" else list(ordered)
    return tuple(_without_vague(comparisons))[:_MOST]


def _compare(
    view: SentenceView, text: str, rule: Rule, match: re.Match[str], *, is_row: bool
) -> Iterator[Comparison]:
    if starts_with_number(text, match.end()) and rule.relation is not FIRST:
        return
    if rule.is_prefix:
        yield from _prefixed(view, text, rule, match)
        return
    if rule.relation is FIRST or not rule.needs_object:
        yield from _placed(view, text, rule, match, is_row=is_row)
        return
    objects, end = find_objects(view, match.end())
    subject = _subject(view, text, match.start(), is_row=is_row)
    objects = tuple(name for name in objects if name != subject)
    if objects and subject:
        relation = _directed(rule.relation, text, match)
        yield Comparison(subject, relation, objects, after(view, end))


def _directed(relation: Relation, text: str, match: re.Match[str]) -> Relation:
    """The relation as the sentence means it: negation turns it round, and so does "higher cost"."""
    if match[0].casefold().startswith(("higher", "lower", "greater")) and _COST.search(match[0]):
        relation = {UP: DOWN, DOWN: UP}.get(relation, relation)
    return (
        _NEGATION[relation] if _NEGATED.search(text[max(0, match.start() - 40) : match.start()]) else relation
    )


def _prefixed(view: SentenceView, text: str, rule: Rule, match: re.Match[str]) -> Iterator[Comparison]:
    """ "Unlike X, Y …": the subject comes behind the comma."""
    comma = text.find(", ", match.end())
    objects, _ = find_objects(view, match.end(), comma) if comma > 0 else ((), 0)
    if not objects:
        return
    subject = view.subject_after(comma + 2)
    relation = rule.relation
    if (
        relation is OTHER
        and match[0].casefold().endswith(("compared to", "compared with", "relative to"))
        and _BETTERED.search(text[comma:])
    ):
        relation = UP
    if subject and subject not in objects:
        yield Comparison(subject, relation, objects, ())


def _placed(
    view: SentenceView, text: str, rule: Rule, match: re.Match[str], *, is_row: bool
) -> Iterator[Comparison]:
    """Superlatives and comparatives that name no other side, or a class."""
    if match.start() == 0 and text.startswith("The "):
        role = _ROLE.match(text)
        objects = find_objects(view, role.end())[0] if role else ()
        if role and objects:
            yield Comparison(objects[0], FIRST, (trim(text[4 : role.end()].rsplit(" ", 2)[0]),), ())
        return
    if _ADVANTAGE_OF.search(match[0]):
        objects, end = find_objects(view, match.end())
        if objects:
            yield Comparison(objects[0], UP, (), after(view, end))
        return
    subject = _subject(view, text, match.start(), is_row=is_row)
    objects, end = _class_of(view, text, match.end()) if rule.relation is not UP else ((), match.end())
    relation = _directed(rule.relation, text, match)
    if subject:
        yield Comparison(
            subject, relation, tuple(name for name in objects[:2] if name != subject), after(view, end)
        )


def _class_of(view: SentenceView, text: str, place: int) -> tuple[tuple[str, ...], int]:
    """Among whom it is first: "the best [open model]", "first [among all models]"; () for "SOTA on HLE"."""
    if among := _AMONG.match(text, place):
        return find_objects(view, among.end())
    return ((), place) if _NO_CLASS.match(text, place) else find_class(view, place)


def _subject(view: SentenceView, text: str, place: int, *, is_row: bool) -> str:
    if is_row:
        return next((m.text for m in view.mentions), "") or text.split(" | ", 1)[0]
    if (caused := _CAUSED.search(text[max(0, place - 160) : place])) and not _PRONOUN.fullmatch(
        caused["who"].strip()
    ):
        words = re.sub(r"^even ", "", caused["who"].strip())
        start = place - len(text[max(0, place - 160) : place]) + caused.start("who")
        mention = view.named_between(start, place)
        return view.group(mention) if mention else trim(words)
    return view.subject_at(place)


def _settled(view: SentenceView, comparisons: list[Comparison]) -> list[Comparison]:
    """Where a sentence names two of a kind, its signs as a whole say which of them it sets above the other."""
    if len(view.mentions) < 2 or not may_decide(words_of(view.text)):
        return comparisons
    names = _rivals(view)
    relation = direction_of(view.text, names[0].text, names[1].text) if names else None
    if relation is None:
        return comparisons
    first, second = names
    named = [c for c in comparisons if c.objects or c.relation is FIRST]
    meant = [_meant(c, relation, first, second) for c in named]
    if any(meant):
        return [m or c for c, m in zip(named, meant, strict=True)]
    if first.kind is not second.kind or first.kind is EntityKind.OTHER:
        return comparisons
    return [
        Comparison(first.text, relation, (second.text,), after(view, max(first.end, second.end))),
        *named,
    ]


def _rivals(view: SentenceView) -> list[Mention]:
    """The only two names that could stand against each other, or the only two of a kind, in the text's order."""
    fit = {m.text.casefold(): m for m in view.mentions if m.kind not in UNFIT}
    for kind in (None, EntityKind.MODEL, EntityKind.PRODUCT, EntityKind.ORGANISATION):
        names = sorted((m for m in fit.values() if kind in {None, m.kind}), key=lambda mention: mention.start)
        if len(names) == 2 and names[0].text not in names[1].text and names[1].text not in names[0].text:
            return names
    return []


def _meant(comparison: Comparison, relation: Relation, first: Mention, second: Mention) -> Comparison | None:
    """The comparison with its relation put right; None if it is not between these two."""
    for one, other, meant in ((first, second, relation), (second, first, TURNED[relation])):
        if one.text in comparison.subject and any(other.text in name for name in comparison.objects):
            return comparison if comparison.relation is EVEN else replace(comparison, relation=meant)
    return None


def _without_vague(comparisons: list[Comparison]) -> list[Comparison]:
    """A neutral "compared to" says nothing beside a comparison of the same two."""
    clear = {(c.subject, o) for c in comparisons if c.relation is not OTHER for o in c.objects}
    return [
        c
        for c in comparisons
        if c.relation is not OTHER or not any((c.subject, o) in clear for o in c.objects)
    ]
