"""Cursors: where a page ended, signed, and bound to the list that it is a page of."""

from __future__ import annotations

import base64
import binascii
import hashlib
import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import orjson
from django.core.signing import BadSignature, Signer

from api.problems import ApiError

_SALT = "api.cursors"


def binding(*parts: object) -> str:
    """What stands for a list in its cursors: equal for the same address, filters and sort."""
    return hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def write(value: Any, key: uuid.UUID, bound: str) -> str:
    """The cursor after the row with this sort value and key."""
    plain = value.isoformat() if isinstance(value, datetime) else value
    packed = base64.urlsafe_b64encode(orjson.dumps([plain, str(key), bound])).decode().rstrip("=")
    return Signer(salt=_SALT).sign(packed)


def read(cursor: str, bound: str) -> tuple[Any, uuid.UUID]:
    """The sort value (times as text) and the key. Raises ApiError for a cursor that is not of this list."""
    try:
        packed = Signer(salt=_SALT).unsign(cursor)
        value, key, of_list = orjson.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    except (BadSignature, binascii.Error, ValueError) as error:
        raise _refused("This is no cursor of ours; take it from `next`.") from error
    if of_list != bound:
        raise _refused(
            "The cursor belongs to a list with other filters or another sort. Follow `next` as it is."
        )
    return value, uuid.UUID(key)


def _refused(detail: str) -> ApiError:
    errors: Iterable[dict[str, str]] = [{"parameter": "cursor", "code": "invalid_cursor", "detail": detail}]
    return ApiError("invalid_cursor", detail, errors=errors)
