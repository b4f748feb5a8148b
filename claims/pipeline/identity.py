"""Keys: UUIDv7 for rows, TypeIDs for the world outside."""

from __future__ import annotations

import os
import time
import uuid

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_VALUE = {letter: index for index, letter in enumerate(_ALPHABET)}
_SUFFIX_LENGTH = 26


def uuid7() -> uuid.UUID:
    """A new UUIDv7 (RFC 9562, 5.7): 48 bits of Unix milliseconds, the rest random."""
    milliseconds = time.time_ns() // 1_000_000
    random_bits = int.from_bytes(os.urandom(10))
    value = (milliseconds & (1 << 48) - 1) << 80 | random_bits
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)


def type_id(prefix: str, key: uuid.UUID) -> str:
    """`claim_01h455vb4pex5vsknk084sn02q`: the prefix and the key in Crockford's base32 (TypeID 0.3)."""
    number = key.int
    letters = [_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5)]
    return f"{prefix}_{''.join(letters)}"


def parse_type_id(prefix: str, text: str) -> uuid.UUID:
    """The key behind a TypeID with this prefix. Raises ValueError for any other text."""
    head, _, suffix = text.rpartition("_")
    if head != prefix or len(suffix) != _SUFFIX_LENGTH or suffix[0] > "7":
        raise ValueError(f"not a {prefix} id")
    number = 0
    for letter in suffix:
        if letter not in _VALUE:
            raise ValueError(f"not a {prefix} id")
        number = number << 5 | _VALUE[letter]
    return uuid.UUID(int=number)
