"""Sources with their checks and snapshots."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims import tasks
from claims.admin import tables, words
from claims.admin.changes import ServiceAdmin, ServiceForm, UrlField, for_each
from claims.admin.citations import passage_table
from claims.admin.filters import is_set, meets
from claims.admin.hosts import incident_notice
from claims.admin.pages import RowAdmin, actor_of
from claims.models import Citation, Snapshot, Source, SourceCheck
from claims.services.catalogue import sources
from claims.vocabulary import LinkState

MAX_TEXT = 20_000


class AddSourceForm(ServiceForm):
    """A URL to watch."""

    url = UrlField()


@admin.register(Source)
class SourceAdmin(ServiceAdmin):
    add_form = AddSourceForm
    add_fields = ("url",)
    shown_fields = (
        "live", "archive", "host", "link_badge", "why", "checked_at", "next_check_at", "changed_at",
    )  # fmt: skip
    folded_fields = (
        "last_status", "last_error", "strikes", "first_failed_at", "failing_since", "requested_at", "unconfirmed_at",
        "cited_url", "canonical_url", "adopted_url", "final_url", "interval_seconds", "read_at", "etag", "last_modified",
        "extractor_version", "created_at", "version",
    )  # fmt: skip
    list_display = [
        "url_short",
        "link_badge",
        "last_status",
        "last_error",
        "checked_at",
        "changed_at",
        "next_check_at",
    ]
    list_filter = [
        "link_state",
        is_set("changed_at", "change", "has changed", "has not changed"),
        is_set("unconfirmed_at", "unconfirmed change", "waits for a second check", "none"),
        meets("moved_permanently", ~Q(adopted_url=""), "address", "moved permanently", "as cited"),
    ]
    search_fields = ["canonical_url", "cited_url"]
    list_select_related = ["host"]
    ordering = ["-created_at", "-id"]
    actions = ["request_check"]
    page_actions = ("request_check",)

    def create(self, request: HttpRequest, values: dict[str, Any]) -> tuple[Source, bool]:
        source, is_new = sources.register_source(values["url"], actor=actor_of(request))
        tasks.ring(tasks.refresh_due_sources)
        return source, is_new

    @admin.action(description="Check now", permissions=["curate"])
    def request_check(self, request: HttpRequest, rows: QuerySet[Source]) -> None:
        actor = actor_of(request)
        for_each(self, request, rows, lambda key: sources.request_check(key, actor=actor), "Checks requested")
        tasks.ring(tasks.refresh_due_sources)
        tasks.ring(tasks.publish_events)

    @admin.display(description="URL", ordering="canonical_url")
    def url_short(self, source: Source) -> str:
        return words.short(source.canonical_url, 90)

    @admin.display(description="link", ordering="link_state")
    def link_badge(self, source: Source) -> SafeString:
        return words.badge(source.link_state)

    @admin.display(description="live page")
    def live(self, source: Source) -> SafeString | str:
        return words.link_out(words.requested_url(source))

    @admin.display(description="archive's copy")
    def archive(self, source: Source) -> SafeString | str:
        return words.archived(source)

    @admin.display(description="why")
    def why(self, source: Source) -> str:
        last_check = source.checks.first()
        return last_check.reason if last_check else "Not checked yet."

    def notices(self, row: Source) -> list[SafeString]:
        return [
            notice for notice in (_waiting(row), _moved(row), _quarantined(row), _incident(row)) if notice
        ]

    def related_tables(self, row: Source) -> list[tables.Table]:
        citations = Citation.objects.filter(source=row).order_by("-created_at", "-id")
        return [passage_table(citations, tables.list_url(Citation, source__id__exact=row.pk)), _timeline(row)]


def _waiting(source: Source) -> SafeString | None:
    if source.unconfirmed_at is None:
        return None
    snapshot = (
        words.page_of("snapshot", source.unconfirmed_snapshot_id) if source.unconfirmed_snapshot_id else ""
    )
    return format_html(
        "A {} that was detected at {} waits for confirmation. The next check is due at {}. Until a check confirms the change, no state changes and no event is written.",
        words.link(snapshot, "change"),
        tables.moment(source.unconfirmed_at),
        tables.moment(source.next_check_at),
    )


def _moved(source: Source) -> SafeString | None:
    if not source.adopted_url:
        return None
    return format_html("It moved permanently. {} is requested instead.", words.link_out(source.adopted_url))


def _quarantined(source: Source) -> SafeString | None:
    if source.link_state != LinkState.QUARANTINED:
        return None
    return SafeString(
        "Reading it killed its worker three times. It is not read again until a check is requested."
    )


def _incident(source: Source) -> SafeString | None:
    return incident_notice(source.host) if source.host.incident else None


def _timeline(source: Source) -> tables.Table:
    checks = SourceCheck.objects.filter(source=source)[: tables.SHOWN]
    return tables.Table(
        "Checks",
        ("When", "Outcome", "Link", "Why", "Response", "Duration", "Next"),
        [
            (
                words.link(words.page_of("check", check.pk), tables.moment(check.checked_at)),
                check.get_outcome_display(),
                words.badge(check.link_state),
                check.reason or "–",
                " ".join(str(part) for part in (check.status, check.error) if part) or "–",
                f"{check.elapsed_ms:,} ms",
                tables.moment(check.next_check_at),
            )
            for check in checks
        ],
        tables.list_url(SourceCheck, source__id__exact=source.pk),
        "Not checked yet.",
    )


@admin.register(SourceCheck)
class SourceCheckAdmin(RowAdmin):
    list_display = [
        "checked_at",
        "source_link",
        "outcome",
        "link_badge",
        "status",
        "error",
        "elapsed_ms",
        "body_bytes",
    ]
    list_filter = ["outcome", "link_state"]
    search_fields = ["source__canonical_url"]
    list_select_related = ["source"]
    ordering = ["-id"]
    fields = [
        "source", "checked_at", "outcome", "link_state", "reason", "status", "error", "detail", "final_url", "elapsed_ms",
        "body_bytes", "snapshot", "next_check_at",
    ]  # fmt: skip

    @admin.display(description="source")
    def source_link(self, check: SourceCheck) -> SafeString | str:
        return words.link_to(check.source, length=80)

    @admin.display(description="link", ordering="link_state")
    def link_badge(self, check: SourceCheck) -> SafeString:
        return words.badge(check.link_state)


@admin.register(Snapshot)
class SnapshotAdmin(RowAdmin):
    list_display = ["text_hash", "source_link", "extractor_version", "captured_at"]
    search_fields = ["source__canonical_url"]
    list_select_related = ["source"]
    ordering = ["-id"]
    fields = ["source", "captured_at", "text_hash", "extractor_version", "beginning"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Snapshot]:
        return super().get_queryset(request).defer("text")

    @admin.display(description="source")
    def source_link(self, snapshot: Snapshot) -> SafeString | str:
        return words.link_to(snapshot.source, length=80)

    @admin.display(description="text (first 20,000 characters)")
    def beginning(self, snapshot: Snapshot) -> str:
        return snapshot.text[:MAX_TEXT]
