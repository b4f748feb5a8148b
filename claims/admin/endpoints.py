"""Endpoints of webhooks, their deliveries and their attempts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.safestring import SafeString

from claims import tasks
from claims.admin import search, tables, words
from claims.admin.actions import for_each
from claims.admin.changes import LinesField, ServiceAdmin, ServiceForm, UrlField
from claims.admin.pages import RowAdmin, actor_of
from claims.models import Attempt, Delivery, Endpoint, Event
from claims.services.webhooks import endpoints, explain, redelivery

RECOVER_FOR = timedelta(days=5)
EXPLAINED = 10
"""Newest events on the page of an endpoint."""


class EndpointForm(ServiceForm):
    """The URL of an endpoint, and the events that it receives."""

    url = UrlField()
    min_severity = forms.IntegerField(min_value=0, max_value=endpoints.MAX_SEVERITY, initial=0)
    event_types = LinesField(
        help_text="One per line: claim.accepted, citation.*, or * for all but endpoint.* and api_key.*."
    )


@admin.register(Endpoint)
class EndpointAdmin(ServiceAdmin):
    sortable_by = None
    form = EndpointForm
    add_fields = ("url", "event_types", "min_severity", "payload", "description", "owner_email")
    edit_fields = ("url", "event_types", "min_severity", "payload", "description", "owner_email", "state")
    shown_fields = (
        "disabled_reason", "filters", "signature_scheme", "public_key", "first_failed_at", "last_delivered_at",
        "previous_secret_until", "owner", "created_at",
        "version",
    )  # fmt: skip
    list_display = [
        "url_short", "state_badge", "disabled_reason", "types_listed", "min_severity", "first_failed_at",
        "last_delivered_at",
    ]  # fmt: skip
    list_filter = ["state"]
    search_fields = ["url", "description", "owner"]
    ordering = ["-created_at", "-id"]
    actions = ["send_test", "recover", "rotate_secret"]
    page_actions = ("send_test", "recover", "rotate_secret")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Endpoint]:
        return super().get_queryset(request).filter(deleted_at=None)

    def create(self, request: HttpRequest, values: dict[str, Any]) -> tuple[Endpoint, bool]:
        endpoint, secret = endpoints.register_endpoint(
            url=values["url"],
            event_types=values["event_types"],
            description=values["description"],
            min_severity=values["min_severity"],
            payload=values["payload"],
            owner_email=values["owner_email"],
            is_operator=True,
            actor=actor_of(request),
        )
        request.new_secret = secret  # type: ignore[attr-defined]
        return endpoint, True

    def response_add(
        self, request: HttpRequest, obj: Endpoint, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The page with the secret, which is shown this once."""
        return self._show_secret(request, obj, request.new_secret)  # type: ignore[attr-defined]

    def change(
        self, request: HttpRequest, row: Endpoint, changes: dict[str, Any], expected_version: int | None
    ) -> None:
        endpoints.update_endpoint(
            row.pk, changes=changes, expected_version=expected_version, actor=actor_of(request)
        )

    def has_delete_permission(self, request: HttpRequest, obj: Endpoint | None = None) -> bool:
        """Only on the page of the endpoint, not in the list."""
        return obj is not None and request.user.has_perm("claims.delete_endpoint")

    def delete_model(self, request: HttpRequest, obj: Endpoint) -> None:
        endpoints.delete_endpoint(obj.pk, expected_version=obj.version, actor=actor_of(request))
        tasks.ring(tasks.publish_events)

    @admin.action(description="Send a test event", permissions=["curate"])
    def send_test(self, request: HttpRequest, rows: QuerySet[Endpoint]) -> None:
        actor = actor_of(request)
        for_each(self, request, rows, lambda key: endpoints.send_test(key, actor=actor), "Test events sent")
        _ring()

    @admin.action(description="Send what did not arrive in the last 5 days", permissions=["curate"])
    def recover(self, request: HttpRequest, rows: QuerySet[Endpoint]) -> None:
        actor, since = actor_of(request), timezone.now() - RECOVER_FOR
        for_each(
            self,
            request,
            rows,
            lambda key: redelivery.recover(key, since=since, actor=actor),
            "Recovered endpoints",
        )
        _ring()

    @admin.action(description="Rotate the secret", permissions=["curate"])
    def rotate_secret(self, request: HttpRequest, rows: QuerySet[Endpoint]) -> HttpResponse | None:
        if rows.count() != 1:
            self.message_user(request, "Select one endpoint. Its new secret is shown once.", messages.ERROR)
            return None
        endpoint, secret = endpoints.rotate_secret(rows.get().pk, actor=actor_of(request))
        tasks.ring(tasks.publish_events)
        return self._show_secret(request, endpoint, secret)

    def _show_secret(self, request: HttpRequest, endpoint: Endpoint, secret: str) -> HttpResponse:
        """In the response itself, which is never cached; a message would pass through a cookie."""
        context = {
            **self.admin_site.each_context(request),
            "title": "The endpoint's secret",
            "opts": self.opts,
            "endpoint": endpoint,
            "secret": secret,
        }
        return TemplateResponse(request, "admin/claims/endpoint/secret.html", context)

    @admin.display(description="URL", ordering="url")
    def url_short(self, endpoint: Endpoint) -> str:
        return words.short(endpoint.url, 80)

    @admin.display(description="state", ordering="state")
    def state_badge(self, endpoint: Endpoint) -> SafeString:
        return words.badge(endpoint.state)

    @admin.display(description="event types")
    def types_listed(self, endpoint: Endpoint) -> str:
        return ", ".join(endpoint.event_types)

    def related_tables(self, row: Endpoint) -> list[tables.Table]:
        return [_deliveries(row), _newest_events(row)]


