"""Cursors: the position where a page ended, signed and bound to its list."""

from __future__ import annotations

import base64
import binascii
import hashlib
import uuid

import orjson
from django.core.signing import BadSignature, Signer

from api.problems import ApiError

CURSOR_PATTERN = r"^[A-Za-z0-9_-]+:[A-Za-z0-9_-]{43}$"
_SALT = "api.cursors"


def list_signature(*parts: object) -> str:
    """Identifies a list in its cursors: equal for equal path, filters and sort."""
    return hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def encode_cursor(sort_key: str, key: uuid.UUID, signature: str) -> str:
    """The cursor for the rows after this sort value, as PostgreSQL writes it, and primary key."""
    payload = base64.urlsafe_b64encode(orjson.dumps([sort_key, str(key), signature])).decode().rstrip("=")
    return Signer(salt=_SALT).sign(payload)


def decode_cursor(cursor: str, signature: str) -> tuple[str, uuid.UUID]:
    """The sort value and the primary key. Raises ApiError for a cursor of another list."""
    try:
        payload = Signer(salt=_SALT).unsign(cursor)
        sort_key, key, of_list = orjson.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (BadSignature, binascii.Error, ValueError) as error:
        raise _invalid("This is not a cursor of this service; take it from `next`.") from error
    if of_list != signature:
        raise _invalid(
            "The cursor belongs to a list with other filters or another sort. Use `next` unchanged."
        )
    return sort_key, uuid.UUID(key)


def _invalid(detail: str) -> ApiError:
    error = {"parameter": "cursor", "code": "invalid_cursor", "detail": detail}
    return ApiError("invalid_cursor", detail, errors=[error])
