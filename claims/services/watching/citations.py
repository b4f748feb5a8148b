"""Citations: the citations of the sources that were checked are watched and written, and their claims weighed."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from claims.models import Citation, Event, Proposition
from claims.pipeline.watching.citation_states import CitationRecord, CitationState
from claims.pipeline.watching.citation_watch import (
    Watched,
    WatchedCitation,
    WatchedSource,
    is_watched,
    watch,
)
from claims.pipeline.watching.link_outcome import LinkOutcome
from claims.pipeline.watching.plan import may_confirm
from claims.services import events
from claims.services.catalogue import evidence
from claims.services.leasing.columns import names_of
from claims.services.watching.checks import JudgedCheck
from claims.services.watching.contexts import as_array
from claims.values import Actor, CitedClaim
from claims.vocabulary import PassageState, ValuesState

_VERIFY = """
UPDATE claims_citation SET last_verified_at = %(now)s
WHERE source_id = ANY(%(sources)s::uuid[]) AND last_verified_at IS NOT NULL
"""
_WRITTEN = (*names_of(CitationState), "passage_origin", "version")


@dataclass(frozen=True, slots=True)
class _Found:
    """The row of a citation, how the citation stands now, and the check that says so."""

    row: Citation
    citation: WatchedCitation
    check: JudgedCheck


def watch_citations(
    checks: Sequence[JudgedCheck], links: Mapping[uuid.UUID, LinkOutcome], *, now: datetime
) -> tuple[dict[uuid.UUID, Watched], dict[uuid.UUID, Actor]]:
    """Look for the citations of every source that has a new text or has fallen, and write what is found.

    Returns what was found, by source, and the claims to weigh once the sources are written, each with the check as its
    cause. Call it inside the transaction of the checks, with their sources locked.
    """
    concerned = {
        check.source.id: check
        for check in checks
        if is_watched(check.verdict, links[check.source.id], check.context)
    }
    rows = _lock_rows([*concerned], [key for key in concerned if links[key].has_fallen])
    _verify_again(checks, now)
    records = _records_by_source(rows.values())
    watched = {
        key: watch(_watched_source(concerned[key], links[key], now), citations)
        for key, citations in records.items()
    }
    found = [
        _Found(rows[citation.id], citation, concerned[key])
        for key, result in watched.items()
        for citation in result.citations
    ]
    found.sort(key=lambda each: each.row.pk)
    _write(found, now)
    # A citation that stands as it was reported leaves its claim as it was weighed.
    news = (each for each in found if each.citation.changes or not each.citation.was_verified)
    return watched, {each.row.claim_id: each.check.actor for each in news}


def claims_citing(actors: Mapping[uuid.UUID, Actor]) -> dict[uuid.UUID, Actor]:
    """The claims that cite these sources, each with the cause of its source's change."""
    pairs = Citation.objects.filter(source__in=actors).values_list("claim_id", "source_id").distinct()
    return {claim: actors[source] for claim, source in pairs if source in actors}


def weigh(claims: Mapping[uuid.UUID, Actor], *, now: datetime) -> None:
    """Compute the evidence state of these claims. Call it when their citations and sources are written."""
    if claims:
        evidence.weigh_claims(claims, actor=next(iter(claims.values())), now=now, actors=claims)


def _watched_source(check: JudgedCheck, link: LinkOutcome, now: datetime) -> WatchedSource:
    return WatchedSource(
        check.response, check.context, check.verdict, link, may_confirm(check.source, check.policy, now)
    )


def _verify_again(checks: Sequence[JudgedCheck], now: datetime) -> None:
    """What was found in a text is there as it was, for the text is the same."""
    unchanged = [
        check.source.id
        for check in checks
        if check.verdict.failure is None and not check.verdict.has_new_text
    ]
    if unchanged:
        with connection.cursor() as cursor:
            cursor.execute(_VERIFY, {"sources": as_array(unchanged), "now": now})


def _lock_rows(source_ids: Sequence[uuid.UUID], fallen: Sequence[uuid.UUID]) -> dict[uuid.UUID, Citation]:
    """The citations of these sources in the order of their keys; of fallen ones those that have a passage to lose."""
    if not source_ids:
        return {}
    rows = Citation.objects.select_for_update(of=("self",), no_key=True).filter(source__in=source_ids)
    rows = rows.exclude(source__in=fallen, passage_exact="")
    return {row.pk: row for row in rows.select_related("claim").order_by("pk")}


def _records_by_source(rows: Iterable[Citation]) -> dict[uuid.UUID, list[CitationRecord]]:
    rows = list(rows)
    names = _names_of([row.claim_id for row in rows])
    records = defaultdict(list)
    for row in rows:
        claim = CitedClaim(row.claim.text, names.get(row.claim_id, ()))
        is_verified = row.last_verified_at is not None
        record = CitationRecord(row.pk, _state_of(row), claim, is_verified, row.is_left_unpinned)
        records[row.source_id].append(record)
    return {source: citations for source, citations in records.items() if source}


def _names_of(claim_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[str, ...]]:
    """The names in the propositions of these claims, each once, in their order."""
    names: defaultdict[uuid.UUID, dict[str, None]] = defaultdict(dict)
    if claim_ids:
        for atom in Proposition.objects.filter(claim__in=claim_ids).order_by("claim", "position"):
            written = (atom.subject_text, atom.object_text, atom.on_text)
            names[atom.claim_id].update(dict.fromkeys(filter(None, written)))
    return {claim: tuple(texts) for claim, texts in names.items()}


def _state_of(row: Citation) -> CitationState:
    return CitationState(
        passage_exact=row.passage_exact,
        passage_prefix=row.passage_prefix,
        passage_suffix=row.passage_suffix,
        passage_state=PassageState(row.passage_state),
        found=row.found,
        expected_values=tuple(row.expected_values),
        values_state=ValuesState(row.values_state),
        passage_page=row.passage_page,
    )


def _write(found: Sequence[_Found], now: datetime) -> None:
    """Write the citations that changed, with their events, and that those whose page was read are verified.

    A passage that stands on another page of a document only is no event.
    """
    changed = [each for each in found if each.citation.before != each.citation.after]
    for each in changed:
        _fold_in(each.row, each.citation)
    if changed:
        Citation.objects.bulk_update([each.row for each in changed], _WRITTEN, batch_size=500)
        reported = [_change(each) for each in changed if each.citation.changes]
        events.record_all(reported, actor=found[0].check.actor, now=now)
    verified = [each.row.pk for each in found if each.check.verdict.failure is None]
    if verified:
        Citation.objects.filter(pk__in=verified).update(last_verified_at=now)


def _fold_in(row: Citation, citation: WatchedCitation) -> None:
    for name in names_of(CitationState):
        setattr(row, name, getattr(citation.after, name))
    row.expected_values = list(citation.after.expected_values)
    if citation.is_proposed:
        row.passage_origin = Citation.Origin.MACHINE
    row.version += bool(citation.changes)


def _change(found: _Found) -> events.Change:
    row, citation = found.row, found.citation
    changes = citation.changes
    kind = Event.Type.CITATION_UPDATED if citation.is_proposed else Event.Type.CITATION_CHANGED
    if "values_state" in changes and citation.after.values_state is ValuesState.CHANGED:
        changes = {**changes, "values": citation.figures}
    related = {"claim": row.claim_id, "source": row.source_id}
    severity, recovers = citation.severity, citation.recovers
    return events.Change(kind, row, changes, related, severity, recovers, found.check.actor)