def _ring() -> None:
    tasks.ring(tasks.publish_events)
    tasks.ring(tasks.attempt_due_deliveries)


def _deliveries(endpoint: Endpoint) -> tables.Table:
    deliveries = Delivery.objects.filter(endpoint=endpoint).select_related("event")[: tables.SHOWN]
    return tables.Table(
        "Deliveries",
        ("Delivery", "Event", "State", "Attempts", "Next attempt", "Delivered"),
        [
            (
                words.link(words.page_of("delivery", row.pk), tables.moment(row.created_at)),
                words.link_to(row.event),
                words.badge(row.state),
                row.attempt_count,
                tables.moment(row.next_attempt_at),
                tables.moment(row.delivered_at),
            )
            for row in deliveries
        ],
        tables.list_url(Delivery, endpoint__id__exact=endpoint.pk),
        "No deliveries yet.",
    )


def _newest_events(endpoint: Endpoint) -> tables.Table:
    """Whether the newest events are sent to the endpoint as it is now, and which criterion they do not meet."""
    events = list(Event.objects.order_by("-id")[:EXPLAINED])
    explained = zip(events, explain.explain_each(endpoint, events), strict=True)
    return tables.Table(
        "Newest events",
        ("Event", "Occurred", "Sent", "Why"),
        [
            (
                words.link_to(event),
                tables.moment(event.occurred_at),
                "yes" if explanation.is_match else "no",
                " ".join(row.detail for row in explanation.criteria if row.is_met == explanation.is_match),
            )
            for event, explanation in explained
        ],
        tables.list_url(Event),
        "No events yet.",
    )


@admin.register(Delivery)
class DeliveryAdmin(RowAdmin):
    list_display = [
        "created_at",
        "endpoint_link",
        "event",
        "state_badge",
        "attempt_count",
        "next_attempt_at",
        "delivered_at",
    ]
    list_filter = ["state"]
    search_fields = ["endpoint"]
    search_condition = staticmethod(search.of_endpoint("endpoint"))
    search_help_text = "A part of the endpoint's URL, or an id"
    list_select_related = ["endpoint", "event"]
    ordering = ["-created_at", "-id"]
    fields = [
        "endpoint", "event", "state", "attempt_count", "next_attempt_at", "delivered_at", "redelivery_of", "created_at",
    ]  # fmt: skip
    actions = ["redeliver"]
    page_actions = ("redeliver",)

    @admin.action(description="Redeliver", permissions=["curate"])
    def redeliver(self, request: HttpRequest, rows: QuerySet[Delivery]) -> None:
        actor = actor_of(request)
        for_each(self, request, rows, lambda key: redelivery.redeliver(key, actor=actor), "Sent again")
        _ring()

    @admin.display(description="endpoint")
    def endpoint_link(self, delivery: Delivery) -> SafeString | str:
        return words.link_to(delivery.endpoint, length=60)

    @admin.display(description="state", ordering="state")
    def state_badge(self, delivery: Delivery) -> SafeString:
        return words.badge(delivery.state)

    def related_tables(self, row: Delivery) -> list[tables.Table]:
        attempts = Attempt.objects.filter(delivery=row).order_by("-number")[: tables.SHOWN]
        return [
            tables.Table(
                "Attempts",
                ("Attempt", "Started", "Duration", "Status", "Error", "Response"),
                [
                    (
                        words.link_to(attempt, attempt.number),
                        tables.moment(attempt.started_at),
                        "–" if attempt.elapsed_ms is None else f"{attempt.elapsed_ms:,} ms",
                        attempt.status or "–",
                        words.short(f"{attempt.error} {attempt.detail}", 120) or "–",
                        words.short(attempt.response_head, 120) or "–",
                    )
                    for attempt in attempts
                ],
                tables.list_url(Attempt, delivery__id__exact=row.pk),
                "No attempts yet.",
            )
        ]


@admin.register(Attempt)
class AttemptAdmin(RowAdmin):
    list_display = [
        "started_at",
        "delivery_link",
        "number",
        "status",
        "error",
        "elapsed_ms",
        "remote_address",
    ]
    list_filter = [("error", admin.EmptyFieldListFilter)]
    search_fields = ["delivery"]
    search_condition = staticmethod(search.of_endpoint("delivery__endpoint"))
    search_help_text = "A part of the endpoint's URL, or an id"
    list_select_related = ["delivery__endpoint"]
    ordering = ["-id"]
    fields = [
        "delivery", "number", "started_at", "elapsed_ms", "status", "error", "detail", "remote_address", "response_head",
    ]  # fmt: skip

    @admin.display(description="delivery")
    def delivery_link(self, attempt: Attempt) -> SafeString | str:
        return words.link_to(attempt.delivery, attempt.delivery.endpoint.url, 60)
