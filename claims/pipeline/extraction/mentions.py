"""Mentions: the models, organisations, benchmarks and other named things in a sentence, with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from claims.pipeline.extraction.abbreviations import Abbreviation, find_abbreviations
from claims.pipeline.extraction.concepts import is_abstract, is_concept
from claims.pipeline.extraction.cues import matches
from claims.pipeline.extraction.gazetteer import LONGEST_NAME, Entry, KnownNames, names_digest, read_names
from claims.pipeline.extraction.institutions import with_institutions
from claims.pipeline.extraction.lineage import ancestors_of
from claims.pipeline.extraction.makers import with_makers
from claims.pipeline.extraction.name_context import keeps_first_word, kind_in_context
from claims.pipeline.extraction.name_kinds import Mention, classify
from claims.pipeline.extraction.name_runs import read_run
from claims.pipeline.extraction.number_words import NUMBER_CUES
from claims.values import Name
from claims.vocabulary import EntityKind

__all__ = ["Mention", "find_mentions", "learn_names", "learned_names", "names_of", "names_of_entries"]

_OURS = read_names(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))

# Letters of scripts that write words apart from each other: a name ends where another script or a raised number begins.
_LETTER = r"[^\W\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
# "Halo–2" with an en dash; "3–2" and "Q1–2" are none.
_DASHED = r"(?<=[A-Za-z])–\d{1,2}(?:\.\d{1,2})?(?![\w–-]|\.\d)"
# A name's first word: a capital or an inner capital or digit. Later words may also be numbers.
_WORD = rf"(?:[A-ZÀ-ÖØ-Þ](?:{_LETTER}|[+.·])*|[a-z]{{1,2}}(?=[A-Z0-9])(?:{_LETTER}|[+.])*|\d+[A-Z](?:{_LETTER}|\.)*)(?:[-‑@+](?:{_LETTER}|[+.])+|{_DASHED})*"
_NUMBER = r"(?:v?(?:\d{1,3}(?:\.\d{1,2}(?:\.\d{1,3})?)?|(?:19|20)\d\d)[a-z]?(?![\w%×+/:±–—-]|[,.'’]\d|[ \u00a0\u2009\u202f](?:\d{3}\b|±|(?:lakh|crore|thousand|km|kg|basis|percentage|degrees|days|weeks|months|years|hours|minutes|seconds|met(?:re|er)s|miles|tons|tonnes|euros|dollars|in \d)\b)|\s?(?:%|percent|per cent|million|billion|trillion|B\b|x\b)))"
# "Ursula von der Leyen", "Val d'Isère"
_PARTICLE = (
    r"(?:(?:van|von) (?:de|den|der) |(?:bin|de|del|della|di|dos|du|ibn|van|von) (?:la |las |los )?|d['’])"
)
_FIRM = r"& (?:Associates|Bros|Brothers|Co|Company|Daughters|Partners|Sons?)\b"
_NAME = re.compile(
    rf"(?<![a-zA-Z0-9_À-ÿ@/.])@?{_WORD}(?:(?:[ \u00a0](?:{_PARTICLE}?{_WORD}|{_NUMBER}|{_FIRM}))|(?:/\d+(?:\.\d+)?[BbMmKk](?:-\w+)*)){{0,6}}"
)
# What every name has at its beginning, behind "@" and two small letters at most.
_NAME_SIGN = re.compile(r"[A-ZÀ-ÖØ-Þ\d]")
_NAME_LEAD = 3
_PLAIN_WORD = re.compile(
    r" (?!is |was |are |has |had |have |will |can |said |says |and |announced |launched |released |reported |plans |holds |leads )[a-z]"
)


@dataclass(slots=True)
class _Knowledge:
    """The names that this process knows: ours, with an operator's additions."""

    names: KnownNames
    digest: str = ""


_known = _Knowledge(KnownNames(_OURS))


def learn_names(additions: str) -> None:
    """From now on this process knows these names beside ours, in place of earlier additions; "" forgets them.

    `additions` is the text of a names file; what it says of a spelling goes before what ours says. Raises InputError as
    `read_names` does, and nothing has changed then.
    """
    entries = read_names(additions)
    _known.names, _known.digest = KnownNames([*entries, *_OURS]), names_digest(additions)
    _in_run.cache_clear()


def learned_names() -> str:
    """What stands for the additions in the extractor's version; "" if there are none."""
    return _known.digest


def names_of_entries(entries: Sequence[Entry]) -> tuple[Name, ...]:
    """The name of each entry, in their order, with the ancestors that these entries and ours give it."""
    known = KnownNames([*entries, *_OURS])
    return tuple(Name(e.name, e.name, e.kind, ancestors_of(e.name, e.kind, known)) for e in entries)


