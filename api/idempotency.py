"""Idempotency: a POST that is sent again with its key is answered again, not done again.

draft-ietf-httpapi-idempotency-key-header-06. The answer is written in the transaction of the effect, so that there is
never the one without the other. Errors are not kept: whoever got one may try again.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

import orjson
from django.db import connection, transaction
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from api.models import ApiKey, IdempotentReply
from api.problems import ApiError
from claims.services.encryption import decrypt, encrypt

KEPT = timedelta(hours=24)
_HEADERS = ("Location", "ETag")

Args = ParamSpec("Args")
View = TypeVar("View")
Handler = Callable[Concatenate[View, Request, Args], Response]


def once(handler: Handler[View, Args]) -> Handler[View, Args]:
    """Do what the handler does once for each Idempotency-Key of a caller. Its answer must hold bytes."""

    @wraps(handler)
    def answer(view: View, request: Request, *args: Args.args, **kwargs: Args.kwargs) -> Response:
        given = _given(request)
        if not given:
            return handler(view, request, *args, **kwargs)
        caller, now = cast(ApiKey, request.auth), timezone.now()
        with transaction.atomic():
            _become_only_one(caller.pk, given)
            known = IdempotentReply.objects.filter(key=caller, idempotency_key=given).first()
            if known and known.created_at > now - KEPT:
                return _again(known, request)
            response = handler(view, request, *args, **kwargs)
            _keep(caller, request, given, response, now)
        return response

    return cast("Handler[View, Args]", answer)


def _given(request: Request) -> str:
    """The key, as a structured string or bare. Raises ApiError for what is neither."""
    header = request.headers.get("Idempotency-Key", "").strip()
    given = header[1:-1] if len(header) > 1 and header[0] == header[-1] == '"' else header
    if header and not (0 < len(given) <= 255 and given.isascii() and given.isprintable()):
        raise ApiError("invalid_header", "An Idempotency-Key has 1 to 255 printable ASCII characters.")
    return given


def _become_only_one(key_id: uuid.UUID, given: str) -> None:
    """Hold this key until the transaction ends. Raises ApiError if another request holds it."""
    digest = hashlib.blake2b(f"{key_id} {given}".encode(), digest_size=8).digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [int.from_bytes(digest, signed=True)])
        if not cursor.fetchone()[0]:
            detail = "A request with this Idempotency-Key is under way."
            raise ApiError("in_flight", detail, headers={"Retry-After": "1"})


def _again(known: IdempotentReply, request: Request) -> Response:
    if known.fingerprint != _fingerprint(request):
        raise ApiError("key_reused", "This Idempotency-Key came with another request before. Make a new one.")
    headers = {**known.headers, "Idempotency-Replayed": "true"}
    return Response(decrypt(known.body).encode(), status=known.status, headers=headers)


def _keep(caller: ApiKey, request: Request, given: str, response: Response, now: datetime) -> None:
    """Write the answer, and forget those of this caller that are old."""
    IdempotentReply.objects.filter(key=caller, created_at__lte=now - KEPT).delete()
    IdempotentReply.objects.create(
        key=caller,
        idempotency_key=given,
        fingerprint=_fingerprint(request),
        status=response.status_code,
        headers={name: response[name] for name in _HEADERS if name in response},
        body=encrypt((response.data or b"").decode()),
        created_at=now,
    )


def _fingerprint(request: Request) -> str:
    """What makes two requests the same: method, path and the body's value, not its spelling."""
    body = orjson.dumps(request.data, default=str, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(f"{request.method} {request.path}\n".encode() + body).hexdigest()
