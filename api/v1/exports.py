"""Exports: a list as a file, made by a worker from one snapshot of the database."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, cast

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from api import fields, resources
from api.fields import Field
from api.filters import choice_filter, range_filter
from api.generics import DetailView, ListView
from api.idempotency import idempotent
from api.models import ApiKey
from api.parameters import MAX_ITEMS, QueryParameters
from api.serializers import ChoiceField, StrictSerializer, StringListField
from api.v1.export_selection import LISTS, projection_of, rows_of
from api.v1.export_tasks import make_due_exports
from api.views import key_or_404, not_found
from claims import tasks
from claims.errors import InputError
from claims.ids import type_id
from claims.models import Export
from claims.models.export import ExportQuerySet
from claims.services.exports import requests

MAX_FILTERS = 50
MAX_VALUE = 4000

_FILTERS: Mapping[str, Any] = {
    "type": "object",
    "description": "The filters of the list: the same names and values as in its query. Several values are an array.",
    "maxProperties": MAX_FILTERS,
    "additionalProperties": {
        "anyOf": [
            {"type": "string", "minLength": 1, "maxLength": MAX_VALUE},
            {
                "type": "array",
                "items": {"type": "string", "minLength": 1},
                "minItems": 1,
                "maxItems": MAX_ITEMS,
            },
        ]
    },
}
_FAILURE = {
    "type": ["object", "null"],
    "properties": {
        "code": {"type": "string", "enum": [value for value in Export.Failure.values if value]},
        "detail": {"type": "string"},
    },
    "required": ["code", "detail"],
}
_FAILURE_JSON = fields.json_object(code="{failure}", detail="{failure_detail}")
_IS_COMPLETED = "{state} = 'completed'"
_PERCENT = "least(99, 100 * {rows} / greatest({rows_expected}, 1))"

EXPORT = resources.define(
    "export",
    Export,
    "/exports",
    fields.choice("resource", LISTS),
    fields.column("filters", _FILTERS),
    fields.column("fields", {"type": ["array", "null"], "items": {"type": "string"}}),
    fields.string_list("expand"),
    fields.choice("format", Export.Format.values),
    fields.choice("compression", Export.Compression.values),
    fields.choice("state", Export.State.values),
    Field(
        "progress",
        f"CASE WHEN {{completed_at}} IS NOT NULL THEN 100 ELSE coalesce({_PERCENT}, 0) END",
        {"type": "integer", "minimum": 0, "maximum": 100, "description": "Percent, by an estimate."},
    ),
    fields.integer("rows"),
    fields.integer("bytes"),
    Field("sha256", "nullif({sha256}, '')", {"type": ["string", "null"], "pattern": "^[0-9a-f]{64}$"}),
    fields.integer("feed_position", null=True),
    fields.date_time("snapshot_at", null=True),
    Field(
        "download_url",
        f"CASE WHEN {_IS_COMPLETED} THEN {{root}} || '/exports/' || {{type_id}} || '/download' END",
        {"type": ["string", "null"], "format": "uri"},
    ),
    Field("failure", f"CASE WHEN {{failure}} <> '' THEN {_FAILURE_JSON} END", _FAILURE),
    fields.string("owner"),
    fields.date_time("created_at"),
    fields.date_time("completed_at", null=True),
    fields.date_time("expires_at", null=True),
    description=(
        "A file with the objects of a list, as one snapshot of the database had them. `feed_position` is the `seq` of the "
        "last event that the snapshot contains: the feed after it continues the file. `sha256` is that of the whole file."
    ),
)


@extend_schema_field(dict(_FILTERS))
class FiltersField(serializers.Field[dict[str, str], Any, Any, Any]):
    """The filters of a list, as an object; their values are texts or arrays of texts."""

    def to_internal_value(self, data: Any) -> dict[str, str]:
        """The texts of the filters by their name, arrays joined by commas. Raises ValidationError, InputError."""
        if not isinstance(data, dict) or len(data) > MAX_FILTERS:
            raise serializers.ValidationError(f"It must be an object with at most {MAX_FILTERS} members.")
        return {name: self._text(name, value) for name, value in data.items()}

    def _text(self, name: str, value: Any) -> str:
        values = value if isinstance(value, list) else [value]
        if not 1 <= len(values) <= MAX_ITEMS or not all(isinstance(one, str) and one for one in values):
            detail = "It must be a text, or an array of texts; write numbers and booleans as in a query."
            raise serializers.ValidationError({name: detail})
        text = ",".join(values)
        if len(text) > MAX_VALUE:
            raise InputError(
                f"/filters/{name}", f"It has more than {MAX_VALUE} characters.", code="max_length"
            )
        return text


class ExportIn(StrictSerializer):
    """The list to export, and how."""

    resource = ChoiceField(LISTS, help_text="The list, as in its path.")
    filters = FiltersField(required=False)
    fields = StringListField(  # type: ignore[assignment]  # the name that lists have for it
        item_max_length=60,
        required=False,
        min_length=1,
        max_length=MAX_ITEMS,
        help_text="Only these properties, `object` and `id`.",
    )
    expand = StringListField(
        item_max_length=60,
        required=False,
        max_length=MAX_ITEMS,
        help_text="Include these related objects, named as in `expand` of the list.",
    )
    format = ChoiceField(Export.Format.values, help_text="`ndjson` has the objects as the list returns them.")
    compression = ChoiceField(
        Export.Compression.values, required=False, help_text="Not for `parquet`, which is compressed inside."
    )


class ExportList(ListView):
    """The list of exports."""

    resource = EXPORT
    scopes = {"GET": "read", "POST": "read"}
    request_bodies = {"POST": ExportIn}
    responses = {"POST": {202: EXPORT}}
    filters = (
        *choice_filter("state", Export.State.values),
        *choice_filter("resource", LISTS),
        *range_filter("created_at"),
    )

    @classmethod
    def visible_rows(cls, query: QueryParameters, key: ApiKey | None) -> QuerySet[Any]:
        """The exports of the caller."""
        return exports_of(key)

    def get(self, request: Request) -> Response:
        """List the exports of this key; of every key with the scope `admin`."""
        return super().get(request)

    @idempotent
    def post(self, request: Request) -> Response:
        """Request an export: the objects of a list as a file.

        A worker makes it from one snapshot of the database. Read the export until its `state` is `completed`, then download
        the file. The feed after its `feed_position` has every later change, and none that the file contains.
        """
        body, key = self.validated_body(request), cast(ApiKey, request.auth)
        projection_of(body["resource"], body.get("fields"), body.get("expand", ()))
        rows_of(body["resource"], body.get("filters", {}), key)
        export = requests.request_export(
            owner=type_id("api_key", key.pk), filters=body.pop("filters", {}), **body
        )
        tasks.ring(make_due_exports)
        return self.object_response(request, export.pk, status=202, Location=self.location(export.pk))


class ExportDetail(DetailView):
    """One export."""

    resource = EXPORT
    scopes = {"GET": "read", "DELETE": "read"}
    request_headers = {"GET": ["If-None-Match"], "DELETE": []}

    def get(self, request: Request, id: str) -> Response:
        """Read an export: its state, its progress, and what the file contains."""
        return self.object_response(request, export_key_or_404(request, id))

    def delete(self, request: Request, id: str) -> Response:
        """Delete an export with its file, in any state."""
        requests.delete_export(export_key_or_404(request, id))
        return Response(status=204)


def exports_of(key: ApiKey | None) -> ExportQuerySet:
    """The exports that a key manages: its own, all with the scope `admin`. Raises NotAuthenticated without a key."""
    if key is None:
        raise NotAuthenticated("An export belongs to an API key, also where reading needs none.")
    exports = Export.objects.present()
    return exports if key.has_scope(ApiKey.Scope.ADMIN) else exports.owned_by(type_id("api_key", key.pk))


def export_key_or_404(request: Request, id: str) -> uuid.UUID:
    """The primary key of an export that the caller manages. Raises ApiError (404) for any other."""
    exports = exports_of(cast(ApiKey | None, request.auth))
    key = key_or_404("export", id)
    if not exports.filter(pk=key).exists():
        raise not_found("export")
    return key
