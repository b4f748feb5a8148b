"""Citation: "this appearance, or this curator, offers that source as evidence for this claim"."""

from django.db import models
from django.db.models import Q

from claims.ids import uuid7
from claims.models.appearance import Appearance
from claims.models.choices import choices_of
from claims.models.claim import Claim
from claims.models.search import TextKey
from claims.models.source import Source
from claims.models.updates import updated_at_field, updated_at_index
from claims.vocabulary import PassageState, Stance, ValuesState


class Citation(models.Model):
    """Evidence for a claim. A citation without a source is unresolved: the URL behind its marker is not known.

    The passage is the words of the source that the citation relies on; without them it is `unpinned`. `found` is the
    wording in the source's current text. `expected_values` are the figures that must be there, as written.
    """

    class Origin(models.TextChoices):
        PERSON = "person", "person"
        MACHINE = "machine", "machine"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="citations")
    appearance = models.ForeignKey(
        Appearance, null=True, blank=True, on_delete=models.CASCADE, related_name="citations"
    )
    source = models.ForeignKey(
        Source, null=True, blank=True, on_delete=models.PROTECT, related_name="citations", db_index=False
    )
    merged_from = models.ForeignKey(
        Source,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        db_index=False,
        help_text="The source that it had until that one was merged into its present source.",
    )
    is_resolved_by_person = models.BooleanField(
        default=False,
        help_text="A curator supplied the URL behind the marker; later versions of the article keep it.",
    )
    label = models.CharField(
        max_length=100, default="", blank=True, help_text="The marker without its brackets."
    )
    position = models.PositiveSmallIntegerField(
        default=0, help_text="The order of the citations of a sentence."
    )
    stance = models.CharField(max_length=8, choices=choices_of(Stance), default=Stance.CITED)
    passage_exact = models.TextField(default="", blank=True)
    passage_prefix = models.CharField(max_length=200, default="", blank=True)
    passage_suffix = models.CharField(max_length=200, default="", blank=True)
    passage_origin = models.CharField(max_length=8, choices=Origin.choices, default="", blank=True)
    is_left_unpinned = models.BooleanField(
        default=False, help_text="A curator removed the passage; none is proposed again."
    )
    passage_state = models.CharField(
        max_length=12, choices=choices_of(PassageState), default=PassageState.UNPINNED
    )
    passage_page = models.PositiveIntegerField(
        null=True, blank=True, help_text="The page of the source that has the passage, if it has pages."
    )
    found = models.TextField(default="", blank=True)
    expected_values = models.JSONField(default=list, blank=True)
    values_state = models.CharField(max_length=8, choices=choices_of(ValuesState), default=ValuesState.NONE)
    last_verified_at = models.DateTimeField(null=True, blank=True)
    archived_state = models.CharField(
        max_length=12,
        choices=choices_of(PassageState),
        default="",
        db_default="",
        blank=True,
        help_text="The state of the passage in the archive's copy of the source; empty if no copy was read.",
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = updated_at_field()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "appearance", "label", "source", "merged_from"],
                nulls_distinct=False,
                name="citation_unique",
            ),
            models.CheckConstraint(
                condition=Q(passage_exact="", passage_state="unpinned", passage_origin="")
                | ~Q(passage_exact="") & ~Q(passage_state="unpinned") & ~Q(passage_origin=""),
                name="citation_passage_whole",
            ),
            models.CheckConstraint(
                condition=Q(source__isnull=False) | Q(passage_exact=""), name="citation_passage_has_source"
            ),
        ]
        indexes = [
            updated_at_index("citation"),  # updated_at.gte= and sort=updated_at
            models.Index(fields=["created_at", "id"], name="citation_by_age"),  # the API's default order
            models.Index(
                fields=["source", "created_at", "id"], include=["passage_state"], name="citation_of_source"
            ),  # a source's citations, and how many have each state
            models.Index(
                TextKey("passage_exact"), name="citation_by_text", condition=~Q(passage_exact="")
            ),  # look-up of quotes
            models.Index(fields=["label", "created_at", "id"], name="citation_by_label"),  # label=
            models.Index(
                fields=["passage_state", "id"], name="citation_by_passage"
            ),  # the API's and the admin's filter
            # the same for values that few citations have
            models.Index(
                fields=["stance", "created_at", "id"], name="citation_by_stance", condition=~Q(stance="cited")
            ),
            models.Index(
                fields=["values_state", "created_at", "id"],
                name="citation_by_values",
                condition=Q(values_state__in=["changed", "absent"]),
            ),
            models.Index(
                fields=["created_at", "id"], name="citation_by_person", condition=Q(passage_origin="person")
            ),
            models.Index(
                fields=["merged_from"], name="citation_merged", condition=Q(merged_from__isnull=False)
            ),  # what goes back when sources are separated
            models.Index(
                fields=["id"], name="citation_unresolved", condition=Q(source__isnull=True)
            ),  # unresolved citations
        ]

    def __str__(self) -> str:
        return f"[{self.label}]" if self.label else f"Citation {self.id}"
