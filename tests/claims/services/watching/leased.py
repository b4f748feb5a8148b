"""Sources that are leased, and what requests for them brought: no network."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from claims.errors import FetchError, ReadError
from claims.models import Host, HostWake, Source
from claims.pipeline.fingerprint import text_hash
from claims.pipeline.watching.response import READER_VERSION, Response
from claims.pipeline.watching.source_lease import SourceLease
from claims.services.leasing import host_queue
from claims.services.leasing.leases import HostLease
from claims.services.watching import record
from claims.values import Hop, Page, PageMetadata
from claims.vocabulary import FetchFailure
from tests.factories import make_snapshot, make_source

TEXT = "Kestrel-2 was trained on 12 trillion tokens. " + "It is a long report about birds and models. " * 120
EDITED = TEXT.replace("12 trillion", "9 trillion")
PASSAGE = "Kestrel-2 was trained on 12 trillion tokens."


def watched(url: str = "", **values: Any) -> Source:
    """A live source that had TEXT at its last check."""
    known = {
        "link_state": "live",
        "text_hash": text_hash(TEXT),
        "body_hash": "b" * 64,
        "extractor_version": READER_VERSION,
        "checked_at": timezone.now() - timedelta(hours=1),
    }
    source = make_source(url, **{**known, **values})
    make_snapshot(source, TEXT, extractor_version=READER_VERSION)
    return source


def lease_all() -> dict[Any, HostLease]:
    """The leases of all hosts, with up to four sources each."""
    now = timezone.now()
    Host.objects.update(
        next_due_at=now - timedelta(seconds=1), lease_token=None, lease_until=None, spacing_seconds=0
    )
    HostWake.objects.all().delete()
    return {host.id: host for host in host_queue.lease_due_hosts(100)}


def leased(leases: dict[Any, HostLease], source: Source) -> SourceLease:
    """The lease of one source."""
    return next(lease for host in leases.values() for lease in host.sources if lease.id == source.pk)


def page_of(url: str, *, status: int = 200, hops: tuple[Hop, ...] = (), **values: Any) -> Page:
    """A page without its body; the last hop is where it ended."""
    given: dict[str, Any] = {"etag": "", "last_modified": "", "elapsed_ms": 7, **values}
    return Page(
        url=url, final_url=hops[-1].url if hops else url, status=status, body=b"", content_type="text/html",
        charset="utf-8", hops=hops, **given,
    )  # fmt: skip


def unchanged(source: SourceLease) -> Response:
    """A 304."""
    return Response(source, page_of(source.url, status=304))


def read(source: SourceLease, text: str = TEXT, page: Page | None = None) -> Response:
    """A page that was read."""
    page = page or page_of(source.url)
    return Response(source, page, "c" * 64, len(text), text=text, metadata=PageMetadata())


def unreadable(source: SourceLease) -> Response:
    """A page that is an image."""
    error = ReadError("The document is an image.", code="unsupported_type")
    return Response(source, page_of(source.url), "d" * 64, 9, error=error)


def failed(source: SourceLease, status: int = 404) -> Response:
    """A request that was answered with an error."""
    error = FetchError(f"{status}", code=FetchFailure.HTTP_STATUS, status=status, elapsed_ms=9)
    return Response(source, error)


def record_one(source: Source, make: Any = unchanged, **values: Any) -> record.Recorded:
    """Have this source due, lease everything that is, and record one check of the source."""
    due = timezone.now() - timedelta(hours=1)
    Source.objects.filter(pk=source.pk).update(next_check_at=due, lease_token=None, lease_until=None)
    leases = lease_all()
    now = values.pop("now", timezone.now())
    [recorded] = record.record_checks([make(leased(leases, source), **values)], leases, now=now)
    return recorded
