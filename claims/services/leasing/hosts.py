"""Hosts: their settings, and their robots.txt files."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from claims.errors import InputError
from claims.models import Event, Host, RobotsFile
from claims.pipeline.fetching.robots import RobotsCopy
from claims.services import events, row_updates
from claims.values import Actor


def ensure_hosts(names: Collection[str], *, now: datetime) -> dict[str, Host]:
    """The hosts of these names (as `urls.host_of` spells them). Adds those that are new."""
    known = {host.name: host for host in Host.objects.filter(name__in=names)}
    if missing := sorted(set(names) - known.keys()):
        Host.objects.bulk_create(
            [Host(name=name, next_slot_at=now) for name in missing], ignore_conflicts=True
        )
        known |= {host.name: host for host in Host.objects.filter(name__in=missing)}
    return known


def keep_robots(copies: Iterable[tuple[str, str, RobotsCopy]]) -> None:
    """Keep robots.txt files: the host's name, the origin, and the copy of each."""
    latest = {origin: (host, copy) for host, origin, copy in copies}
    names = {host for host, _ in latest.values()}
    keys = dict(Host.objects.filter(name__in=names).values_list("name", "pk"))
    RobotsFile.objects.bulk_create(
        [
            RobotsFile(
                origin=origin,
                host_id=keys[host],
                access=copy.access,
                text=copy.text,
                fetched_at=copy.fetched_at,
                expires_at=copy.expires_at,
                unreachable_since=copy.unreachable_since,
            )
            for origin, (host, copy) in sorted(latest.items())
            if host in keys
        ],
        update_conflicts=True,
        unique_fields=["origin"],
        update_fields=["access", "text", "fetched_at", "expires_at", "unreachable_since"],
    )


def update_host(
    host_id: uuid.UUID, *, changes: Mapping[str, Any], actor: Actor, now: datetime | None = None
) -> Host:
    """Set how a host is treated, with an event.

    `spacing_seconds` lie between two requests and `confirm_seconds` before a confirming check (None: the default);
    `ignores_robots`: the host's owner allows more than its robots.txt does. Raises InputError for any other name.
    """
    unknown = set(changes) - {"spacing_seconds", "confirm_seconds", "ignores_robots"}
    if unknown:
        raise InputError(f"/{min(unknown)}", "This cannot be set of a host.")
    now = now or timezone.now()
    with transaction.atomic():
        host = row_updates.lock_row(Host, host_id)
        done = row_updates.apply_changes(host, changes)
        if done:
            events.record(Event.Type.HOST_UPDATED, host, actor=actor, now=now, changes=done)
    return host
