"""Problems: the error responses of the API (RFC 9457), each with a stable code and a page that explains it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import is_valid_path
from django.utils.encoding import escape_uri_path
from django.views import defaults
from psycopg.errors import DiskFull

from api.links import absolute_url

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A kind of problem: its stable code, its HTTP status, its title, and what the caller can do about it."""

    code: str
    status: int
    title: str
    remedy: str


_TYPES = (
    ("bad_request", 400, "The request is malformed", "Check the request against the API's description."),
    ("malformed_json", 400, "The body is not valid JSON", "Send UTF-8 JSON; `errors` names the place."),
    ("invalid", 400, "The input is invalid", "Correct the members that `errors` points at."),
    ("unknown_parameter", 400, "There is no such parameter", "Use the parameter that the detail names."),
    (
        "invalid_parameter",
        400,
        "The value of a parameter is invalid",
        "Correct the parameters that `errors` names.",
    ),
    ("invalid_header", 400, "The value of a header is invalid", "Correct the header that the detail names."),
    (
        "invalid_cursor",
        422,
        "The cursor is invalid for this list",
        "Follow `next` without changing its filters or its sort.",
    ),
    (
        "unauthenticated",
        401,
        "A valid API key is required",
        "Send `Authorization: Bearer ctk_…` with a valid key.",
    ),
    ("scope_missing", 403, "The key lacks a scope", "Use a key with the scope that the detail names."),
    ("forbidden", 403, "This is not allowed", "Ask the operator of the service."),
    ("not_found", 404, "There is no such resource", "Check the URL and the id in it."),
    (
        "method_not_allowed",
        405,
        "The method is not supported here",
        "Use a method that the `Allow` header names.",
    ),
    (
        "not_acceptable",
        406,
        "No supported representation is acceptable",
        "Accept a media type that the detail names.",
    ),
    (
        "body_timeout",
        408,
        "The body did not arrive in time",
        "Send the whole body within the time that the detail names.",
    ),
    ("conflict", 409, "The present state does not allow this", "Read the object again, then decide."),
    (
        "expired",
        410,
        "These events were deleted",
        "Note `newest`, read the lists of what you follow, then read the feed after that position.",
    ),
    (
        "in_flight",
        409,
        "The same request is in progress",
        "Repeat it after the time that `Retry-After` names.",
    ),
    (
        "gone",
        410,
        "The object was withdrawn",
        "Do without it. A curator can restore it with the version that the problem names.",
    ),
    (
        "export_expired",
        410,
        "The file of the export was deleted",
        "Request the export again with POST /exports.",
    ),
    ("length_required", 411, "The body has no length", "Send Content-Length instead of a chunked body."),
    ("version_mismatch", 412, "The object has changed", "Read it again, then repeat the change."),
    ("too_large", 413, "The body is too large", "Send less in one request."),
    (
        "unsupported_media_type",
        415,
        "The media type or the coding of the body is not supported",
        "Send `Content-Type: application/json` and no `Content-Encoding`.",
    ),
    (
        "range_not_satisfiable",
        416,
        "The range begins beyond the end of the file",
        "Ask for a part of the file; `Content-Range` has its size.",
    ),
    (
        "unprocessable",
        422,
        "The request is well-formed, but its values are refused",
        "Change the values that `errors` points at: a rule that the API's description cannot state refuses them.",
    ),
    (
        "key_reused",
        422,
        "The idempotency key belongs to another request",
        "Use a new key for each request.",
    ),
    (
        "precondition_required",
        428,
        "The request needs the version that it changes",
        "Read the object, and send its ETag as If-Match.",
    ),
    (
        "not_executed",
        424,
        "An operation before this one failed",
        "Correct the operation that failed, then send the whole batch again.",
    ),
    (
        "too_slow",
        422,
        "Finding the rows takes too long",
        "Narrow the list with another filter, or leave out `sort` or `count`.",
    ),
    ("rate_limited", 429, "Too many requests", "Wait for the time that `Retry-After` names."),
    (
        "server_error",
        500,
        "Internal server error",
        "Report the `request_id` to the operator of the service.",
    ),
    (
        "unavailable",
        503,
        "The service is temporarily unavailable",
        "Repeat the request after the time that `Retry-After` names.",
    ),
)
PROBLEM_TYPES: Mapping[str, ProblemType] = {row[0]: ProblemType(*row) for row in _TYPES}


class ApiError(Exception):
    """An error that the API reports. `code` is a key of `PROBLEM_TYPES`; `errors` name the invalid parts.

    `extensions` are further members of the problem (RFC 9457, 3.2).
    """

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        errors: Iterable[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        extensions: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.errors = list(errors)
        self.headers = dict(headers or {})
        self.extensions = dict(extensions or {})


def invalid_header(name: str, detail: str) -> ApiError:
    """The problem of a header whose value is not what the OpenAPI document says."""
    return ApiError(
        "invalid_header", detail, errors=[{"header": name, "code": "invalid_header", "detail": detail}]
    )


def problem_response(
    request: HttpRequest | None,
    code: str,
    detail: str,
    *,
    errors: Iterable[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The problem as a response."""
    problem_type = PROBLEM_TYPES[code]
    body: dict[str, Any] = {
        "type": absolute_url(f"/problems/{code}"),
        "title": problem_type.title,
        "status": problem_type.status,
        "code": code,
        "detail": detail,
        "instance": escape_uri_path(getattr(request, "path", "")),
        "request_id": getattr(request, "request_id", ""),
        "errors": list(errors),
        **(extensions or {}),
    }
    return HttpResponse(
        _dump(body), status=problem_type.status, content_type=CONTENT_TYPE, headers=dict(headers or {})
    )


def _dump(body: Mapping[str, Any]) -> bytes:
    try:
        return orjson.dumps(body)
    except orjson.JSONEncodeError:  # the detail quotes a lone surrogate, which only a \u escape can represent
        return json.dumps(body).encode("ascii")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400."""
    if isinstance(exception, RequestDataTooBig):
        return problem_response(request, "too_large", "The body is larger than this service accepts.")
    return problem_response(
        request, "bad_request", "The request cannot be read: its host, path or body is malformed."
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler403. The admin keeps Django's own page."""
    if _is_admin(request):
        return defaults.permission_denied(request, exception)
    return problem_response(request, "forbidden", "This is not allowed.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404. The admin keeps Django's own page."""
    if _is_admin(request):
        return defaults.page_not_found(request, exception)
    detail = f"There is nothing at {request.path[:200]}."
    if request.path.endswith("/") and is_valid_path(request.path.rstrip("/")):
        detail += " Leave out the slash at the end."
    return problem_response(request, "not_found", detail)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: 503 if the database did not respond. The cause is only in the log, under the same request id."""
    error = sys.exc_info()[1]
    if _is_admin(request):
        page = defaults.server_error(request)
        page.status_code = 503 if isinstance(error, OperationalError) else 500
        return page
    if isinstance(error, OperationalError):
        return problem_response(request, "unavailable", why_unavailable(error), headers={"Retry-After": "5"})
    return problem_response(
        request,
        "server_error",
        "The request failed because of an error in the service, which is logged under this request_id.",
    )


def why_unavailable(error: OperationalError) -> str:
    """What is said to callers about an error of the database."""
    if isinstance(error.__cause__, DiskFull):
        return "The disk of the database is full. Nothing was stored."
    return "The database did not respond in time."


def _is_admin(request: HttpRequest) -> bool:
    return request.path.startswith("/admin/")
