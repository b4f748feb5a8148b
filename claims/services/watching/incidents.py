"""Incidents: whether most of a host's sources fail at once; where sources that moved are asked from now on."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count, Value
from django.db.models.functions import Random

from claims.models import Event, Host, Source
from claims.pipeline import urls
from claims.pipeline.watching import incidents
from claims.pipeline.watching.incidents import HostRecord, RecentCheck
from claims.pipeline.watching.link_state import LinkResult
from claims.services import events
from claims.services.leasing import host_queue
from claims.services.leasing.hosts import ensure_hosts
from claims.services.watching.steps import Step

_FINE = frozenset({LinkResult.ALIVE, LinkResult.MOVED, None})
INCIDENT_SEVERITY = 3
RECOVERY = timedelta(hours=1)
"""After an incident, the links that failed in it are looked at again within this time."""


def note_looks(found: Sequence[Step], *, now: datetime) -> set[uuid.UUID]:
    """Note what these looks say of their hosts; answers those with an incident, whose links' states wait.

    A host of which nothing fails has no record. Call it inside the transaction of the looks.
    """
    loud = {
        step.source.host_id
        for step in found
        if step.seen not in _FINE or step.turn.recent or step.turn.incident
    }
    if not loud:
        return set()
    by_host: dict[uuid.UUID, list[Step]] = defaultdict(list)
    for step in found:
        by_host[step.source.host_id].append(step)
    rows = Host.objects.select_for_update(no_key=True).filter(pk__in=loud).order_by("pk")
    return {host.pk for host in rows if _note(host, by_host[host.pk], now)}


def shared_landings(found: Sequence[Step]) -> dict[uuid.UUID, int]:
    """How many other sources of its host ended where each of these was redirected to."""
    ends = {
        step.source.id: (step.source.host_id, step.look.page.final_url)
        for step in found
        if step.look.text is not None and step.look.page and step.look.page.hops
    }
    if not ends:
        return {}
    rows = Source.objects.filter(
        host__in={host for host, _ in ends.values()}, final_url__in={url for _, url in ends.values()}
    )
    counts = {
        (host, url): count
        for host, url, count in rows.order_by().values_list("host", "final_url").annotate(Count("pk"))
    }
    own = {step.source.id: step.source.final_url for step in found}
    return {key: counts.get(end, 0) - (own[key] == end[1]) for key, end in ends.items()}


def place_moved(found: Sequence[Step], *, now: datetime) -> None:
    """A source whose address was adopted, or left, is asked of that address's host from now on."""
    moved = [step for step in found if step.adopted_url != step.source.adopted_url]
    if not moved:
        return
    names = [urls.host_of(step.adopted_url or step.source.cited_url) for step in moved]
    homes = ensure_hosts(set(names), now=now)
    for step, name in zip(moved, names, strict=True):
        step.host_id = homes[name].pk
        host_queue.wake_hosts([homes[name].pk], due=step.next_check_at)


def _note(host: Host, steps: Sequence[Step], now: datetime) -> bool:
    """Write a host's record; answers whether its incident keeps the states of its links as they are."""
    looks = [
        RecentCheck(str(step.source.id)[-12:], incidents.word_of(step.seen) if step.seen else "", now)
        for step in steps
    ]
    before = HostRecord(incidents.unpack(host.recent), host.incident, host.incident_since)
    after = incidents.next_record(before, looks, now)
    is_troubled = after.incident or any(look.word for look in after.recent)
    host.recent = incidents.pack(after.recent) if is_troubled else []
    host.incident, host.incident_since = after.incident, after.since
    host.save(update_fields=["recent", "incident", "incident_since"])
    if after.incident != before.incident:
        events.record(
            Event.Type.HOST_INCIDENT_CHANGED,
            host,
            actor=steps[-1].actor,
            now=now,
            changes={"incident": (before.incident, after.incident)},
            severity=INCIDENT_SEVERITY,
        )
    if before.incident and not after.incident:
        _hurry(host, now)
    return incidents.is_frozen(after, now)


def _hurry(host: Host, now: datetime) -> None:
    """The incident is over: whatever failed in it is looked at again soon, not all at once."""
    failing = Source.objects.exclude(last_error="").filter(
        host=host, lease_token=None, next_check_at__gt=now + RECOVERY
    )
    keys = failing.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)
    Source.objects.filter(pk__in=list(keys)).update(next_check_at=Value(now) + Value(RECOVERY) * Random())
