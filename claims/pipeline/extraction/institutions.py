"""Institutions: names that "of" or "for" goes on with: "Bank of England", "Office for National Statistics"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from claims.pipeline.extraction.cues import cues
from claims.pipeline.extraction.name_kinds import Mention
from claims.vocabulary import EntityKind

_ORGANISATIONS = cues(
    "Academy Agency Alliance Association Authority Bank Board Bureau Center Centre Chamber Church Coalition College Commission Committee Company Confederation Consortium Council Court "
    "Department Directorate Faculty Federation Foundation Fund Hospital House Inspectorate Institute Institutes Institution League Library Ministry Museum Office Organisation Organization Partnership "
    "School Senate Society Tribunal Trust Union University"
)
_PLACES = cues(
    "Bay Cape City Commonwealth County Gulf Island Islands Isle Kingdom Port Principality Province Republic Republics Sea State States Strait Straits Town"
)
_PUBLICATIONS = cues("Annals Archives Bulletin Encyclopedia Gazette Journal Proceedings Review Transactions")
_FIELD = re.compile(
    r" (?:of|for)(?: the)? [A-Z][\w-]{2,30}(?:,? (?:(?:and|&) )?[A-Z][\w-]{2,30}){0,4}(?![\w-])"
)
_JOINT = re.compile(r" (?:of|for)(?: the)? ")
# "St. Mary's Hospital", "King's College"
_SAINT = re.compile(r"(?:(?:St\.?|Saint) [A-Z]\w{1,20}|King|Queen|Children)")
_LAST_WORD = re.compile(r"[^\W\d_]+$")
# A longer chain of "Board of Board of …" is no name, and joining it again and again would take quadratic time.
_LONGEST = 160
_ENDING = frozenset({EntityKind.OTHER, EntityKind.ORGANISATION})


def with_institutions(text: str, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """The mentions, with an institution and what "of" says of it as one: "Department" and "Transportation" are one name."""
    before: Mention | None = None
    for mention in mentions:
        if before is not None and _goes_on(text, before, mention):
            words = text[before.start : mention.end]
            kind = EntityKind.ORGANISATION if _head(before) in _ORGANISATIONS else EntityKind.OTHER
            before = replace(before, end=mention.end, text=words, canonical=words, kind=kind)
            continue
        if before is not None:
            yield _with_field(text, before, mention.start)
        before = mention
    if before is not None:
        yield _with_field(text, before, len(text))


def _with_field(text: str, mention: Mention, limit: int) -> Mention:
    """The name of an institution with the field that "of" adds and that is no name itself: "Department of Energy"."""
    is_institution = _head(mention) in _ORGANISATIONS
    field = _FIELD.match(text, mention.end, limit) if is_institution or _is_publication(mention) else None
    if field is None or mention.kind not in _ENDING:
        return mention
    words = text[mention.start : field.end()]
    kind = EntityKind.ORGANISATION if is_institution else EntityKind.OTHER
    return replace(mention, end=field.end(), text=words, canonical=words, kind=kind)


def _is_publication(mention: Mention) -> bool:
    """ "Norland Journal" of "Norland Journal of Surgery"; not the "Review" of "Review of Halo-2"."""
    return " " in mention.text and _head(mention) in _PUBLICATIONS


def _goes_on(text: str, one: Mention, other: Mention) -> bool:
    if other.end - one.start > _LONGEST:
        return False
    if _SAINT.fullmatch(one.text) and _head(other) in _ORGANISATIONS:
        return text[one.end : other.start] in {"'s ", "’s "}
    is_open = one.kind in _ENDING and other.kind in _ENDING
    goes_on = _head(one) in _ORGANISATIONS | _PLACES or _is_publication(one)
    return is_open and goes_on and _JOINT.fullmatch(text, one.end, other.start) is not None


def _head(mention: Mention) -> str:
    word = _LAST_WORD.search(mention.text)
    return word[0] if word else ""
