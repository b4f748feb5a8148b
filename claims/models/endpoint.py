"""Endpoint: a receiver of webhooks, its deliveries and their attempts."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from claims.ids import uuid7
from claims.models.choices import choices_of
from claims.models.event import Event
from claims.models.updates import updated_at_field, updated_at_index
from claims.vocabulary import SignatureScheme


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    """Endpoints by their state."""

    def present(self) -> EndpointQuerySet:
        """Endpoints that were not deleted."""
        return self.filter(deleted_at=None)

    def owned_by(self, owner: str) -> EndpointQuerySet:
        """Endpoints that this API key or user registered."""
        return self.filter(owner=owner)


class Endpoint(models.Model):
    """A receiver of webhooks. `event_types` are types or patterns (`claim.*`, `*`); secrets are stored encrypted."""

    class Payload(models.TextChoices):
        THIN = "thin", "the event with ids"
        FULL = "full", "the event with its claims, articles, entities and evidence"

    class State(models.TextChoices):
        ACTIVE = "active", "active"
        PAUSED = "paused", "paused"
        DISABLED = "disabled", "disabled"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    url = models.TextField()
    description = models.CharField(max_length=200, default="", blank=True)
    event_types = ArrayField(models.CharField(max_length=40), default=list)
    min_severity = models.PositiveSmallIntegerField(default=0)
    payload = models.CharField(max_length=4, choices=Payload.choices, default=Payload.THIN, db_default="thin")
    filters = models.JSONField(
        default=dict, blank=True, help_text="The keys that events must concern, by their kind; empty for all."
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.ACTIVE)
    disabled_reason = models.CharField(max_length=200, default="", blank=True)
    signature_scheme = models.CharField(
        max_length=11, choices=choices_of(SignatureScheme), default=SignatureScheme.HMAC_SHA256
    )
    public_key = models.CharField(max_length=60, default="", blank=True, editable=False)
    secret = models.TextField(editable=False)
    previous_secret = models.TextField(default="", blank=True, editable=False)
    previous_secret_until = models.DateTimeField(null=True, blank=True, editable=False)
    first_failed_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_delivered_at = models.DateTimeField(null=True, blank=True, editable=False)
    owner = models.CharField(
        max_length=100, editable=False, help_text="The API key or the user that registered it."
    )
    owner_email = models.CharField(
        max_length=254,
        default="",
        db_default="",
        blank=True,
        help_text="Where a mail is sent when the endpoint is disabled.",
    )
    mail_due_at = models.DateTimeField(null=True, editable=False)
    mail_attempt_count = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    is_operator = models.BooleanField(
        default=False,
        editable=False,
        help_text="Whether it may receive the events of keys and of endpoints of other owners.",
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = updated_at_field()
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = EndpointQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="disabled") | ~Q(disabled_reason=""), name="endpoint_disabled_has_reason"
            ),
            models.CheckConstraint(condition=Q(min_severity__lte=6), name="endpoint_severity_known"),
        ]
        indexes = [
            updated_at_index("endpoint"),  # updated_at.gte= and sort=updated_at
            models.Index(fields=["created_at", "id"], name="endpoint_by_age"),  # the API's default order
            GinIndex(
                fields=["event_types"],
                name="endpoint_listening",
                condition=Q(state="active", deleted_at__isnull=True),
            ),  # the fan-out of events
            models.Index(
                fields=["mail_due_at"], name="endpoint_mail_due", condition=Q(mail_due_at__isnull=False)
            ),  # mails to owners
        ]

    def __str__(self) -> str:
        return self.url


class Delivery(models.Model):
    """One event for one endpoint. Whatever makes it due earlier wakes the endpoint's queue."""

    class State(models.TextChoices):
        PENDING = "pending", "pending"
        DELIVERED = "delivered", "delivered"
        EXHAUSTED = "exhausted", "exhausted"
        CANCELLED = "cancelled", "cancelled"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    attempt_count = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    redelivery_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="redeliveries", db_index=False
    )
    delivered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint", "event"], condition=Q(redelivery_of__isnull=True), name="delivery_unique"
            ),
            models.CheckConstraint(
                condition=Q(state="pending", next_attempt_at__isnull=False)
                | ~Q(state="pending") & Q(next_attempt_at__isnull=True),
                name="delivery_pending_has_time",
            ),
        ]
        indexes = [
            # due deliveries, endpoint by endpoint: first attempts, then retries
            models.Index(
                fields=["endpoint", "next_attempt_at"],
                name="delivery_first_due",
                condition=Q(state="pending", attempt_count=0),
            ),
            models.Index(
                fields=["endpoint", "next_attempt_at"],
                name="delivery_retry_due",
                condition=Q(state="pending", attempt_count__gt=0),
            ),
            models.Index(fields=["created_at", "id"], name="delivery_by_age"),  # the API's default order
            models.Index(
                fields=["redelivery_of"], name="delivery_again", condition=Q(redelivery_of__isnull=False)
            ),  # what was sent again, when it is deleted
            models.Index(
                fields=["state", "created_at", "id"],
                name="delivery_by_state",
                condition=Q(state__in=["exhausted", "cancelled"]),
            ),  # the API's and the admin's filter
        ]

    def __str__(self) -> str:
        return f"{self.state} delivery of {self.event_id}"


class Attempt(models.Model):
    """One attempt of a delivery. Written before the request, without a result, so that a crash leaves a trace."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    delivery = models.ForeignKey(
        Delivery, on_delete=models.CASCADE, related_name="attempts", db_index=False
    )  # `attempt_number_unique` begins with it
    number = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    elapsed_ms = models.PositiveIntegerField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    error = models.CharField(max_length=40, default="", blank=True)
    detail = models.TextField(default="", blank=True)
    remote_address = models.CharField(max_length=64, default="", blank=True)
    response_head = models.TextField(
        default="", blank=True, help_text="The first 1,024 bytes of the response."
    )

    class Meta:
        ordering = ["delivery", "number"]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "number"], name="attempt_number_unique"),
        ]
        indexes = [
            models.Index(fields=["id"], name="attempt_failed", condition=~Q(error="")),  # the admin's filter
        ]

    def __str__(self) -> str:
        return f"attempt {self.number}: {self.status or self.error or 'under way'}"
