"""Queue: proposed claims with their quotes and evidence, the oldest first, to accept or reject."""

from __future__ import annotations

import uuid
from typing import cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from claims import tasks
from claims.admin import cards, decisions
from claims.admin.pages import actor_of, back, in_found_order
from claims.admin.paging import CappedPaginator
from claims.errors import ClaimsError
from claims.models import Article, Citation, Claim
from claims.models.claim import ClaimQuerySet
from claims.services.catalogue import citations
from claims.vocabulary import ClaimKind, EvidenceState

PER_PAGE = 25


class FilterForm(forms.Form):
    """The filters of the queue."""

    kind = forms.ChoiceField(
        choices=[("", "every kind"), *((kind, kind) for kind in ClaimKind)], required=False
    )
    evidence = forms.ChoiceField(
        choices=[("", "any evidence"), *((state, state) for state in EvidenceState)], required=False
    )
    q = forms.CharField(label="Words", max_length=200, required=False)
    article = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def narrow(self, claims: ClaimQuerySet) -> ClaimQuerySet:
        """The claims that match the filters. An invalid filter is ignored."""
        self.is_valid()
        filters = self.cleaned_data
        if filters.get("kind"):
            claims = claims.filter(kind=filters["kind"])
        if filters.get("evidence"):
            claims = claims.filter(evidence_state=filters["evidence"])
        if filters.get("q"):
            claims = cast(ClaimQuerySet, in_found_order(claims.containing(filters["q"])))
        if filters.get("article"):
            claims = claims.made_in(filters["article"])
        return claims


class ResolutionForm(forms.Form):
    """The source of a citation; without a URL the citation becomes unresolved. The service names what is wrong with a URL."""

    url = forms.CharField(required=False)
    whole_marker = forms.BooleanField(required=False)
    expected_version = forms.IntegerField(required=False)


@require_safe
def queue_view(request: HttpRequest) -> HttpResponse:
    """The queue. Takes `kind`, `evidence`, `q`, `article` and `page`."""
    _check_curator(request)
    form = FilterForm(request.GET)
    page = CappedPaginator(form.narrow(Claim.objects.awaiting_curation()), PER_PAGE).get_page(
        request.GET.get("page")
    )
    article = form.cleaned_data.get("article")
    context = {
        **admin.site.each_context(request),
        "title": "Proposed claims",
        "opts": Claim._meta,
        "is_nav_sidebar_enabled": False,
        "filters": form,
        "article": Article.objects.filter(pk=article).first() if article else None,
        "page": page,
        "cards": cards.cards_of(page.object_list),  # type: ignore[arg-type]
        "reasons": decisions.REASONS,
        "last_decision": decisions.last_decision(request),
        "here": request.get_full_path(),
    }
    return TemplateResponse(request, "admin/claims/claim/queue.html", context)


@require_POST
def decide_view(request: HttpRequest) -> HttpResponse:
    """Carry out a decision about the claims in `claim`, and redirect back to the page."""
    _check_curator(request)
    shown = decisions.shown_versions(request.POST.getlist("shown"))
    keys = list(shown) if request.POST.get("verb") == "undo" else _keys(request.POST.getlist("claim"))
    decisions.decide(request, keys, request.POST, shown)
    return back(request, reverse("admin:claims_claim_queue"))


@require_POST
def resolve_view(request: HttpRequest, citation_id: uuid.UUID) -> HttpResponse:
    """Set the URL of a citation; with `whole_marker`, of the same marker everywhere in its article."""
    if not request.user.has_perm("claims.change_citation"):
        raise PermissionDenied
    page = reverse("admin:claims_citation_change", args=[citation_id])
    form = ResolutionForm(request.POST)
    if not form.is_valid():
        for name, errors in form.errors.get_json_data().items():
            messages.error(request, f"Refused: {name}. {errors[0]['message']}")
        return back(request, page)
    url = form.cleaned_data["url"]
    try:
        changed = citations.resolve_citation(
            citation_id,
            url=url or None,
            whole_marker=form.cleaned_data["whole_marker"],
            expected_version=form.cleaned_data["expected_version"],
            actor=actor_of(request),
        )
    except Citation.DoesNotExist:
        messages.error(request, "This citation does not exist any more.")
    except ClaimsError as error:
        messages.error(request, f"Refused: {url}. {error.detail}" if url else error.detail)
    else:
        tasks.ring(tasks.refresh_due_sources)
        tasks.ring(tasks.publish_events)
        messages.success(
            request, f"Citations of {url}: {len(changed)}." if url else "The citation is unresolved again."
        )
    return back(request, page)


def _check_curator(request: HttpRequest) -> None:
    if not request.user.has_perm("claims.change_claim"):
        raise PermissionDenied


def _keys(texts: list[str]) -> list[uuid.UUID]:
    """The valid keys among the texts; the queue's pages send no others."""
    return [key for key in map(_key, texts) if key is not None]


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
