"""Citations: what is offered as evidence for a claim, and how it stands."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from rest_framework.request import Request
from rest_framework.response import Response

from api import shapes
from api.idempotency import once
from api.inputs import Id, Input, Text, Word
from api.lists import ListView, flag, narrowed, related, span, words
from api.shapes import Expansion, Member, Row
from api.views import DetailView, expected_version, key_of
from claims import tasks
from claims.errors import InputError
from claims.ids import type_id
from claims.models import Citation, Claim
from claims.services.catalogue import citations
from claims.values import LinkState, Passage, PassageState, Stance, ValuesState


def _source(row: Row) -> dict[str, Any] | None:
    key = row["source_id"]
    if key is None:
        return None
    return {
        "object": "source",
        "id": type_id("source", key),
        "self": shapes.SHAPES["source"].address(key),
        "url": row["source__cited_url"],
        "link_state": row["source__link_state"],
    }


def _passage(row: Row) -> dict[str, Any]:
    return {
        "exact": row["passage_exact"],
        "prefix": row["passage_prefix"],
        "suffix": row["passage_suffix"],
        "origin": row["passage_origin"],
        "state": row["passage_state"],
        "found": row["found"],
    }


_TEXT = {"type": "string"}
_PASSAGE: Mapping[str, Any] = {
    "type": "object",
    "description": "The words of the source that this rests on; `found` is the wording in their place now.",
    "properties": {
        "exact": _TEXT,
        "prefix": _TEXT,
        "suffix": _TEXT,
        "origin": {"type": "string", "enum": ["", *Citation.Origin.values]},
        "state": {"type": "string", "enum": list(PassageState)},
        "found": _TEXT,
    },
    "required": ["exact", "prefix", "suffix", "origin", "state", "found"],
}
_VALUES: Mapping[str, Any] = {
    "type": "object",
    "description": "The figures that must stand near the passage.",
    "properties": {
        "expected": {"type": "array", "items": _TEXT},
        "state": {"type": "string", "enum": list(ValuesState)},
    },
    "required": ["expected", "state"],
}

CITATION = shapes.shape(
    "citation",
    Citation,
    "/citations",
    shapes.reference("claim", "claim"),
    shapes.reference("appearance", "appearance"),
    Member(
        "source",
        ("source_id", "source__cited_url", "source__link_state"),
        _source,
        {"anyOf": [{"$ref": "#/components/schemas/Source"}, {"type": "null"}]},
    ),
    shapes.text("label"),
    shapes.number("position"),
    shapes.word("stance", list(Stance)),
    Member(
        "passage",
        ("passage_exact", "passage_prefix", "passage_suffix", "passage_origin", "passage_state", "found"),
        _passage,
        _PASSAGE,
    ),
    shapes.word("archived_state", ["", *PassageState]),
    Member(
        "values",
        ("expected_values", "values_state"),
        lambda row: {"expected": row["expected_values"], "state": row["values_state"]},
        _VALUES,
    ),
    shapes.time("last_verified_at", null=True),
    shapes.number("version"),
    shapes.time("created_at"),
    expansions=(
        Expansion("claim", "claim", "claim_id"),
        Expansion("appearance", "appearance", "appearance_id"),
        Expansion("source", "source", "source_id"),
    ),
    description=(
        "Evidence offered for a claim. `source` is null while nobody knows the URL behind the marker. `archived_state` "
        "is how its passage stands in the archive's copy of the source, empty while none was read."
    ),
)


class PassageIn(Input):
    """The words of the source that a citation rests on, as they stand there."""

    exact = Text(max_length=5000)
    prefix = Text(required=False, allow_blank=True, max_length=200)
    suffix = Text(required=False, allow_blank=True, max_length=200)


class CitationIn(Input):
    """A source to offer as evidence for a claim."""

    claim = Id("claim")
    url = Text(max_length=2000)
    stance = Word(list(Stance), required=False)
    passage = PassageIn(required=False, allow_null=True)
    label = Text(required=False, allow_blank=True, max_length=100)  # type: ignore[assignment]


class CitationChange(Input):
    """What can be changed about a citation."""

    url = Text(
        required=False,
        allow_null=True,
        max_length=2000,
        help_text="The URL behind the marker; null: nobody knows it.",
    )
    scope = Word(
        ["citation", "marker"],
        required=False,
        help_text="With url: this citation, or every one of the article with this marker.",
    )
    stance = Word(list(Stance), required=False)
    passage = PassageIn(required=False, allow_null=True, help_text="The passage to watch; null: none.")


class CitationList(ListView):
    """Citations."""

    shape = CITATION
    scopes = {"GET": "read", "POST": "write"}
    bodies = {"POST": CitationIn}
    answers = {"POST": {200: CITATION, 201: CITATION}}
    filters = (
        *related("claim", "claim"),
        *related("source", "source"),
        *related("appearance", "appearance"),
        *related("article", lambda key: Q(appearance__article=key, appearance__gone_at=None)),
        *narrowed(
            "label", lambda rows, given: rows.filter(label=given), "The marker, without its brackets.", 100
        ),
        *flag("unresolved", Q(source=None), "Whether nobody knows the source yet."),
        *words("stance", list(Stance)),
        *words("passage_state", list(PassageState)),
        *words("values_state", list(ValuesState)),
        *words("link_state", list(LinkState), "source__link_state"),
        *span("last_verified_at"),
        *span("created_at"),
    )

    def get(self, request: Request) -> Response:
        """List citations."""
        return super().get(request)

    @once
    def post(self, request: Request) -> Response:
        """Offer a source as evidence for a claim. The same source again is the same citation."""
        given = self.body(request)
        key = given.pop("claim")
        if not Claim.objects.filter(pk=key).exists():
            raise InputError("/claim", "There is no such claim.", code="not_found")
        given["passage"] = _passage_in(given.get("passage"))
        given.setdefault("stance", Stance.CITED)
        citation, created = citations.add_citation(key, **given, actor=self.actor(request))
        tasks.ring(tasks.publish_events)
        tasks.ring(tasks.refresh_due_sources)
        headers = {"Location": self.location(citation.pk)}
        return self.show_key(request, citation.pk, status=201 if created else 200, **headers)


class CitationDetail(DetailView):
    """One citation."""

    shape = CITATION
    scopes = {"GET": "read", "PATCH": "curate", "DELETE": "curate"}
    bodies = {"PATCH": CitationChange}

    def get(self, request: Request, id: str) -> Response:
        """Read a citation."""
        return super().get(request, id)

    def patch(self, request: Request, id: str) -> Response:
        """Say which URL is behind a citation, change its stance, or pin the passage that it rests on."""
        key = key_of("citation", id)
        given = self.body(request)
        if "scope" in given and "url" not in given:
            raise InputError("/scope", "A scope goes with a url.", code="required")
        with transaction.atomic():
            self.change(request, key, given)
        tasks.ring(tasks.publish_events)
        tasks.ring(tasks.refresh_due_sources)
        return self.show_key(request, key)

    def change(self, request: Request, key: uuid.UUID, given: Mapping[str, Any]) -> None:
        """Each part by its service; the first of them sees to the expected version."""
        expected, actor = expected_version(request), self.actor(request)
        if "url" in given:
            whole = given.get("scope") == "marker"
            citations.resolve_citation(
                key, url=given["url"], whole_marker=whole, expected_version=expected, actor=actor
            )
            expected = None
        citations.update_citation(
            key,
            stance=given.get("stance"),
            passage=_passage_in(given.get("passage")),
            unpin="passage" in given and given["passage"] is None,
            expected_version=expected,
            actor=actor,
        )

    def delete(self, request: Request, id: str) -> Response:
        """Take back a citation that a curator added."""
        citations.withdraw_citation(
            key_of("citation", id), expected_version=expected_version(request), actor=self.actor(request)
        )
        tasks.ring(tasks.publish_events)
        return Response(status=204)


def _passage_in(given: Mapping[str, str] | None) -> Passage | None:
    return Passage(**given) if given else None
