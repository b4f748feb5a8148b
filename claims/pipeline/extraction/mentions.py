"""Names: the models, organisations, benchmarks and other named things in a sentence, with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from claims.pipeline.extraction.abbreviations import Abbreviation, find_abbreviations
from claims.pipeline.extraction.concepts import is_abstract, is_acronym, is_concept
from claims.pipeline.extraction.cues import matches
from claims.pipeline.extraction.gazetteer import LONGEST_NAME, Entry, KnownNames, names_digest, read_names
from claims.pipeline.extraction.lexicon import COMMON_WORDS, FINITE_VERBS
from claims.pipeline.extraction.lineage import ancestors_of
from claims.pipeline.extraction.name_context import (
    DESCRIBING_WORDS,
    IMPERATIVES,
    NAMING_WORDS,
    keeps_first_word,
    kind_in_context,
)
from claims.values import EntityKind, Name

_OURS = read_names(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))

# Letters of scripts that write words apart from each other: a name ends where another script begins.
_LETTER = r"[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
# A name's first word: a capital or an inner capital or digit. Later words may also be numbers.
_WORD = rf"(?:[A-ZÀ-ÖØ-Þ](?:{_LETTER}|[+.·])*|[a-z]{{1,2}}(?=[A-Z0-9])(?:{_LETTER}|[+.])*|\d+[A-Z](?:{_LETTER}|\.)*)(?:[-‑@+](?:{_LETTER}|[+.])+)*"
_NUMBER = r"(?:v?(?:\d{1,3}(?:\.\d{1,3}){0,2}|(?:19|20)\d\d)[a-z]?(?![\w%×+/:±-]|[,.'’]\d|[ \u00a0\u2009\u202f](?:\d{3}\b|±|(?:lakh|crore|thousand|km|kg|basis|percentage|degrees|in \d)\b)|\s?(?:%|percent|per cent|million|billion|trillion|B\b|x\b)))"
_NAME = re.compile(
    rf"(?<![a-zA-Z0-9_À-ÿ@/.])@?{_WORD}(?:(?:[ \u00a0](?:{_WORD}|{_NUMBER}))|(?:/\d+(?:\.\d+)?[BbMmKk](?:-\w+)*)){{0,6}}"
)
# What every name has at its beginning, behind "@" and two small letters at most.
_NAME_SIGN = re.compile(r"[A-ZÀ-ÖØ-Þ\d]")
_NAME_LEAD = 3
_PLAIN_WORD = re.compile(
    r" (?!is |was |are |has |had |have |will |can |said |says |and |announced |launched |released |reported |plans |holds |leads )[a-z]"
)
_TRAILING = re.compile(r"(?:[.·+-]|'s|’s)+$")
# "GPT-4-level" speaks of GPT-4.
_ADJECTIVE = re.compile(
    r"-(?:based|class|compatible|derived|grade|level|like|only|powered|quality|style|trained|tuned|generated)$"
)
_LEADING_VERBS = FINITE_VERBS - NAMING_WORDS
_OFFICES = frozenset(
    (
        "CEO",
        "CTO",
        "CFO",
        "COO",
        "President",
        "Chairman",
        "Chairwoman",
        "Professor",
        "Minister",
        "Governor",
        "Senator",
        "Chancellor",
        "Mayor",
    )
)
_MADE = frozenset({EntityKind.MODEL, EntityKind.PRODUCT, EntityKind.BENCHMARK})
# What is sold with a model's name on it.
_OFFER = re.compile(
    r" (?:API|APIs|App|CLI|SDK|Desktop|Discord|Enterprise|Extensions?|Plugin|Plus|Search|Store|Studio|Team)$"
)
# A full stop that ends a word and no sentence: an initial, or one of these.
_ABBREVIATED = re.compile(
    r"(?:^|[ .])(?:[A-Z]|Inc|Corp|Ltd|Co|St|Dr|Mr|Mrs|Ms|Prof|Jr|Sr|No|vs|U\.S|U\.K|E\.U)\.$"
)
# What stands behind a benchmark's name: a year or an edition, not a score ("MMLU 82.3").
_SCORE = re.compile(r" \d{1,3}(?:\.\d+)?$")
_EDITION = re.compile(r" (?:\d(?:\.\d)?|(?:19|20)?\d\d)$")


@dataclass(frozen=True, slots=True)
class Mention:
    """One name in a text: `text[start:end]`, the entity's usual spelling, its kind."""

    start: int
    end: int
    text: str
    canonical: str
    kind: EntityKind


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
    found: list[Mention] = []
    place = 0
    for known in _known.names.irregular_in(text):
        if known.start() >= place:
            found.extend(_in_stretch(text, place, known.start()))
            found.append(_placed(_classified(known[0], 0, len(known[0])), known.start()))
            place = known.end()
    found.extend(_in_stretch(text, place, len(text)))
    if abbreviations := list(find_abbreviations(text)):
        return tuple(_with_abbreviations(text, found, abbreviations))
    return tuple(found)


