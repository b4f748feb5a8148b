"""Reviews: curators' verdicts on claims. They are written and published, never edited."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from claims import tasks
from claims.admin import words
from claims.admin.actions import for_each
from claims.admin.changes import ServiceAdmin, ServiceForm
from claims.admin.filters import is_set
from claims.admin.pages import actor_of
from claims.models import Review
from claims.services.catalogue import curate


class AddReviewForm(ServiceForm):
    """A verdict and its reasons."""

    publish = forms.BooleanField(
        required=False,
        help_text="A published review sets the verdict of the claim. A review can be published later.",
    )


@admin.register(Review)
class ReviewAdmin(ServiceAdmin):
    sortable_by = None
    add_form = AddReviewForm
    add_fields = ("claim", "verdict", "reasons", "publish")
    shown_fields = ("claim", "verdict", "reasons", "reviewer", "created_at", "published_at", "version")
    list_display = ["claim_link", "verdict_badge", "reviewer", "created_at", "published_at"]
    list_filter = ["verdict", is_set("published_at", "publication", "published", "not published")]
    search_fields = ["claim__text", "reasons", "reviewer"]
    autocomplete_fields = ["claim"]
    list_select_related = ["claim"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "-id"]
    actions = ["publish"]
    page_actions = ("publish",)

    def create(self, request: HttpRequest, values: dict[str, Any]) -> tuple[Review, bool]:
        review = curate.review_claim(
            values["claim"].pk,
            verdict=values["verdict"],
            reasons=values["reasons"],
            publish=values["publish"],
            actor=actor_of(request),
        )
        return review, True

    @admin.action(description="Publish", permissions=["curate"])
    def publish(self, request: HttpRequest, rows: QuerySet[Review]) -> None:
        actor = actor_of(request)
        for_each(self, request, rows, lambda key: curate.publish_review(key, actor=actor), "Published")
        tasks.ring(tasks.publish_events)

    def buttons(self, request: HttpRequest, row: Review) -> list[tuple[str, str]]:
        """No buttons for a published review."""
        return [] if row.published_at else super().buttons(request, row)

    @admin.display(description="claim")
    def claim_link(self, review: Review) -> str:
        return words.short(review.claim, 110)

    @admin.display(description="verdict", ordering="verdict")
    def verdict_badge(self, review: Review) -> SafeString:
        return words.badge(review.verdict)
