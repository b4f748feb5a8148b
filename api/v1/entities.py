"""Entities: the named things that claims are about, and their spellings."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from api import shapes
from api.idempotency import once
from api.inputs import Id, Input, Text, Texts, Word
from api.lists import ListView, narrowed, related, span, words
from api.shapes import Expansion
from api.views import DetailView, expected_version, key_of
from claims import tasks
from claims.models import Alias, Entity
from claims.services.catalogue import catalogue
from claims.values import EntityKind

ENTITY = shapes.shape(
    "entity",
    Entity,
    "/entities",
    shapes.text("name"),
    shapes.word("kind", list(EntityKind)),
    shapes.word("status", Entity.Status.values),
    shapes.reference("parent", "entity"),
    shapes.number("version"),
    shapes.time("created_at"),
    expansions=(
        Expansion("aliases", "alias", "entity_id", many=True, order=("text", "id"), included=True),
        Expansion("parent", "entity", "parent_id"),
    ),
    description="A model, organisation, benchmark or other named thing. A version has its family as parent.",
)

ALIAS = shapes.shape("alias", Alias, "", shapes.text("text"), description="One spelling of an entity.")


class EntityIn(Input):
    """A named thing. Its name is a spelling of it too."""

    name = Text(max_length=200)
    kind = Word(list(EntityKind))
    status = Word(Entity.Status.values, required=False)
    parent = Id("entity", required=False, allow_null=True)  # type: ignore[assignment]
    aliases = Texts(each=200, required=False, max_length=200)


class EntityList(ListView):
    """Entities."""

    shape = ENTITY
    scopes = {"GET": "read", "POST": "curate"}
    bodies = {"POST": EntityIn}
    answers = {"POST": {201: ENTITY}}
    sorts = {"name": "name", "created_at": "created_at"}
    default_sort = "name"

    @staticmethod
    def spelled(rows: QuerySet[Entity], value: str) -> QuerySet[Entity]:
        """Entities with a spelling that holds these letters."""
        found = Alias.objects.filter(text__icontains=value).values("entity")
        return rows.filter(Q(name__icontains=value) | Q(pk__in=found))

    filters = (
        *words("kind", list(EntityKind)),
        *words("status", Entity.Status.values),
        *related("parent", "parent", "entity"),
        *narrowed("q", spelled, "Letters of a spelling.", 200),
        *span("created_at"),
    )

    def get(self, request: Request) -> Response:
        """List entities."""
        return super().get(request)

    @once
    def post(self, request: Request) -> Response:
        """Add an entity."""
        entity = catalogue.create_entity(**self.body(request), actor=self.actor(request))
        tasks.ring(tasks.publish_events)
        return self.show_key(request, entity.pk, status=201, Location=self.location(entity.pk))


class EntityDetail(DetailView):
    """One entity."""

    shape = ENTITY
    scopes = {"GET": "read", "PATCH": "curate"}
    bodies = {"PATCH": EntityIn}

    def get(self, request: Request, id: str) -> Response:
        """Read an entity."""
        return super().get(request, id)

    def patch(self, request: Request, id: str) -> Response:
        """Change an entity. `aliases` are all its spellings; its name is always one of them."""
        entity = catalogue.update_entity(
            key_of("entity", id),
            changes=self.body(request),
            expected_version=expected_version(request),
            actor=self.actor(request),
        )
        tasks.ring(tasks.publish_events)
        return self.show_key(request, entity.pk)
