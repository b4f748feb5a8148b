"""Export selection: the lists that can be exported, and what an export of one selects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from django.db.models import QuerySet
from django.http import QueryDict

from api import resources
from api.filters import Filter, filter_queryset
from api.models import ApiKey
from api.parameters import QueryParameters, suggestion
from api.problems import ApiError
from api.projection import Projection, project
from api.resources import Resource
from api.v1.appearances import AppearanceList
from api.v1.articles import ArticleList
from api.v1.citations import CitationList
from api.v1.claims import ClaimList
from api.v1.conflicts import ConflictList
from api.v1.entities import EntityList
from api.v1.events import EventList
from api.v1.publishers import PublisherList
from api.v1.reviews import ReviewList
from api.v1.sources import SourceList
from claims.errors import InputError
from claims.ids import parse_type_id
from claims.models import Export
from claims.pipeline.exports.columns import column_of
from claims.services.exports.writing import Selection


class ExportedList(Protocol):
    """What the view of a list declares."""

    resource: Resource
    filters: Sequence[Filter]

    @staticmethod
    def visible_rows(query: QueryParameters, key: ApiKey | None) -> QuerySet[Any]:
        """The rows that a caller may read, before the filters of the query."""


LISTS: Mapping[str, Any] = {
    view.resource.path.removeprefix("/"): view
    for view in (
        AppearanceList,
        ArticleList,
        CitationList,
        ClaimList,
        ConflictList,
        EntityList,
        EventList,
        PublisherList,
        ReviewList,
        SourceList,
    )
}
"""The view of each list that can be exported, by its name in paths."""


def rows_of(resource: str, filters: Mapping[str, str], key: ApiKey) -> QuerySet[Any]:
    """The rows that an export for this key has, in the order of their ids; events in that of their `seq`.

    Raises InputError for filters that the list refuses.
    """
    view: type[ExportedList] = LISTS[resource]
    query = QueryDict(mutable=True)
    query.update(filters)
    try:
        parameters = QueryParameters(query, view.filters)
        rows = filter_queryset(view.visible_rows(parameters, key), view.filters, parameters)
    except ApiError as error:
        first = error.errors[0] if error.errors else {}
        field = f"/filters/{first['parameter']}" if "parameter" in first else "/filters"
        raise InputError(field, error.detail, code=first.get("code", error.code)) from error
    return rows if rows.query.order_by else rows.order_by("pk")


def projection_of(resource: str, fields: Sequence[str] | None, expand: Sequence[str]) -> Projection:
    """The objects of an export. Raises InputError for a property or a related object that the list does not have."""
    listed = LISTS[resource].resource
    _check_names("fields", "property", fields or (), resources.property_names(listed, detail=False))
    _check_names("expand", "related object", expand, resources.expandable_paths(listed, detail=False))
    if missing := resources.missing_expansions(listed, fields or (), expand):
        detail = f"{missing[0]} is a related object: name it in `expand`, too."
        raise InputError("/fields", detail, code="needs_expand")
    return project(listed, fields=fields, expand=expand)


def _check_names(member: str, noun: str, names: Sequence[str], known: Sequence[str]) -> None:
    for position, name in enumerate(names):
        if name not in known:
            detail = f"There is no {noun} {name[:60]!r}.{suggestion(name, known)}"
            raise InputError(f"/{member}/{position}", detail, code="unknown_field")


def selection_of(export: Export) -> Selection:
    """What an export selects. Raises InputError if its list, its filters or its fields are not valid any more."""
    if export.resource not in LISTS:
        raise InputError("/resource", "This list cannot be exported any more.")
    key = ApiKey.objects.get(pk=parse_type_id("api_key", export.owner))
    projection = projection_of(export.resource, export.fields, export.expand)
    rows = rows_of(export.resource, export.filters, key)
    columns = [column_of(name, schema) for name, schema in projection.properties()]
    return Selection(projection.texts(rows), columns)
