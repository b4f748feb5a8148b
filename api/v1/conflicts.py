"""Conflicts: pairs of claims that cannot both hold."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.db.models import Q
from rest_framework.request import Request
from rest_framework.response import Response

from api import fields, resources
from api.filters import choice_filter, range_filter, related_filter
from api.generics import DetailView, ListView
from api.idempotency import idempotent
from api.resources import Expansion
from api.v1.claim_decisions import ReasonIn, RejectionIn
from api.views import ApiView, expected_version, key_or_404
from claims import tasks
from claims.models import Conflict, Entity
from claims.services.conflicts import resolve
from claims.vocabulary import ConflictKind

CONFLICT = resources.define(
    "conflict",
    Conflict,
    "/conflicts",
    fields.choice("kind", [str(kind) for kind in ConflictKind]),
    fields.reference("claim", "claim", null=False),
    fields.reference("other_claim", "claim", null=False),
    fields.reference("subject", "entity", null=False),
    fields.reference("compared_with", "entity", "object_id"),
    fields.reference("on", "entity"),
    fields.string("measure"),
    fields.string("explanation"),
    fields.choice("state", Conflict.State.values),
    fields.choice("resolution", Conflict.Resolution.values),
    fields.string("reason"),
    fields.date_time("resolved_at", null=True),
    fields.integer("version"),
    fields.date_time("created_at"),
    fields.date_time("updated_at"),
    expansions=(
        Expansion("claim", "claim", "claim_id"),
        Expansion("other_claim", "claim", "other_claim_id"),
    ),
    description=(
        "Two claims that cannot both hold. `kind` is how they differ: each prefers the other thing (`opposite`), they give "
        "other values (`value`), or one denies what the other asserts (`negation`). `resolution` is `ended` if the claims "
        "do not contradict each other any more, `person` if a person decided so, which is final."
    ),
)


def _about(entity_id: uuid.UUID) -> Q:
    keys = Entity.objects.current_keys([entity_id])
    return Q(subject__in=keys) | Q(object__in=keys) | Q(on__in=keys)


class ConflictList(ListView):
    """The list of conflicts."""

    resource = CONFLICT
    sort_columns = {"created_at": "created_at", "updated_at": "updated_at"}
    filters = (
        *choice_filter("state", Conflict.State.values),
        *choice_filter("kind", list(ConflictKind)),
        *related_filter(
            "claim",
            lambda key: Q(claim=key) | Q(other_claim=key),
            description="Conflicts of this claim.",
        ),
        *related_filter(
            "entity",
            _about,
            description="Conflicts about this entity.",
        ),
        *range_filter("created_at"),
        *range_filter("updated_at"),
    )

    def get(self, request: Request) -> Response:
        """List conflicts."""
        return super().get(request)


class ConflictDetail(DetailView):
    """One conflict."""

    resource = CONFLICT

    def get(self, request: Request, id: str) -> Response:
        """Read a conflict."""
        return super().get(request, id)


class ConflictDecision(ApiView):
    """A decision about one conflict. Repeating it changes nothing."""

    resource = CONFLICT
    request_headers = {"POST": ["Idempotency-Key", "If-Match"]}
    scopes = {"POST": "curate"}
    responses = {"POST": {200: CONFLICT}}
    request_bodies = {"POST": ReasonIn}

    def decide(self, request: Request, id: str, service: Callable[..., Conflict]) -> Response:
        """Call the service; the response is the changed conflict."""
        key = key_or_404("conflict", id)
        service(
            key,
            reason=self.validated_body(request).get("reason", ""),
            expected_version=expected_version(request),
            actor=self.actor(request),
        )
        tasks.ring(tasks.publish_events)
        return self.object_response(request, key)


class ConflictResolve(ConflictDecision):
    """Resolve one conflict."""

    request_bodies = {"POST": RejectionIn}

    @idempotent
    def post(self, request: Request, id: str) -> Response:
        """Resolve a conflict, with the reason why the claims do not contradict each other."""
        return self.decide(request, id, resolve.resolve_conflict)


class ConflictReopen(ConflictDecision):
    """Reopen one conflict."""

    @idempotent
    def post(self, request: Request, id: str) -> Response:
        """Take back a resolution."""
        return self.decide(request, id, resolve.reopen_conflict)
