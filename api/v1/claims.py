"""Claims: who claimed what, where, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from api import shapes
from api.idempotency import once
from api.inputs import Input, Text
from api.lists import ListView, narrowed, related, span, words
from api.shapes import Expansion, Member, Row
from api.views import DetailView, View, expected_version, key_of
from claims import tasks
from claims.ids import type_id
from claims.models import Appearance, Citation, Claim, Proposition
from claims.services.catalogue import curate
from claims.values import ClaimKind, EvidenceState, Op, Relation

CLAIM = shapes.shape(
    "claim",
    Claim,
    "/claims",
    shapes.text("text"),
    shapes.word("kind", list(ClaimKind)),
    shapes.word("status", Claim.Status.values),
    shapes.word("verdict", Claim.Verdict.values),
    shapes.word("evidence_state", list(EvidenceState)),
    shapes.reference("merged_into", "claim"),
    shapes.time("first_seen_at"),
    shapes.time("last_seen_at"),
    shapes.number("version"),
    shapes.time("created_at"),
    expansions=(
        Expansion("propositions", "proposition", "claim_id", many=True, order=("position",), included=True),
        Expansion(
            "appearances", "appearance", "claim_id", many=True, order=("seen_at", "id"),
            listed_at="/appearances?claim={id}",
        ),
        Expansion(
            "citations", "citation", "claim_id", many=True, order=("created_at", "id"),
            listed_at="/citations?claim={id}",
        ),
        Expansion(
            "reviews", "review", "claim_id", many=True, order=("-created_at", "-id"),
            listed_at="/reviews?claim={id}",
        ),
    ),
    description="One checkable assertion, whoever made it and wherever.",
)  # fmt: skip


def _named(name: str) -> Member:
    """Who or what takes part: the words as written, and the entity if it is known."""

    def make(row: Row) -> dict[str, Any] | None:
        key, text = row[f"{name}_id"], row[f"{name}_text"]
        return {"entity": key and type_id("entity", key), "text": text} if key or text else None

    schema = {
        "type": ["object", "null"],
        "properties": {"entity": shapes.id_schema("entity", null=True), "text": {"type": "string"}},
        "required": ["entity", "text"],
    }
    return Member(name, (f"{name}_id", f"{name}_text"), make, schema)


PROPOSITION = shapes.shape(
    "proposition",
    Proposition,
    "",
    shapes.word("form", Proposition.Form.values),
    _named("subject"),
    shapes.word("relation", ["", *Relation]),
    _named("object"),
    _named("on"),
    shapes.text("measure"),
    shapes.word("op", ["", *Op]),
    shapes.decimal("low", null=True),
    shapes.decimal("high", null=True),
    shapes.text("unit"),
    shapes.text("verbatim"),
    description="A claim's atom. Here `object` is the grammatical one: whom the subject is compared with.",
)


def _cited_in(rows: Q) -> Q:
    return Q(pk__in=Citation.objects.filter(rows).values("claim"))


def _made_in(rows: Q) -> Q:
    return Q(pk__in=Appearance.objects.filter(rows, gone_at=None).values("claim"))


def _among(claims: QuerySet[Claim]) -> Q:
    """A subquery in place of a join, so that no row comes twice and the page's order finds its index."""
    return Q(pk__in=claims.values("pk"))


class ClaimList(ListView):
    """Claims."""

    shape = CLAIM
    sorts = {
        "created_at": "created_at",
        "last_seen_at": "last_seen_at",
    }
    filters = (
        *words("status", Claim.Status.values),
        *words("kind", list(ClaimKind)),
        *words("verdict", Claim.Verdict.values),
        *words("evidence_state", list(EvidenceState)),
        *related(
            "article",
            lambda key: _among(Claim.objects.made_in(key)),
            description="Claims that stand in it now.",
        ),
        *related(
            "publisher",
            lambda key: _made_in(Q(article__publisher=key)),
            description="Claims in its articles.",
        ),
        *related(
            "entity",
            lambda key: _among(Claim.objects.about(key)),
            description="Claims in which it takes part.",
        ),
        *related("source", lambda key: _cited_in(Q(source=key)), description="Claims that cite it."),
        *related("merged_into", "merged_into", "claim"),
        *narrowed(
            "q",
            lambda rows, value: rows.filter(_among(Claim.objects.matching(value))),
            "Words of the text, in web search syntax.",
        ),
        *span("first_seen_at"),
        *span("last_seen_at"),
        *span("created_at"),
    )

    def get(self, request: Request) -> Response:
        """List claims."""
        return super().get(request)


class ClaimDetail(DetailView):
    """One claim."""

    shape = CLAIM

    def get(self, request: Request, id: str) -> Response:
        """Read a claim."""
        return super().get(request, id)


class ReasonIn(Input):
    """Why."""

    reason = Text(required=False, allow_blank=True, max_length=2000)


class RejectionIn(Input):
    """Why not."""

    reason = Text(max_length=2000)


class Decision(View):
    """A curator's decision on one claim. Deciding the same again changes nothing."""

    shape = CLAIM
    header_names = {"POST": ["Idempotency-Key", "If-Match"]}
    scopes = {"POST": "curate"}
    answers = {"POST": {200: CLAIM}}
    bodies = {"POST": ReasonIn}

    def decide(self, request: Request, id: str, verb: Callable[..., list[Claim]]) -> Response:
        """Have it done by the service; answers the claim as it is then."""
        key = key_of("claim", id)
        verb(
            [key],
            reason=self.body(request).get("reason", ""),
            expected_version=expected_version(request),
            actor=self.actor(request),
        )
        tasks.ring(tasks.publish_events)
        return self.show_key(request, key)


class ClaimAccept(Decision):
    """Accept."""

    @once
    def post(self, request: Request, id: str) -> Response:
        """Accept a claim."""
        return self.decide(request, id, curate.accept_claims)


class ClaimReject(Decision):
    """Reject."""

    bodies = {"POST": RejectionIn}

    @once
    def post(self, request: Request, id: str) -> Response:
        """Reject a claim, with a reason."""
        return self.decide(request, id, curate.reject_claims)


class ClaimReopen(Decision):
    """Reopen."""

    @once
    def post(self, request: Request, id: str) -> Response:
        """Take a decision on a claim back: it is proposed again."""
        return self.decide(request, id, curate.reopen_claims)
