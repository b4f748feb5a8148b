"""Sources: their links, checks on demand, and the citations that rely on them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims import tasks
from claims.admin import search, tables, words
from claims.admin.actions import for_each
from claims.admin.changes import ServiceAdmin, ServiceForm, UrlField
from claims.admin.citation_tables import passage_table
from claims.admin.filters import is_set, meets
from claims.admin.hosts import incident_notice
from claims.admin.pages import actor_of
from claims.admin.source_checks import check_table
from claims.models import Citation, Source
from claims.services.catalogue import merged_sources, sources
from claims.vocabulary import LinkState


class AddSourceForm(ServiceForm):
    """A URL to watch."""

    url = UrlField()


@admin.register(Source)
class SourceAdmin(ServiceAdmin):
    add_form = AddSourceForm
    add_fields = ("url",)
    shown_fields = (
        "live", "archive", "host", "link_badge", "why", "notice_kind", "notice", "listed_versions", "checked_at",
        "next_check_at", "changed_at",
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
        is_set("merged_into", "same page", "merged into another source", "not merged"),
        meets("moved_permanently", ~Q(adopted_url=""), "address", "moved permanently", "as cited"),
    ]
    search_fields = ["host"]
    search_condition = staticmethod(search.of_source())
    search_help_text = search.PLACE_HELP
    list_select_related = ["host"]
    ordering = ["-created_at", "-id"]
    actions = ["request_check", "separate"]
    page_actions = ("request_check", "separate")

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

    @admin.action(description="Separate from the source that it was merged into", permissions=["curate"])
    def separate(self, request: HttpRequest, rows: QuerySet[Source]) -> None:
        actor = actor_of(request)
        for_each(
            self, request, rows, lambda key: merged_sources.separate_source(key, actor=actor), "Separated"
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
        return words.link_out(words.requested_url(source))

    @admin.display(description="archive's copy")
    def archive(self, source: Source) -> SafeString | str:
        return words.archived(source)

    @admin.display(description="versions")
    def listed_versions(self, source: Source) -> str:
        return "; ".join(
            f"v{version['number']} of {version['submitted_at'][:10]}{' (withdrawn)' * version['withdrawn']}"
            for version in source.versions
        )

    @admin.display(description="why")
    def why(self, source: Source) -> str:
        last_check = source.checks.first()
        return last_check.reason if last_check else "Not checked yet."

    def notices(self, row: Source) -> list[SafeString]:
        return [
            notice
            for notice in (_merged(row), _waiting(row), _moved(row), _quarantined(row), _incident(row))
            if notice
        ]

    def related_tables(self, row: Source) -> list[tables.Table]:
        citations = Citation.objects.filter(source=row).order_by("-created_at", "-id")
        return [
            passage_table(citations, tables.list_url(Citation, source__id__exact=row.pk)),
            check_table(row),
        ]


def _merged(source: Source) -> SafeString | None:
    if source.merged_into is None:
        return None
    return format_html(
        "It is the same page as {}, which has its citations and is checked in its place.",
        words.link_to(source.merged_into),
    )


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
