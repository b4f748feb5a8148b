"""Independence: which sources of a claim are one voice, so that they count once."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from claims.pipeline.fingerprint import normalise

MIN_TEXT_CHARACTERS = 80
"""Shorter passages are the same in sources that have nothing to do with each other."""


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A source of a claim: its registrable domain, its publisher ("" if unknown), the hash of its text ("" if unread), and
    the cited passage in its words. `is_circular` if it cites an article that makes the claim, or is one."""

    id: str
    domain: str
    publisher: str = ""
    text_hash: str = ""
    passage: str = ""
    is_circular: bool = False


@dataclass(frozen=True, slots=True)
class Voice:
    """Sources that count once, with their domains, and why: `same_domain`, `same_publisher`, `same_text`, `circular`; no
    reason for one alone."""

    sources: tuple[str, ...]
    domains: tuple[str, ...]
    reasons: tuple[str, ...]


def voices_of(sources: Sequence[CitedSource]) -> list[Voice]:
    """The independent voices among sources, in the order of their first source. A source that is given twice counts once."""
    voice_of = {source.id: source.id for source in sources}
    reasons: dict[str, set[str]] = {source.id: set() for source in sources}
    first: dict[tuple[str, Hashable], str] = {}
    for source in sources:
        for reason, value in _traits(source):
            other = first.setdefault((reason, value), source.id)
            if other != source.id:
                _unite(voice_of, reasons, other, source.id, reason)
    members: dict[str, list[str]] = {}
    for key in voice_of:
        members.setdefault(_root(voice_of, key), []).append(key)
    domain_of = {source.id: source.domain for source in sources}
    return [
        Voice(tuple(keys), tuple(sorted({domain_of[key] for key in keys})), tuple(sorted(reasons[root])))
        for root, keys in members.items()
    ]


def _traits(source: CitedSource) -> Iterator[tuple[str, Hashable]]:
    """What sources of one voice share, by the reason."""
    yield "same_domain", source.domain
    if source.publisher:
        yield "same_publisher", source.publisher
    if source.text_hash:
        yield "same_text", source.text_hash
    passage = normalise(source.passage)
    if len(passage) >= MIN_TEXT_CHARACTERS:
        yield "same_text", passage
    if source.is_circular:
        yield "circular", True


def _root(voice_of: dict[str, str], key: str) -> str:
    while voice_of[key] != key:
        key = voice_of[key]
    return key


def _unite(
    voice_of: dict[str, str], reasons: dict[str, set[str]], first: str, second: str, reason: str
) -> None:
    one, other = _root(voice_of, first), _root(voice_of, second)
    voice_of[other] = one
    reasons[one] |= {reason, *reasons[other]}
