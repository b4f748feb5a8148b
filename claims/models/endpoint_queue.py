"""Endpoint queue: when an endpoint has deliveries that are due, which sender holds it, and how many requests it gets."""

from django.db import models
from django.db.models import Q

from claims.models.choices import choices_of
from claims.models.endpoint import Endpoint
from claims.vocabulary import Standing


class EndpointQueue(models.Model):
    """The queue of one endpoint. Only the sender that holds its lease sends it requests.

    A row beside the endpoint's, because it changes with every batch. The first delivery of an endpoint adds it.
    """

    endpoint = models.OneToOneField(
        Endpoint, primary_key=True, on_delete=models.CASCADE, related_name="queue"
    )
    next_due_at = models.DateTimeField(
        null=True, help_text="When the next delivery may be attempted; empty if none is pending."
    )
    standing = models.CharField(
        max_length=8, choices=choices_of(Standing), default=Standing.UNPROVEN, db_default=Standing.UNPROVEN
    )
    window_size = models.PositiveSmallIntegerField(
        default=1, db_default=1, help_text="The most requests that are under way at a time."
    )
    failure_count = models.PositiveIntegerField(
        default=0, db_default=0, help_text="Number of failures since its last success."
    )
    rests_until = models.DateTimeField(
        null=True, help_text="No request is sent before this time, because the last ones failed."
    )
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(lease_token__isnull=True, lease_until__isnull=True)
                | Q(lease_token__isnull=False, lease_until__isnull=False),
                name="endpoint_queue_lease_whole",
            ),
            models.CheckConstraint(condition=Q(window_size__gte=1), name="endpoint_queue_window_open"),
        ]
        indexes = [
            models.Index(fields=["standing", "next_due_at"], name="endpoint_queue_due"),  # leasing
        ]

    def __str__(self) -> str:
        return f"queue of {self.endpoint_id}"
