"""The checks of sources, and the snapshots of the texts that they read."""

from __future__ import annotations

from django.contrib import admin
from django.utils.safestring import SafeString

from claims.admin import search, tables, words
from claims.admin.pages import RowAdmin
from claims.models import Snapshot, Source, SourceCheck

MAX_TEXT = 20_000


def check_table(source: Source) -> tables.Table:
    """The latest checks of a source with their outcomes."""
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
    search_fields = ["source"]
    search_condition = staticmethod(search.of_source("source"))
    search_help_text = search.PLACE_HELP
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
    search_fields = ["source"]
    search_condition = staticmethod(search.of_source("source"))
    search_help_text = search.PLACE_HELP
    list_select_related = ["source"]
    ordering = ["-id"]
    fields = ["source", "captured_at", "text_hash", "extractor_version", "beginning"]

    @admin.display(description="source")
    def source_link(self, snapshot: Snapshot) -> SafeString | str:
        return words.link_to(snapshot.source, length=80)

    @admin.display(description="text (first 20,000 characters)")
    def beginning(self, snapshot: Snapshot) -> str:
        return snapshot.text[:MAX_TEXT]
