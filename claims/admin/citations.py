"""Citations: the evidence of claims. Curators supply sources and pin passages."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString

from claims import tasks
from claims.admin import queue, search, wordings, words
from claims.admin.changes import ServiceAdmin, ServiceForm, UrlField
from claims.admin.filters import is_set
from claims.admin.pages import actor_of
from claims.models import Citation
from claims.services.catalogue import citations
from claims.values import Passage

_PASSAGE = ("passage_exact", "passage_prefix", "passage_suffix")


class CitationForm(ServiceForm):
    """A citation's stance and passage. An empty passage is unpinned."""

    class Meta:
        labels = {
            "passage_exact": "Passage",
            "passage_prefix": "Text before it",
            "passage_suffix": "Text after it",
        }
        help_texts = {
            "passage_exact": "The words of the source that the citation relies on. Leave empty to unpin it."
        }


class AddCitationForm(CitationForm):
    """A source that a curator cites for a claim."""

    url = UrlField()


@admin.register(Citation)
class CitationAdmin(ServiceAdmin):
    form = CitationForm
    add_form = AddCitationForm
    add_fields = ("claim", "url", "stance", "label", *_PASSAGE)
    edit_fields = ("stance", *_PASSAGE)
    shown_fields = (
        "claim", "label", "source", "link", "passage_state_badge", "passage_origin", "values_badge",
        "expected_values", "last_verified_at", "archive", "archived_badge", "appearance", "created_at", "version",
    )  # fmt: skip
    list_display = [
        "marker", "claim_link", "source_link", "link_badge", "stance", "passage_state_badge", "values_badge",
        "last_verified_at",
    ]  # fmt: skip
    list_filter = [
        is_set("source", "source", "known", "unresolved"), "passage_state", "values_state", "stance", "source__link_state",
        "passage_origin",
    ]  # fmt: skip
    search_fields = ["claim"]
    search_condition = staticmethod(search.of_citation)
    search_help_text = "A marker such as [12], a host, a whole URL, words of the claim, or an id"
    autocomplete_fields = ["claim"]
    list_select_related = ["claim", "source"]
    ordering = ["-created_at", "-id"]
    change_form_template = "admin/claims/citation/change_form.html"

    def create(self, request: HttpRequest, values: dict[str, Any]) -> tuple[Citation, bool]:
        citation, is_new = citations.add_citation(
            values["claim"].pk,
            url=values["url"],
            stance=values["stance"],
            passage=_passage(values),
            label=values["label"],
            actor=actor_of(request),
        )
        tasks.ring(tasks.refresh_due_sources)
        return citation, is_new

    def change(
        self, request: HttpRequest, row: Citation, changes: dict[str, Any], expected_version: int | None
    ) -> None:
        has_passage = any(name in changes for name in _PASSAGE)
        passage = {name: changes.get(name, getattr(row, name)) for name in _PASSAGE}
        citations.update_citation(
            row.pk,
            stance=changes.get("stance"),
            passage=_passage(passage) if has_passage else None,
            unpin=has_passage and not passage["passage_exact"].strip(),
            expected_version=expected_version,
            actor=actor_of(request),
        )
        tasks.ring(tasks.refresh_due_sources)

    def has_delete_permission(self, request: HttpRequest, obj: Citation | None = None) -> bool:
        """Only citations that a curator added can be withdrawn."""
        return (
            obj is not None and obj.appearance_id is None and request.user.has_perm("claims.delete_citation")
        )

    def delete_model(self, request: HttpRequest, obj: Citation) -> None:
        citations.withdraw_citation(obj.pk, expected_version=obj.version, actor=actor_of(request))
        tasks.ring(tasks.publish_events)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"stance": "cited", **super().get_changeform_initial_data(request)}

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(queue.resolve_view)
        return [
            path("<uuid:citation_id>/resolve/", view, name="claims_citation_resolve"),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        citation = context["original"]
        context["wording"] = wordings.in_place(citation) if citation and citation.passage_exact else ""
        context["may_resolve"] = self.has_curate_permission(request)
        context["here"] = request.get_full_path()
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="marker", ordering="label")
    def marker(self, citation: Citation) -> str:
        return f"[{citation.label}]" if citation.label else "(none)"

    @admin.display(description="claim")
    def claim_link(self, citation: Citation) -> SafeString | str:
        return words.link_to(citation.claim, length=80)

    @admin.display(description="source")
    def source_link(self, citation: Citation) -> SafeString | str:
        return words.link_to(citation.source, length=60) if citation.source else "unresolved"

    @admin.display(description="link", ordering="source__link_state")
    def link_badge(self, citation: Citation) -> SafeString:
        return words.badge(citation.source.link_state) if citation.source else words.badge("unresolved")

    @admin.display(description="passage", ordering="passage_state")
    def passage_state_badge(self, citation: Citation) -> SafeString:
        return words.badge(citation.passage_state)

    @admin.display(description="figures", ordering="values_state")
    def values_badge(self, citation: Citation) -> SafeString:
        return words.badge(citation.values_state)

    @admin.display(description="live page")
    def link(self, citation: Citation) -> SafeString | str:
        return words.link_out(words.requested_url(citation.source)) if citation.source else "unresolved"

    @admin.display(description="archive's copy")
    def archive(self, citation: Citation) -> SafeString | str:
        return words.archived(citation.source) if citation.source else "–"

    @admin.display(description="passage in that copy")
    def archived_badge(self, citation: Citation) -> SafeString | str:
        return words.badge(citation.archived_state) or "–"


def _passage(values: dict[str, Any]) -> Passage | None:
    exact = values["passage_exact"]
    return Passage(exact, values["passage_prefix"], values["passage_suffix"]) if exact.strip() else None