def names_of(mentions: Sequence[Mention]) -> tuple[Name, ...]:
    """The names once each, in order, with what they are versions or variants of."""
    known = _known.names
    return tuple(
        Name(m.text, m.canonical, m.kind, ancestors_of(m.canonical, m.kind, known))
        for m in {m.text: m for m in mentions}.values()
    )


def _in_stretch(text: str, start: int, end: int) -> Iterator[Mention]:
    """The names between two places."""
    for match in matches(_NAME, _NAME_SIGN, _NAME_LEAD, text, start, end):
        run = match[0]
        keeps_first = keeps_first_word(text, match.start(), match.end())
        read = _in_run if len(run) <= LONGEST_NAME else _read_run
        for mention in read(run, keeps_first=keeps_first):
            placed = _placed(mention, match.start())
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
    found = [m for m in mentions if not any(taken[m.start : m.end])]
    found.extend(mention for pair in pairs.values() for mention in pair or ())
    for mention in sorted(found, key=lambda mention: mention.start):
        same = renamed.get(mention.text)
        yield replace(mention, canonical=same.canonical, kind=same.kind) if same else mention


def _pair(text: str, abbreviation: Abbreviation) -> tuple[Mention, Mention] | None:
    """The long form and its abbreviation as mentions of one entity; None if they name a general concept."""
    short = _classified(text, abbreviation.short_start, abbreviation.short_end)
    long = _classified(text, abbreviation.start, abbreviation.end)
    if is_concept(short.text) and not _known.names.entry(short.text):
        return None
    if short.kind is EntityKind.OTHER and long.kind is not EntityKind.OTHER:
        is_known = _known.names.entry(long.text) is not None
        short = replace(short, canonical=long.canonical if is_known else short.text, kind=long.kind)
    return replace(long, canonical=short.canonical, kind=short.kind), short


def _placed(mention: Mention, place: int) -> Mention:
    """The same name, `place` characters further on."""
    return Mention(mention.start + place, mention.end + place, mention.text, mention.canonical, mention.kind)


def _read_run(run: str, *, keeps_first: bool) -> tuple[Mention, ...]:
    """The names in a run of capitalised words, with their places in it."""
    return tuple(
        mention
        for first, last in _sentences(run, 0, len(run))
        for left, right in _parts(run, first, last, keeps_first=keeps_first)
        if (mention := _mention(run, left, right))
    )


