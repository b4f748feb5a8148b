"""Watch: do the passages and figures that citations rest on still stand in their source's text?"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from claims.models import Citation, Event, Proposition
from claims.pipeline.watching import figures, passages
from claims.pipeline.watching.differences import Severity, check_passage, is_same_wording, severity_of
from claims.services import events
from claims.services.catalogue import evidence
from claims.services.watching.steps import Known, Outcome, Step
from claims.values import Actor, LinkState, Passage, PassageState, ValuesState

_RESTING = """
SELECT source_id, count(*), bool_or(last_verified_at IS NULL OR passage_state = 'unreachable')
FROM claims_citation WHERE source_id = ANY(%(sources)s::uuid[]) GROUP BY source_id
"""
_VERIFY = """
UPDATE claims_citation SET last_verified_at = %(now)s
WHERE source_id = ANY(%(sources)s::uuid[]) AND last_verified_at IS NOT NULL
"""

ALARMING = Severity.AROUND
"""From this severity on nothing is told before a second look agrees."""

FALLEN_LINKS = frozenset({LinkState.DEAD, LinkState.GONE, LinkState.SOFT_404})
_WRITTEN = [
    "passage_exact", "passage_prefix", "passage_suffix", "passage_origin", "passage_state", "found",
    "expected_values", "values_state", "version",
]  # fmt: skip
_TOLD = ("passage_state", "values_state", "found", "passage_exact")


@dataclass(slots=True)
class _Watched:
    """A citation as it was told, as it is seen now, and the look that sees it."""

    row: Citation
    step: Step
    told: dict[str, Any]
    values: tuple[list[str], list[str]] = ([], [])

    @property
    def was_verified(self) -> bool:
        return self.row.last_verified_at is not None

    @property
    def changes(self) -> dict[str, tuple[Any, Any]]:
        return {name: (before, getattr(self.row, name)) for name, before in self.told.items()
                if getattr(self.row, name) != before}  # fmt: skip

    @property
    def severity(self) -> int:
        """A return to health weighs what the illness weighed, so that whoever heard of the one hears of the other."""
        if "passage_exact" in self.changes or not self.changes:
            return 0
        return max(_severity(self.told) if self.was_verified else 0, _severity(_told(self.row)))

    @property
    def needs_confirmation(self) -> bool:
        """Whether this is an alarm, or the end of one, about a page that could be read all the time."""
        is_back = self.told["passage_state"] == PassageState.UNREACHABLE
        return _severity(_told(self.row)) >= ALARMING if is_back else self.severity >= ALARMING

    def take_back(self) -> None:
        """Leave it as it was told."""
        for name, value in self.told.items():
            setattr(self.row, name, value)


def watch_sources(found: Sequence[Step], known: Known, *, now: datetime) -> dict[uuid.UUID, Actor]:
    """Look for the passages of every source that was read; notes in each step what came of it.

    Answers the claims that rest on what is told anew, to be weighed once the sources are written too.

    In a text that is new every citation is looked for; in one that is not, and in one that a new reader made, only those
    that nobody has looked for yet. A citation without a passage gets the sentence that shares its claim's
    names and figures, if there is one. What would alarm is written only if the look confirms an earlier one; else the
    step `is_held`. Call it inside the transaction of the looks, with their sources locked.
    """
    by_source = {step.source.id: step for step in found if _is_seen(step, known)}
    lost = {step.source.id: step for step in found if _has_fallen(step)}
    rows = _citations([*by_source, *lost], lost)
    unchanged = [step.source.id for step in found if step.page and not step.has_new_text]
    _verify_again(unchanged, now)
    watched: list[_Watched] = []
    for row in rows:
        if row.source_id in lost:
            watched.append(_lose(row, lost[row.source_id]))
        elif row.source_id in by_source and _is_wanted(row, by_source[row.source_id]):
            watched.append(_look(row, by_source[row.source_id], known))
    kept = [one for one in watched if not _holds(one, known)]
    _write(kept, now=now)
    verified = [one.row.pk for one in kept if one.step.page]
    Citation.objects.filter(pk__in=verified).update(last_verified_at=now)
    # What stands as it was told leaves its claim as it was weighed.
    return {one.row.claim_id: one.step.actor for one in kept if one.changes or not one.was_verified}


def claims_citing(actors: Mapping[uuid.UUID, Actor]) -> dict[uuid.UUID, Actor]:
    """The claims that cite these sources, each with who moved its source."""
    pairs = Citation.objects.filter(source__in=actors).values_list("claim_id", "source_id").distinct()
    return {claim: actors[source] for claim, source in pairs if source in actors}


def weigh(moved: Mapping[uuid.UUID, Actor], *, now: datetime) -> None:
    """Write the evidence state of these claims anew. Call it when their citations and sources are written."""
    if moved:
        evidence.weigh_claims(moved, actor=next(iter(moved.values())), now=now, actors=moved)


def resting_on(source_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[int, bool]]:
    """How many citations rest on each of these sources, and whether one waits to be looked for in any text of it.

    Sources on which none rests are left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(_RESTING, {"sources": _array(source_ids)})
        return {source: (count, waits) for source, count, waits in cursor.fetchall()}


