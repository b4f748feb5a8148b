"""Review: a curator's verdict on a claim, with its reasons."""

from django.db import models
from django.db.models import Q

from claims.ids import uuid7
from claims.models.claim import Claim
from claims.models.updates import updated_at_field, updated_at_index


class Review(models.Model):
    """A curator's verdict. The latest published review gives the claim its verdict."""

    VERDICTS = [(value, label) for value, label in Claim.Verdict.choices if value != Claim.Verdict.UNREVIEWED]

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="reviews")
    verdict = models.CharField(max_length=24, choices=VERDICTS)
    reasons = models.TextField()
    reviewer = models.CharField(max_length=200, editable=False)
    published_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = updated_at_field()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reasons=""), name="review_has_reasons"),
            models.CheckConstraint(condition=~Q(verdict="unreviewed"), name="review_has_verdict"),
        ]
        indexes = [
            updated_at_index("review"),  # updated_at.gte= and sort=updated_at
            models.Index(fields=["claim", "-published_at"], name="review_latest"),  # the claim's verdict
            models.Index(fields=["created_at", "id"], name="review_by_age"),  # the API's default order
        ]

    def __str__(self) -> str:
        return f"{self.verdict} by {self.reviewer}"
