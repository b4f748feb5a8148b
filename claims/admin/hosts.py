"""Hosts: their spacing, cooling and incidents."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, IntegerField, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims.admin import tables, words
from claims.admin.changes import ServiceAdmin, ServiceForm
from claims.admin.filters import is_set, meets
from claims.admin.pages import actor_of
from claims.admin.robots import crawl_delay, robots_table
from claims.models import Host, Source
from claims.services.leasing import hosts
from claims.vocabulary import LinkState

MAX_SOURCES = 1000

_DENIED = Q(pk__in=Source.objects.filter(link_state=LinkState.ROBOTS_DENIED).values("host"))
_HAS_OWN_SETTINGS = (
    Q(spacing_seconds__isnull=False) | Q(confirm_seconds__isnull=False) | Q(ignores_robots=True)
)


class HostForm(ServiceForm):
    """The settings of a host."""

    class Meta:
        labels = {
            "spacing_seconds": "Seconds between two requests",
            "confirm_seconds": "Seconds until a second check",
            "ignores_robots": "Ignore its robots.txt",
        }
        help_texts = {
            "spacing_seconds": "Empty for the default.",
            "confirm_seconds": "Empty for the default.",
        }


@admin.register(Host)
class HostAdmin(ServiceAdmin):
    form = HostForm
    edit_fields = ("spacing_seconds", "confirm_seconds", "ignores_robots")
    shown_fields = ("source_count", "spacing", "confirmation", "next_due_at", "incident_badge", "cooling")
    folded_fields = ("name", "next_slot_at", "cooling_until", "incident_since", "lease_until")
    list_display = ["name", "source_count", "next_due_at", "incident_badge", "cooling", "own_settings"]
    list_filter = [
        meets("cooling", Q(cooling_until__gt=Now()), "cooling", "cooling now", "not cooling"),
        is_set("incident_since", "incident", "most sources fail", "none"),
        meets("own", _HAS_OWN_SETTINGS, "settings", "own settings", "the defaults"),
        meets("robots_denied", _DENIED, "robots.txt", "forbids a source", "forbids none"),
    ]
    search_fields = ["name"]
    ordering = ["name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Host]:
        """Hosts with the number of their sources, counted up to `MAX_SOURCES`."""
        some = ArraySubquery(Source.objects.filter(host=OuterRef("pk")).order_by().values("pk")[:MAX_SOURCES])
        number = Func(some, function="cardinality", output_field=IntegerField())
        rows: QuerySet[Host] = super().get_queryset(request)
        return rows.annotate(number_of_sources=number)

    def change(
        self, request: HttpRequest, row: Host, changes: dict[str, Any], expected_version: int | None
    ) -> None:
        hosts.update_host(row.pk, changes=changes, actor=actor_of(request))

    @admin.display(description="sources")
    def source_count(self, host: Any) -> SafeString | str:
        number = host.number_of_sources
        text = f"{MAX_SOURCES:,} or more" if number == MAX_SOURCES else f"{number:,}"
        return words.link(tables.list_url(Source, host__id__exact=host.pk), text)

    @admin.display(description="incident", ordering="incident")
    def incident_badge(self, host: Host) -> SafeString | str:
        if not host.incident:
            return "–"
        return format_html("{} since {}", words.badge(host.incident), tables.moment(host.incident_since))

    @admin.display(description="own settings")
    def own_settings(self, host: Host) -> str:
        is_set_by_text = {
            f"spacing {_duration(host.spacing_seconds or 0)}": host.spacing_seconds is not None,
            f"second check after {_duration(host.confirm_seconds or 0)}": host.confirm_seconds is not None,
            "robots.txt ignored": host.ignores_robots,
        }
        return ", ".join(text for text, is_own in is_set_by_text.items() if is_own) or "–"

    @admin.display(description="cooling until", ordering="cooling_until")
    def cooling(self, host: Host) -> SafeString | str:
        return tables.moment(host.cooling_until if _is_cooling(host) else None)

    @admin.display(description="spacing of requests")
    def spacing(self, host: Host) -> str:
        if host.spacing_seconds is not None:
            return f"{_duration(host.spacing_seconds)}, its own setting"
        delay = max((crawl_delay(file) or 0 for file in host.robots_files.all()), default=0)
        if delay > settings.HOST_SPACING_SECONDS:
            return f"{delay:g} s, the crawl delay of its robots.txt"
        return f"{_duration(settings.HOST_SPACING_SECONDS)}, the default"

    @admin.display(description="time until a second check")
    def confirmation(self, host: Host) -> str:
        if host.confirm_seconds is None:
            return f"{_duration(settings.CONFIRM_SECONDS)}, the default"
        return f"{_duration(host.confirm_seconds)}, its own setting"

    def notices(self, row: Host) -> list[SafeString]:
        notices = []
        if row.incident:
            notices.append(incident_notice(row))
        if _is_cooling(row):
            end = tables.moment(row.cooling_until)
            text = "It responded with 429 or 503. The next request is sent after {}."
            notices.append(format_html(text, end))
        return notices

    def related_tables(self, row: Host) -> list[tables.Table]:
        return [robots_table(row), _source_table(row)]


def incident_notice(host: Host) -> SafeString:
    """The incident of a host, and its effect on its sources."""
    how, since = host.incident.replace("_", " "), tables.moment(host.incident_since)
    text = "Most sources of {} fail at the same time ({}) since {}. Their failures do not count as strikes until the incident ends, for 30 days at most."
    return format_html(text, words.link_to(host), how, since)


def _duration(seconds: int) -> str:
    return f"{seconds // 60} min" if seconds and not seconds % 60 else f"{seconds} s"


def _is_cooling(host: Host) -> bool:
    return host.cooling_until is not None and host.cooling_until > timezone.now()


def _source_table(host: Host) -> tables.Table:
    sources = Source.objects.filter(host=host, merged_into=None).order_by("next_check_at")[: tables.SHOWN]
    return tables.Table(
        "Sources",
        ("Source", "Link", "Error", "Checked", "Next"),
        [
            (
                words.link_to(source),
                words.badge(source.link_state),
                source.last_error or "–",
                tables.moment(source.checked_at),
                tables.moment(source.next_check_at),
            )
            for source in sources
        ],
        tables.list_url(Source, host__id__exact=host.pk),
    )
