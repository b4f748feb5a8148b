"""Appearances: the quotes of an article's claims, kept from version to version and from reading to reading."""

from __future__ import annotations

import uuid
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q

from claims.models import Appearance, ArticleVersion, Claim, Event
from claims.services import events, row_inserts
from claims.values import Actor, Capture, ClaimCandidate

_LOCATION_FIELDS = [
    "article_version", "quote", "prefix", "suffix", "start", "end", "attributed_to", "hedge", "speech", "polarity",
    "extractor", "extractor_version", "rule", "gone_at", "gone_reason",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """The appearance of each candidate, in their order, those of them that were known, the appearances that are gone now,
    and the claims of which an article says something else: of appearances that are new or gone, or have another hedge or
    speaker."""

    appearances: list[Appearance]
    known: list[Appearance]
    gone: list[Appearance]
    changed_claims: set[uuid.UUID]


def write_appearances(
    version: ArticleVersion,
    capture: Capture,
    claims: Sequence[Claim],
    *,
    is_first: bool = False,
    actor: Actor,
    seen_at: datetime,
    now: datetime,
) -> Written:
    """Bring the appearances of an article in line with a reading of its version. `claims` has the claim of each candidate.

    Those that are still there move to the version, new ones are added, the others are marked gone: because of the text,
    or, if the actor is silent, because of the reading. None is looked for if the article `is_first` read now.
    """
    existing = [] if is_first else _lock_existing(version)
    matches, unmatched = _match(existing, version, capture.candidates, claims)
    appearances, added, changed_claims = [], [], set()
    for candidate, claim, match in zip(capture.candidates, claims, matches, strict=True):
        appearance = match or _new_appearance(claim, version, seen_at)
        before = _manner(appearance)
        _set_location(appearance, candidate, capture, version)
        if match is None or _manner(appearance) != before:
            changed_claims.add(claim.pk)
        appearances.append(appearance)
        if match is None:
            added.append(appearance)
    gone = [row for row in unmatched if row.gone_at is None]
    reason = Appearance.GoneReason.READING if actor.is_silent else Appearance.GoneReason.TEXT
    Appearance.objects.filter(pk__in=[row.pk for row in gone]).update(gone_at=now, gone_reason=reason)
    known = [row for row in matches if row is not None]
    Appearance.objects.bulk_update(known, _LOCATION_FIELDS)
    row_inserts.insert_rows(added)
    _record(added, gone, actor=actor, now=now)
    return Written(appearances, known, gone, changed_claims | {row.claim_id for row in gone})


def _manner(row: Appearance) -> tuple[object, ...]:
    """Whether it stands, and whether the article says it in its own name and without a hedge."""
    return row.gone_at, row.hedge, row.attributed_to


def _lock_existing(version: ArticleVersion) -> list[Appearance]:
    """What stands in the article, then what an earlier reading of this version found and a later one did not."""
    is_unread = Q(article_version=version, gone_reason=Appearance.GoneReason.READING)
    rows = Appearance.objects.select_for_update(no_key=True).filter(
        Q(gone_at=None) | is_unread, article=version.article_id
    )
    return list(rows.order_by(F("gone_at").asc(nulls_first=True), "start"))


def _match(
    rows: Sequence[Appearance],
    version: ArticleVersion,
    candidates: Sequence[ClaimCandidate],
    claims: Sequence[Claim],
) -> tuple[list[Appearance | None], list[Appearance]]:
    """The appearance of each candidate, and the rest: of its claim the one at its place, else the first that is left."""
    by_place = {
        (row.claim_id, row.start, row.end): row for row in rows if row.article_version_id == version.pk
    }
    places = [
        (claim.pk, candidate.start, candidate.end)
        for candidate, claim in zip(candidates, claims, strict=True)
    ]
    in_place = {place: by_place.pop(place) for place in set(places) if place in by_place}
    matched = {row.pk for row in in_place.values()}
    left: dict[object, deque[Appearance]] = defaultdict(deque)
    for row in rows:
        if row.pk not in matched:
            left[row.claim_id].append(row)
    matches = [in_place.get(place) or _first(left[place[0]]) for place in places]
    return matches, [row for others in left.values() for row in others]


def _first(rows: deque[Appearance]) -> Appearance | None:
    return rows.popleft() if rows else None


def _new_appearance(claim: Claim, version: ArticleVersion, seen_at: datetime) -> Appearance:
    return Appearance(
        claim=claim,
        article_id=version.article_id,
        article_version=version,
        first_version=version,
        seen_at=seen_at,
    )


def _set_location(
    appearance: Appearance, candidate: ClaimCandidate, capture: Capture, version: ArticleVersion
) -> None:
    appearance.article_version = version
    appearance.quote = candidate.quote
    appearance.prefix, appearance.suffix = candidate.prefix[-200:], candidate.suffix[:200]
    appearance.start, appearance.end = candidate.start, candidate.end
    appearance.attributed_to, appearance.hedge = candidate.attributed_to[:200], candidate.hedge[:200]
    appearance.speech, appearance.polarity = candidate.speech, candidate.polarity
    appearance.extractor, _, appearance.extractor_version = capture.extractor_version.partition("-")
    appearance.rule = candidate.rule[:80]
    appearance.gone_at, appearance.gone_reason = None, Appearance.GoneReason.NONE


def _record(added: Sequence[Appearance], gone: Sequence[Appearance], *, actor: Actor, now: datetime) -> None:
    changes = [
        events.Change(
            Event.Type.APPEARANCE_CREATED, row, related={"claim": row.claim_id, "article": row.article_id}
        )
        for row in added
    ]
    changes += [
        events.Change(
            Event.Type.APPEARANCE_GONE,
            row,
            {"gone_at": (None, now)},
            related={"claim": row.claim_id, "article": row.article_id},
            severity=3,
        )
        for row in gone
    ]
    events.record_all(changes, actor=actor, now=now)
