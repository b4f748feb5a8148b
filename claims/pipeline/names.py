"""Names: the models, organisations, benchmarks and other named things in a sentence, with their places."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from claims.values import EntityKind, Name

_DATA = Path(__file__).with_name("names.toml")
_TABLE = tomllib.loads(_DATA.read_text(encoding="utf-8"))
_KNOWN = {
    spelling.casefold(): (usual, EntityKind(kind))
    for kind, entries in _TABLE.items()
    for usual, others in entries.items()
    for spelling in (usual, *others)
}
_FAMILIES = {
    spelling.casefold(): spelling
    for usual, others in _TABLE["model"].items()
    for spelling in (usual, *others)
}

# A name's first word: a capital or an inner capital or digit. Later words may also be numbers.
_WORD = r"(?:[A-ZÀ-ÖØ-Þ][\w+.·]*|[a-z]{1,2}(?=[A-Z0-9])[\w+.]*|\d+[A-Z][\w.]*)(?:[-‑@+][\w+.]+)*"
_NUMBER = r"(?:v?(?:\d{1,3}(?:\.\d{1,3}){0,2}|(?:19|20)\d\d)[a-z]?(?![\w%×+/:-]|,\d|\.\d|\s?(?:%|percent|million|billion|trillion|B\b|x\b)))"
_NAME = re.compile(
    rf"(?<![\w@/.])@?{_WORD}(?:(?:[ \u00a0](?:{_WORD}|{_NUMBER}))|(?:/\d+(?:\.\d+)?[BbMmKk](?:-\w+)*)){{0,6}}"
)
_COMMON = frozenset(
    """a an the this that these those it its they their he she his her we our us you your i my me in on at by as of for from to with without within
    into onto over under after before during since until while when where which who whom whose what why how if although though because but and or
    nor so yet both either neither not no yes all any some many most more less few several each every another other such same unlike like
    similar compared additionally furthermore moreover however meanwhile specifically besides also then thus hence therefore instead finally first
    second third last next today yesterday tomorrow recently now here there overall ultimately initially currently alongside among amid despite
    according based building even only just still once again further later earlier especially particularly generally notably importantly
    january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday
    jan feb mar apr jun jul aug sep sept oct nov dec q1 q2 q3 q4 usd us$ eur gbp rmb cagr up down out new top best official released enhanced support
    through across between about let see note use using following key major global advanced early users user one two three four five six seven
    eight nine ten unlike unlikely is are was were has have had do does did can could will would should may might must mr mrs ms dr prof
    results results performance models model market other others released release open-source large-scale custom initial naive fine-grained
    structured temporal multi-scenario understanding vision-language visual flagship optimized translation image technology based aided trained
    leveraging utilizing aggregating reportedly supports features great good why how what whether""".split()
)
_MAGNITUDE = re.compile(r"\d+(?:\.\d+)?(?:[KMBTkmbtxX]|[KMGT]B)?(?:-[a-z]+)*|[A-Z]|(?:Chin|Japan|Portugu|Vietnam)ese|English|French|Spanish|German|Italian|Russian|Korean|Thai|Arabic|American|Western|European|Indian|British|I")
_PLAIN_WORD = re.compile(
    r" (?!is |was |are |has |had |have |will |can |said |says |and |announced |launched |released |reported |plans |holds |leads )[a-z]"
)
_TRAILING = re.compile(r"(?:[.·+-]|'s|’s)+$")


@dataclass(frozen=True, slots=True)
class Mention:
    """One name in a text: `text[start:end]`, the entity's usual spelling, its kind."""

    start: int
    end: int
    text: str
    canonical: str
    kind: EntityKind


def find_mentions(text: str) -> tuple[Mention, ...]:
    """The names in `text` in order, none over another. Unknown names are of kind OTHER."""
    found: list[Mention] = []
    for match in _NAME.finditer(text):
        for start, end in _parts(text, match.start(), match.end()):
            if mention := _mention(text, start, end):
                found.append(mention)
    return tuple(found)


