"""Claim: one checkable assertion."""

from __future__ import annotations

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from claims.ids import uuid7
from claims.models.choices import choices_of
from claims.models.proposition import Proposition
from claims.models.search import SearchWords, TextKey, common_lexemes, words_condition
from claims.models.updates import updated_at_field, updated_at_index
from claims.vocabulary import ClaimKind, EvidenceState, Polarity


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Queries of the API and the admin."""

    def awaiting_curation(self) -> ClaimQuerySet:
        """Proposed claims that an article makes, the oldest first."""
        return self.filter(status="proposed", gone_at=None).order_by("created_at", "id")

    def made_in(self, article_id: uuid.UUID) -> ClaimQuerySet:
        """Claims in the current text of an article."""
        return self.filter(appearances__article=article_id, appearances__gone_at=None).distinct()

    def about(self, entity_id: uuid.UUID) -> ClaimQuerySet:
        """Claims with a proposition about an entity."""
        return self.stating(Proposition.naming([entity_id]))

    def stating(self, condition: Q) -> ClaimQuerySet:
        """Claims with one proposition that meets the whole condition."""
        return self.filter(Exists(Proposition.objects.filter(condition, claim=OuterRef("pk"))))

    def containing(self, words: str) -> ClaimQuerySet:
        """Claims whose text has these words, as `claims.models.search.words_condition` reads them."""
        common = common_lexemes(Claim._meta.db_table, "search") if len(words.split()) > 1 else ()
        return self.filter(words_condition(words, "text", F("search"), common))


class Claim(models.Model):
    """One assertion, independent of the articles that make it.

    `status_before` is the status that a merged or withdrawn claim gets back. `extracted` is what the extractor read, once
    a curator corrected it: an object with text, kind and propositions.

    `polarity` is a part of its identity: what is negated or disputed is another claim than what is asserted. `verdict` is
    that of its latest published Review; `evidence_state`, `independent_sources` and `voices` follow from its citations.
    Services write them.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", "proposed"
        ACCEPTED = "accepted", "accepted"
        REJECTED = "rejected", "rejected"
        MERGED = "merged", "merged"
        WITHDRAWN = "withdrawn", "withdrawn"

    class Verdict(models.TextChoices):
        UNREVIEWED = "unreviewed", "unreviewed"
        SUPPORTED = "supported", "supported"
        MOSTLY_SUPPORTED = "mostly_supported", "mostly supported"
        CONFLICTING = "conflicting", "conflicting"
        NOT_ENOUGH_EVIDENCE = "not_enough_evidence", "not enough evidence"
        REFUTED = "refuted", "refuted"
        OUTDATED = "outdated", "outdated"
        UNVERIFIABLE = "unverifiable", "unverifiable"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    text = models.TextField()
    kind = models.CharField(max_length=16, choices=choices_of(ClaimKind))
    polarity = models.CharField(max_length=8, choices=choices_of(Polarity), default=Polarity.ASSERTED)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.PROPOSED)
    status_before = models.CharField(
        max_length=9, choices=Status.choices, default="", db_default="", blank=True, editable=False
    )
    verdict = models.CharField(max_length=24, choices=Verdict.choices, default=Verdict.UNREVIEWED)
    evidence_state = models.CharField(
        max_length=12, choices=choices_of(EvidenceState), default=EvidenceState.UNCITED
    )
    independent_sources = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    voices = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        blank=True,
        editable=False,
        help_text="Its sources in groups that count once, each with the reasons.",
    )
    identity_key = models.CharField(max_length=64, editable=False)
    extracted = models.JSONField(null=True, blank=True, editable=False)
    search = models.GeneratedField(
        expression=SearchWords("text"), output_field=SearchVectorField(), db_persist=True, editable=False
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_claims", editable=False
    )
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Since when no article makes it."
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    compared_version = models.PositiveIntegerField(
        default=0,
        db_default=0,
        editable=False,
        help_text="The version that was last compared with other claims.",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = updated_at_field()

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(polarity__in=["asserted", "negated", "disputed"]), name="claim_polarity_known"
            ),
            models.UniqueConstraint(fields=["identity_key"], name="claim_identity_unique"),
            models.CheckConstraint(condition=~Q(text=""), name="claim_has_text"),
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False)
                | ~Q(status="merged") & Q(merged_into__isnull=True),
                name="claim_merged_has_target",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["merged", "withdrawn"]) & ~Q(status_before="")
                | ~Q(status__in=["merged", "withdrawn"]) & Q(status_before=""),
                name="claim_keeps_status_before",
            ),
            models.CheckConstraint(
                condition=Q(last_seen_at__gte=F("first_seen_at")), name="claim_seen_in_order"
            ),
        ]
        indexes = [
            updated_at_index("claim"),  # updated_at.gte= and sort=updated_at
            models.Index(fields=["created_at", "id"], name="claim_by_age"),  # the API's default order
            models.Index(
                fields=["status", "created_at", "id"], name="claim_by_status"
            ),  # the queue of proposed claims
            # the API's and the admin's filters, in the default order
            models.Index(fields=["evidence_state", "created_at", "id"], name="claim_by_evidence"),
            models.Index(fields=["kind", "created_at", "id"], name="claim_by_kind"),
            models.Index(
                fields=["kind", "created_at", "id"],
                name="claim_in_queue",
                condition=Q(status="proposed", gone_at__isnull=True),
            ),  # the queue of one kind, and its count
            models.Index(
                fields=["polarity", "created_at", "id"],
                name="claim_denied",
                condition=~Q(polarity="asserted"),
            ),  # the API's filter, for the few that are not asserted
            models.Index(
                fields=["verdict", "created_at", "id"],
                name="claim_by_verdict",
                condition=~Q(verdict="unreviewed"),
            ),
            models.Index(fields=["first_seen_at", "id"], name="claim_by_first_seen"),  # first_seen_at.gte=
            models.Index(fields=["last_seen_at", "id"], name="claim_by_last_seen"),  # sort=last_seen_at
            models.Index(
                fields=["id"], name="claim_uncompared", condition=~Q(compared_version=F("version"))
            ),  # the queue of claims to compare
            models.Index(
                fields=["id"], name="claim_gone", condition=Q(gone_at__isnull=False)
            ),  # claims that no article makes
            GinIndex(fields=["search"], name="claim_words"),  # q=, look-up
            models.Index(TextKey("text"), name="claim_by_text"),  # look-up
        ]

    def __str__(self) -> str:
        return self.text
