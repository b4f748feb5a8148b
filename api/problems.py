"""Problems: every error of the API has a code, a page that explains it, and one shape (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.views import defaults

from api.links import address

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its stable code, its status, and what a caller can do about it."""

    code: str
    status: int
    title: str
    remedy: str


_KINDS = (
    Kind("bad_request", 400, "The request is malformed", "Check the request against the API's description."),
    Kind(
        "malformed_json",
        400,
        "The body is not the JSON that we take",
        "Send UTF-8 JSON; `errors` names the place.",
    ),
    Kind("invalid", 400, "The input cannot be taken", "Mend the members that `errors` points at."),
    Kind("unknown_parameter", 400, "There is no such parameter", "Use the parameter that the detail names."),
    Kind(
        "invalid_parameter",
        400,
        "A parameter's value cannot be taken",
        "Mend the parameters that `errors` names.",
    ),
    Kind("invalid_header", 400, "A header's value cannot be taken", "Mend the header that the detail names."),
    Kind(
        "invalid_cursor",
        400,
        "The cursor does not fit",
        "Follow `next` with the filters and the sort that it has.",
    ),
    Kind(
        "unauthenticated",
        401,
        "A valid API key is needed",
        "Send `Authorization: Bearer ctk_…` with a valid key.",
    ),
    Kind(
        "scope_missing", 403, "The key lacks a scope", "Use a key that has the scope that the detail names."
    ),
    Kind("forbidden", 403, "This is not allowed", "Ask whoever runs the service."),
    Kind("not_found", 404, "There is no such thing", "Check the address and the id in it."),
    Kind(
        "method_not_allowed",
        405,
        "The method is not offered here",
        "Use a method that the `Allow` header names.",
    ),
    Kind("not_acceptable", 406, "No representation fits", "Accept `application/json`."),
    Kind("conflict", 409, "The present state does not allow this", "Read the row again and decide anew."),
    Kind(
        "in_flight",
        409,
        "The same request is under way",
        "Repeat it after the time that `Retry-After` names.",
    ),
    Kind("length_required", 411, "The body has no length", "Send Content-Length in place of a chunked body."),
    Kind("version_mismatch", 412, "The row has changed since", "Read it again, then repeat the change."),
    Kind("too_large", 413, "The body is too large", "Send less at once."),
    Kind(
        "unsupported_media_type",
        415,
        "The body's type is not taken",
        "Send `Content-Type: application/json`.",
    ),
    Kind(
        "key_reused",
        422,
        "The idempotency key belongs to another request",
        "Make a new key for each request.",
    ),
    Kind("rate_limited", 429, "Too many requests", "Wait for the time that `Retry-After` names."),
    Kind(
        "server_error",
        500,
        "Something broke on our side",
        "Report the `request_id` to whoever runs the service.",
    ),
    Kind(
        "unavailable",
        503,
        "The service cannot answer now",
        "Repeat it after the time that `Retry-After` names.",
    ),
)
KINDS: Mapping[str, Kind] = {kind.code: kind for kind in _KINDS}


class ApiError(Exception):
    """A problem that the API found itself. `code` is one of `KINDS`, `errors` name the places."""

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        errors: Iterable[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.errors = list(errors)
        self.headers = dict(headers or {})


def answer(
    request: HttpRequest | None,
    code: str,
    detail: str,
    *,
    errors: Iterable[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The problem as a response."""
    kind = KINDS[code]
    body: dict[str, Any] = {
        "type": address(f"/problems/{code}"),
        "title": kind.title,
        "status": kind.status,
        "code": code,
        "detail": detail,
        "instance": getattr(request, "path", ""),
        "request_id": getattr(request, "request_id", ""),
        "errors": list(errors),
    }
    return HttpResponse(
        _dump(body), status=kind.status, content_type=CONTENT_TYPE, headers=dict(headers or {})
    )


def _dump(body: Mapping[str, Any]) -> bytes:
    try:
        return orjson.dumps(body)
    except (
        orjson.JSONEncodeError
    ):  # a lone surrogate of the caller's came back in the detail; \u escapes can say it
        return json.dumps(body).encode("ascii")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400."""
    if isinstance(exception, RequestDataTooBig):
        return answer(request, "too_large", "The body is larger than this service takes.")
    return answer(
        request, "bad_request", "The request cannot be read: its host, address or body is malformed."
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler403. People in the admin get Django's own page."""
    if _is_for_people(request):
        return defaults.permission_denied(request, exception)
    return answer(request, "forbidden", "This is not allowed.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404. People in the admin get Django's own page."""
    if _is_for_people(request):
        return defaults.page_not_found(request, exception)
    return answer(request, "not_found", f"There is nothing at {request.path[:200]}.")


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500. Says nothing of what broke: the log does, under the same request id."""
    if _is_for_people(request):
        return defaults.server_error(request)
    return answer(
        request, "server_error", "Something broke on our side. It is in the log under this request_id."
    )


def _is_for_people(request: HttpRequest) -> bool:
    return request.path.startswith("/admin/")
