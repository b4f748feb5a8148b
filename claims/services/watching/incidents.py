"""Incidents: whether most of a host's sources fail at once; which host a source that moved belongs to."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Count, Value
from django.db.models.functions import Random

from claims.models import Event, Host, Source
from claims.pipeline import urls
from claims.pipeline.fetching.adapters import address_of
from claims.pipeline.watching import incidents
from claims.pipeline.watching.incidents import HostRecord, RecentCheck
from claims.pipeline.watching.link_outcome import LinkOutcome
from claims.pipeline.watching.plan import Plan
from claims.pipeline.watching.recovery import weigh_change
from claims.pipeline.watching.response import Response
from claims.services import events
from claims.services.leasing import host_queue
from claims.services.leasing.hosts import ensure_hosts
from claims.services.watching.checks import JudgedCheck

INCIDENT_SEVERITY = 3
RECOVERY = timedelta(hours=1)
"""The sources that failed in an incident are checked within this time after its end."""


def note_checks(checks: Sequence[JudgedCheck], *, now: datetime) -> set[uuid.UUID]:
    """Note what these checks say of their hosts. Returns the hosts with an incident during which no link changes.

    A host without failures has no record. Call it inside the transaction of the checks.
    """
    failing = {
        check.source.host_id
        for check in checks
        if incidents.word_of(check.verdict.link_result) or check.host.recent or check.host.incident
    }
    if not failing:
        return set()
    by_host: dict[uuid.UUID, list[JudgedCheck]] = defaultdict(list)
    for check in checks:
        by_host[check.source.host_id].append(check)
    rows = Host.objects.select_for_update(no_key=True).filter(pk__in=failing).order_by("pk")
    return {host.pk for host in rows if _note(host, by_host[host.pk], now)}


def shared_landings(responses: Sequence[Response]) -> dict[uuid.UUID, int]:
    """How many other sources of its host ended where the redirects of each of these pages ended."""
    ends = {
        response.source.id: (response.source.host_id, response.page.final_url)
        for response in responses
        if response.text is not None and response.page and response.page.hops
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
    own = {response.source.id: response.source.final_url for response in responses}
    return {key: counts.get(end, 0) - (own[key] == end[1]) for key, end in ends.items()}


def hosts_of_moved(
    checks: Sequence[JudgedCheck],
    links: Mapping[uuid.UUID, LinkOutcome],
    plans: Mapping[uuid.UUID, Plan],
    *,
    now: datetime,
) -> dict[uuid.UUID, uuid.UUID]:
    """The hosts of the sources whose address was adopted or withdrawn. They are woken for the sources' next checks."""
    names = {
        check.source.id: urls.host_of(
            links[check.source.id].adopted_url or address_of(check.source.cited_url)
        )
        for check in checks
        if links[check.source.id].is_readdressed
    }
    if not names:
        return {}
    hosts = ensure_hosts(set(names.values()), now=now)
    for source_id, name in names.items():
        host_queue.wake_hosts([hosts[name].pk], due=plans[source_id].next_check_at)
    return {source_id: hosts[name].pk for source_id, name in names.items()}


def _note(host: Host, checks: Sequence[JudgedCheck], now: datetime) -> bool:
    """Write a host's record. Returns whether its incident keeps the states of its links as they are."""
    recent = [
        RecentCheck(str(check.source.id)[-12:], incidents.word_of(check.verdict.link_result), now)
        for check in checks
    ]
    before = HostRecord(incidents.unpack(host.recent), host.incident, host.incident_since)
    after = incidents.next_record(before, recent, now)
    is_troubled = after.incident or any(check.word for check in after.recent)
    host.recent = incidents.pack(after.recent) if is_troubled else []
    host.incident, host.incident_since = after.incident, after.since
    host.save(update_fields=["recent", "incident", "incident_since"])
    if after.incident != before.incident:
        severity, recovers = weigh_change(
            *(INCIDENT_SEVERITY * bool(each.incident) for each in (before, after))
        )
        events.record(
            Event.Type.HOST_INCIDENT_CHANGED,
            host,
            actor=checks[-1].actor,
            now=now,
            changes={"incident": (before.incident, after.incident)},
            severity=severity,
            recovers=recovers,
        )
    if before.incident and not after.incident:
        _hurry(host, now)
    return incidents.is_frozen(after, now)


def _hurry(host: Host, now: datetime) -> None:
    """The incident is over: the sources that failed in it are checked soon, spread over the time."""
    failing = Source.objects.exclude(last_error="").filter(
        host=host, lease_token=None, next_check_at__gt=now + RECOVERY
    )
    keys = failing.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)
    Source.objects.filter(pk__in=list(keys)).update(next_check_at=Value(now) + Value(RECOVERY) * Random())
