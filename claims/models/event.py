"""Event: a change of a row. Append-only, written in the transaction of the change."""

from django.db import models
from django.db.models import Q

from claims.ids import uuid7


class Event(models.Model):
    """One change: the values before and after, the actor, and the check or request that caused it.

    The sequencer sets `seq` after the commit, without gaps and in the order of commits; until then the event is not in
    the feed. `changes` is `{field: [before, after]}`; `related` has the TypeIDs of rows that the event concerns.
    """

    class Type(models.TextChoices):
        ARTICLE_CREATED = "article.created"
        ARTICLE_CAPTURED = "article.captured"
        ARTICLE_FAILED = "article.failed"
        ARTICLE_UPDATED = "article.updated"
        ARTICLE_WITHDRAWN = "article.withdrawn"
        ARTICLE_RESTORED = "article.restored"
        CLAIM_CREATED = "claim.created"
        CLAIM_ACCEPTED = "claim.accepted"
        CLAIM_REJECTED = "claim.rejected"
        CLAIM_REOPENED = "claim.reopened"
        CLAIM_REVIEWED = "claim.reviewed"
        CLAIM_UPDATED = "claim.updated"
        CLAIM_MERGED = "claim.merged"
        CLAIM_UNMERGED = "claim.unmerged"
        CLAIM_DISTINGUISHED = "claim.distinguished"
        CLAIM_UNDISTINGUISHED = "claim.undistinguished"
        CLAIM_WITHDRAWN = "claim.withdrawn"
        CLAIM_EVIDENCE_CHANGED = "claim.evidence_changed"
        CLAIM_GONE = "claim.gone"
        CLAIM_RETURNED = "claim.returned"
        APPEARANCE_CREATED = "appearance.created"
        APPEARANCE_GONE = "appearance.gone"
        APPEARANCE_RETURNED = "appearance.returned"
        APPEARANCE_UPDATED = "appearance.updated"
        CITATION_CREATED = "citation.created"
        CITATION_RESOLVED = "citation.resolved"
        CITATION_UPDATED = "citation.updated"
        CITATION_CHANGED = "citation.changed"
        CITATION_WITHDRAWN = "citation.withdrawn"
        CONFLICT_OPENED = "conflict.opened"
        CONFLICT_UPDATED = "conflict.updated"
        CONFLICT_RESOLVED = "conflict.resolved"
        ENTITY_CREATED = "entity.created"
        ENTITY_UPDATED = "entity.updated"
        ENTITY_MERGED = "entity.merged"
        ENTITY_UNMERGED = "entity.unmerged"
        ENTITY_DISTINGUISHED = "entity.distinguished"
        ENTITY_UNDISTINGUISHED = "entity.undistinguished"
        PUBLISHER_CREATED = "publisher.created"
        PUBLISHER_UPDATED = "publisher.updated"
        REVIEW_CREATED = "review.created"
        REVIEW_PUBLISHED = "review.published"
        REVIEW_UPDATED = "review.updated"
        SOURCE_CREATED = "source.created"
        SOURCE_CHECK_REQUESTED = "source.check_requested"
        SOURCE_CHANGED = "source.changed"
        SOURCE_LINK_CHANGED = "source.link_changed"
        SOURCE_MOVED = "source.moved"
        SOURCE_MERGED = "source.merged"
        SOURCE_SEPARATED = "source.separated"
        SOURCE_ARCHIVED = "source.archived"
        SOURCE_CORRECTED = "source.corrected"
        SOURCE_RETRACTED = "source.retracted"
        SOURCE_REVISED = "source.revised"
        HOST_UPDATED = "host.updated"
        HOST_INCIDENT_CHANGED = "host.incident_changed"
        ENDPOINT_CREATED = "endpoint.created"
        ENDPOINT_UPDATED = "endpoint.updated"
        ENDPOINT_DISABLED = "endpoint.disabled"
        ENDPOINT_DELETED = "endpoint.deleted"
        API_KEY_CREATED = "api_key.created"
        API_KEY_REVOKED = "api_key.revoked"
        WEBHOOK_TEST = "webhook.test"

    class ActorType(models.TextChoices):
        API_KEY = "api_key", "API key"
        USER = "user", "user"
        WORKER = "worker", "worker"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seq = models.BigIntegerField(null=True, unique=True, editable=False)
    type = models.CharField(max_length=40, choices=Type.choices)
    subject_type = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    subject_version = models.PositiveIntegerField(null=True, blank=True)
    changes = models.JSONField(default=dict)
    related = models.JSONField(default=dict)
    severity = models.PositiveSmallIntegerField(default=0)
    recovers = models.PositiveSmallIntegerField(
        default=0,
        db_default=0,
        help_text="The severity of the state that this event ends; 0 unless it is a recovery.",
    )
    actor_type = models.CharField(max_length=8, choices=ActorType.choices)
    actor_id = models.CharField(
        max_length=100, help_text="The API key's id, the user's name, or the worker's stage."
    )
    cause_type = models.CharField(max_length=20, default="", blank=True)
    cause_id = models.CharField(
        max_length=100, default="", blank=True, help_text="The check or the request that caused it."
    )
    occurred_at = models.DateTimeField()

    class Meta:
        ordering = ["-occurred_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(seq__isnull=True) | Q(seq__gte=1), name="event_seq_positive"),
            models.CheckConstraint(condition=Q(severity__lte=6), name="event_severity_known"),
        ]
        indexes = [
            models.Index(
                fields=["id"], name="event_unpublished", condition=Q(seq__isnull=True)
            ),  # the sequencer's queue
            models.Index(fields=["subject_id", "seq"], name="event_history"),  # one row's history
            models.Index(fields=["type", "seq"], name="event_by_type"),  # the feed's filter
            models.Index(fields=["occurred_at"], name="event_by_time"),  # where since= begins
            models.Index(
                fields=["severity", "seq"], name="event_by_severity", condition=Q(severity__gt=0)
            ),  # severity.gte=
            models.Index(
                fields=["actor_type", "id"], name="event_by_actor_type", condition=~Q(actor_type="worker")
            ),  # the admin's filter and search: what people and keys did
            models.Index(fields=["actor_id", "id"], name="event_by_actor", condition=~Q(actor_type="worker")),
            models.Index(fields=["cause_id"], name="event_by_cause", condition=~Q(cause_id="")),
        ]

    def __str__(self) -> str:
        return f"{self.seq or '…'} {self.type}"


class FeedPosition(models.Model):
    """Up to which `seq` a part of the service has handled the events."""

    name = models.CharField(primary_key=True, max_length=20)
    seq = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.seq}"
