"""Events: changes with their actors and causes. Read-only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from claims.admin import tables, words
from claims.admin.pages import RowAdmin, key_in
from claims.models import Delivery, Event


class SeverityFilter(admin.SimpleListFilter):
    """Events from a severity on."""

    title = "severity"
    parameter_name = "severity_from"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("1", "1 or more: something changed"),
            ("3", "3 or more: around a passage"),
            ("5", "5 or more: a figure or passage"),
            ("6", "6: a source died or came back"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        least = self.value()
        return queryset.filter(severity__gte=int(least)) if least in {"1", "3", "5", "6"} else queryset


def _by_actor(term: str) -> Q:
    """The events of a person or a key, or those with a cause that is not an id. Those of workers are not searched for."""
    return (~Q(actor_type=Event.ActorType.WORKER) & Q(actor_id=term)) | (~Q(cause_id="") & Q(cause_id=term))


@admin.register(Event)
class EventAdmin(RowAdmin):
    list_display = ["seq", "occurred_at", "type", "subject", "changes_listed", "severity", "who", "cause"]
    list_display_links = ["seq", "occurred_at"]
    list_filter = [SeverityFilter, "actor_type", "type"]
    search_fields = ["actor_id"]
    search_condition = staticmethod(_by_actor)
    search_help_text = "The id of a row, an actor or a cause."
    ordering = ["-id"]
    fields = [
        "seq", "type", "occurred_at", "about", "subject_version", "changes_listed", "related_listed", "severity",
        "recovers", "who", "cause",
    ]  # fmt: skip

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Event], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """A TypeID finds the events about its row, and those that it caused."""
        term = search_term.strip()
        noun = term.rpartition("_")[0]
        key = key_in(noun, term)
        if key is not None and noun != "event":
            return queryset.filter(Q(subject_id=key) | (~Q(cause_id="") & Q(cause_id=term))), False
        return super().get_search_results(request, queryset, search_term)

    @admin.display(description="about")
    def about(self, event: Event) -> SafeString | str:
        return tables.subject(event)

    @admin.display(description="about")
    def subject(self, event: Event) -> SafeString | str:
        return tables.subject(event, is_short=True)

    @admin.display(description="from → to")
    def changes_listed(self, event: Event) -> SafeString | str:
        return tables.changes(event)

    @admin.display(description="related")
    def related_listed(self, event: Event) -> SafeString | str:
        return tables.related(event)

    @admin.display(description="who")
    def who(self, event: Event) -> SafeString | str:
        return tables.who(event)

    @admin.display(description="cause")
    def cause(self, event: Event) -> SafeString | str:
        return tables.cause(event)

    def related_tables(self, row: Event) -> list[tables.Table]:
        deliveries = Delivery.objects.filter(event=row).select_related("endpoint")[: tables.SHOWN]
        return [
            tables.Table(
                "Deliveries",
                ("Delivery", "Endpoint", "State", "Attempts"),
                [
                    (
                        words.link(
                            words.page_of("delivery", delivery.pk), tables.moment(delivery.created_at)
                        ),
                        words.link_to(delivery.endpoint),
                        words.badge(delivery.state),
                        delivery.attempt_count,
                    )
                    for delivery in deliveries
                ],
                tables.list_url(Delivery, event__id__exact=row.pk),
                "No endpoint received it.",
            )
        ]
