"""Attach: make citations of the markers and links of a sentence, and sources of the URLs behind them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from claims.errors import InputError
from claims.models import Appearance, Citation, Event, Source
from claims.services import events, row_inserts
from claims.services.articles import inheritance
from claims.services.articles.appearances import Written
from claims.services.catalogue import sources
from claims.services.catalogue.passage_columns import pin_fragment
from claims.values import Actor, Capture, ClaimCandidate

MAX_CITATIONS = 200
"""Citations of one sentence; a longer list is an index, not evidence."""


@dataclass(frozen=True, slots=True)
class _Offer:
    """One piece of evidence in a sentence: a marker's label with the URL of its reference, or a link."""

    label: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Offers:
    """The evidence in the sentences of a capture: a list for each candidate, and the sources by URL."""

    of_candidates: list[list[_Offer]]
    sources: Mapping[str, Source]

    def at(self, positions: Sequence[int]) -> Offers:
        """The evidence in the candidates at these positions."""
        return Offers([self.of_candidates[position] for position in positions], self.sources)


def lock_citations(article_id: uuid.UUID) -> None:
    """Lock the citations of an article in the order of their keys, before its claims, as everywhere."""
    rows = Citation.objects.select_for_update(of=("self",), no_key=True).filter(
        appearance__article=article_id
    )
    list(rows.order_by("pk").values_list("pk", flat=True))


def register_offers(capture: Capture, *, actor: Actor, now: datetime) -> Offers:
    """Register every source that a capture cites and make it due, so that its new citations are checked.

    Call it first in the transaction: sources are locked before citations and claims. A URL that may not be fetched is
    left out, and its marker stays unresolved. For a silent actor sources that exist keep their next check.
    """
    url_by_label = {
        reference.label: _allowed(reference.url) for reference in reversed(capture.document.references)
    }
    of_candidates = [_offers(candidate, url_by_label) for candidate in capture.candidates]
    urls = sorted({offer.url for offers in of_candidates for offer in offers if offer.url})
    source_by_url, new_sources = sources.register_sources(urls, actor=actor, now=now)
    if not actor.is_silent:
        new_keys = {source.pk for source in new_sources}
        sources.make_due((row for row in source_by_url.values() if row.pk not in new_keys), now=now)
    return Offers(of_candidates, source_by_url)


def attach_citations(written: Written, offers: Offers, *, actor: Actor, now: datetime) -> set[uuid.UUID]:
    """Bring the citations of appearances in line with their sentences. Returns the keys of their claims.

    A marker without a reference is an unresolved citation. A source that a curator supplied for such a marker stays.
    What the sentence no longer cites is withdrawn. A silent actor withdraws nothing that a curator worked on, and new
    citations inherit from those of the appearances that are gone.
    """
    existing: dict[uuid.UUID, list[Citation]] = defaultdict(list)
    citations = Citation.objects.select_for_update(of=("self",), no_key=True).filter(
        appearance__in=[appearance.pk for appearance in written.known]
    )
    for citation in citations.order_by("pk"):
        if citation.appearance_id is not None:
            existing[citation.appearance_id].append(citation)
    plan = _Plan()
    for appearance, offered in zip(written.appearances, offers.of_candidates, strict=True):
        plan.compare(appearance, offered, existing[appearance.pk], offers.sources)
    if actor.is_silent:
        plan.withdrawn = [citation for citation in plan.withdrawn if not inheritance.is_curated(citation)]
        inheritance.inherit(plan.created, written.gone)
    plan.write(actor=actor, now=now)
    return {appearance.claim_id for appearance in written.appearances}


class _Plan:
    """The citations to create, resolve, move within their sentence and withdraw; one statement each."""

    def __init__(self) -> None:
        self.created: list[Citation] = []
        self.resolved: list[Citation] = []
        self.withdrawn: list[Citation] = []
        self.moved: list[Citation] = []

    def compare(
        self,
        appearance: Appearance,
        offers: Sequence[_Offer],
        existing: list[Citation],
        source_by_url: Mapping[str, Source],
    ) -> None:
        """Match each offer with an existing citation, or plan a new one."""
        unmatched = list(existing)
        cited: set[tuple[str, uuid.UUID | None]] = set()
        for position, offer in enumerate(offers):
            source = source_by_url[offer.url] if offer.url else None
            match = next((citation for citation in unmatched if _is_same(citation, offer, source)), None)
            key = (offer.label, source.pk if source else None)
            if match is None and key in cited:  # two addresses of one page
                continue
            cited.add(key)
            if match is None:
                self.created.append(_citation(appearance, offer, source, position))
                continue
            unmatched.remove(match)
            if match.position != position:
                match.position = position
                self.moved.append(match)
            if match.source_id is None and source is not None:
                match.source = source
                self.resolved.append(match)
        self.withdrawn.extend(unmatched)

    def write(self, *, actor: Actor, now: datetime) -> None:
        """Write the rows and their events."""
        changes = [_change(Event.Type.CITATION_WITHDRAWN, row) for row in self.withdrawn]
        Citation.objects.filter(pk__in=[row.pk for row in self.withdrawn]).delete()
        for row in self.resolved:
            row.version += 1
        Citation.objects.bulk_update(self.resolved, ["source", "version"])
        Citation.objects.bulk_update(self.moved, ["position"])
        row_inserts.insert_rows(self.created)
        changes += [_change(Event.Type.CITATION_RESOLVED, row) for row in self.resolved]
        changes += [_change(Event.Type.CITATION_CREATED, row) for row in self.created]
        events.record_all(changes, actor=actor, now=now)


def _allowed(url: str | None) -> str | None:
    """The URL, or None for one that may not be fetched."""
    try:
        return url if url and sources.vet_url(url) else None
    except InputError:
        return None


def _offers(candidate: ClaimCandidate, url_by_label: Mapping[str, str | None]) -> list[_Offer]:
    """The markers of a candidate, then its links, without repeats of label and canonical URL."""
    offers = [_Offer(label[:100], url_by_label.get(label)) for label in candidate.markers]
    offers += [_Offer("", url) for link in candidate.links if (url := _allowed(link))]
    unique: dict[tuple[str, str | None], _Offer] = {}
    for offer in offers:
        unique.setdefault((offer.label, offer.url and sources.vet_url(offer.url)), offer)
    return list(unique.values())[:MAX_CITATIONS]


def _is_same(citation: Citation, offer: _Offer, source: Source | None) -> bool:
    if citation.label != offer.label:
        return False
    if citation.is_resolved_by_person:
        return bool(offer.label)
    return source is None or citation.source_id in (None, source.pk)


def _citation(appearance: Appearance, offer: _Offer, source: Source | None, position: int) -> Citation:
    pinned = pin_fragment(offer.url, claim=appearance.claim, source=source)
    return Citation(
        claim_id=appearance.claim_id,
        appearance=appearance,
        label=offer.label,
        source=source,
        position=position,
        **pinned,
    )


def _change(event_type: Event.Type, citation: Citation) -> events.Change:
    return events.Change(
        event_type,
        citation,
        {"source": (None, citation.source)} if citation.source else {},
        related={
            "claim": citation.claim_id,
            "appearance": citation.appearance_id,
            "source": citation.source_id,
        },
    )
