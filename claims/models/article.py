"""Article: a news article, its submissions, and its versions."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from claims.ids import uuid7
from claims.models.choices import choices_of
from claims.models.search import SearchWords, words_condition
from claims.models.updates import updated_at_field, updated_at_index
from claims.vocabulary import ContentType


class ArticleQuerySet(models.QuerySet["Article"]):
    """Queries of the API and the admin."""

    def titled(self, words: str) -> ArticleQuerySet:
        """Articles whose title has these words, as `claims.models.search.words_condition` reads them."""
        return self.filter(words_condition(words, "title", F("search")))


class Article(models.Model):
    """A news article. With a URL it is watched through its Source; without one it is identified by its content."""

    class State(models.TextChoices):
        PENDING = "pending", "pending"
        CAPTURED = "captured", "captured"
        FAILED = "failed", "failed"

    class Origin(models.TextChoices):
        FETCHED = "fetched", "fetched from its URL"
        POSTED = "posted", "posted as content"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.OneToOneField(
        "claims.Source",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="article",
        editable=False,
    )
    content_hash = models.CharField(
        max_length=64,
        default="",
        blank=True,
        editable=False,
        help_text="Identifies an article without a URL; empty for one with a URL.",
    )
    captured_hash = models.CharField(
        max_length=64,
        default="",
        blank=True,
        editable=False,
        help_text="Hash of the posted content that was captured last.",
    )
    origin = models.CharField(max_length=8, choices=Origin.choices, editable=False)
    publisher = models.ForeignKey(
        "claims.Publisher", null=True, blank=True, on_delete=models.SET_NULL, related_name="articles"
    )
    title = models.CharField(max_length=500, default="", blank=True)
    authors = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=16, default="", blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    failure = models.CharField(
        max_length=40, default="", blank=True, help_text="The reason of the failure, as a code."
    )
    failure_detail = models.TextField(default="", blank=True)
    current_version = models.ForeignKey(
        "claims.ArticleVersion",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    search = models.GeneratedField(
        expression=SearchWords("title"), output_field=SearchVectorField(), db_persist=True, editable=False
    )
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Since when it is not shown, captured or counted."
    )
    withdrawal_reason = models.TextField(default="", db_default="", blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = updated_at_field()

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_hash"], condition=~Q(content_hash=""), name="article_content_unique"
            ),
            models.CheckConstraint(
                condition=Q(source__isnull=False, content_hash="")
                | Q(source__isnull=True) & ~Q(content_hash=""),
                name="article_known_by_url_or_content",
            ),
            models.CheckConstraint(
                condition=Q(state="failed") & ~Q(failure="") | ~Q(state="failed") & Q(failure=""),
                name="article_failure_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=False) | Q(withdrawal_reason=""),
                name="article_withdrawal_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="captured") | Q(current_version__isnull=False),
                name="article_captured_has_version",
            ),
        ]
        indexes = [
            updated_at_index("article"),  # updated_at.gte= and sort=updated_at
            models.Index(fields=["created_at", "id"], name="article_by_age"),  # the API's default order
            models.Index(
                Coalesce("published_at", "created_at"), "id", name="article_by_date"
            ),  # sort=published_at
            models.Index(fields=["state", "id"], name="article_by_state"),  # the API's and the admin's filter
            models.Index(
                fields=["id"], name="article_withdrawn", condition=Q(withdrawn_at__isnull=False)
            ),  # withdrawn=true
            models.Index(
                fields=["published_at", "id"],
                name="article_by_publication",
                condition=Q(published_at__isnull=False),
            ),  # published_at.gte=
            models.Index(fields=["language", "created_at", "id"], name="article_by_language"),  # language=
            models.Index(fields=["origin", "created_at", "id"], name="article_by_origin"),  # origin=
            GinIndex(fields=["search"], name="article_words"),  # q=
        ]

    def __str__(self) -> str:
        return self.title or f"Article {self.id}"


class Submission(models.Model):
    """Posted content of an article that waits to be read. Deleted once it is captured.

    `source_url` is the URL of the article's source, of a submission that was leased.
    """

    source_url: str | None = None

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="submissions")
    content = models.TextField()
    content_type = models.CharField(max_length=16, choices=choices_of(ContentType))
    content_hash = models.CharField(max_length=64)
    submitter = models.CharField(
        max_length=120,
        default="",
        blank=True,
        help_text="Who posted it; submitters take turns in being read.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    next_attempt_at = models.DateTimeField()
    lease_token = models.UUIDField(null=True, blank=True, editable=False)
    read_attempts = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["article", "content_hash"], name="submission_unique"),
        ]
        indexes = [
            models.Index(
                fields=["submitter", "next_attempt_at", "id"], name="submission_due"
            ),  # due submissions of a submitter
            models.Index(
                fields=["next_attempt_at", "id"], name="submission_repeated", condition=Q(read_attempts__gt=0)
            ),  # submissions whose worker did not finish
        ]

    def __str__(self) -> str:
        return f"{self.content_type}, {len(self.content)} characters"


class ArticleVersion(models.Model):
    """One captured text of an article. The text never changes. `references` is its source list: objects with label, url, title,
    author and date. `notes` are the publisher's notices about it, such as corrections: objects with kind and text.
    `claim_reviews` are those in its markup: objects with claim, claimant, reviewer, rating, url and polarity."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    text_hash = models.CharField(max_length=64)
    references = models.JSONField(default=list, blank=True)
    notes = models.JSONField(default=list, blank=True)
    claim_reviews = models.JSONField(default=list, blank=True)
    extractor_version = models.CharField(max_length=40)
    captured_at = models.DateTimeField()

    class Meta:
        ordering = ["-captured_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="articleversion_number_unique"),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.captured_at:%Y-%m-%d %H:%M}"


class ArticleOriginal(models.Model):
    """What the current version of an article was read from, so that a newer extractor can read it again.

    `reader` is the number of the newest extractor that has read it, or failed to: a row with a lower one than the
    current extractor's is due at `next_attempt_at`.
    """

    article = models.OneToOneField(
        Article, primary_key=True, on_delete=models.CASCADE, related_name="original", editable=False
    )
    body = models.BinaryField(help_text="Compressed with zlib.")
    content_type = models.CharField(max_length=200, blank=True)
    charset = models.CharField(max_length=100, default="", blank=True)
    url = models.TextField(default="", blank=True)
    reader = models.PositiveIntegerField()
    next_attempt_at = models.DateTimeField()
    lease_token = models.UUIDField(null=True, blank=True, editable=False)
    read_attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    failure = models.CharField(
        max_length=40, default="", blank=True, help_text="Why the newest extractor could not read it."
    )

    class Meta:
        indexes = [
            models.Index(fields=["reader", "next_attempt_at"], name="articleoriginal_due"),  # older readings
        ]

    def __str__(self) -> str:
        return f"{self.content_type} of {self.article_id}"
