"""Entities: the named things that claims are about, and their spellings."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from claims.admin import merges, search, tables, words
from claims.admin.changes import LinesField, ServiceAdmin, ServiceForm
from claims.admin.pages import RowAdmin, actor_of
from claims.models import Alias, Claim, Entity
from claims.services.catalogue import entities, entity_merges


class EntityForm(ServiceForm):
    """An entity, with all its spellings."""

    field_names = {"aliases": "spellings"}
    spellings = LinesField(required=False, help_text="One per line. The name itself is always one of them.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "spellings" in self.fields and not self.instance._state.adding:
            self.fields["spellings"].initial = [alias.text for alias in self.instance.aliases.all()]
        if "status" in self.fields and self.instance.status != Entity.Status.MERGED:
            choices = [(status, status.label) for status in entities.SETTABLE_STATUSES]
            self.fields["status"].widget.choices = choices


@admin.register(Entity)
class EntityAdmin(ServiceAdmin):
    form = EntityForm
    add_fields = ("name", "kind", "status", "parent", "spellings")
    edit_fields = ("name", "kind", "status", "parent", "spellings")
    shown_fields = ("merged_into", "created_at", "version")
    list_display = ["name", "kind", "status_badge", "parent", "spellings", "created_at"]
    list_filter = ["status", "kind"]
    search_fields = ["name"]
    search_condition = staticmethod(search.of_spelling("pk"))
    search_help_text = "A name, any of its spellings, or an id such as entity_01h…"
    autocomplete_fields = ["parent"]
    list_select_related = ["parent"]
    ordering = ["name", "id"]

    actions = ["merge", "distinguish"]

    @admin.action(description="Merge into the oldest of them", permissions=["curate"])
    def merge(self, request: HttpRequest, rows: QuerySet[Entity]) -> None:
        merges.merge_selected(self, request, rows, entity_merges.merge_entity)

    @admin.action(description="Keep two apart: they are not the same", permissions=["curate"])
    def distinguish(self, request: HttpRequest, rows: QuerySet[Entity]) -> None:
        merges.distinguish_selected(self, request, rows, "entity")

    def create(self, request: HttpRequest, values: dict[str, Any]) -> tuple[Entity, bool]:
        entity = entities.create_entity(
            name=values["name"],
            kind=values["kind"],
            status=values["status"],
            parent=values["parent"].pk if values["parent"] else None,
            aliases=values["spellings"],
            actor=actor_of(request),
        )
        return entity, True

    def change(
        self, request: HttpRequest, row: Entity, changes: dict[str, Any], expected_version: int | None
    ) -> None:
        if "parent" in changes:
            changes["parent"] = changes["parent"].pk if changes["parent"] else None
        if "spellings" in changes:
            changes["aliases"] = changes.pop("spellings")
        entities.update_entity(
            row.pk, changes=changes, expected_version=expected_version, actor=actor_of(request)
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entity]:
        return super().get_queryset(request).prefetch_related("aliases")

    @admin.display(description="status", ordering="status")
    def status_badge(self, entity: Entity) -> SafeString:
        return words.badge(entity.status)

    @admin.display(description="spellings")
    def spellings(self, entity: Entity) -> str:
        return words.short(", ".join(alias.text for alias in entity.aliases.all()), 120)

    def related_tables(self, row: Entity) -> list[tables.Table]:
        claims = Claim.objects.about(row.pk).order_by("-created_at", "-id")[: tables.SHOWN]
        variants = Entity.objects.filter(parent=row)[: tables.SHOWN]
        return [
            tables.Table(
                "Newest claims about it",
                ("Claim", "Status", "Evidence", "Last seen"),
                [
                    (
                        words.link_to(claim),
                        words.badge(claim.status),
                        words.badge(claim.evidence_state),
                        tables.moment(claim.last_seen_at),
                    )
                    for claim in claims
                ],
            ),
            tables.Table(
                "Versions and variants",
                ("Name", "Kind", "Status"),
                [(words.link_to(entity), entity.kind, words.badge(entity.status)) for entity in variants],
                tables.list_url(Entity, parent__id__exact=row.pk),
            ),
        ]


@admin.register(Alias)
class AliasAdmin(RowAdmin):
    list_display = ["text", "entity_link", "key"]
    search_fields = ["text"]
    search_condition = staticmethod(search.of_spelling("entity"))
    list_select_related = ["entity"]
    ordering = ["text", "id"]
    fields = ["text", "key", "entity"]

    @admin.display(description="entity", ordering="entity__name")
    def entity_link(self, alias: Alias) -> SafeString | str:
        return words.link_to(alias.entity)
