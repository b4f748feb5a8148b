"""Sources: register URLs to watch, and make sources due."""

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
from claims.pipeline.fetching.adapters import address_of
from claims.pipeline.fetching.addresses import AddressRule
from claims.services import events, row_inserts, row_updates
from claims.services.catalogue import merged_sources
from claims.services.leasing import host_queue, hosts
from claims.values import Actor

MAX_HOST = 253
"""The longest host name (RFC 1035, 2.3.4), without its final dot."""


def register_source(
    url: str, *, actor: Actor, is_cited: bool = True, now: datetime | None = None
) -> tuple[Source, bool]:
    """Return the source of a URL, and whether it is new. Raises InputError("/url") for a URL that may not be fetched.

    `is_cited` is False for the page of an article, which is not handed to the archive.
    """
    now = now or timezone.now()
    with transaction.atomic():
        sources, new_sources = register_sources([url], actor=actor, is_cited=is_cited, now=now)
        return sources[url], bool(new_sources)


def register_sources(
    cited_urls: Iterable[str], *, actor: Actor, is_cited: bool = True, now: datetime
) -> tuple[dict[str, Source], list[Source]]:
    """Return the sources by the URL as given, and a list of the new ones, which are due at once.

    Of a source that was merged it is the one that it was merged into. Call it inside a transaction. Raises InputError("/url") for a URL that may not be fetched.
    """
    url_by_hash = {urls.url_hash(vet_url(url)): url for url in cited_urls}
    host_by_name = hosts.ensure_hosts({_host_of(url) for url in url_by_hash.values()}, now=now)
    # Sorted by hash, so that transactions that register the same URLs wait for each other in one order.
    rows = [_new_source(url, key, host_by_name, now) for key, url in sorted(url_by_hash.items())]
    for row in rows:
        row.save_due_at = now if is_cited and _is_archivable(row.canonical_url) else None
    row_inserts.insert_rows(rows, ignore_conflicts=True)
    stored = merged_sources.current_sources(url_by_hash)
    known_hosts = {host.pk: host for host in host_by_name.values()}
    for source in stored.values():
        if source.host_id in known_hosts:
            source.host = known_hosts[source.host_id]
    new_sources = [stored[row.url_hash] for row in rows if stored[row.url_hash].pk == row.pk]
    host_queue.wake_hosts({source.host_id for source in new_sources}, due=now)
    created = [events.Change(Event.Type.SOURCE_CREATED, source) for source in new_sources]
    events.record_all(created, actor=actor, now=now)
    return {url: stored[urls.url_hash(urls.canonical_url(url))] for url in cited_urls}, new_sources


def make_due(due_sources: Iterable[Source], *, now: datetime) -> None:
    """Make sources due now, before others of their hosts; the hosts' spacing still applies. Locks them in key order.

    A source that is being checked is checked once more: its request may have been sent before this call.
    """
    is_later = Q(next_check_at__gt=now) | Q(lease_token__isnull=False)
    later = Source.objects.select_for_update(no_key=True).filter(
        is_later, pk__in=[source.pk for source in due_sources]
    )
    rows = list(later.order_by("pk"))
    Source.objects.filter(pk__in=[row.pk for row in rows]).update(next_check_at=now, requested_at=now)
    host_queue.wake_hosts({row.host_id for row in rows}, due=now)


def vet_url(url: str) -> str:
    """Return the canonical URL. Raises InputError("/url") for a URL that may not be fetched."""
    try:
        canonical, host = urls.canonical_url(url), _host_of(url)
    except InputError as error:
        raise InputError("/url", error.detail, code=error.code) from error
    if len(host) > MAX_HOST:
        raise InputError("/url", f"The URL's host is longer than {MAX_HOST} characters.", code="bad_url")
    try:
        address = ip_address(host)
    except ValueError:
        return canonical
    reason = AddressRule(settings.FETCH_ALLOW).refuses(address)
    if reason:
        detail = f"The address {address} may not be fetched: {reason}."
        raise InputError("/url", detail, code="address_refused")
    return canonical


def request_check(source_id: uuid.UUID, *, actor: Actor, now: datetime | None = None) -> Source:
    """Make a source due now, with an event. Its host's spacing still applies. A quarantined source is read again.

    Of a source that was merged, it is the one that it was merged into.
    """
    now = now or timezone.now()
    with transaction.atomic():
        source = row_updates.lock_row(Source, merged_sources.root_of(source_id))
        source.next_check_at = min(source.next_check_at or now, now)
        source.requested_at = source.requested_at or now
        source.read_attempts = 0
        source.save(update_fields=["next_check_at", "requested_at", "read_attempts"])
        host_queue.wake_hosts([source.host_id], due=now)
        events.record(Event.Type.SOURCE_CHECK_REQUESTED, source, actor=actor, now=now)
    return source


def _new_source(url: str, url_hash: str, host_by_name: dict[str, Host], now: datetime) -> Source:
    return Source(
        cited_url=url,
        canonical_url=urls.canonical_url(url),
        url_hash=url_hash,
        host=host_by_name[_host_of(url)],
        next_check_at=now,
        interval_seconds=settings.CHECK_FIRST_SECONDS,
    )


def _is_archivable(url: str) -> bool:
    """Whether a page is handed to the archive: if there is one, and never a private address."""
    return bool(settings.ARCHIVE_SAVE_URL) and not AddressRule().refuses_host(urls.host_of(url))


def _host_of(cited_url: str) -> str:
    """The host that is requested for a cited URL."""
    return urls.host_of(address_of(cited_url))
