"""Entities: the models, organisations and benchmarks that claims are about, with their aliases."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from api import fields, resources
from api.fields import Field
from api.filters import choice_filter, range_filter, related_filter, search_filter
from api.generics import DetailView, ListView
from api.idempotency import idempotent
from api.resources import Expansion
from api.serializers import ChoiceField, StrictSerializer, StringField, StringListField, TypeIdField
from api.views import expected_version, key_or_404
from claims import tasks
from claims.models import Alias, Entity
from claims.models.search import is_any_of
from claims.services.catalogue import distinct_pairs, entities
from claims.vocabulary import EntityKind, EvidenceState

MAX_COUNTED = 2000
"""The most propositions whose claims are counted for each role of an entity."""

ROLES = ("subject", "object", "on")
_STATES = [str(state) for state in EvidenceState]
_COUNT = {"type": "integer", "minimum": 0}
_COUNTS_SCHEMA = {
    "type": "object",
    "description": (
        "The claims that have the entity in each role, by evidence state. At most "
        f"{MAX_COUNTED} propositions are read for a role: then `is_lower_bound` is true."
    ),
    "properties": {
        role: {
            "type": "object",
            "properties": {
                "total": _COUNT,
                "is_lower_bound": {"type": "boolean"},
                "evidence_states": {
                    "type": "object",
                    "properties": dict.fromkeys(_STATES, _COUNT),
                    "required": _STATES,
                },
            },
            "required": ["total", "is_lower_bound", "evidence_states"],
        }
        for role in ROLES
    },
    "required": list(ROLES),
}


_COUNTED = """
SELECT claim.evidence_state AS state, count(DISTINCT claim.id) AS claims, count(*) AS propositions
FROM (SELECT claim_id FROM claims_proposition WHERE {role}_id = {{id}} LIMIT {limit}) AS stated
JOIN claims_claim AS claim ON claim.id = stated.claim_id GROUP BY claim.evidence_state
"""


def _counts(role: str) -> str:
    """The SQL of the counts of one role."""
    states = {
        state: f"coalesce(sum(claims) FILTER (WHERE state = '{state}'), 0)::integer" for state in _STATES
    }
    counts = fields.json_object(
        total="coalesce(sum(claims), 0)::integer",
        is_lower_bound=f"coalesce(sum(propositions), 0) >= {MAX_COUNTED}",
        evidence_states=fields.json_object(**states),
    )
    return f"(SELECT {counts} FROM ({_COUNTED.format(role=role, limit=MAX_COUNTED)}) AS counted)"  # noqa: S608


ENTITY = resources.define(
    "entity",
    Entity,
    "/entities",
    fields.string("name"),
    fields.choice("kind", list(EntityKind)),
    fields.choice("status", Entity.Status.values),
    fields.reference("merged_into", "entity"),
    fields.reference("parent", "entity"),
    Field(
        "claims",
        fields.json_object(**{role: _counts(role) for role in ROLES}),
        _COUNTS_SCHEMA,
        detail_only=True,
    ),
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
    has_all_rows = True
    scopes = {"GET": "read", "POST": "curate"}
    request_bodies = {"POST": EntityIn}
    responses = {"POST": {201: ENTITY}}
    sort_columns = {"name": "name", "created_at": "created_at", "updated_at": "updated_at"}
    default_sort = "name"

    @staticmethod
    def search(queryset: QuerySet[Entity], value: str) -> QuerySet[Entity]:
        """Entities of which a spelling has these words; the name is one of the spellings."""
        return queryset.filter(is_any_of("pk", Alias.objects.spelled(value).values("entity")))

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
        *search_filter(search, "A part of a name or an alias.", 200),
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
        return self.object_response(request, entity.pk, status=201, Location=self.location(entity.pk))


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
        return self.object_response(request, entity.pk)
