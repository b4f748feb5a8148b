"""Objects: the other side of a comparison, and what the two are compared on."""

from __future__ import annotations

import re

from claims.pipeline.extraction.clauses import bare
from claims.pipeline.extraction.mentions import Mention
from claims.pipeline.extraction.subjects import SentenceView
from claims.values import EntityKind

_LEAD = re.compile(
    r"\s*(?:(?:by|that of|those of|both|even|all|with|to|than|when compared (?:to|with)|compared (?:to|with)|the other|not only|just)\s+)*",
    re.IGNORECASE,
)
_ASPECT = re.compile(
    r"(?:the |its |their )?(?P<aspect>(?:[\w-]+ ){0,3}(?:performance|capabilit(?:y|ies)|abilit(?:y|ies)|results?|scores?|quality|accuracy|level|levels|speed|efficiency|majority)) of "
    r"(?:even |both )?",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"[.;:)\]!?](?:\s|$)|[—–|]|,? (?:on|in|across|by|with|while|whereas|due|when|at|from|under|thanks|because|using|despite|without|during|through|throughout|within|after|before|since|until|(?<!such )as|to|if|"
    r"for|over|per|based|according|is|are|was|were|has|have|had|can|could|will|would|may|which|who|that|but|and (?:is|was|has|have|demonstrat|achiev|show|deliver|offer|also|correlat|can)\w*)\b|,(?: \w+ing\b)|"
    r", (?:\w+ly\b|establish\w*|making|but|so|yet|respectively|even|far|the|a)\b|\s-\s"
    r"|\s(?:we|you|they|he|she|ever|yet|out there|anywhere|so far)\b|[“”]",
    re.IGNORECASE,
)
_EXAMPLES = re.compile(
    r",? (?:like|such as|including|e\.g\.,?|namely)\s|\s?\((?:e\.g\.,?|i\.e\.,?|including|such as|like)\s?"
)
_LIST = re.compile(r",? and |, (?:or )?| as well as | & ")
_ON = re.compile(
    r",?\s*(?:\([^()]{0,200}\)\s*)?(?:on|in|across|at|for|in terms of|over)\s+(?P<what>[^.;:()—–]{2,160})",
    re.IGNORECASE,
)
_ON_STOP = re.compile(
    r",? (?:while|with|and (?:is|has|demonstrat|also|achiev)|which|that|due|by|as|but|when|thanks|using|because|to|from|establish)\b|, \w+ing\b|,? including |, (?:who|where|respectively)",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\s*(?:(?:the|a|an|more than|over|about|nearly|by|around|roughly|approximately|almost|between)\s+)?(?:(?:[$€£¥]|US\$|USD|~|\d)(?![\w.]*[A-Z]\w)"
    r"|(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a dozen|dozens|hundreds?|thousands?|millions?|billions?|half)(?= (?:more )?(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|people|percent|points?|times|million|billion|thousand|dozen|goals?|cases|of\b)))",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"(?:(?:other|leading|top|many|several|some|existing)\s+)?(?:models|firms|companies|programs|rivals|competitors|systems|tools|players|names|products)",
    re.IGNORECASE,
)
_POSSESSOR = re.compile(
    r"^(?:[A-Z][\w.&-]*(?: [A-Z][\w.&-]*){0,2})['’]s? (?:(?:popular|new|latest|own|flagship|famous|proprietary) )*(?=[A-Z0-9o])"
)
# What stands where a rival would, but names none: "than we thought", "than expected", "than it was".
_NOBODY = re.compile(
    r"(?:we|you|i|they|he|she|it|us|them|him|her|me|what|how|where|when|ever|before|expected|anticipated|usual|planned|previously|necessary|needed|once|normal|thought|is|was|are|were|did|does|do|has|had)\b|(?:that|this|most|many|some)(?: expected| thought)?$",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?:(?:the )?(?:first|second|last|next|third|past|previous|same|final|coming)\s)?(?:few |several |\w+ )?(?:time|times|years?|months?|weeks?|days?|decades?|seasons?|history|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|(?:19|20)\d\d|front|order|sure|instance|example|fact|general|addition|turn|return|least|all)\b(?:.{0,20}(?:19|20)\d\d)?",
    re.IGNORECASE,
)
_REACH = 300
_LONGEST = 90


