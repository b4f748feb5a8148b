"""Errors: whatever a view raises becomes a problem; what nobody expected goes on to Django's 500."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import structlog
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpResponse
from rest_framework import exceptions

from api import problems
from api.problems import ApiError
from claims.errors import ConflictError, InputError, VersionError

logger = structlog.get_logger(__name__)

_CODES: dict[type[exceptions.APIException], str] = {
    exceptions.ParseError: "bad_request",
    exceptions.AuthenticationFailed: "unauthenticated",
    exceptions.NotAuthenticated: "unauthenticated",
    exceptions.PermissionDenied: "forbidden",
    exceptions.NotFound: "not_found",
    exceptions.MethodNotAllowed: "method_not_allowed",
    exceptions.NotAcceptable: "not_acceptable",
    exceptions.UnsupportedMediaType: "unsupported_media_type",
    exceptions.Throttled: "rate_limited",
}
_NO_KEY = "This needs an API key. Send it as `Authorization: Bearer ctk_…`."


def handle_exception(exception: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """REST framework's EXCEPTION_HANDLER: the problem for an exception that is expected, None for any other."""
    found = _expected(exception)
    if found is None:
        return None
    return problems.answer(
        context["request"]._request, found.code, found.detail, errors=found.errors, headers=found.headers
    )


def _expected(exception: Exception) -> ApiError | None:
    if isinstance(exception, ApiError):
        return exception
    if isinstance(exception, exceptions.ValidationError):
        return _invalid(exception)
    if isinstance(exception, exceptions.APIException):
        return _from_framework(exception)
    if isinstance(exception, OperationalError):
        logger.error("the database did not answer", exc_info=exception)
        return ApiError("unavailable", "The database did not answer in time.", headers={"Retry-After": "5"})
    return _from_domain(exception)


def _from_domain(exception: Exception) -> ApiError | None:
    match exception:
        case InputError(field=field, detail=detail, code=code):
            return ApiError("invalid", detail, errors=[{"pointer": field, "code": code, "detail": detail}])
        case VersionError(current=current, detail=detail):
            return ApiError("version_mismatch", detail, headers={"ETag": f'"{current}"'})
        case ConflictError(detail=detail, code=code):
            return ApiError("conflict", detail, errors=[{"pointer": "", "code": code, "detail": detail}])
        case ObjectDoesNotExist() | Http404():
            return ApiError("not_found", "There is no such thing here.")
        case PermissionDenied():
            return ApiError("forbidden", "This is not allowed.")
    return None


def _from_framework(exception: exceptions.APIException) -> ApiError:
    code = next((code for known, code in _CODES.items() if isinstance(exception, known)), "server_error")
    headers = {}
    if header := getattr(exception, "auth_header", None):
        headers["WWW-Authenticate"] = header
    if isinstance(exception, exceptions.Throttled):
        headers["Retry-After"] = str(math.ceil(getattr(exception, "wait", None) or 1))
    detail = _NO_KEY if isinstance(exception, exceptions.NotAuthenticated) else str(exception.detail)
    return ApiError(code, detail, headers=headers)


def _invalid(exception: exceptions.ValidationError) -> ApiError:
    errors = list(_places(exception.detail, ""))
    places = ", ".join(sorted({error["pointer"] or "the body" for error in errors}))
    return ApiError("invalid", f"The input cannot be taken: see {places}.", errors=errors)


def _places(detail: Any, pointer: str) -> Iterator[dict[str, str]]:
    """Each sentence of a serializer's nested errors, with the JSON pointer to what it is about."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            at = pointer if name == "non_field_errors" else f"{pointer}/{_escape(name)}"
            yield from _places(inner, at)
    elif isinstance(detail, list):
        # A list of sentences is about this place; a list of anything else is about its elements, by position.
        is_leaf = all(isinstance(inner, str) for inner in detail)
        for position, inner in enumerate(detail):
            yield from _places(inner, pointer if is_leaf else f"{pointer}/{position}")
    else:
        yield {"pointer": pointer, "code": str(getattr(detail, "code", "invalid")), "detail": str(detail)}


def _escape(name: object) -> str:
    return str(name).replace("~", "~0").replace("/", "~1")
