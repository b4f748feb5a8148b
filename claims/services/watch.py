"""Watch: do the passages and figures that citations rest on still stand in their source's text?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from claims.models import Citation, Event, Source
from claims.pipeline import figures, passages
from claims.pipeline.differences import Severity, severity_of
from claims.services import events, evidence
from claims.values import Actor, FigureSighting, LinkState, Passage, PassageState, ValuesState

_WRITTEN = [
    "passage_exact", "passage_prefix", "passage_suffix", "passage_origin", "passage_state", "found",
    "expected_values", "values_state", "version",
]  # fmt: skip
_TOLD = ("passage_state", "values_state", "found", "passage_exact")
FALLEN_LINKS = frozenset({LinkState.DEAD, LinkState.GONE, LinkState.SOFT_404})


@dataclass(frozen=True, slots=True)
class _Before:
    """A citation as it was told, and whether its passage had been looked for by then."""

    was_verified: bool
    told: dict[str, Any]


def watch_citations(
    source: Source, text: str, *, before: str, changed: bool, actor: Actor, now: datetime
) -> int:
    """Look for every citation's passage in the text that its source has now; answers the highest severity.

    `before` is the text that the source had last, "" if none: what stood there already beside a passage is not its new
    wording. If the text did not change, only citations that were not seen in it yet are looked for. A citation without a
    passage gets the sentence that shares its claim's names and figures, if there is one. Call it inside the
    transaction of the check, with the source locked.
    """
    rows = _citations(source)
    if not changed:
        Citation.objects.filter(source=source, last_verified_at__isnull=False).update(last_verified_at=now)
        rows = [
            row
            for row in rows
            if row.last_verified_at is None or row.passage_state == PassageState.UNREACHABLE
        ]
    told = [_Before(row.last_verified_at is not None, _told(row)) for row in rows]
    for row in rows:
        _look(row, text, before)
        row.last_verified_at = now
    Citation.objects.filter(pk__in=[row.pk for row in rows]).update(last_verified_at=now)
    return _write(rows, told, actor=actor, now=now)


def lose_citations(source: Source, *, actor: Actor, now: datetime) -> int:
    """The source is dead or gone: its passages cannot be reached. Answers the highest severity."""
    rows = [row for row in _citations(source) if row.passage_exact]
    before = [_Before(row.last_verified_at is not None, _told(row)) for row in rows]
    for row in rows:
        row.passage_state, row.found = PassageState.UNREACHABLE, ""
    return _write(rows, before, actor=actor, now=now)


def weigh_citing_claims(source: Source, *, actor: Actor, now: datetime) -> None:
    """The source's link changed: so may the evidence state of every claim that cites it."""
    claims = Citation.objects.filter(source=source).values_list("claim_id", flat=True).distinct()
    evidence.weigh_claims(list(claims), actor=actor, now=now)


def _citations(source: Source) -> list[Citation]:
    rows = Citation.objects.select_for_update(of=("self",), no_key=True).filter(source=source)
    return list(rows.select_related("claim").prefetch_related("claim__propositions").order_by("pk"))


def _told(row: Citation) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _TOLD}


def _look(row: Citation, text: str, before: str) -> None:
    if not row.passage_exact:
        if not row.is_left_unpinned:
            _propose(row, text)
        return
    pinned = Passage(row.passage_exact, row.passage_prefix, row.passage_suffix)
    sighting = passages.find_passage(text, pinned, before)
    row.passage_state = sighting.state
    row.found = "" if sighting.state == PassageState.INTACT else sighting.found
    row.values_state = _figures(row, sighting.found).state


def _figures(row: Citation, found: str) -> FigureSighting:
    if not row.expected_values or not found:
        return FigureSighting(ValuesState.NONE)
    return figures.compare_figures(row.passage_exact, found, tuple(row.expected_values))


def _propose(row: Citation, text: str) -> None:
    """Pin the sentence of the source that the claim most plainly rests on."""
    claimed = figures.figures_of(row.claim.text)
    atoms = row.claim.propositions.all()
    named = (name for atom in atoms for name in (atom.subject_text, atom.object_text, atom.on_text) if name)
    wanted = tuple(figure.verbatim for figure in claimed)
    passage = passages.propose_passage(row.claim.text, tuple(dict.fromkeys(named)), wanted, text)
    if passage is None:
        return
    row.passage_exact, row.passage_origin = passage.exact, Citation.Origin.MACHINE
    row.passage_prefix, row.passage_suffix = passage.prefix[-200:], passage.suffix[:200]
    row.passage_state = PassageState.INTACT
    found = figures.figures_of(passage.exact)
    row.expected_values = [figure.verbatim for figure in found if figure in claimed]
    row.values_state = ValuesState.PRESENT if row.expected_values else ValuesState.NONE


def _write(rows: Sequence[Citation], before: Sequence[_Before], *, actor: Actor, now: datetime) -> int:
    happened, changed = [], []
    for row, was in zip(rows, before, strict=True):
        changes = {
            name: (was.told[name], value) for name, value in _told(row).items() if value != was.told[name]
        }
        if changes:
            row.version += 1
            changed.append(row)
            happened.append(_change(row, was, changes))
    Citation.objects.bulk_update(changed, _WRITTEN, batch_size=500)
    events.record_all(happened, actor=actor, now=now)
    evidence.weigh_claims({row.claim_id for row in rows}, actor=actor, now=now)
    return max((change.severity for change in happened), default=0)


def _change(row: Citation, was: _Before, changes: dict[str, tuple[Any, Any]]) -> events.Change:
    """A return to health weighs what the illness weighed, so that whoever heard of the one hears of the other."""
    pinned_now = "passage_exact" in changes
    severity = 0 if pinned_now else max(_severity(was.told) if was.was_verified else 0, _severity(_told(row)))
    kind = Event.Type.CITATION_UPDATED if pinned_now else Event.Type.CITATION_CHANGED
    if row.values_state != was.told["values_state"] and row.values_state == ValuesState.CHANGED:
        seen = _figures(row, row.found)
        changes = {**changes, "values": (list(seen.before), list(seen.after))}
    return events.Change(kind, row, changes, {"claim": row.claim_id, "source": row.source_id}, severity)


def _severity(told: dict[str, Any]) -> int:
    if told["passage_state"] == PassageState.UNREACHABLE:
        return Severity.SOURCE_DEAD
    return severity_of(
        Severity.NOTHING, PassageState(told["passage_state"]), ValuesState(told["values_state"])
    )
