"""Identifiers: UUIDv7 as primary keys, TypeIDs outside of the database."""

from __future__ import annotations

import random
import re
import threading
import time
import uuid
from datetime import datetime

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_VALUE = {letter: index for index, letter in enumerate(_ALPHABET)}
_SUFFIX_LENGTH = 26
_TYPE_ID = re.compile(rf"[a-z]+(_[a-z]+)*_[0-7][{_ALPHABET}]{{{_SUFFIX_LENGTH - 1}}}")


_lock = threading.Lock()
_last = 0


def uuid7() -> uuid.UUID:
    """Return a new UUIDv7 (RFC 9562, 5.7 and 6.2, method 3): Unix milliseconds, 12 bits of their fraction, 62 random bits.

    Within a process each is greater than the one before, so that the rows of a transaction keep their order.
    """
    global _last  # noqa: PLW0603 the order of a process's keys is a process's state
    nanoseconds = time.time_ns()
    ticks = nanoseconds // 1_000_000 << 12 | (nanoseconds % 1_000_000 << 12) // 1_000_000
    with _lock:
        _last = ticks = max(ticks, _last + 1)
    random_bits = random.getrandbits(62)
    return uuid.UUID(int=ticks >> 12 << 80 | 0x7 << 76 | (ticks & 0xFFF) << 64 | 0x2 << 62 | random_bits)


def first_key_at(time: datetime) -> uuid.UUID:
    """The smallest UUIDv7 of this millisecond: all keys that were made before are smaller."""
    return uuid.UUID(int=int(time.timestamp() * 1000) << 80 | 0x7 << 76 | 0x2 << 62)


def type_id(prefix: str, key: uuid.UUID) -> str:
    """Return the TypeID (0.3) of a key: `claim_01h455vb4pex5vsknk084sn02q`, with the key in Crockford's base32."""
    number = key.int
    letters = [_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5)]
    return f"{prefix}_{''.join(letters)}"


def parse_type_id(prefix: str, text: str) -> uuid.UUID:
    """Return the key of a TypeID with this prefix. Raises ValueError for any other text."""
    head, _, suffix = text.rpartition("_")
    if head != prefix or len(suffix) != _SUFFIX_LENGTH or suffix[0] > "7":
        raise ValueError(f"not a {prefix} id")
    number = 0
    for letter in suffix:
        if letter not in _VALUE:
            raise ValueError(f"not a {prefix} id")
        number = number << 5 | _VALUE[letter]
    return uuid.UUID(int=number)


def is_type_id(text: str) -> bool:
    """Whether a text is a TypeID, of any prefix."""
    return _TYPE_ID.fullmatch(text) is not None