def names_of(mentions: tuple[Mention, ...]) -> tuple[Name, ...]:
    """The names once each, in order."""
    return tuple(dict.fromkeys(Name(m.text, m.canonical, m.kind) for m in mentions))


def is_known(mention: Mention) -> bool:
    """True for what the data file knows."""
    return mention.kind is not EntityKind.OTHER


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A run of capitalised words without the common words at its ends."""
    words = [(w.start(), w.end()) for w in re.finditer(r"[^ \u00a0]+", text[start:end])]
    while words and text[start + words[0][0] : start + words[0][1]].casefold().rstrip(".") in _COMMON:
        words.pop(0)
    while words and text[start + words[-1][0] : start + words[-1][1]].casefold().rstrip(".") in _COMMON:
        words.pop()
    if words:
        yield start + words[0][0], start + words[-1][1]


def _mention(text: str, start: int, end: int) -> Mention | None:
    words = text[start:end]
    if tail := _TRAILING.search(words):
        if not (words.endswith("+") and words.casefold() in _KNOWN):
            words = words[: tail.start()]
    if (
        not words
        or words.casefold() in _COMMON
        or _MAGNITUDE.fullmatch(words)
        or not any(c.isalpha() for c in words)
    ):
        return None
    usual, kind = _classify(words)
    if kind is EntityKind.OTHER and _is_first_word(text, start, start + len(words)):
        return None
    return Mention(start, start + len(words), words, usual, kind)


def _is_first_word(text: str, start: int, end: int) -> bool:
    """True for a plain word that has its capital from the sentence: "Modular learning is"."""
    opens = start == 0 or text[:start].rstrip(' *_"“(')[-1:] in ("", ".", "!", "?", ":", ";", "|")
    return (
        opens
        and text[start:end].istitle()
        and text[start:end].isalpha()
        and _PLAIN_WORD.match(text, end) is not None
    )


def _classify(words: str) -> tuple[str, EntityKind]:
    """The usual spelling and the kind. A model's version is part of its name."""
    folded = words.casefold()
    if folded in _KNOWN:
        usual, kind = _KNOWN[folded]
        return (words if kind in _OWN_SPELLING else usual), kind
    first = re.match(r"[a-zà-ÿ]+", folded)
    head = folded.split(" ")[0].split("-")[0]
    for stem in (head, first[0] if first else ""):
        if stem in _FAMILIES:
            return words, EntityKind.MODEL
    for known in (folded.rsplit(" ", 1)[0], folded.split("-")[0], folded.split(" ")[0]):
        if known in _KNOWN and _KNOWN[known][1] in {EntityKind.BENCHMARK}:
            return words, _KNOWN[known][1]
    if _MODEL_SHAPE.search(words):
        return words, EntityKind.MODEL
    if _ORGANISATION_SHAPE.search(words):
        return words, EntityKind.ORGANISATION
    if _BENCHMARK_SHAPE.search(words):
        return words, EntityKind.BENCHMARK
    return words, EntityKind.OTHER


_OWN_SPELLING = frozenset({EntityKind.MODEL, EntityKind.BENCHMARK})
_MODEL_SHAPE = re.compile(
    r"-\d+(?:\.\d+)?[BM]\b|\b[A-Z]\w*-(?:Instruct|Chat|Base|Coder|Preview|Turbo|Mini)\b|^[KVR]\d(?:\.\d)?\b"
)
_ORGANISATION_SHAPE = re.compile(
    r"\b(?:Inc|Corp|Ltd|LLC|GmbH|Labs?|University|Institute|Research|Intelligence|Reports|Group|Bank|Ministry|Agency|Association|Foundation|Consulting|Technologies)\b\.?$"
)
_BENCHMARK_SHAPE = re.compile(r"(?:Bench|Eval|QA|Arena)(?:[- ]?\w{1,10})?$")