def _array(keys: Sequence[uuid.UUID]) -> str:
    """Keys as an array that PostgreSQL reads; hundreds of them as parameters cost more than the statement."""
    return "{" + ",".join(map(str, keys)) + "}"


def _is_seen(step: Step, known: Known) -> bool:
    return step.page is not None and (step.has_new_text or step.source.id in known.waiting)


def _has_fallen(step: Step) -> bool:
    return step.link_after in FALLEN_LINKS and step.link_before not in FALLEN_LINKS


def _is_wanted(row: Citation, step: Step) -> bool:
    is_waiting = row.last_verified_at is None or row.passage_state == PassageState.UNREACHABLE
    return is_waiting or step.outcome in (Outcome.FIRST, Outcome.CHANGED)


def _verify_again(source_ids: Sequence[uuid.UUID], now: datetime) -> None:
    """What was looked for in a text stands there as it did, for the text is the same."""
    if source_ids:
        with connection.cursor() as cursor:
            cursor.execute(_VERIFY, {"sources": _array(source_ids), "now": now})


def _citations(source_ids: Sequence[uuid.UUID], lost: Iterable[uuid.UUID]) -> list[Citation]:
    if not source_ids:
        return []
    rows = Citation.objects.select_for_update(of=("self",), no_key=True).filter(source__in=source_ids)
    rows = rows.exclude(source__in=list(lost), passage_exact="")
    return list(rows.select_related("claim").order_by("pk"))


def _told(row: Citation) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _TOLD}


def _lose(row: Citation, step: Step) -> _Watched:
    """The source is dead or gone: its passage cannot be reached."""
    one = _Watched(row, step, _told(row))
    row.passage_state, row.found = PassageState.UNREACHABLE, ""
    return one


def _look(row: Citation, step: Step, known: Known) -> _Watched:
    before = known.texts.get(step.source.id, "")
    text = before if step.look.text is None else step.text
    one = _Watched(row, step, _told(row))
    if row.passage_exact:
        one.values = _sight(row, text, before)
    elif not row.is_left_unpinned:
        _propose(row, text)
    return one


def _sight(row: Citation, text: str, before: str) -> tuple[list[str], list[str]]:
    """Note how the passage stands in a text, compared with what was pinned; answers its figures then and now.

    A wording that was told already stays as it was told: the same words with other spaces are no news.
    """
    pinned = Passage(row.passage_exact, row.passage_prefix, row.passage_suffix)
    seen = check_passage(text, pinned, tuple(row.expected_values), before=before)
    row.passage_state = seen.state
    if not (row.found and seen.found and is_same_wording(row.found, seen.found)):
        row.found = seen.found
    row.values_state = seen.values.state
    return list(seen.values.before), list(seen.values.after)


def _propose(row: Citation, text: str) -> None:
    """Pin the sentence of the source that the claim most plainly rests on."""
    claimed = figures.figures_of(row.claim.text)
    atoms = Proposition.objects.filter(claim=row.claim_id)
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


def _holds(one: _Watched, known: Known) -> bool:
    """Whether this citation stays as it was told until a second look agrees; notes it in the step.

    A text that did not change was seen before: this look is the second one.
    """
    step = one.step
    if not step.page or not step.has_new_text or not one.needs_confirmation or _is_confirmed(one, known):
        return False
    one.take_back()
    step.is_held = True
    return True


def _is_confirmed(one: _Watched, known: Known) -> bool:
    """Whether the first look saw the same: the passage in the same state, its figures too."""
    first = known.pending.get(one.step.source.id)
    if first is None or not one.step.may_confirm:
        return False
    row = one.row
    pinned = Passage(row.passage_exact, row.passage_prefix, row.passage_suffix)
    before = known.texts.get(one.step.source.id, "")
    seen = check_passage(first, pinned, tuple(row.expected_values), before=before)
    return seen.state == row.passage_state and seen.values.state == row.values_state


def _write(watched: Sequence[_Watched], *, now: datetime) -> None:
    happened, changed = [], []
    for one in watched:
        changes = one.changes
        if changes:
            one.row.version += 1
            changed.append(one.row)
            happened.append(_change(one, changes))
            one.step.severity = max(one.step.severity, one.severity)
    if changed:
        Citation.objects.bulk_update(changed, _WRITTEN, batch_size=500)
        events.record_all(happened, actor=watched[0].step.actor, now=now)


def _change(one: _Watched, changes: dict[str, tuple[Any, Any]]) -> events.Change:
    row = one.row
    pinned_now = "passage_exact" in changes
    kind = Event.Type.CITATION_UPDATED if pinned_now else Event.Type.CITATION_CHANGED
    if "values_state" in changes and row.values_state == ValuesState.CHANGED:
        changes = {**changes, "values": one.values}
    related = {"claim": row.claim_id, "source": row.source_id}
    return events.Change(kind, row, changes, related, one.severity, one.step.actor)


def _severity(told: dict[str, Any]) -> int:
    if told["passage_state"] == PassageState.UNREACHABLE:
        return Severity.SOURCE_DEAD
    return severity_of(
        Severity.NOTHING, PassageState(told["passage_state"]), ValuesState(told["values_state"])
    )
