"""Register: URLs that are watched from now on, and what people ask of the watch."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from ipaddress import ip_address

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from claims.errors import InputError
from claims.models import Event, Host, Source
from claims.pipeline import urls
from claims.pipeline.fetching.addresses import AddressRule
from claims.services import events, row_updates
from claims.services.leasing import host_queue, hosts
from claims.values import Actor

MAX_HOST = 253
"""Longest host name (RFC 1035, 2.3.4), without the dot at its end."""


def register_source(url: str, *, actor: Actor, now: datetime | None = None) -> tuple[Source, bool]:
    """The source for a URL, and whether it is new. Raises InputError("/url") for a URL that may not be watched."""
    now = now or timezone.now()
    with transaction.atomic():
        sources, new = register_sources([url], actor=actor, now=now)
        return sources[url], bool(new)


def register_sources(
    cited_urls: Iterable[str], *, actor: Actor, now: datetime
) -> tuple[dict[str, Source], list[Source]]:
    """Sources by the URL as given, and those among them that are new; each new one is due at once.

    Call it inside a transaction. Raises InputError("/url") for a URL that may not be watched.
    """
    # Sorted by hash, so that two transactions that register the same URLs wait for each other in one order.
    by_hash = {urls.url_hash(vet_url(url)): url for url in cited_urls}
    homes = hosts.ensure_hosts({urls.host_of(url) for url in by_hash.values()}, now=now)
    rows = [_new_source(url, key, homes, now) for key, url in sorted(by_hash.items())]
    Source.objects.bulk_create(rows, ignore_conflicts=True)
    known = {
        source.url_hash: source
        for source in Source.objects.filter(url_hash__in=by_hash).select_related("host")
    }
    ours = {row.pk for row in rows}
    new = [known[row.url_hash] for row in rows if known[row.url_hash].pk in ours]
    host_queue.wake_hosts({source.host_id for source in new}, due=now)
    events.record_all(
        [events.Change(Event.Type.SOURCE_CREATED, source) for source in new], actor=actor, now=now
    )
    return {url: known[urls.url_hash(urls.canonical_url(url))] for url in cited_urls}, new


def make_due(watched: Iterable[Source], *, now: datetime) -> None:
    """Let these sources be looked at soon; their hosts' spacing still holds. Locks them, in the order of their keys.

    A look that is under way does not count: it may have asked before there was a reason to.
    """
    is_later = Q(next_check_at__gt=now) | Q(lease_token__isnull=False)
    later = Source.objects.select_for_update(no_key=True).filter(
        is_later, pk__in=[source.pk for source in watched]
    )
    rows = list(later.order_by("pk"))
    Source.objects.filter(pk__in=[row.pk for row in rows]).update(next_check_at=now, requested_at=now)
    host_queue.wake_hosts({row.host_id for row in rows}, due=now)


def vet_url(url: str) -> str:
    """The canonical URL. Raises InputError("/url") for one that no worker would be allowed to fetch."""
    try:
        host = urls.host_of(url)
    except InputError as error:
        raise InputError("/url", error.detail, code=error.code) from error
    if len(host) > MAX_HOST:
        raise InputError("/url", f"The URL's host is longer than {MAX_HOST} characters.", code="bad_url")
    try:
        address = ip_address(host)
    except ValueError:
        return urls.canonical_url(url)
    reason = AddressRule(settings.FETCH_ALLOW).refuses(address)
    if reason:
        raise InputError(
            "/url", f"The address {address} may not be fetched: {reason}.", code="address_refused"
        )
    return urls.canonical_url(url)


def request_check(source_id: uuid.UUID, *, actor: Actor, now: datetime | None = None) -> Source:
    """Make a source due now. Its host's spacing still holds. A quarantined one gets another chance."""
    now = now or timezone.now()
    with transaction.atomic():
        source = row_updates.lock_row(Source, source_id)
        source.next_check_at = min(source.next_check_at, now)
        source.requested_at = source.requested_at or now
        source.read_attempts = 0
        source.save(update_fields=["next_check_at", "requested_at", "read_attempts"])
        host_queue.wake_hosts([source.host_id], due=now)
        events.record(Event.Type.SOURCE_CHECK_REQUESTED, source, actor=actor, now=now)
    return source


def _new_source(url: str, key: str, homes: dict[str, Host], now: datetime) -> Source:
    return Source(
        cited_url=url,
        canonical_url=urls.canonical_url(url),
        url_hash=key,
        host=homes[urls.host_of(url)],
        next_check_at=now,
        interval_seconds=settings.CHECK_FIRST_SECONDS,
    )
