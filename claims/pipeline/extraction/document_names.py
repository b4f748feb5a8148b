"""Document names: the names in all sentences of a document, each read with what the other sentences say of it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from claims.pipeline.extraction.concepts import is_abstract
from claims.pipeline.extraction.lexicon import COMMON_WORDS
from claims.pipeline.extraction.mentions import find_mentions, is_known_name
from claims.pipeline.extraction.name_kinds import Mention
from claims.pipeline.fingerprint import name_key
from claims.vocabulary import EntityKind

_FIRST_WORD = re.compile(r"[\s\"“'‘(*_]{0,4}(?:The[ \u00a0])?(?P<word>[A-Z]\w*)(?P<gap>[ \u00a0]?)")
# What stands before a name that has its capital from itself.
_SMALL_WORD = re.compile(r"(?:^|[ \u00a0])[a-z]")
_JOINED = re.compile(r"[A-Z][\w’'-]* (?:of|for|and|the|on|in|de|der|du|la) ")
_MAX_LONG_FORMS = 100
_SHORTEST_ACRONYM = 3
_PERSON = re.compile(r"[A-Z][\w’'.-]*(?: [A-Z][\w’'.-]*){1,3}")


def find_document_mentions(texts: Sequence[str]) -> list[tuple[Mention, ...]]:
    """The names in each text, in order, none over another.

    What a sentence's first capital leaves open is decided by the other sentences: "First Solar" and "Corvid" at a
    beginning are names where they stand within a sentence elsewhere. An abbreviation and its long form, the spellings
    of a name, and a person's last name have one `canonical`; a name has the kind that any sentence says.
    """
    mentions = [find_mentions(text) for text in texts]
    mentions = _with_long_forms(texts, mentions)
    names = frozenset(
        name_key(mention.text)
        for text, found in zip(texts, mentions, strict=True)
        for mention in found
        if _SMALL_WORD.search(text, 0, mention.start)
    )
    mentions = [_with_first(text, found, names) for text, found in zip(texts, mentions, strict=True)]
    for unify in (_spellings, _long_forms, _last_names):
        same = unify([mention for found in mentions for mention in found])
        if same:
            mentions = [tuple(_renamed(found, same)) for found in mentions]
    return mentions


def _with_first(text: str, mentions: tuple[Mention, ...], names: frozenset[str]) -> tuple[Mention, ...]:
    """The mentions with the first word of the text where the document names it elsewhere: alone, or with the name behind it."""
    first = _FIRST_WORD.match(text)
    if first is None:
        return mentions
    start, end = first.span("word")
    behind = mentions[0] if mentions else None
    if behind is not None and behind.start <= start:
        return mentions
    if behind is not None and first["gap"] and behind.start == first.end():
        whole = text[start : behind.end]
        if name_key(whole) in names and not is_known_name(behind.text):
            return (replace(behind, start=start, text=whole, canonical=whole), *mentions[1:])
    word = first["word"]
    if name_key(word) in names and word.casefold() not in COMMON_WORDS and not is_abstract(word):
        return (Mention(start, end, word, word, EntityKind.OTHER), *mentions)
    return mentions


def _with_long_forms(
    texts: Sequence[str], mentions: Sequence[tuple[Mention, ...]]
) -> list[tuple[Mention, ...]]:
    """The mentions with the long forms that one sentence abbreviates, where they hold small words: "Bank of Norland"."""
    explained = {
        m.text: m for found in mentions for m in found if m.canonical != m.text and _JOINED.search(m.text)
    }
    if not explained:
        return list(mentions)
    forms = sorted(explained, key=lambda form: (-len(form), form))[:_MAX_LONG_FORMS]
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, forms))})\b")
    return [
        tuple(_with_matches(text, pattern.finditer(text), explained, found))
        if _JOINED.search(text)
        else found
        for text, found in zip(texts, mentions, strict=True)
    ]


def _with_matches(
    text: str, matches: Iterable[re.Match[str]], explained: Mapping[str, Mention], mentions: Sequence[Mention]
) -> list[Mention]:
    """The mentions of a text, those that a match covers replaced by it."""
    long = [replace(explained[match[0]], start=match.start(), end=match.end()) for match in matches]
    taken = bytearray(len(text))
    for form in long:
        taken[form.start : form.end] = b"\x01" * (form.end - form.start)
    kept = [mention for mention in mentions if not any(taken[mention.start : mention.end])]
    return sorted([*long, *kept], key=lambda mention: mention.start)


def _renamed(mentions: Iterable[Mention], same: Mapping[str, Mention]) -> Iterator[Mention]:
    for mention in mentions:
        other = same.get(mention.text)
        yield replace(mention, canonical=other.canonical, kind=other.kind) if other else mention


def _unknown(mentions: Iterable[Mention]) -> Iterator[Mention]:
    return (mention for mention in mentions if not is_known_name(mention.text))


def _spellings(mentions: Sequence[Mention]) -> dict[str, Mention]:
    """Each spelling of an unknown name with its usual one and with the kind that some sentence gives it."""
    by_key: dict[str, list[Mention]] = defaultdict(list)
    for mention in _unknown(mentions):
        if mention.canonical == mention.text:
            by_key[name_key(mention.text)].append(mention)
    same = {}
    for spellings in by_key.values():
        usual = _usual(spellings, lambda mention: mention.text)
        kinds = [m for m in spellings if m.kind is not EntityKind.OTHER]
        kind = _usual(kinds, lambda mention: mention.kind.value).kind if kinds else EntityKind.OTHER
        for mention in spellings:
            if (mention.canonical, mention.kind) != (usual.text, kind):
                same[mention.text] = replace(mention, canonical=usual.text, kind=kind)
    return same


def _usual(mentions: Sequence[Mention], of: Callable[[Mention], str]) -> Mention:
    """The first mention with the most frequent value."""
    counts = Counter(map(of, mentions))
    return max(mentions, key=lambda mention: counts[of(mention)])


def _long_forms(mentions: Sequence[Mention]) -> dict[str, Mention]:
    """Abbreviations and their long forms: what one sentence explains, and what only one name of the document spells."""
    same = {m.text: m for m in mentions if m.canonical != m.text and not is_known_name(m.text)}
    for short in {m.canonical: m for m in same.values()}.values():
        same.setdefault(short.canonical, replace(short, text=short.canonical))
    by_initials: dict[str, dict[str, Mention]] = defaultdict(dict)
    for mention in mentions:
        initials = "".join(word[0] for word in mention.text.split())
        if len(initials) >= _SHORTEST_ACRONYM and mention.text not in same:
            by_initials[initials][mention.canonical] = mention
    for mention in _unknown(mentions):
        long = by_initials.get(mention.text, {})
        if len(long) == 1:
            same.setdefault(mention.text, replace(next(iter(long.values())), text=mention.text))
    return same


def _last_names(mentions: Sequence[Mention]) -> dict[str, Mention]:
    """The last name of the only person in the document who has it."""
    people = {m.text: m for m in mentions if m.kind is EntityKind.PERSON and _PERSON.fullmatch(m.text)}
    by_last: dict[str, list[Mention]] = defaultdict(list)
    for person in people.values():
        by_last[person.text.rsplit(" ", 1)[1]].append(person)
    others = {m.text for m in mentions if m.kind in {EntityKind.OTHER, EntityKind.PERSON}}
    return {
        last: replace(owners[0], text=last)
        for last, owners in by_last.items()
        if last in others and len({owner.canonical for owner in owners}) == 1
    }
