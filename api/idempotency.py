"""Idempotency: a POST that is repeated with its Idempotency-Key gets the stored response and is not executed again.

draft-ietf-httpapi-idempotency-key-header-06. The response is stored in the transaction of its effect, so that neither
exists without the other. Errors are not stored; a request that failed may be repeated.
"""

from __future__ import annotations

import hashlib
import re
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
from api.problems import ApiError, invalid_header
from claims.services.encryption import decrypt, encrypt
from claims.services.row_updates import retry_on_deadlock

REPLY_LIFETIME = timedelta(hours=24)
_KEY = re.compile(r'(?=.{1,255}$)(?:"(?P<quoted>[!#-~]+)"|(?P<bare>[!#-~][!-~]*))')
_STORED_HEADERS = ("Location", "ETag")

Args = ParamSpec("Args")
View = TypeVar("View")
Handler = Callable[Concatenate[View, Request, Args], Response]


def idempotent(handler: Handler[View, Args]) -> Handler[View, Args]:
    """Execute the handler once for each Idempotency-Key of a caller. Its response must hold bytes."""

    @wraps(handler)
    def wrapper(view: View, request: Request, *args: Args.args, **kwargs: Args.kwargs) -> Response:
        idempotency_key = _idempotency_key(request)
        if not idempotency_key:
            return handler(view, request, *args, **kwargs)
        caller, now = cast(ApiKey, request.auth), timezone.now()

        def execute() -> Response:
            with transaction.atomic():
                _lock(caller.pk, idempotency_key)
                reply = IdempotentReply.objects.filter(key=caller, idempotency_key=idempotency_key).first()
                if reply and reply.created_at > now - REPLY_LIFETIME:
                    return _replay(reply, request)
                response = handler(view, request, *args, **kwargs)
                _store(caller, request, idempotency_key, response, now)
            return response

        return retry_on_deadlock(execute)

    return cast("Handler[View, Args]", wrapper)


def _idempotency_key(request: Request) -> str:
    """The key, without the quotes of a structured string; "" without the header. Raises ApiError."""
    header = request.headers.get("Idempotency-Key")
    if header is None:
        return ""
    match = _KEY.fullmatch(header)
    if match is None:
        detail = "An Idempotency-Key has 1 to 255 printable ASCII characters and no spaces."
        raise invalid_header("Idempotency-Key", detail)
    return match["quoted"] or match["bare"]


def _lock(caller_id: uuid.UUID, idempotency_key: str) -> None:
    """Lock the key until the transaction ends. Raises ApiError if another request holds the lock."""
    digest = hashlib.blake2b(f"{caller_id} {idempotency_key}".encode(), digest_size=8).digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [int.from_bytes(digest, signed=True)])
        if not cursor.fetchone()[0]:
            detail = "A request with this Idempotency-Key is in progress."
            raise ApiError("in_flight", detail, headers={"Retry-After": "1"})


def _replay(reply: IdempotentReply, request: Request) -> Response:
    """The stored response. Raises ApiError if it belongs to a request that differs from this one."""
    if reply.fingerprint != _fingerprint(request):
        raise ApiError("key_reused", "This Idempotency-Key was used for another request. Use a new one.")
    headers = {**reply.headers, "Idempotency-Replayed": "true"}
    return Response(decrypt(reply.body).encode(), status=reply.status, headers=headers)


def _store(caller: ApiKey, request: Request, idempotency_key: str, response: Response, now: datetime) -> None:
    """Store the response, and delete the caller's expired ones."""
    IdempotentReply.objects.filter(key=caller, created_at__lte=now - REPLY_LIFETIME).delete()
    IdempotentReply.objects.create(
        key=caller,
        idempotency_key=idempotency_key,
        fingerprint=_fingerprint(request),
        status=response.status_code,
        headers={name: response[name] for name in _STORED_HEADERS if name in response},
        body=encrypt((response.data or b"").decode()),
        created_at=now,
    )


def _fingerprint(request: Request) -> str:
    """Equal for requests with equal method, path and body; the body's spelling does not count."""
    body = orjson.dumps(request.data, default=str, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(f"{request.method} {request.path}\n".encode() + body).hexdigest()
