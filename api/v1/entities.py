"""Entities: the models, organisations and benchmarks that claims are about, with their aliases."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from api import fields, resources
from api.filters import choice_filter, custom_filter, range_filter, related_filter
from api.generics import DetailView, ListView
from api.idempotency import idempotent
from api.resources import Expansion
from api.serializers import ChoiceField, StrictSerializer, StringField, StringListField, TypeIdField
from api.views import expected_version, key_or_404
from claims import tasks
from claims.models import Alias, Entity
from claims.services.catalogue import distinct_pairs, entities
from claims.vocabulary import EntityKind

ENTITY = resources.define(
    "entity",
    Entity,
    "/entities",
    fields.string("name"),
    fields.choice("kind", list(EntityKind)),
    fields.choice("status", Entity.Status.values),
    fields.reference("merged_into", "entity"),
    fields.reference("parent", "entity"),
    fields.integer("version"),
    fields.date_time("created_at"),
    fields.date_time("updated_at"),
    expansions=(
        Expansion("aliases", "alias", "entity_id", many=True, order=("text", "id"), default=True),
        Expansion("parent", "entity", "parent_id"),
    ),
    description="A model, organisation, benchmark or other named entity. The parent of a version is its family.",
)

ALIAS = resources.define(
    "alias", Alias, "", fields.string("text"), description="One spelling of an entity's name."
)


class EntityIn(StrictSerializer):
    """An entity. Its name is always one of its aliases."""

    name = StringField(max_length=200)
    kind = ChoiceField(list(EntityKind))
    status = ChoiceField(entities.SETTABLE_STATUSES, required=False)
    parent = TypeIdField("entity", required=False, allow_null=True)  # type: ignore[assignment]
    aliases = StringListField(item_max_length=200, required=False, max_length=200)


class EntityList(ListView):
    """The list of entities."""

    resource = ENTITY
    scopes = {"GET": "read", "POST": "curate"}
    request_bodies = {"POST": EntityIn}
    responses = {"POST": {201: ENTITY}}
    sort_columns = {"name": "name", "created_at": "created_at", "updated_at": "updated_at"}
    default_sort = "name"

    @staticmethod
    def search(queryset: QuerySet[Entity], value: str) -> QuerySet[Entity]:
        """Entities whose name or alias contains this text."""
        with_alias = Alias.objects.filter(text__icontains=value).values("entity")
        return queryset.filter(Q(name__icontains=value) | Q(pk__in=with_alias))

    filters = (
        *choice_filter("kind", list(EntityKind)),
        *choice_filter("status", Entity.Status.values),
        *related_filter("parent", "parent", "entity"),
        *related_filter("merged_into", "merged_into", "entity"),
        *related_filter(
            "distinct_from",
            lambda key: Q(pk__in=distinct_pairs.others(key)),
            "entity",
            "Entities that a curator declared not to be the same as this one.",
        ),
        *custom_filter("q", search, "A part of a name or an alias.", 200),
        *range_filter("created_at"),
        *range_filter("updated_at"),
    )

    def get(self, request: Request) -> Response:
        """List entities."""
        return super().get(request)

    @idempotent
    def post(self, request: Request) -> Response:
        """Create an entity."""
        entity = entities.create_entity(**self.validated_body(request), actor=self.actor(request))
        tasks.ring(tasks.publish_events)
        return self.object_response_by_key(request, entity.pk, status=201, Location=self.location(entity.pk))


class EntityDetail(DetailView):
    """One entity."""

    resource = ENTITY
    scopes = {"GET": "read", "PATCH": "curate"}
    request_bodies = {"PATCH": EntityIn}

    def get(self, request: Request, id: str) -> Response:
        """Read an entity. A merged one leads to the entity that it was merged into (301)."""
        return super().get(request, id)

    def patch(self, request: Request, id: str) -> Response:
        """Change an entity. `aliases` replaces all aliases; the name is always one of them."""
        entity = entities.update_entity(
            key_or_404("entity", id),
            changes=self.validated_body(request),
            expected_version=expected_version(request),
            actor=self.actor(request),
        )
        tasks.ring(tasks.publish_events)
        return self.object_response_by_key(request, entity.pk)