def starts_with_number(text: str, place: int) -> bool:
    """True where "exceeds" goes on with an amount rather than a rival."""
    return _NUMBER.match(text, place) is not None


def find_objects(view: SentenceView, place: int, last: int | None = None) -> tuple[tuple[str, ...], int]:
    """The names or noun phrases that begin at `place`, at `last` at the latest, and where they end."""
    text = view.text[: place + _REACH if last is None else last]
    lead = _LEAD.match(text, place)
    start = lead.end() if lead else place
    if aspect := _ASPECT.match(text, start):
        start = aspect.end()
    end = _end_of(view, text, start)
    examples = _EXAMPLES.search(text, start, end)
    names = _names(view, start, end)
    if examples:
        head = bare(text[start : examples.start()])
        named = _names(view, examples.end(), end)
        heads = [] if _VAGUE.fullmatch(head) and named else _phrases(head)
        return tuple(dict.fromkeys([*heads, *named])), end
    if names:
        return tuple(dict.fromkeys(names)), end
    return tuple(_phrases(text[start:end])), end


def find_class(view: SentenceView, place: int) -> tuple[tuple[str, ...], int]:
    """The class that begins at `place` and that a superlative is first of, and where it ends."""
    end = _end_of(view, view.text[: place + _REACH], place)
    return tuple(_phrases(view.text[place:end])[:1]), end


def _end_of(view: SentenceView, text: str, start: int) -> int:
    """The end of the noun phrases that begin at `start`. A sign within a name ends nothing."""
    place = start
    while stop := _STOP.search(text, place):
        inside = next((m for m in view.mentions if m.start < stop.start() < m.end), None)
        if inside is None and stop.start() > start:
            return stop.start() + (1 if stop[0][:1] == ")" else 0)
        place = max(stop.start() + 1, inside.end if inside else 0)
    return len(text)


def _names(view: SentenceView, start: int, end: int) -> list[str]:
    """The names between two places; an owner's name gives way to what it owns ("OpenAI's GPT-4o")."""
    found: list[str] = []
    for mention in view.mentions:
        if mention.start >= start and mention.end <= end and _can_compete(mention):
            is_owner = view.text[mention.end : mention.end + 2] in {"'s", "’s"}
            if not (is_owner and mention.kind is EntityKind.ORGANISATION):
                found.append(view.written(mention))
    return found


def _can_compete(mention: Mention) -> bool:
    return mention.kind not in {EntityKind.TECHNIQUE, EntityKind.DATASET}


def _phrases(words: str) -> list[str]:
    """The noun phrases of a list, without articles."""
    found = []
    for phrase in _LIST.split(words):
        words = _POSSESSOR.sub("", bare(phrase.replace("(", " ").replace(")", " ")))
        if words and len(words) <= _LONGEST and not _NOBODY.match(words):
            found.append(words)
    return found[:6]


def after(view: SentenceView, place: int) -> tuple[str, ...]:
    """What the two sides are compared on, as the words behind them say."""
    found = _ON.match(view.text, place)
    if not found:
        return ()
    what = found["what"]
    if stop := _ON_STOP.search(what):
        what = what[: stop.start()]
    first, last = found.start("what"), found.start("what") + len(what)
    named = [
        m.text for m in view.mentions if m.start >= first and m.end <= last and m.kind is EntityKind.BENCHMARK
    ]
    return (
        tuple(dict.fromkeys(named)) or tuple(words for words in _phrases(what) if not _TIME.match(words))[:4]
    )
