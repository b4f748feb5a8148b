"""Sources: what is watched, each look at it, the texts that it had, and the hosts that are asked."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from claims import tasks
from claims.admin import tables, words
from claims.admin.changes import ServiceAdmin, ServiceForm, UrlField, for_each
from claims.admin.citations import citation_table
from claims.admin.filters import is_set
from claims.admin.pages import RowAdmin, actor_of
from claims.models import Citation, Host, Snapshot, Source, SourceCheck
from claims.services import hosts, sources

MOST_TEXT = 20_000


class AddSourceForm(ServiceForm):
    """A URL to watch."""

    url = UrlField()


@admin.register(Source)
class SourceAdmin(ServiceAdmin):
    add_form = AddSourceForm
    add_fields = ("url",)
    shown_fields = (
        "live", "cited_url", "canonical_url", "final_url", "archive_url", "host", "link_badge", "strikes",
        "first_failed_at", "last_status", "last_error", "checked_at", "changed_at", "next_check_at",
        "interval_seconds", "etag", "last_modified", "extractor_version", "created_at", "version",
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
    list_filter = ["link_state", is_set("changed_at", "change", "has changed", "has not changed")]
    search_fields = ["canonical_url", "cited_url"]
    list_select_related = ["host"]
    ordering = ["-created_at", "-id"]
    actions = ["request_check"]
    page_actions = ("request_check",)

    def create(self, request: HttpRequest, given: dict[str, Any]) -> tuple[Source, bool]:
        source, is_new = sources.register_source(given["url"], actor=actor_of(request))
        tasks.ring(tasks.refresh_due_sources)
        return source, is_new

    @admin.action(description="Check now", permissions=["curate"])
    def request_check(self, request: HttpRequest, rows: QuerySet[Source]) -> None:
        actor = actor_of(request)
        for_each(
            self, request, rows, lambda key: sources.request_check(key, actor=actor), "Will be checked soon"
        )
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
        return words.link_out(source.canonical_url)

    def related_tables(self, row: Source) -> list[tables.Table]:
        resting = Citation.objects.filter(source=row).order_by("-created_at", "-id")
        return [_timeline(row), citation_table(resting, tables.list_url(Citation, source__id__exact=row.pk))]


def _timeline(source: Source) -> tables.Table:
    looks = SourceCheck.objects.filter(source=source)[: tables.SHOWN]
    return tables.Table(
        "Checks",
        ("When", "Outcome", "Link", "Status", "Error", "Took", "Bytes", "Next"),
        [
            (
                words.link(words.page_of("check", look.pk), tables.moment(look.checked_at)),
                look.get_outcome_display(),
                words.badge(look.link_state),
                look.status or "–",
                look.error or "–",
                f"{look.elapsed_ms:,} ms",
                f"{look.body_bytes:,}",
                tables.moment(look.next_check_at),
            )
            for look in looks
        ],
        tables.list_url(SourceCheck, source__id__exact=source.pk),
        "Not looked at yet.",
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
        "source", "checked_at", "outcome", "link_state", "status", "error", "detail", "final_url", "elapsed_ms",
        "body_bytes", "snapshot", "next_check_at",
    ]  # fmt: skip

    @admin.display(description="source")
    def source_link(self, look: SourceCheck) -> SafeString | str:
        return words.link_to(look.source, length=80)

    @admin.display(description="link", ordering="link_state")
    def link_badge(self, look: SourceCheck) -> SafeString:
        return words.badge(look.link_state)


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
        return snapshot.text[:MOST_TEXT]


@admin.register(Host)
class HostAdmin(ServiceAdmin):
    edit_fields = ("spacing_seconds", "confirm_seconds", "ignores_robots")
    shown_fields = ("name", "next_slot_at", "cooling_until", "lease_until")
    list_display = ["name", "spacing_seconds", "next_slot_at", "cooling_until", "lease_until"]
    list_filter = [
        is_set("cooling_until", "cooling", "asked us to wait", "never asked"),
        is_set("spacing_seconds", "spacing", "of its own", "the default"),
    ]
    search_fields = ["name"]
    ordering = ["name"]

    def change(
        self, request: HttpRequest, row: Host, wanted: dict[str, Any], expected_version: int | None
    ) -> None:
        hosts.update_host(row.pk, changes=wanted, actor=actor_of(request))

    def related_tables(self, row: Host) -> list[tables.Table]:
        found = Source.objects.filter(host=row).order_by("next_check_at")[: tables.SHOWN]
        return [
            tables.Table(
                "Sources",
                ("Source", "Link", "Checked", "Next"),
                [
                    (
                        words.link_to(source),
                        words.badge(source.link_state),
                        tables.moment(source.checked_at),
                        tables.moment(source.next_check_at),
                    )
                    for source in found
                ],
                tables.list_url(Source, host__id__exact=row.pk),
            )
        ]
