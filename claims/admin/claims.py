"""Claims with their propositions and appearances, and the queue of proposed claims."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims import tasks
from claims.admin import cards, decisions, merges, queue, search, tables, words
from claims.admin.actions import for_each
from claims.admin.changes import ServiceAdmin
from claims.admin.filters import is_set
from claims.admin.pages import RowAdmin, actor_of, in_found_order, key_in
from claims.models import Citation, Claim, Event, Proposition, Review
from claims.models.claim import ClaimQuerySet
from claims.services.catalogue import claim_merges, corrections

_MAX_SUBJECTS = 200


@admin.register(Claim)
class ClaimAdmin(ServiceAdmin):
    list_display = ["text_short", "evidence_badge", "status_badge", "kind", "verdict", "last_seen_at"]
    list_filter = [
        "status", "evidence_state", is_set("gone_at", "articles", "no article makes it", "an article makes it"), "kind",
        "verdict",
    ]  # fmt: skip
    search_fields = ["text"]
    search_help_text = f"{search.CLAIM_HELP} such as claim_01h…"
    ordering = ["-created_at", "-id"]
    actions = ["accept", "reject", "reopen", "merge", "distinguish", "revert"]
    page_actions = ("revert",)
    edit_fields = ("text", "kind")
    shown_fields = (
        "status", "verdict", "evidence_state", "extracted_text", "first_seen_at", "last_seen_at", "gone_at", "merged_into",
        "version",
    )  # fmt: skip
    action_form = decisions.ReasonActionForm
    change_form_template = "admin/claims/claim/change_form.html"

    @admin.display(description="claim", ordering="text")
    def text_short(self, claim: Claim) -> str:
        return words.short(claim.text, 160)

    @admin.display(description="status", ordering="status")
    def status_badge(self, claim: Claim) -> SafeString:
        gone = words.badge("gone", "no article makes it") if claim.gone_at else ""
        return format_html("{} {}", words.badge(claim.status), gone)

    @admin.display(description="evidence", ordering="evidence_state")
    def evidence_badge(self, claim: Claim) -> SafeString:
        return words.badge(claim.evidence_state)

    @admin.action(description="Accept", permissions=["curate"])
    def accept(self, request: HttpRequest, claims: QuerySet[Claim]) -> None:
        self._decide(request, claims, "accept")

    @admin.action(description="Reject (with the selected reason)", permissions=["curate"])
    def reject(self, request: HttpRequest, claims: QuerySet[Claim]) -> None:
        self._decide(request, claims, "reject")

    @admin.action(description="Reopen", permissions=["curate"])
    def reopen(self, request: HttpRequest, claims: QuerySet[Claim]) -> None:
        self._decide(request, claims, "reopen")

    @admin.action(description="Merge into the oldest of them", permissions=["curate"])
    def merge(self, request: HttpRequest, claims: QuerySet[Claim]) -> None:
        merges.merge_selected(self, request, claims, claim_merges.merge_claim)

    @admin.action(description="Keep two apart: they are not the same", permissions=["curate"])
    def distinguish(self, request: HttpRequest, claims: QuerySet[Claim]) -> None:
        merges.distinguish_selected(self, request, claims, "claim")

    @admin.action(description="Take back its corrections", permissions=["curate"])
    def revert(self, request: HttpRequest, claims: QuerySet[Claim]) -> None:
        actor = actor_of(request)
        for_each(self, request, claims, lambda key: corrections.revert_claim(key, actor=actor), "Taken back")
        tasks.ring(tasks.publish_events)

    def change(
        self, request: HttpRequest, row: Claim, changes: dict[str, Any], expected_version: int | None
    ) -> None:
        corrections.correct_claim(
            row.pk, changes=changes, expected_version=expected_version, actor=actor_of(request)
        )

    @admin.display(description="what the extractor read")
    def extracted_text(self, claim: Claim) -> str:
        return f"{claim.extracted['text']} ({claim.extracted['kind']})" if claim.extracted else "the same"

    def _decide(self, request: HttpRequest, claims: QuerySet[Claim], verb: str) -> None:
        keys = list(claims.order_by().values_list("pk", flat=True)[: decisions.MAX_AT_ONCE + 1])
        shown = decisions.shown_versions(request.POST.getlist("shown"))
        decisions.decide(request, keys, {"verb": verb, "reason": request.POST.get("reason", "")}, shown)

    def action_checkbox(self, obj: Claim) -> SafeString:
        """The checkbox of a row, with the version that the page shows."""
        box = super().action_checkbox(obj)
        return format_html(
            '{}<input type="hidden" name="shown" value="{}">', box, decisions.shown_text([obj])
        )

    def get_search_results(
        self,
        request: HttpRequest,
        queryset: QuerySet[Any],
        search_term: str,
    ) -> tuple[QuerySet[Any], bool]:
        """Words and parts of names, by their index."""
        if not search_term.strip() or key_in("claim", search_term.strip()):
            return super().get_search_results(request, queryset, search_term)
        return in_found_order(cast(ClaimQuerySet, queryset).containing(search_term)), False

    def related_tables(self, row: Claim) -> list[tables.Table]:
        return [_reviews(row)]

    def history(self, row: Claim) -> tables.Table:
        """The events about the claim, its citations and its reviews."""
        citations = Citation.objects.filter(claim=row).values_list("pk", flat=True)[:_MAX_SUBJECTS]
        reviews = Review.objects.filter(claim=row).values_list("pk", flat=True)[:_MAX_SUBJECTS]
        return tables.history([row.pk, *citations, *reviews], tables.list_url(Event, subject_id=row.pk))

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("queue/", wrap(queue.queue_view), name="claims_claim_queue"),
            path("decide/", wrap(queue.decide_view), name="claims_claim_decide"),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        claim = kwargs.get("obj")
        if claim is not None:
            context["card"] = cards.cards_of(Claim.objects.filter(pk=claim.pk), appearances=20, citations=50)[
                0
            ]
            context["may_curate"] = self.has_curate_permission(request)
            context["may_review"] = request.user.has_perm("claims.add_review")
            context["may_cite"] = request.user.has_perm("claims.add_citation")
            context["reasons"] = decisions.REASONS
            context["here"] = request.get_full_path()
        return super().render_change_form(request, context, *args, **kwargs)


def _reviews(claim: Claim) -> tables.Table:
    reviews = Review.objects.filter(claim=claim)[: tables.SHOWN]
    return tables.Table(
        "Reviews",
        ("Verdict", "Reasons", "Reviewer", "Written", "Published"),
        [
            (
                words.link_to(review, review.get_verdict_display()),
                words.short(review.reasons, 200),
                review.reviewer,
                tables.moment(review.created_at),
                tables.moment(review.published_at),
            )
            for review in reviews
        ],
        tables.list_url(Review, claim__id__exact=claim.pk),
        "This claim has no reviews.",
    )


@admin.register(Proposition)
class PropositionAdmin(RowAdmin):
    list_display = ["said", "form", "relation", "measure", "claim_link"]
    list_filter = ["form", "relation", "op"]
    search_fields = ["claim"]
    search_condition = staticmethod(search.of_claim("claim"))
    search_help_text = search.CLAIM_HELP
    list_select_related = ["claim"]
    ordering = ["-id"]
    fieldsets = [
        (None, {"fields": ["said", "claim", "position", "form", "verbatim"]}),
        (
            "Comparison",
            {"fields": ["subject", "subject_text", "relation", "object", "object_text", "on", "on_text"]},
        ),
        ("Quantity", {"fields": ["measure", "op", "low", "high", "unit"]}),
    ]

    @admin.display(description="says")
    def said(self, proposition: Proposition) -> str:
        return words.in_words(proposition)

    @admin.display(description="claim")
    def claim_link(self, proposition: Proposition) -> SafeString | str:
        return words.link_to(proposition.claim)
