"""Exports: what API keys have requested, how far workers have got, and the files that are kept."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.safestring import SafeString

from claims.admin import words
from claims.admin.actions import for_each
from claims.admin.pages import RowAdmin
from claims.models import Export
from claims.services.exports import requests


@admin.register(Export)
class ExportAdmin(RowAdmin):
    sortable_by = None
    list_display = [
        "created_at", "resource", "format", "state_badge", "rows", "size", "feed_position", "owner_link", "expires_at",
    ]  # fmt: skip
    list_filter = ["state", "resource", "format", "failure"]
    search_fields = ["owner"]
    ordering = ["-created_at", "-id"]
    fields = [
        "resource", "filters", "fields", "expand", "format", "compression", "owner_link", "state_badge", "failure", "failure_detail",
        "rows", "rows_expected", "size", "sha256", "feed_position", "file_name", "attempt_count", "next_attempt_at",
        "created_at", "snapshot_at", "completed_at", "expires_at",
    ]  # fmt: skip
    actions = ["delete_exports"]
    page_actions = ("delete_exports",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Export]:
        return super().get_queryset(request).filter(deleted_at=None)

    @admin.action(description="Delete with its file", permissions=["curate"])
    def delete_exports(self, request: HttpRequest, rows: QuerySet[Export]) -> None:
        for_each(self, request, rows, requests.delete_export, "Exports deleted")

    @admin.display(description="state", ordering="state")
    def state_badge(self, export: Export) -> SafeString:
        return words.badge(export.state)

    @admin.display(description="size", ordering="bytes")
    def size(self, export: Export) -> str:
        return filesizeformat(export.bytes)

    @admin.display(description="owner", ordering="owner")
    def owner_link(self, export: Export) -> SafeString | str:
        return words.link_to_id(export.owner)
