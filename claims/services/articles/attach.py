"""Attach: the markers and links of a sentence become citations, with the sources behind them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from claims.errors import InputError
from claims.models import Appearance, Citation, Event, Source
from claims.services import events
from claims.services.catalogue import sources
from claims.values import Actor, Capture, ClaimCandidate

MAX_CITATIONS = 200
"""Most citations that one sentence may carry; a list of more is no evidence but an index."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """An appearance and the candidate that it was found as."""

    appearance: Appearance
    candidate: ClaimCandidate


@dataclass(frozen=True, slots=True)
class _Offer:
    """What a sentence offers as evidence: a marker's label with the URL of its entry, or a link."""

    label: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Offers:
    """What the candidates of a capture offer, one list each in their order, and the sources behind the URLs."""

    of_candidates: list[list[_Offer]]
    sources: Mapping[str, Source]


def register_offers(capture: Capture, *, actor: Actor, now: datetime) -> Offers:
    """Register every source that a capture cites and make it due, so that its new citations are looked at.

    Call it first in the transaction: sources are locked before citations and claims. A URL that may not be watched
    is left out, and its marker stays unresolved.
    """
    urls = {reference.label: _watchable(reference.url) for reference in reversed(capture.document.references)}
    offers = [_offers(candidate, urls) for candidate in capture.candidates]
    wanted = sorted({offer.url for found in offers for offer in found if offer.url})
    known, _ = sources.register_sources(wanted, actor=actor, now=now)
    sources.make_due(known.values(), now=now)
    return Offers(offers, known)


def attach_citations(
    sightings: Sequence[Sighting], offers: Offers, *, actor: Actor, now: datetime
) -> set[uuid.UUID]:
    """Bring the citations of these appearances in line with their sentences; answers the claims they belong to.

    A marker whose entry is missing is an unresolved citation. A source that a curator supplied for such a marker
    stays. What the sentence no longer offers is withdrawn.
    """
    existing: dict[uuid.UUID, list[Citation]] = defaultdict(list)
    appearances = [sighting.appearance.pk for sighting in sightings]
    rows = Citation.objects.select_for_update(of=("self",), no_key=True).filter(appearance__in=appearances)
    for citation in rows.order_by("pk"):
        if citation.appearance_id is not None:
            existing[citation.appearance_id].append(citation)
    plan = _Plan()
    for sighting, offered in zip(sightings, offers.of_candidates, strict=True):
        plan.compare(sighting.appearance, offered, existing[sighting.appearance.pk], offers.sources)
    plan.write(actor=actor, now=now)
    return {sighting.appearance.claim_id for sighting in sightings}


class _Plan:
    """What has to be created, resolved, moved within its sentence, and withdrawn; one statement each."""

    def __init__(self) -> None:
        self.created: list[Citation] = []
        self.resolved: list[Citation] = []
        self.withdrawn: list[Citation] = []
        self.moved: list[Citation] = []

    def compare(
        self, row: Appearance, offers: Sequence[_Offer], existing: list[Citation], known: Mapping[str, Source]
    ) -> None:
        """Match each offer with a citation that is there, or plan a new one."""
        left = list(existing)
        for position, offer in enumerate(offers):
            source = known[offer.url] if offer.url else None
            match = next((citation for citation in left if _is_same(citation, offer, source)), None)
            if match is None:
                self.created.append(_citation(row, offer, source, position))
                continue
            left.remove(match)
            if match.position != position:
                match.position = position
                self.moved.append(match)
            if match.source_id is None and source is not None:
                match.source = source
                self.resolved.append(match)
        self.withdrawn.extend(left)

    def write(self, *, actor: Actor, now: datetime) -> None:
        """Write the rows and their events."""
        happened = [_change(Event.Type.CITATION_WITHDRAWN, row) for row in self.withdrawn]
        Citation.objects.filter(pk__in=[row.pk for row in self.withdrawn]).delete()
        for row in self.resolved:
            row.version += 1
        Citation.objects.bulk_update(self.resolved, ["source", "version"])
        Citation.objects.bulk_update(self.moved, ["position"])
        Citation.objects.bulk_create(self.created)
        happened += [_change(Event.Type.CITATION_RESOLVED, row) for row in self.resolved]
        happened += [_change(Event.Type.CITATION_CREATED, row) for row in self.created]
        events.record_all(happened, actor=actor, now=now)


def _watchable(url: str | None) -> str | None:
    try:
        return url if url and sources.vet_url(url) else None
    except InputError:
        return None


def _offers(candidate: ClaimCandidate, urls: Mapping[str, str | None]) -> list[_Offer]:
    found = [_Offer(label[:100], urls.get(label)) for label in candidate.markers]
    found += [_Offer("", url) for link in candidate.links if (url := _watchable(link))]
    one_each = {(offer.label, offer.url and sources.vet_url(offer.url)): offer for offer in reversed(found)}
    return list(reversed(one_each.values()))[:MAX_CITATIONS]


def _is_same(citation: Citation, offer: _Offer, source: Source | None) -> bool:
    if citation.label != offer.label:
        return False
    if citation.is_resolved_by_person:
        return bool(offer.label)
    return source is None or citation.source_id in (None, source.pk)


def _citation(row: Appearance, offer: _Offer, source: Source | None, position: int) -> Citation:
    return Citation(
        claim_id=row.claim_id, appearance=row, label=offer.label, source=source, position=position
    )


def _change(event_type: Event.Type, row: Citation) -> events.Change:
    return events.Change(
        event_type,
        row,
        {"source": (None, row.source)} if row.source else {},
        related={"claim": row.claim_id, "appearance": row.appearance_id, "source": row.source_id},
    )
