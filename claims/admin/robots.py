"""The robots.txt files of hosts: their rules for our user agent, and their texts."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims.admin import tables, words
from claims.admin.filters import is_set
from claims.admin.pages import RowAdmin
from claims.models import Host, RobotsFile
from claims.pipeline.fetching.robots import Access, RobotsCopy, rules_of
from claims.services.runtime import door_settings

MAX_TEXT = 20_000


def _rules(file: RobotsFile) -> Any:
    copy = RobotsCopy(
        file.text, Access(file.access), file.fetched_at, file.expires_at, file.unreachable_since
    )
    return rules_of(copy, door_settings().user_agent.partition("/")[0])


def crawl_delay(file: RobotsFile) -> float | None:
    """The seconds between two requests that the file demands of our user agent."""
    delay: float | None = _rules(file).crawl_delay_seconds
    return delay


def robots_table(host: Host) -> tables.Table:
    """The robots.txt files of a host, one for each origin."""
    return tables.Table(
        "robots.txt",
        ("Origin", "Access", "Crawl delay", "Read", "Expires", "Unreachable since", "Text"),
        [
            (
                words.link_out(f"{file.origin}/robots.txt", file.origin),
                file.get_access_display(),
                f"{crawl_delay(file):g} s" if crawl_delay(file) else "–",
                tables.moment(file.fetched_at),
                tables.moment(file.expires_at),
                tables.moment(file.unreachable_since),
                _text(file),
            )
            for file in host.robots_files.all()[: tables.SHOWN]
        ],
        tables.list_url(RobotsFile, host__id__exact=host.pk),
        "Not read yet.",
    )


def _text(file: RobotsFile) -> SafeString | str:
    if not file.text:
        return "–"
    lines = f"{file.text.count(chr(10)) + 1} lines"
    html = "<details><summary>{}</summary><pre>{}</pre></details>"
    return format_html(html, lines, file.text[:MAX_TEXT])


@admin.register(RobotsFile)
class RobotsFileAdmin(RowAdmin):
    sortable_by = None
    list_display = ["origin", "host_link", "access", "fetched_at", "unreachable_since"]
    list_filter = ["access", is_set("unreachable_since", "last read", "failed", "succeeded")]
    search_fields = ["origin"]
    list_select_related = ["host"]
    ordering = ["origin"]
    fields = [
        "origin", "host", "access", "fetched_at", "expires_at", "unreachable_since", "beginning",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[RobotsFile]:
        return super().get_queryset(request).defer("text")

    @admin.display(description="host")
    def host_link(self, file: RobotsFile) -> SafeString | str:
        return words.link_to(file.host)

    @admin.display(description="text (first 20,000 characters)")
    def beginning(self, file: RobotsFile) -> str:
        return file.text[:MAX_TEXT]
