"""Hosts: what is kept of a site as a whole: how it may be asked, its robots.txt, and whether most of it fails at once."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Value
from django.db.models.functions import Random
from django.utils import timezone

from claims.errors import InputError
from claims.models import Event, Host, RobotsFile, Source
from claims.pipeline import canonical, incidents
from claims.pipeline.incidents import HostRecord, RecentLook
from claims.pipeline.link_state import Seen
from claims.pipeline.robots import RobotsCopy
from claims.services import events, lease, revisions
from claims.services.steps import Step
from claims.values import Actor

_FINE = frozenset({Seen.ALIVE, Seen.MOVED, None})
INCIDENT_SEVERITY = 3
RECOVERY = timedelta(hours=1)
"""After an incident, the links that failed in it are looked at again within this time."""


def ensure_hosts(names: Collection[str], *, now: datetime) -> dict[str, Host]:
    """The hosts of these names (as `canonical.host_of` spells them), new ones among them."""
    Host.objects.bulk_create(
        [Host(name=name, next_slot_at=now) for name in sorted(names)], ignore_conflicts=True
    )
    return {host.name: host for host in Host.objects.filter(name__in=names)}


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
    names = [canonical.host_of(step.adopted_url or step.source.cited_url) for step in moved]
    homes = ensure_hosts(set(names), now=now)
    for step, name in zip(moved, names, strict=True):
        step.host_id = homes[name].pk
        lease.wake_hosts([homes[name].pk], due=step.next_check_at)


def keep_robots(copies: Iterable[tuple[str, str, RobotsCopy]]) -> None:
    """Keep robots.txt files that were read: the host's name, the origin, and what it says."""
    found = {origin: (host, copy) for host, origin, copy in copies}
    known = dict(Host.objects.filter(name__in={host for host, _ in found.values()}).values_list("name", "pk"))
    RobotsFile.objects.bulk_create(
        [
            RobotsFile(
                origin=origin,
                host_id=known[host],
                access=copy.access,
                text=copy.text,
                fetched_at=copy.fetched_at,
                expires_at=copy.expires_at,
                unreachable_since=copy.unreachable_since,
            )
            for origin, (host, copy) in sorted(found.items())
            if host in known
        ],
        update_conflicts=True,
        unique_fields=["origin"],
        update_fields=["access", "text", "fetched_at", "expires_at", "unreachable_since"],
    )


def update_host(
    host_id: uuid.UUID, *, changes: Mapping[str, Any], actor: Actor, now: datetime | None = None
) -> Host:
    """Set how a host is treated, recorded with who did it.

    `spacing_seconds` lie between two requests to it and `confirm_seconds` before a second look (None: the default);
    `ignores_robots` says that its owner allowed us what its robots.txt does not. Raises InputError for anything else.
    """
    unknown = set(changes) - {"spacing_seconds", "confirm_seconds", "ignores_robots"}
    if unknown:
        raise InputError(f"/{min(unknown)}", "This cannot be set of a host.")
    now = now or timezone.now()
    with transaction.atomic():
        host = revisions.lock_row(Host, host_id)
        done = revisions.apply_changes(host, changes)
        if done:
            events.record(Event.Type.HOST_UPDATED, host, actor=actor, now=now, changes=done)
    return host


def _note(host: Host, steps: Sequence[Step], now: datetime) -> bool:
    """Write a host's record; answers whether its incident keeps the states of its links as they are."""
    looks = [
        RecentLook(str(step.source.id)[-12:], incidents.word_of(step.seen) if step.seen else "", now)
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
