"""Sources: the watched URLs, their checks and their snapshots."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from api import fields, resources
from api.filters import Filter, boolean_filter, choice_filter, range_filter, related_filter, url_filter
from api.generics import DetailView, ListView
from api.idempotency import idempotent
from api.parameters import HOST_OR_ID
from api.resources import Expansion
from api.serializers import StrictSerializer, UrlField
from api.views import ApiView, key_or_404, not_found
from claims import tasks
from claims.models import Citation, Host, Snapshot, Source, SourceCheck
from claims.services.catalogue import merged_sources, sources
from claims.vocabulary import LinkState, NoteKind

VERSIONS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["number", "submitted_at", "withdrawn"],
        "properties": {
            "number": {"type": "integer", "minimum": 1},
            "submitted_at": {"type": "string", "format": "date-time"},
            "withdrawn": {"type": "boolean"},
        },
        "additionalProperties": False,
    },
}
"""The submission history of a paper."""

SOURCE = resources.define(
    "source",
    Source,
    "/sources",
    fields.string("url", "cited_url"),
    fields.string("canonical_url"),
    fields.string("adopted_url"),
    fields.string("final_url"),
    fields.string("archive_url"),
    fields.date_time("archived_at", null=True),
    fields.string("host", "host__name"),
    fields.reference("article", "article", "article__id"),
    fields.reference("merged_into", "source"),
    fields.choice("link_state", list(LinkState)),
    fields.decimal("strikes"),
    fields.date_time("first_failed_at", null=True),
    fields.date_time("failing_since", null=True),
    fields.integer("last_status", null=True),
    fields.string("last_error"),
    fields.choice("notice_kind", ["", *NoteKind]),
    fields.string("notice"),
    fields.column("versions", VERSIONS),
    fields.date_time("checked_at", null=True),
    fields.date_time("changed_at", null=True),
    fields.date_time("unconfirmed_at", null=True),
    fields.date_time("requested_at", null=True),
    fields.date_time("next_check_at", null=True),
    fields.integer("interval_seconds"),
    fields.integer("version"),
    fields.date_time("created_at"),
    fields.date_time("updated_at"),
    expansions=(
        Expansion("article", "article", "article__id"),
        Expansion(
            "citations", "citation", "source_id", many=True, order=("created_at", "id"),
            list_path="/citations?source={id}",
        ),
    ),
    description=(
        "A watched URL, as it was first submitted; `self` is its URL in this API. `adopted_url` is where it moved "
        "permanently, and is fetched instead. `merged_into` is the source of the same page at another address (`http` and `https`, "
        "`www.`, `m.`, AMP), which has the citations and is checked in its place. `archive_url` is an archive's copy of `archived_at`. `last_error` "
        "of a live source is why its page cannot be read: its evidence is `unchecked`. `notice` is what the page says about "
        "itself: a correction, a retraction. `versions` are those that the site of a paper lists (arXiv). `failing_since`: no "
        "check since then has fetched the page. `first_failed_at`: the time of the first of the `strikes`. "
        "`unconfirmed_at`: the time of a detected change that a second check has not confirmed yet. `requested_at`: the "
        "time of a request for the next check."
    ),
)  # fmt: skip

CHECK = resources.define(
    "check",
    SourceCheck,
    "",
    fields.reference("source", "source"),
    fields.date_time("checked_at"),
    fields.choice("outcome", SourceCheck.Outcome.values),
    fields.integer("status", null=True),
    fields.string("error"),
    fields.string("detail"),
    fields.string("final_url"),
    fields.choice("link_state", list(LinkState)),
    fields.string("reason"),
    fields.integer("elapsed_ms"),
    fields.integer("body_bytes"),
    fields.reference("snapshot", "snapshot"),
    fields.date_time("next_check_at"),
    description=(
        "One check of a source: `outcome`, `status` and `error` are its result, `reason` explains the link state, and "
        "`next_check_at` is when the next check was planned."
    ),
)

SNAPSHOT = resources.define(
    "snapshot",
    Snapshot,
    "",
    fields.reference("source", "source"),
    fields.string("text_hash", "source_text_id"),
    fields.string("extractor_version"),
    fields.date_time("captured_at"),
    fields.string("text", "source_text__text", detail_only=True),
    description="The full visible text of a source at one time; `text` is only in the detail.",
)


class SourceIn(StrictSerializer):
    """A URL to watch."""

    url = UrlField()


def _cited_by(condition: Q) -> Q:
    return Q(pk__in=Citation.objects.filter(condition).values("source"))


class SourceList(ListView):
    """The list of sources."""

    resource = SOURCE
    has_all_rows = True
    scopes = {"GET": "read", "POST": "write"}
    request_bodies = {"POST": SourceIn}
    responses = {"POST": {200: SOURCE, 201: SOURCE}}
    filters = (
        *choice_filter("link_state", list(LinkState)),
        Filter(
            "host",
            HOST_OR_ID,
            "The host's name alone, or its id from an event.",
            lambda queryset, host: queryset.filter(host=Host.objects.named(host).values("pk")[:1]),
        ),
        *url_filter("pk"),
        *related_filter(
            "claim",
            lambda key: _cited_by(Q(claim=key)),
            description="Sources of the citations of this claim.",
        ),
        *related_filter(
            "article",
            lambda key: _cited_by(Q(appearance__article=key, appearance__gone_at=None)),
            description="Sources that the current version of this article cites.",
        ),
        *related_filter("merged_into", "merged_into", "source"),
        *boolean_filter(
            "checked", Q(checked_at__isnull=False), "true: the source was checked at least once."
        ),
        *boolean_filter(
            "unconfirmed",
            Q(unconfirmed_at__isnull=False),
            "true: a detected change waits for a second check.",
        ),
        *boolean_filter(
            "requested", Q(requested_at__isnull=False), "true: a check was requested and is pending."
        ),
        *range_filter("checked_at"),
        *range_filter("changed_at"),
        *range_filter("next_check_at", needs=("host", "claim", "article", "url")),
        *range_filter("created_at"),
        *range_filter("updated_at"),
    )

    def get(self, request: Request) -> Response:
        """List sources."""
        return super().get(request)

    @idempotent
    def post(self, request: Request) -> Response:
        """Watch a URL. Submitting the same URL again, in any spelling, returns the same source."""
        source, created = sources.register_source(
            self.validated_body(request)["url"], actor=self.actor(request)
        )
        tasks.ring(tasks.publish_events)
        tasks.ring(tasks.refresh_due_sources)
        headers = {"Location": self.location(source.pk)}
        return self.object_response(request, source.pk, status=201 if created else 200, **headers)


class SourceDetail(DetailView):
    """One source."""

    resource = SOURCE

    def get(self, request: Request, id: str) -> Response:
        """Read a source."""
        return super().get(request, id)


class SourceCheckNow(ApiView):
    """A check of one source, on request."""

    resource = SOURCE
    scopes = {"POST": "write"}
    responses = {"POST": {202: SOURCE}}

    @idempotent
    def post(self, request: Request, id: str) -> Response:
        """Request a check of a source, as soon as the limits of its host allow.

        A serious change is reported only after a second check confirms it: until then `unconfirmed_at` is set. The
        second check is scheduled automatically; a check that is requested before its time confirms nothing.
        """
        self.validated_body(request)
        source = sources.request_check(key_or_404("source", id), actor=self.actor(request))
        tasks.ring(tasks.publish_events)
        tasks.ring(tasks.refresh_due_sources)
        return self.object_response(request, source.pk, status=202)


class SourceSeparate(ApiView):
    """The separation of a source from the one that it was merged into."""

    resource = SOURCE
    scopes = {"POST": "curate"}
    responses = {"POST": {200: SOURCE}}

    @idempotent
    def post(self, request: Request, id: str) -> Response:
        """Separate a source from the one that it was merged into.

        It gets the citations back that it had, is checked again, and is not merged any more.
        """
        self.validated_body(request)
        key = key_or_404("source", id)
        if not Source.objects.filter(pk=key).exists():
            raise not_found("source")
        source = merged_sources.separate_source(key, actor=self.actor(request))
        tasks.ring(tasks.publish_events)
        tasks.ring(tasks.refresh_due_sources)
        return self.object_response(request, source.pk)


class SourceChildList(ListView):
    """A list of objects that belong to one source."""

    def get_queryset(self) -> QuerySet[Any]:
        """The objects of the source in the path. Raises ApiError (404) if there is none."""
        key = key_or_404("source", self.kwargs["id"])
        if not Source.objects.filter(pk=key).exists():
            raise not_found("source")
        return super().get_queryset().filter(source=key)


class SourceCheckList(SourceChildList):
    """The checks of a source."""

    resource = CHECK
    sort_columns = {"checked_at": "checked_at"}
    default_sort = "-checked_at"
    filters = (
        *choice_filter("outcome", SourceCheck.Outcome.values),
        *range_filter("checked_at"),
    )

    def get(self, request: Request, id: str) -> Response:
        """List the checks of a source, the latest first."""
        return super().get(request, id)


class SnapshotList(SourceChildList):
    """The snapshots of a source."""

    resource = SNAPSHOT
    sort_columns = {"captured_at": "captured_at"}
    default_sort = "-captured_at"

    def get(self, request: Request, id: str) -> Response:
        """List the snapshots of a source, without their text."""
        return super().get(request, id)


class SnapshotDetail(DetailView):
    """One snapshot of a source."""

    resource = SNAPSHOT

    def get(self, request: Request, id: str, snapshot: str) -> Response:  # type: ignore[override]
        """Read a snapshot, with its text."""
        source_key, key = key_or_404("source", id), key_or_404("snapshot", snapshot)
        return self.object_response(request, Snapshot.objects.filter(source=source_key, pk=key))
