"""Selection: `fields` and `expand`, the parts of an object that a response has."""

from __future__ import annotations

from functools import cache

from rest_framework.exceptions import NotAuthenticated

from api import parameters, resources
from api.parameters import QueryParameter, QueryParameters
from api.problems import ApiError
from api.resources import Resource, missing_expansions

_KEPT_FROM_PUBLIC = {"reviews"}
"""Expansions that contain what is not published."""


@cache
def selection_parameters(resource: Resource, *, detail: bool) -> tuple[QueryParameter, ...]:
    """`fields`, and `expand` if the resource has expansions."""
    names = parameters.choice(resources.property_names(resource, detail=detail))
    selection = [
        QueryParameter("fields", parameters.array(names), "Only these properties, `object` and `id`.")
    ]
    if paths := resources.expandable_paths(resource, detail=detail):
        expand = parameters.array(parameters.choice(paths))
        selection.append(QueryParameter("expand", expand, "Include these related objects."))
    return tuple(selection)


def check_selection(query: QueryParameters, resource: Resource | None, *, has_key: bool) -> None:
    """Raises NotAuthenticated for expansions that need a key, and ApiError for one in `fields` that `expand` does not add."""
    fields, expand = query.get("fields", ()), query.get("expand", ())
    if not has_key and any(_KEPT_FROM_PUBLIC & set(path.split(".")) for path in expand):
        raise NotAuthenticated("expand=reviews needs an API key; GET /reviews has the published ones.")
    missing = missing_expansions(resource, fields, expand) if resource else []
    if missing:
        detail = f"fields names {missing[0]}, which only expand adds: give expand={','.join(missing)}, too."
        raise ApiError(
            "unprocessable",
            detail,
            errors=[{"parameter": "fields", "code": "needs_expand", "detail": detail}],
        )