# A text speaks of the same few names again and again.
_in_run = lru_cache(maxsize=8192)(_read_run)


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A run of capitalised words, parted where a sentence ends in it."""
    for stop in re.finditer(r"\.(?= )", text[start:end]):
        if not _ABBREVIATED.search(text[start : start + stop.end()]):
            yield start, start + stop.start()
            yield from _sentences(text, start + stop.end() + 1, end)
            return
    yield start, end


def _parts(text: str, start: int, end: int, *, keeps_first: bool) -> Iterator[tuple[int, int]]:
    """A run of capitalised words without the common words at its ends; a maker apart from what it made."""
    words = [(w.start() + start, w.end() + start) for w in re.finditer(r"[^ \u00a0]+", text[start:end])]
    office = next((i for i, word in enumerate(words) if text[slice(*word)] in _OFFICES), None)
    if office is not None and len(words) > 1:
        for run in (words[:office], words[office + 1 :]):
            if run:
                yield from _parts(text, run[0][0], run[-1][1], keeps_first=keeps_first)
        return
    while words and _is_before_name(text, words, keeps_first=keeps_first):
        words.pop(0)
    while words and _is_common(text[slice(*words[-1])]):
        words.pop()
    if words:
        yield from _maker_and_made(text, words)


def _maker_and_made(text: str, words: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """ "OpenAI o3" are two names, "Google Cloud Next" is one."""
    start, end = words[0][0], words[-1][1]
    known = _known.names
    line = known.family(text[start:end])
    if line and " " in line.name:  # "Amazon Nova Pro" has its maker's name in its own
        yield start, end
        return
    for (_, maker_end), (made_start, _) in pairwise(words):
        maker = known.entry(text[start:maker_end])
        if maker and maker.kind is EntityKind.ORGANISATION and not known.entry(text[start:end]):
            made = text[made_start:end]
            entry = known.entry(made) or known.family(made) or known.beginning(made)
            if entry and entry.kind in _MADE:
                yield start, maker_end
                yield made_start, end
                return
    yield start, end


def _is_before_name(text: str, words: Sequence[tuple[int, int]], *, keeps_first: bool) -> bool:
    """True if the first word is none of the name: "The", "Introduces", or the "New" of "New Claude models"."""
    first = text[slice(*words[0])]
    if len(words) == 1:
        return _is_common(first)
    word = first.casefold()
    is_verb = first.istitle() and (word in _LEADING_VERBS or (not keeps_first and word in IMPERATIVES))
    if not is_verb and not _is_common(first):
        return False
    if any(_known.names.entry(text[words[0][0] : end]) for _, end in words[1:5]):
        return False
    rest = text[words[1][0] : words[-1][1]]
    return not (keeps_first and word in NAMING_WORDS and _may_follow(rest, word))


def _may_follow(rest: str, first: str) -> bool:
    """True if these words may be the rest of a name: no known name, and no general term that `first` describes."""
    second = rest.split(" ")[0]
    if _is_known(second) or _is_known(rest) or _is_common(second):
        return False
    return not is_concept(rest) or not (first in DESCRIBING_WORDS or is_acronym(rest))


def _is_common(word: str) -> bool:
    return word.casefold().rstrip(".") in COMMON_WORDS and not _known.names.entry(word)


def _mention(text: str, start: int, end: int) -> Mention | None:
    words = text[start:end]
    tail = _TRAILING.search(words)
    if tail and not (words.endswith("+") and _known.names.entry(words)):
        words = words[: tail.start()]
    if (
        not 0 < len(words) <= LONGEST_NAME
        or _is_common(words)
        or (is_concept(words) and not _known.names.entry(words))
        or not any(c.isalpha() for c in words)
    ):
        return None
    if adjective := _ADJECTIVE.search(words):
        words = words[: adjective.start()]
        if not _is_known(words):
            return None
    return _classified(text, start, start + len(words))


def _is_known(words: str) -> bool:
    return bool(_known.names.entry(words) or _known.names.family(words))


def _is_first_word(text: str, name: Mention) -> bool:
    """True for a plain word that has its capital from the sentence: "Modular learning is"."""
    if not (name.text.isalpha() and name.text.istitle()):
        return False
    if not (_PLAIN_WORD.match(text, name.end) or is_abstract(name.text)):
        return False
    return text[: name.start].rstrip(' *_"“(')[-1:] in ("", ".", "!", "?", ":", ";", "|")


def _classified(text: str, start: int, end: int) -> Mention:
    """The mention between two places. A model's version is part of its name; a score is not part of a benchmark's."""
    words = text[start:end]
    if entry := _known.names.entry(words):
        return Mention(start, end, words, entry.name, entry.kind)
    if family := _known.names.family(words):
        usual = family.name + words[len(family.name) :] if words.islower() else words
        return Mention(
            start, end, words, usual, EntityKind.PRODUCT if _OFFER.search(words) else EntityKind.MODEL
        )
    above = None if _is_organisation(words) else _known.names.beginning(words)
    if above and above.kind in {EntityKind.BENCHMARK, EntityKind.DATASET, EntityKind.PRODUCT}:
        if (
            above.kind is EntityKind.BENCHMARK
            and (score := _SCORE.search(words))
            and not _EDITION.search(words)
        ):
            return _classified(text, start, start + score.start())
        return Mention(start, end, words, words, above.kind)
    return Mention(start, end, words, words, _kind_by_shape(words))


def _kind_by_shape(words: str) -> EntityKind:
    return next((kind for kind, shape in _SHAPES.items() if shape.search(words)), EntityKind.OTHER)


def _is_organisation(words: str) -> bool:
    return _SHAPES[EntityKind.ORGANISATION].search(words) is not None


_SHAPES = {
    EntityKind.MODEL: re.compile(
        r"-\d+(?:\.\d+)?[BM]\b|\b[A-Z]\w*-(?:Instruct|Chat|Base|Coder|Preview|Turbo|Mini)\b|^[KVR]\d(?:\.\d)?\b"
    ),
    EntityKind.ORGANISATION: re.compile(
        r"\w (?:Inc|Corp|Corporation|Company|Ltd|LLC|GmbH|Labs?|University|Institute|Research|Intelligence|Reports|Group|Bank|Ministry|Agency|Association|Foundation|Consulting|Technologies|College|Laborator(?:y|ies)|Hospital|Council|Commission|Committee|Authority|Airlines|Airways|Robotics|Motors|Pharmaceuticals|Therapeutics|Holdings|Partners|Ventures)\b\.?$"
        r"|^(?:University|Institute|Ministry|Bank) of [A-Z]"
        # "Zyphra AI" is a firm, "Generative AI" and "Chinese AI" are not.
        r"|^[A-Z]\w{1,20}(?<!ive)(?<!ic)(?<!al)(?<!ble)(?<!ing)(?<!ed)(?<!ese)(?<!an)(?<!ern)(?<!ent)(?<!ise)(?<!ier)(?<!ish)(?<!ant)(?<!ary)(?<!ous) AI$"
    ),
    EntityKind.BENCHMARK: re.compile(
        r"\w[ -]?(?:Bench|Eval|QA|Arena)(?:[- ](?!\w*\.\w)\w{1,10}|v?\d{1,2})?$"
    ),
}
