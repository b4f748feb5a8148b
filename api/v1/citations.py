"""Citations: the sources offered as evidence for a claim, and the state of their passages."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from rest_framework.request import Request
from rest_framework.response import Response

from api import fields, resources
from api.fields import Field
from api.filters import boolean_filter, choice_filter, custom_filter, range_filter, related_filter
from api.generics import DetailView, ListView
from api.idempotency import idempotent
from api.resources import Expansion
from api.serializers import ChoiceField, StrictSerializer, StringField, TypeIdField, UrlField
from api.views import ApiView, expected_version, key_or_404, not_found
from claims import tasks
from claims.errors import InputError
from claims.ids import type_id
from claims.models import Citation, Claim
from claims.pipeline.watching.word_differences import passage_difference
from claims.pipeline.watching.wording_changes import WordingChange
from claims.services.catalogue import citations
from claims.values import Passage
from claims.vocabulary import LinkState, PassageState, Stance, ValuesState

_SOURCE_JSON = fields.json_object(
    object="'source'",
    id=fields.type_id_sql("source", "source_id"),
    self=f"{{root}} || '/sources/' || {fields.type_id_sql('source', 'source_id')}",
    url="{source__cited_url}",
    link_state="{source__link_state}",
)
_PASSAGE_JSON = fields.json_object(
    exact="{passage_exact}",
    prefix="{passage_prefix}",
    suffix="{passage_suffix}",
    origin="{passage_origin}",
    state="{passage_state}",
    found="{found}",
    page="{passage_page}",
)
_TEXT = {"type": "string"}
_PASSAGE: Mapping[str, Any] = {
    "type": "object",
    "description": "The passage of the source that the citation rests on; `found` is the text in its place at the last check, `page` its page in a PDF.",
    "properties": {
        "exact": _TEXT,
        "prefix": _TEXT,
        "suffix": _TEXT,
        "origin": {"type": "string", "enum": ["", *Citation.Origin.values]},
        "state": {"type": "string", "enum": list(PassageState)},
        "found": _TEXT,
        "page": {"type": ["integer", "null"]},
    },
    "required": ["exact", "prefix", "suffix", "origin", "state", "found", "page"],
}
_TEXTS = {"type": "array", "items": _TEXT}
_DIFFERENCE: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "object": {"const": "difference", "type": "string"},
        "citation": fields.id_schema("citation"),
        "state": {"type": "string", "enum": list(PassageState)},
        "before": _TEXT,
        "after": _TEXT,
        "kind": {
            "type": ["string", "null"],
            "enum": [*(kind.name.lower() for kind in WordingChange), None],
            "description": (
                "`rewritten`: the same values in another writing; `reworded`; `refigured`: other figures; `reversed`: a "
                "negation, an opposite or another name. null unless the passage is altered."
            ),
        },
        "words": {
            "type": "array",
            "description": "The words that went and those that came in their place, in the order of the passage.",
            "items": {
                "type": "object",
                "properties": {"before": _TEXT, "after": _TEXT},
                "required": ["before", "after"],
            },
        },
        "figures": {
            "type": "object",
            "description": "The figures of both wordings, if they differ.",
            "properties": {"before": _TEXTS, "after": _TEXTS},
            "required": ["before", "after"],
        },
    },
    "required": ["object", "citation", "state", "before", "after", "kind", "words", "figures"],
}
_VALUES: Mapping[str, Any] = {
    "type": "object",
    "description": "The figures that must occur near the passage.",
    "properties": {
        "expected": {"type": "array", "items": _TEXT},
        "state": {"type": "string", "enum": list(ValuesState)},
    },
    "required": ["expected", "state"],
}

CITATION = resources.define(
    "citation",
    Citation,
    "/citations",
    fields.reference("claim", "claim"),
    fields.reference("appearance", "appearance"),
    Field(
        "source",
        f"CASE WHEN {{source_id}} IS NOT NULL THEN {_SOURCE_JSON} END",
        {"anyOf": [{"$ref": "#/components/schemas/Source"}, {"type": "null"}]},
    ),
    fields.reference("merged_from", "source"),
    fields.string("label"),
    fields.integer("position"),
    fields.choice("stance", list(Stance)),
    Field("passage", _PASSAGE_JSON, _PASSAGE),
    fields.choice("archived_state", ["", *PassageState]),
    Field("values", fields.json_object(expected="{expected_values}", state="{values_state}"), _VALUES),
    fields.date_time("last_verified_at", null=True),
    fields.integer("version"),
    fields.date_time("created_at"),
    fields.date_time("updated_at"),
    expansions=(
        Expansion("claim", "claim", "claim_id"),
        Expansion("appearance", "appearance", "appearance_id"),
        Expansion("source", "source", "source_id"),
    ),
    description=(
        "A source offered as evidence for a claim. `source` is null while the URL behind the marker is unknown; it was "
        "`merged_from` before that one was merged into it. "
        "`archived_state` is the state of the passage in the archive's copy of the source; empty without such a copy."
    ),
)


class PassageIn(StrictSerializer):
    """The passage of the source that a citation rests on, quoted exactly."""

    exact = StringField(max_length=5000)
    prefix = StringField(required=False, allow_blank=True, max_length=200)
    suffix = StringField(required=False, allow_blank=True, max_length=200)


class CitationIn(StrictSerializer):
    """A source to add as evidence for a claim."""

    claim = TypeIdField("claim")
    url = UrlField()
    stance = ChoiceField(list(Stance), required=False)
    passage = PassageIn(required=False, allow_null=True)
    label = StringField(required=False, allow_blank=True, max_length=100)  # type: ignore[assignment]


class CitationChange(StrictSerializer):
    """The editable members of a citation."""

    url = UrlField(
        required=False,
        allow_null=True,
        help_text="The URL behind the marker; null if it is unknown.",
    )
    scope = ChoiceField(
        ["citation", "marker"],
        required=False,
        help_text="With `url`: change this citation, or every citation of the article with this marker.",
    )
    stance = ChoiceField(list(Stance), required=False)
    passage = PassageIn(required=False, allow_null=True, help_text="The passage to watch; null for none.")


def _of_source(source_id: uuid.UUID) -> Q:
    """The condition names `merged_from` only where a citation has it: no index has both columns in the order of a list."""
    was_merged = Citation.objects.filter(merged_from=source_id).exists()
    return Q(source=source_id) | Q(merged_from=source_id) if was_merged else Q(source=source_id)


class CitationList(ListView):
    """The list of citations."""

    resource = CITATION
    has_all_rows = True
    scopes = {"GET": "read", "POST": "write"}
    request_bodies = {"POST": CitationIn}
    responses = {"POST": {200: CITATION, 201: CITATION}}
    sort_columns = {"created_at": "created_at", "updated_at": "updated_at"}
    filters = (
        *related_filter("claim", "claim"),
        *related_filter(
            "source",
            _of_source,
            description="Citations of this source, also of one that was merged into another.",
        ),
        *related_filter("appearance", "appearance"),
        *related_filter("article", lambda key: Q(appearance__article=key, appearance__gone_at=None)),
        *custom_filter(
            "label",
            lambda queryset, value: queryset.filter(label=value),
            "The marker, without its brackets.",
            100,
        ),
        *boolean_filter("unresolved", Q(source=None), "true: the source is unknown."),
        *choice_filter("stance", list(Stance)),
        *choice_filter("passage_state", list(PassageState)),
        *choice_filter("values_state", list(ValuesState)),
        *choice_filter("link_state", list(LinkState), "source__link_state"),
        *range_filter("last_verified_at", needs=("claim", "source", "appearance", "article")),
        *range_filter("created_at"),
        *range_filter("updated_at"),
    )

    def get(self, request: Request) -> Response:
        """List citations."""
        return super().get(request)

    @idempotent
    def post(self, request: Request) -> Response:
        """Add a source as evidence for a claim.

        Adding the same source with the same label again returns that citation as it is; PATCH changes its stance and passage.
        """
        body = self.validated_body(request)
        key = body.pop("claim")
        if not Claim.objects.filter(pk=key).exists():
            raise InputError("/claim", "There is no such claim.", code="not_found")
        body["passage"] = _passage_in(body.get("passage"))
        body.setdefault("stance", Stance.CITED)
        citation, created = citations.add_citation(key, **body, actor=self.actor(request))
        tasks.ring(tasks.publish_events)
        tasks.ring(tasks.refresh_due_sources)
        headers = {"Location": self.location(citation.pk)}
        return self.object_response(request, citation.pk, status=201 if created else 200, **headers)


class CitationDetail(DetailView):
    """One citation."""

    resource = CITATION
    scopes = {"GET": "read", "PATCH": "curate", "DELETE": "curate"}
    request_bodies = {"PATCH": CitationChange}

    def get(self, request: Request, id: str) -> Response:
        """Read a citation."""
        return super().get(request, id)

    def patch(self, request: Request, id: str) -> Response:
        """Set the URL behind a citation, its stance, or the passage that it rests on."""
        key = key_or_404("citation", id)
        body = self.validated_body(request)
        if "scope" in body and "url" not in body:
            raise InputError("/scope", "`scope` is valid only with `url`.", code="required")
        with transaction.atomic():
            self.change(request, key, body)
        tasks.ring(tasks.publish_events)
        tasks.ring(tasks.refresh_due_sources)
        return self.object_response(request, key)

    def change(self, request: Request, key: uuid.UUID, changes: Mapping[str, Any]) -> None:
        """Apply each part with its service; the first one compares the expected version."""
        expected, actor = expected_version(request), self.actor(request)
        if "url" in changes:
            whole_marker = changes.get("scope") == "marker"
            citations.resolve_citation(
                key, url=changes["url"], whole_marker=whole_marker, expected_version=expected, actor=actor
            )
            expected = None
        citations.update_citation(
            key,
            stance=changes.get("stance"),
            passage=_passage_in(changes.get("passage")),
            unpin="passage" in changes and changes["passage"] is None,
            expected_version=expected,
            actor=actor,
        )

    def delete(self, request: Request, id: str) -> Response:
        """Remove a citation that a curator added."""
        citations.withdraw_citation(
            key_or_404("citation", id), expected_version=expected_version(request), actor=self.actor(request)
        )
        tasks.ring(tasks.publish_events)
        return Response(status=204)


class CitationDifference(ApiView):
    """What the words in place of a citation's passage change."""

    scopes = {"GET": "read"}
    responses = {"GET": {200: _DIFFERENCE}}

    def get(self, request: Request, id: str) -> Response:
        """Compare the passage of a citation with the words that are in its place now.

        Of a passage that is not altered, no words and no figures differ.
        """
        key = key_or_404("citation", id)
        citation = Citation.objects.filter(pk=key).first()
        if citation is None:
            raise not_found("citation")
        before, after = citation.passage_exact, citation.found
        is_altered = citation.passage_state == PassageState.ALTERED and bool(after)
        difference = passage_difference(before, after) if is_altered else None
        were, are = difference.figures if difference else ((), ())
        words = difference.words if difference else ()
        return Response(
            {
                "object": "difference",
                "citation": type_id("citation", key),
                "state": citation.passage_state,
                "before": before,
                "after": after,
                "kind": difference.kind.name.lower() if difference else None,
                "words": [{"before": old, "after": new} for old, new in words],
                "figures": {"before": were, "after": are},
            }
        )


def _passage_in(members: Mapping[str, str] | None) -> Passage | None:
    return Passage(**members) if members else None
