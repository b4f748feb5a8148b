"""Claims: checkable assertions and their evidence state."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, cast

from django.db.models import Exists, OuterRef, Q, QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from api import fields, resources
from api.fields import Field
from api.filters import Filter, boolean_filter, choice_filter, range_filter, related_filter, search_filter
from api.generics import DetailView, ListView
from api.linked_data import schema_org
from api.parameters import HOST_OR_ID
from api.renderers import JSONRenderer, LinkedDataRenderer
from api.resources import Expansion
from api.v1.claim_bodies import ClaimChange
from api.v1.proposition_filters import PROPOSITION_FILTERS
from api.views import LinkedData, expected_version, key_or_404
from claims import tasks
from claims.models import Appearance, Citation, Claim, Conflict, Host, Proposition, Publisher
from claims.models.claim import ClaimQuerySet
from claims.services.catalogue import corrections, distinct_pairs
from claims.vocabulary import ClaimKind, EvidenceState, Op, Polarity, Relation

MAX_HOSTS = 1000
"""The most hosts of a publisher's domains that one query includes."""

_EVIDENCE = fields.json_object(
    state="{evidence_state}", independent_sources="{independent_sources}", voices="{voices}"
)
_EVIDENCE_SCHEMA = {
    "type": "object",
    "description": (
        "The state of the evidence, and the voices among its sources: sources that count once, with the reasons. "
        "`same_text` is an identical text or passage; a `circular` source cites an article that makes the claim, or is one."
    ),
    "properties": {
        "state": {"type": "string", "enum": [str(state) for state in EvidenceState]},
        "independent_sources": {"type": "integer", "minimum": 0},
        "voices": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "sources": {"type": "array", "items": fields.id_schema("source")},
                    "domains": {"type": "array", "items": {"type": "string"}},
                    "reasons": {
                        "type": "array",
                        "items": {
                            "type": "string",
                            "enum": ["circular", "same_domain", "same_publisher", "same_text"],
                        },
                    },
                },
                "required": ["sources", "domains", "reasons"],
            },
        },
    },
    "required": ["state", "independent_sources", "voices"],
}

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
    fields.choice("polarity", list(Polarity)),
    fields.choice("status", Claim.Status.values),
    fields.choice("verdict", Claim.Verdict.values),
    fields.choice("evidence_state", list(EvidenceState)),
    fields.integer("independent_sources"),
    Field("evidence", _EVIDENCE, _EVIDENCE_SCHEMA, detail_only=True),
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


def _on_hosts(hosts: QuerySet[Host]) -> Q:
    """Claims that cite a source on one of these hosts. Their keys are read first: the planner knows how many sources each has."""
    keys = list(hosts.values_list("pk", flat=True)[:MAX_HOSTS])
    citations = Citation.objects.filter(claim=OuterRef("pk"), source__host__in=keys)
    return Q(Exists(citations))


def _of_publisher(publisher_id: uuid.UUID) -> Q:
    domains = Publisher.objects.filter(pk=publisher_id).values_list("domains", flat=True).first() or []
    return _on_hosts(Host.objects.below(domains))


def _in_conflict(conflict_id: uuid.UUID) -> Q:
    conflicts = Conflict.objects.filter(pk=conflict_id)
    return Q(pk__in=conflicts.values("claim")) | Q(pk__in=conflicts.values("other_claim"))


def _made_in(condition: Q) -> Q:
    return Q(pk__in=Appearance.objects.filter(condition, gone_at=None).values("claim"))


class ClaimList(ListView):
    """The list of claims."""

    resource = CLAIM
    has_all_rows = True
    sort_columns = {
        "created_at": "created_at",
        "updated_at": "updated_at",
        "last_seen_at": "last_seen_at",
    }
    filters = (
        *choice_filter("status", Claim.Status.values),
        *choice_filter("kind", list(ClaimKind)),
        *choice_filter("polarity", list(Polarity)),
        *choice_filter("verdict", Claim.Verdict.values),
        *choice_filter("evidence_state", list(EvidenceState)),
        *related_filter(
            "article",
            lambda key: _made_in(Q(article=key)),
            description="Claims in the current version of this article.",
        ),
        *related_filter(
            "publisher",
            lambda key: _made_in(Q(article__publisher=key)),
            description="Claims in articles of this publisher.",
        ),
        *PROPOSITION_FILTERS,
        *related_filter(
            "source",
            lambda key: _cited_in(Q(source=key) | Q(merged_from=key)),
            description="Claims that cite this source, also one that was merged into another.",
        ),
        Filter(
            "source.host",
            HOST_OR_ID,
            "Claims that cite a source on this host: its name alone, or its id from an event.",
            lambda queryset, host: queryset.filter(_on_hosts(Host.objects.named(host))),
        ),
        *related_filter(
            "source.publisher",
            _of_publisher,
            "publisher",
            "Claims that cite a source below a domain of this publisher.",
        ),
        *related_filter("conflict", _in_conflict, description="The two claims of this conflict."),
        *related_filter("merged_into", "merged_into", "claim"),
        *related_filter(
            "distinct_from",
            lambda key: Q(pk__in=distinct_pairs.others(key)),
            "claim",
            "Claims that a curator declared not to be the same as this one.",
        ),
        *boolean_filter("gone", Q(gone_at__isnull=False), "true: no article makes the claim any more."),
        *search_filter(
            lambda queryset, value: cast(ClaimQuerySet, queryset).containing(value),
            'Words of the text, whole or in part. `"…"` is a phrase, `-` excludes a word, `or` allows either.',
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
    renderer_classes = [JSONRenderer, LinkedDataRenderer]
    linked_data = LinkedData(schema_org.claim_document, schema_org.CLAIM_EXPANSIONS)
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
            expected_version=expected_version(request),
            actor=self.actor(request),
        )
        tasks.ring(tasks.publish_events)
        return self.object_response(request, key)
