"""Endpoint access: a webhook endpoint belongs to the key that registered it; a key with the scope `admin` manages all."""

from __future__ import annotations

import uuid
from typing import Any, cast

from rest_framework.request import Request

from api.models import ApiKey
from api.problems import ApiError
from api.views import key_or_404, not_found
from claims.errors import InputError
from claims.ids import type_id
from claims.models import Endpoint
from claims.models.endpoint import EndpointQuerySet


def endpoints_of(request: Request) -> EndpointQuerySet:
    """The endpoints that the caller manages, deleted ones included."""
    return endpoints_of_key(cast(ApiKey, request.auth))


def endpoints_of_key(key: ApiKey) -> EndpointQuerySet:
    """The endpoints that a key manages, deleted ones included."""
    endpoints = Endpoint.objects.all()
    return endpoints if key.has_scope(ApiKey.Scope.ADMIN) else endpoints.owned_by(type_id("api_key", key.pk))


def endpoint_key_or_404(request: Request, id: str) -> uuid.UUID:
    """The primary key of an endpoint that the caller manages. Raises ApiError (404) for any other."""
    key = key_or_404("endpoint", id)
    if not endpoints_of(request).present().filter(pk=key).exists():
        raise not_found("endpoint")
    return key


def is_operator(request: Request) -> bool:
    """Whether the caller's endpoints may receive the events of keys and of other owners' endpoints."""
    return cast(ApiKey, request.auth).has_scope(ApiKey.Scope.ADMIN)


def new_owner(request: Request, key_id: uuid.UUID) -> dict[str, Any]:
    """The columns of an endpoint that gets this owner. Raises ApiError unless the caller is `admin`, InputError for an unknown key."""
    if not is_operator(request):
        raise ApiError("scope_missing", "Giving an endpoint to another key needs the scope admin.")
    key = ApiKey.objects.filter(pk=key_id, revoked_at=None).first()
    if key is None:
        raise InputError("/owner", "There is no such key.", code="not_found")
    return {"owner": type_id("api_key", key_id), "is_operator": key.has_scope(ApiKey.Scope.ADMIN)}
