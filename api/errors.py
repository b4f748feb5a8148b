"""Errors: turns the exceptions of views into problems; unexpected exceptions become Django's 500."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
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
_NO_KEY = "This request needs an API key. Send it as `Authorization: Bearer ctk_…`."


def handle_exception(exception: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """REST framework's EXCEPTION_HANDLER: the problem for an expected exception, None for any other."""
    error = _to_api_error(exception, context["view"])
    if error is None:
        return None
    return problems.problem_response(
        context["request"]._request,
        error.code,
        error.detail,
        errors=error.errors,
        headers=error.headers,
        extensions=error.extensions,
    )


def _to_api_error(exception: Exception, view: Any) -> ApiError | None:
    if isinstance(exception, ApiError):
        return exception
    if isinstance(exception, exceptions.ValidationError):
        return _invalid(exception)
    if isinstance(exception, exceptions.APIException):
        return _from_framework(exception, view)
    if isinstance(exception, OperationalError):
        logger.error("the database did not respond", exc_info=exception)
        return ApiError("unavailable", problems.why_unavailable(exception), headers={"Retry-After": "5"})
    return _from_domain(exception)


def _from_domain(exception: Exception) -> ApiError | None:
    match exception:
        case InputError(field=field, detail=detail, code=code):
            return ApiError(
                "unprocessable", detail, errors=[{"pointer": field, "code": code, "detail": detail}]
            )
        case VersionError(current=current, detail=detail):
            return ApiError("version_mismatch", detail, headers={"ETag": f'"{current}"'})
        case ConflictError(detail=detail, code=code):
            return ApiError("conflict", detail, errors=[{"pointer": "", "code": code, "detail": detail}])
        case ObjectDoesNotExist() | Http404():
            return ApiError("not_found", "There is no such object.")
        case PermissionDenied():
            return ApiError("forbidden", "This is not allowed.")
    return None


def _from_framework(exception: exceptions.APIException, view: Any) -> ApiError:
    code = next((code for type_, code in _CODES.items() if isinstance(exception, type_)), "server_error")
    headers = {}
    if header := getattr(exception, "auth_header", None):
        headers["WWW-Authenticate"] = header
    if isinstance(exception, exceptions.Throttled):
        headers["Retry-After"] = str(math.ceil(getattr(exception, "wait", None) or 1))
    return ApiError(code, _detail(exception, view), headers=headers)


def _detail(exception: exceptions.APIException, view: Any) -> str:
    """What is wrong, and what the view supports instead."""
    match exception:
        case exceptions.NotAuthenticated() if exception.detail == exception.default_detail:
            return _NO_KEY
        case exceptions.MethodNotAllowed():
            return f"{view.request.method} is not supported here; use {', '.join(view.allowed_methods)}."
        case exceptions.NotAcceptable():
            return f"The response can only be {_media_types(view.renderer_classes)}; accept that."
        case exceptions.UnsupportedMediaType():
            sent = view.request.content_type[:100] or "without one"
            return f"Send the body with Content-Type: {_media_types(view.parser_classes)}, not {sent}."
    return str(exception.detail)


def _media_types(classes: Iterable[Any]) -> str:
    return " or ".join(class_.media_type for class_ in classes)


def _invalid(exception: exceptions.ValidationError) -> ApiError:
    errors = list(_flatten(exception.detail, ""))
    pointers = ", ".join(sorted({error["pointer"] or "the body" for error in errors}))
    return ApiError("invalid", f"The input is invalid: see {pointers}.", errors=errors)


def _flatten(detail: Any, pointer: str) -> Iterator[dict[str, str]]:
    """A serializer's nested errors as a flat list, each with its JSON pointer."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            inner_pointer = pointer if name == "non_field_errors" else f"{pointer}/{_escape(name)}"
            yield from _flatten(inner, inner_pointer)
    elif isinstance(detail, list):
        # A list of strings is about this value; a list of anything else is about its elements.
        is_leaf = all(isinstance(inner, str) for inner in detail)
        for position, inner in enumerate(detail):
            yield from _flatten(inner, pointer if is_leaf else f"{pointer}/{position}")
    else:
        yield {"pointer": pointer, "code": str(getattr(detail, "code", "invalid")), "detail": str(detail)}


def _escape(name: object) -> str:
    return str(name).replace("~", "~0").replace("/", "~1")
