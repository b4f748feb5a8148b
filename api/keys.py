"""Keys: issue, find and revoke API keys.

A token is `ctk_`, the key's id, `_`, 43 characters of secret and 6 of checksum. The fixed form lets secret scanners
find leaked tokens, and the checksum refuses mistyped ones without a query.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import uuid
import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from api.models import ApiKey
from claims.errors import ConflictError, InputError
from claims.ids import parse_type_id, type_id
from claims.models import Event
from claims.services import events
from claims.values import Actor

TOKEN = re.compile(r"ctk_([0-9a-hjkmnp-tv-z]{26})_([0-9A-Za-z]{43})([0-9A-Za-z]{6})")
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
USE_INTERVAL = timedelta(minutes=1)
CACHE_LIFETIME = timedelta(seconds=5)
"""How long a process uses a key without reading it again. A revocation is in force everywhere after this time."""

_MAX_CACHED = 1000
_cache: dict[bytes, tuple[ApiKey, datetime]] = {}
"""Keys by the hash of their token, with the time at which they were read."""


def issue_key(
    *,
    name: str,
    scopes: Sequence[str],
    expires_at: datetime | None = None,
    actor: Actor,
    now: datetime | None = None,
) -> tuple[ApiKey, str]:
    """A new key and its token, which is not stored. Raises InputError for an invalid name, scope or expiry."""
    now = now or timezone.now()
    _check(name, scopes, expires_at, now)
    secret = "".join(secrets.choice(_DIGITS) for _ in range(43))
    key = ApiKey(
        name=name,
        secret_hash=_hash(secret, settings.SECRET_KEY),
        scopes=[scope.value for scope in ApiKey.Scope if scope in scopes],
        expires_at=expires_at,
    )
    with transaction.atomic():
        key.save(force_insert=True)
        events.record(
            Event.Type.API_KEY_CREATED, key, actor=actor, now=now, changes={"scopes": (None, key.scopes)}
        )
    return key, _token(key.pk, secret)


def revoke_key(key_id: uuid.UUID, *, actor: Actor, now: datetime | None = None) -> ApiKey:
    """Revoke a key. Raises ConflictError if it is revoked already, ApiKey.DoesNotExist if it does not exist."""
    now = now or timezone.now()
    with transaction.atomic():
        key = ApiKey.objects.select_for_update().get(pk=key_id)
        if key.revoked_at is not None:
            raise ConflictError(f"This key was revoked at {key.revoked_at:%Y-%m-%d %H:%M} UTC.")
        key.revoked_at = now
        key.save(update_fields=["revoked_at"])
        events.record(
            Event.Type.API_KEY_REVOKED, key, actor=actor, now=now, changes={"revoked_at": (None, now)}
        )
    _cache.clear()
    return key


def cached_key(token: str, *, now: datetime) -> ApiKey | None:
    """The key of this token as it was at most `CACHE_LIFETIME` ago; None for any other text.

    The process that revokes a key forgets it at once. Unknown tokens are not cached.
    """
    digest = hashlib.blake2b(token.encode("utf-8", "surrogatepass"), digest_size=32).digest()
    cached = _cache.get(digest)
    if cached is not None and timedelta(0) <= now - cached[1] < CACHE_LIFETIME:
        return cached[0]
    key = find_key(token)
    if key is None:
        _cache.pop(digest, None)
        return None
    if len(_cache) >= _MAX_CACHED:
        _cache.clear()
    _cache[digest] = (key, now)
    return key


def find_key(token: str) -> ApiKey | None:
    """The key of this token, valid or not; None for any other text."""
    match = TOKEN.fullmatch(token)
    if match is None:
        return None
    key_id, secret, checksum = match.groups()
    if _checksum(f"{key_id}_{secret}") != checksum:
        return None
    try:
        key = ApiKey.objects.filter(pk=parse_type_id("", f"_{key_id}")).first()
    except ValueError:
        return None
    return key if key and _is_secret_of(secret, key) else None


def note_use(key: ApiKey, *, now: datetime) -> None:
    """Set `last_used_at`, at most once a minute, also among concurrent requests."""
    threshold = now - USE_INTERVAL
    if key.last_used_at is None or key.last_used_at < threshold:
        stale = Q(last_used_at=None) | Q(last_used_at__lt=threshold)
        ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=now)
        key.last_used_at = now


def _check(name: str, scopes: Sequence[str], expires_at: datetime | None, now: datetime) -> None:
    if not 0 < len(name) <= 100 or not name.isprintable() or name != name.strip():
        raise InputError("/name", "A key's name has 1 to 100 printable characters, without spaces around it.")
    unknown = [scope for scope in scopes if scope not in ApiKey.Scope.values]
    if unknown or not scopes:
        raise InputError("/scopes", f"Give at least one scope out of {', '.join(ApiKey.Scope.values)}.")
    if expires_at is not None and expires_at <= now:
        raise InputError("/expires_at", "The expiry must lie in the future.")


def _token(key_id: uuid.UUID, secret: str) -> str:
    body = f"{type_id('', key_id).removeprefix('_')}_{secret}"
    return f"ctk_{body}{_checksum(body)}"


def _checksum(text: str) -> str:
    """CRC-32 in base 62, six digits."""
    number, digits = zlib.crc32(text.encode()), ""
    for _ in range(6):
        number, digit = divmod(number, 62)
        digits = _DIGITS[digit] + digits
    return digits


def _is_secret_of(secret: str, key: ApiKey) -> bool:
    peppers = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(constant_time_compare(_hash(secret, pepper), key.secret_hash) for pepper in peppers)


def _hash(secret: str, pepper: str | bytes) -> str:
    """HMAC-SHA256 with a key that Django derives from the salt and SECRET_KEY."""
    return salted_hmac("api.keys", secret, secret=pepper, algorithm="sha256").hexdigest()
