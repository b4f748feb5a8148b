"""Sources: the URLs that we watch, what each look at them found, and the texts that they had."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from api import shapes
from api.idempotency import once
from api.inputs import Input, Text
from api.lists import ListView, at_url, flag, narrowed, related, span, words
from api.shapes import Expansion
from api.views import DetailView, View, key_of, not_found
from claims import tasks
from claims.ids import parse_type_id
from claims.models import Citation, Snapshot, Source, SourceCheck
from claims.services.catalogue import sources
from claims.values import LinkState

SOURCE = shapes.shape(
    "source",
    Source,
    "/sources",
    shapes.text("url", "cited_url"),
    shapes.text("canonical_url"),
    shapes.text("adopted_url"),
    shapes.text("final_url"),
    shapes.text("archive_url"),
    shapes.time("archived_at", null=True),
    shapes.text("host", "host__name"),
    shapes.reference("article", "article", "article__id"),
    shapes.word("link_state", list(LinkState)),
    shapes.decimal("strikes"),
    shapes.time("first_failed_at", null=True),
    shapes.time("failing_since", null=True),
    shapes.number("last_status", null=True),
    shapes.text("last_error"),
    shapes.time("checked_at", null=True),
    shapes.time("changed_at", null=True),
    shapes.time("unconfirmed_at", null=True),
    shapes.time("requested_at", null=True),
    shapes.time("next_check_at"),
    shapes.number("interval_seconds"),
    shapes.number("version"),
    shapes.time("created_at"),
    expansions=(
        Expansion("article", "article", "article__id"),
        Expansion(
            "citations", "citation", "source_id", many=True, order=("created_at", "id"),
            listed_at="/citations?source={id}",
        ),
    ),
    description=(
        "A URL that is watched, as it was first given; its API address is `self`. `adopted_url` is where it moved for "
        "good: that is asked in its place. `archive_url` is an archive's copy, made at `archived_at`. `failing_since`: "
        "no look has brought the page since then; `first_failed_at`: the first of the `strikes`. `unconfirmed_at`: a "
        "change was seen that is told once a second look agrees. `requested_at`: somebody asked for the next look."
    ),
)  # fmt: skip

CHECK = shapes.shape(
    "check",
    SourceCheck,
    "",
    shapes.reference("source", "source"),
    shapes.time("checked_at"),
    shapes.word("outcome", SourceCheck.Outcome.values),
    shapes.number("status", null=True),
    shapes.text("error"),
    shapes.text("detail"),
    shapes.text("final_url"),
    shapes.word("link_state", list(LinkState)),
    shapes.text("reason"),
    shapes.number("elapsed_ms"),
    shapes.number("body_bytes"),
    shapes.reference("snapshot", "snapshot"),
    shapes.time("next_check_at"),
    description=(
        "One look at a source: `outcome`, `status` and `error` are what was seen, `reason` is why the link has its "
        "state and what is waited for, `next_check_at` when the next look was planned."
    ),
)

SNAPSHOT = shapes.shape(
    "snapshot",
    Snapshot,
    "",
    shapes.reference("source", "source"),
    shapes.text("text_hash"),
    shapes.text("extractor_version"),
    shapes.time("captured_at"),
    shapes.text("text", heavy=True),
    description="The full visible text that a source had; `text` is only in its details.",
)


class SourceIn(Input):
    """A URL to watch."""

    url = Text(max_length=2000)


def _cited_by(condition: Q) -> Q:
    return Q(pk__in=Citation.objects.filter(condition).values("source"))


def _at_host(rows: QuerySet[Source], given: str) -> QuerySet[Source]:
    """By the host's name, or by the id that events call it by."""
    try:
        return rows.filter(host=parse_type_id("host", given))
    except ValueError:
        return rows.filter(host__name=given.lower())


class SourceList(ListView):
    """Sources."""

    shape = SOURCE
    scopes = {"GET": "read", "POST": "write"}
    bodies = {"POST": SourceIn}
    answers = {"POST": {200: SOURCE, 201: SOURCE}}
    filters = (
        *words("link_state", list(LinkState)),
        *narrowed("host", _at_host, "The host's name, or its id as events have it.", 253),
        *at_url("url_hash"),
        *related("claim", lambda key: _cited_by(Q(claim=key)), description="Sources that it rests on."),
        *related(
            "article",
            lambda key: _cited_by(Q(appearance__article=key, appearance__gone_at=None)),
            description="Sources that it cites.",
        ),
        *flag("checked", Q(checked_at__isnull=False), "Whether it was looked at yet."),
        *flag("unconfirmed", Q(unconfirmed_at__isnull=False), "Whether a change waits for a second look."),
        *flag("requested", Q(requested_at__isnull=False), "Whether somebody waits for a look."),
        *span("checked_at"),
        *span("changed_at"),
        *span("next_check_at"),
        *span("created_at"),
    )

    def get(self, request: Request) -> Response:
        """List sources."""
        return super().get(request)

    @once
    def post(self, request: Request) -> Response:
        """Watch a URL. The same URL again, however it is spelled, is the same source."""
        source, created = sources.register_source(self.body(request)["url"], actor=self.actor(request))
        tasks.ring(tasks.publish_events)
        tasks.ring(tasks.refresh_due_sources)
        headers = {"Location": self.location(source.pk)}
        return self.show_key(request, source.pk, status=201 if created else 200, **headers)


class SourceDetail(DetailView):
    """One source."""

    shape = SOURCE

    def get(self, request: Request, id: str) -> Response:
        """Read a source."""
        return super().get(request, id)


class SourceCheckNow(View):
    """A look at a source, now."""

    shape = SOURCE
    scopes = {"POST": "write"}
    answers = {"POST": {202: SOURCE}}

    @once
    def post(self, request: Request, id: str) -> Response:
        """Have a source looked at as soon as its host's turn comes.

        A change that would alarm is told once a second look agrees: `unconfirmed_at` is then set, and the second look
        is planned by itself. Another request before that time looks at the page, and confirms nothing.
        """
        self.body(request)
        source = sources.request_check(key_of("source", id), actor=self.actor(request))
        tasks.ring(tasks.publish_events)
        tasks.ring(tasks.refresh_due_sources)
        return self.show_key(request, source.pk, status=202)


class OfSource(ListView):
    """A list of what belongs to one source."""

    def rows(self) -> QuerySet[Any]:
        """Of this source. Raises ApiError if there is none."""
        key = key_of("source", self.kwargs["id"])
        if not Source.objects.filter(pk=key).exists():
            raise not_found("source")
        return super().rows().filter(source=key)


class SourceCheckList(OfSource):
    """The looks at a source."""

    shape = CHECK
    sorts = {"checked_at": "checked_at"}
    default_sort = "-checked_at"
    filters = (
        *words("outcome", SourceCheck.Outcome.values),
        *span("checked_at"),
    )

    def get(self, request: Request, id: str) -> Response:
        """List the looks at a source, the latest first."""
        return super().get(request, id)


class SnapshotList(OfSource):
    """The texts that a source had."""

    shape = SNAPSHOT
    sorts = {"captured_at": "captured_at"}
    default_sort = "-captured_at"

    def get(self, request: Request, id: str) -> Response:
        """List the snapshots of a source, without their texts."""
        return super().get(request, id)


class SnapshotDetail(DetailView):
    """One text of a source."""

    shape = SNAPSHOT

    def get(self, request: Request, id: str, snapshot: str) -> Response:  # type: ignore[override]
        """Read a snapshot, with its text."""
        found = Snapshot.objects.filter(source=key_of("source", id), pk=key_of("snapshot", snapshot))
        return self.show(request, found)
