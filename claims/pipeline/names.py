"""Names: the models, organisations, benchmarks and other named things in a sentence, with their places."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from claims.pipeline.lexicon import COMMON_WORDS
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
_MAGNITUDE = re.compile(
    r"\d+(?:\.\d+)?(?:[KMBTkmbtxX]|[KMGT]B)?(?:-[a-z]+)*|[A-Z]|[A-Z]+-[a-z]+(?:ed|en|like|style|level|specific|native)|(?:Chin|Japan|Portugu|Vietnam)ese|English|French|Spanish|German|Italian|Russian|Korean|Thai|Arabic|American|Western|European|Indian|British|I"
)
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


def names_of(mentions: Sequence[Mention]) -> tuple[Name, ...]:
    """The names once each, in order."""
    return tuple(dict.fromkeys(Name(m.text, m.canonical, m.kind) for m in mentions))


def is_known(mention: Mention) -> bool:
    """True for what the data file knows."""
    return mention.kind is not EntityKind.OTHER


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A run of capitalised words without the common words at its ends."""
    words = [(w.start(), w.end()) for w in re.finditer(r"[^ \u00a0]+", text[start:end])]
    while words and text[start + words[0][0] : start + words[0][1]].casefold().rstrip(".") in COMMON_WORDS:
        words.pop(0)
    while words and text[start + words[-1][0] : start + words[-1][1]].casefold().rstrip(".") in COMMON_WORDS:
        words.pop()
    if words:
        yield start + words[0][0], start + words[-1][1]


def _mention(text: str, start: int, end: int) -> Mention | None:
    words = text[start:end]
    tail = _TRAILING.search(words)
    if tail and not (words.endswith("+") and words.casefold() in _KNOWN):
        words = words[: tail.start()]
    if (
        not words
        or words.casefold() in COMMON_WORDS
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
