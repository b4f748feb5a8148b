"""Appearance: a claim in an article."""

from django.db import models
from django.db.models import F, Q

from claims.ids import uuid7
from claims.models.article import ArticleVersion
from claims.models.choices import choices_of
from claims.models.claim import Claim
from claims.vocabulary import Polarity


class Appearance(models.Model):
    """The exact words of a claim in an article.

    `article_version.text[start:end] == quote`, in code points. The row moves to each later version that has the words;
    `first_version` is the first one. Once a version lacks them, a newer extractor does not find the claim in them, or the
    article is withdrawn, `gone_at` and `gone_reason` are set and the row stays with the last version that had them.
    """

    class Speech(models.TextChoices):
        NONE = "", "no speaker named"
        DIRECT = "direct", "direct"
        INDIRECT = "indirect", "indirect"

    class GoneReason(models.TextChoices):
        NONE = "", "not gone"
        TEXT = "text", "the article's text changed"
        READING = "reading", "a newer extractor does not find it"
        WITHDRAWN = "withdrawn", "the article was withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="appearances")
    article = models.ForeignKey("claims.Article", on_delete=models.CASCADE, related_name="appearances")
    article_version = models.ForeignKey(ArticleVersion, on_delete=models.PROTECT, related_name="appearances")
    first_version = models.ForeignKey(ArticleVersion, on_delete=models.PROTECT, related_name="+")
    quote = models.TextField()
    prefix = models.CharField(max_length=200, default="", blank=True)
    suffix = models.CharField(max_length=200, default="", blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    attributed_to = models.CharField(max_length=200, default="", blank=True)
    hedge = models.CharField(max_length=200, default="", blank=True)
    speech = models.CharField(max_length=8, choices=Speech.choices, default=Speech.NONE, blank=True)
    polarity = models.CharField(max_length=8, choices=choices_of(Polarity), default=Polarity.ASSERTED)
    extractor = models.CharField(max_length=40)
    extractor_version = models.CharField(max_length=40)
    rule = models.CharField(max_length=80, default="", blank=True)
    seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)
    gone_reason = models.CharField(
        max_length=9, choices=GoneReason.choices, default=GoneReason.NONE, blank=True
    )

    class Meta:
        ordering = ["article_version", "start"]
        constraints = [
            models.UniqueConstraint(
                fields=["article_version", "start", "end", "claim"], name="appearance_unique"
            ),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="appearance_not_empty"),
            models.CheckConstraint(
                condition=Q(gone_at__isnull=True, gone_reason="")
                | Q(gone_at__isnull=False) & ~Q(gone_reason=""),
                name="appearance_gone_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(polarity__in=["asserted", "negated", "disputed"]),
                name="appearance_polarity_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["article", "gone_at", "start"], name="appearance_in_article"
            ),  # an article's claims
            models.Index(fields=["claim", "gone_at"], name="appearance_of_claim"),  # a claim's articles
            models.Index(fields=["seen_at", "id"], name="appearance_by_age"),  # the API's default order
            models.Index(
                fields=["polarity", "seen_at", "id"],
                name="appearance_by_polarity",
                condition=~Q(polarity="asserted"),
            ),  # the API's and the admin's filter
            models.Index(
                fields=["seen_at", "id"], name="appearance_gone", condition=Q(gone_at__isnull=False)
            ),  # standing=false
        ]

    def __str__(self) -> str:
        return self.quote