def find_mentions(text: str) -> tuple[Mention, ...]:
    """The names in `text` in order, none over another. Unknown names are of kind OTHER."""
    return tuple(with_makers(text, list(with_institutions(text, _mentions_in(text)))))


def _mentions_in(text: str) -> Sequence[Mention]:
    mentions: list[Mention] = []
    offset = 0
    for match in _known.names.irregular_in(text):
        if match.start() >= offset:
            mentions.extend(_in_stretch(text, offset, match.start()))
            mentions.append(_moved(classify(match[0], 0, len(match[0]), _known.names), match.start()))
            offset = match.end()
    mentions.extend(_in_stretch(text, offset, len(text)))
    if abbreviations := list(find_abbreviations(text)):
        return list(_with_abbreviations(text, mentions, abbreviations))
    return mentions


def is_known_name(words: str) -> bool:
    """True for the spelling of a name that this process knows, and for a version or variant of a known model."""
    return _known.names.is_known(words)


def names_of(mentions: Sequence[Mention]) -> tuple[Name, ...]:
    """The names once each, in order, with what they are versions or variants of; a maker's before that of the thing."""
    known = _known.names
    whole = (one for mention in mentions for one in (mention.maker, mention) if one is not None)
    return tuple(
        Name(m.text, m.canonical, m.kind, ancestors_of(m.canonical, m.kind, known))
        for m in {m.text: m for m in whole}.values()
    )


def _in_stretch(text: str, start: int, end: int) -> Iterator[Mention]:
    """The names between two places."""
    for match in matches(_NAME, _NAME_SIGN, _NAME_LEAD, text, start, end):
        run = match[0]
        keeps_first = keeps_first_word(text, match.start(), match.end())
        if len(run) <= LONGEST_NAME:
            mentions = _in_run(run, keeps_first=keeps_first)
        else:
            mentions = read_run(run, _known.names, keeps_first=keeps_first)
        for mention in mentions:
            placed = _moved(mention, match.start())
            if placed.kind is not EntityKind.OTHER:
                yield placed
            elif not _is_first_word(text, placed):
                yield replace(placed, kind=kind_in_context(text, placed.start, placed.end))


def _with_abbreviations(
    text: str, mentions: Sequence[Mention], abbreviations: Sequence[Abbreviation]
) -> Iterator[Mention]:
    """The mentions with each long form as one name, which is its abbreviation's; a general concept is none."""
    pairs = {a: _pair(text, a) for a in abbreviations}
    renamed = {short.text: short for _, short in filter(None, pairs.values())}
    taken = bytearray(len(text))
    for a in abbreviations:
        first, last = min(a.start, a.short_start), max(a.end, a.short_end)
        taken[first:last] = b"\x01" * (last - first)
    kept = [m for m in mentions if not any(taken[m.start : m.end])]
    kept.extend(mention for pair in pairs.values() for mention in pair or ())
    for mention in sorted(kept, key=lambda mention: mention.start):
        same = renamed.get(mention.text)
        yield replace(mention, canonical=same.canonical, kind=same.kind) if same else mention


def _pair(text: str, abbreviation: Abbreviation) -> tuple[Mention, Mention] | None:
    """The long form and its abbreviation as mentions of one entity; None if they name a general concept."""
    short = classify(text, abbreviation.short_start, abbreviation.short_end, _known.names)
    long = classify(text, abbreviation.start, abbreviation.end, _known.names)
    if is_concept(short.text) and not _known.names.entry(short.text):
        return None
    if short.kind is EntityKind.OTHER and long.kind is not EntityKind.OTHER:
        is_known = _known.names.entry(long.text) is not None
        short = replace(short, canonical=long.canonical if is_known else short.text, kind=long.kind)
    return replace(long, canonical=short.canonical, kind=short.kind), short


def _moved(mention: Mention, offset: int) -> Mention:
    """The same name, `offset` characters further on."""
    return replace(mention, start=mention.start + offset, end=mention.end + offset)


@lru_cache(maxsize=8192)
def _in_run(run: str, *, keeps_first: bool) -> tuple[Mention, ...]:
    """The names in a run; a text repeats the same few names."""
    return read_run(run, _known.names, keeps_first=keeps_first)


def _is_first_word(text: str, name: Mention) -> bool:
    """True for a plain word that has its capital from the sentence: "Modular learning is", "Two-thirds", "Long-term rates"."""
    first, *parts = name.text.split("-")
    if not (first.isalpha() and first.istitle() and all(part.isalpha() and part.islower() for part in parts)):
        return False
    is_number = bool(parts) and NUMBER_CUES.issuperset({first.lower()})
    if not (is_number or _PLAIN_WORD.match(text, name.end) or is_abstract(name.text)):
        return False
    return text[max(0, name.start - 8) : name.start].rstrip(' *_"“(')[-1:] in (
        "",
        ".",
        "!",
        "?",
        ":",
        ";",
        "|",
    )
