"""Claims: checkable assertions and their evidence state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from api import fields, resources
from api.fields import Field
from api.filters import boolean_filter, choice_filter, custom_filter, range_filter, related_filter
from api.generics import DetailView, ListView
from api.resources import Expansion
from api.v1.claim_bodies import ClaimChange
from api.views import key_or_404
from claims import tasks
from claims.models import Appearance, Citation, Claim, Proposition
from claims.services.catalogue import corrections, distinct_pairs
from claims.vocabulary import ClaimKind, EvidenceState, Op, Relation

_EXTRACTED: Mapping[str, Any] = {
    "type": ["object", "null"],
    "properties": {
        "text": {"type": "string"},
        "kind": {"type": "string", "enum": list(ClaimKind)},
        "propositions": {"type": "array", "items": {"type": "object"}},
    },
    "required": ["text", "kind", "propositions"],
}

CLAIM = resources.define(
    "claim",
    Claim,
    "/claims",
    fields.string("text"),
    fields.choice("kind", list(ClaimKind)),
    fields.choice("status", Claim.Status.values),
    fields.choice("verdict", Claim.Verdict.values),
    fields.choice("evidence_state", list(EvidenceState)),
    fields.reference("merged_into", "claim"),
    fields.column("extracted", _EXTRACTED),
    fields.date_time("first_seen_at"),
    fields.date_time("last_seen_at"),
    fields.date_time("gone_at", null=True),
    fields.integer("version"),
    fields.date_time("created_at"),
    fields.date_time("updated_at"),
    expansions=(
        Expansion("propositions", "proposition", "claim_id", many=True, order=("position",), default=True),
        Expansion(
            "appearances", "appearance", "claim_id", many=True, order=("seen_at", "id"),
            list_path="/appearances?claim={id}",
        ),
        Expansion(
            "citations", "citation", "claim_id", many=True, order=("created_at", "id"),
            list_path="/citations?claim={id}",
        ),
        Expansion(
            "reviews", "review", "claim_id", many=True, order=("-created_at", "-id"),
            list_path="/reviews?claim={id}",
        ),
    ),
    description=(
        "One checkable assertion, independent of the articles that make it. `gone_at` is since when no article makes it; "
        "`extracted` is what the extractor read, null unless a curator corrected it; `updated_at` is when it got its `version`."
    ),
)  # fmt: skip


def _participant(name: str) -> Field:
    """A participant of a proposition: its text, and the entity if it is known."""

    json = fields.json_object(entity=fields.type_id_sql("entity", f"{name}_id"), text=f"{{{name}_text}}")
    sql = f"CASE WHEN {{{name}_id}} IS NOT NULL OR {{{name}_text}} <> '' THEN {json} END"
    schema = {
        "type": ["object", "null"],
        "properties": {"entity": fields.id_schema("entity", null=True), "text": {"type": "string"}},
        "required": ["entity", "text"],
    }
    return Field(name, sql, schema)


PROPOSITION = resources.define(
    "proposition",
    Proposition,
    "",
    fields.choice("form", Proposition.Form.values),
    _participant("subject"),
    fields.choice("relation", ["", *Relation]),
    _participant("object"),
    _participant("on"),
    fields.string("measure"),
    fields.choice("op", ["", *Op]),
    fields.decimal("low", null=True),
    fields.decimal("high", null=True),
    fields.string("unit"),
    fields.string("verbatim"),
    description="One statement of a claim in structured form. `object` is what the subject is compared with.",
)


def _cited_in(condition: Q) -> Q:
    return Q(pk__in=Citation.objects.filter(condition).values("claim"))


def _made_in(condition: Q) -> Q:
    return Q(pk__in=Appearance.objects.filter(condition, gone_at=None).values("claim"))


def _among(claims: QuerySet[Claim]) -> Q:
    """A subquery instead of a join: no row is repeated, and the order of the page can use its index."""
    return Q(pk__in=claims.values("pk"))


class ClaimList(ListView):
    """The list of claims."""

    resource = CLAIM
    sort_columns = {
        "created_at": "created_at",
        "updated_at": "updated_at",
        "last_seen_at": "last_seen_at",
    }
    filters = (
        *choice_filter("status", Claim.Status.values),
        *choice_filter("kind", list(ClaimKind)),
        *choice_filter("verdict", Claim.Verdict.values),
        *choice_filter("evidence_state", list(EvidenceState)),
        *related_filter(
            "article",
            lambda key: _among(Claim.objects.made_in(key)),
            description="Claims in the current version of this article.",
        ),
        *related_filter(
            "publisher",
            lambda key: _made_in(Q(article__publisher=key)),
            description="Claims in articles of this publisher.",
        ),
        *related_filter(
            "entity",
            lambda key: _among(Claim.objects.about(key)),
            description="Claims with this entity as subject, object or benchmark.",
        ),
        *related_filter(
            "source", lambda key: _cited_in(Q(source=key)), description="Claims that cite this source."
        ),
        *related_filter("merged_into", "merged_into", "claim"),
        *related_filter(
            "distinct_from",
            lambda key: Q(pk__in=distinct_pairs.others(key)),
            "claim",
            "Claims that a curator declared not to be the same as this one.",
        ),
        *boolean_filter("gone", Q(gone_at__isnull=False), "true: no article makes the claim any more."),
        *custom_filter(
            "q",
            lambda queryset, value: queryset.filter(_among(Claim.objects.matching(value))),
            "Words of the text, in web search syntax.",
        ),
        *range_filter("first_seen_at"),
        *range_filter("last_seen_at"),
        *range_filter("created_at"),
        *range_filter("updated_at"),
    )

    def get(self, request: Request) -> Response:
        """List claims."""
        return super().get(request)


class ClaimDetail(DetailView):
    """One claim."""

    resource = CLAIM
    scopes = {"GET": "read", "PATCH": "curate"}
    request_bodies = {"PATCH": ClaimChange}
    version_required = frozenset({"PATCH"})

    def get(self, request: Request, id: str) -> Response:
        """Read a claim. A merged one leads to the claim that it was merged into (301)."""
        return super().get(request, id)

    def patch(self, request: Request, id: str) -> Response:
        """Correct a claim's text, kind or propositions.

        What the extractor read is kept in `extracted`. Later readings of the sentence do not undo the correction.
        """
        key, changes = key_or_404("claim", id), self.validated_body(request)
        corrections.correct_claim(
            key,
            reason=changes.pop("reason", ""),
            changes=changes,
            expected_version=self.expected_version(request),
            actor=self.actor(request),
        )
        tasks.ring(tasks.publish_events)
        return self.object_response_by_key(request, key)
