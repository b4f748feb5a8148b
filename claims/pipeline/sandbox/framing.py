"""Framing: frames and values between the sandbox and its child, which is not trusted."""

from __future__ import annotations

import struct
import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import lru_cache
from typing import BinaryIO, TypeVar

import orjson

Value = TypeVar("Value")

MAX_FRAME_BYTES = 200_000_000
_LENGTH = struct.Struct(">I")
# A number like 1e999999 is short in a frame and endless when it is written out.
_MAX_DECIMAL_CHARACTERS = 100


def write_frame(stream: BinaryIO, data: bytes) -> None:
    """Send bytes with their length before them."""
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def read_frame(stream: BinaryIO, max_bytes: int = MAX_FRAME_BYTES) -> bytes | None:
    """The next frame, None at the end of the stream. Raises ValueError for one that is cut off or too long."""
    head = stream.read(_LENGTH.size)
    if not head:
        return None
    length = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else max_bytes + 1
    if length > max_bytes:
        raise ValueError("a frame that is cut off or too long")
    data = stream.read(length)
    if len(data) < length:
        raise ValueError("a frame that is cut off")
    return data


def dump(value: object) -> bytes:
    """JSON of values of `claims.values`: decimals as strings, times in ISO 8601."""
    return orjson.dumps(value, default=_plain)


def load(kind: type[Value], data: bytes) -> Value:
    """The value that `dump` wrote. Raises ValueError for JSON that is not of this kind, to the last field."""
    try:
        return typing.cast("Value", _built(kind, orjson.loads(data)))
    except (TypeError, KeyError, InvalidOperation) as error:
        raise ValueError(f"not a {kind.__name__}") from error


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be framed")


def _built(kind: typing.Any, data: typing.Any) -> object:
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        kind = next(option for option in typing.get_args(kind) if (option is type(None)) == (data is None))
    if typing.get_origin(kind) is tuple:
        item = typing.get_args(kind)[0]
        return tuple(_built(item, entry) for entry in _checked(data, list))
    if is_dataclass(kind):
        kind = typing.cast("type", kind)
        hints = _hints(kind)
        return kind(**{name: _built(hints[name], data[name]) for name in hints})
    return _scalar(kind, data)


def _scalar(kind: typing.Any, data: typing.Any) -> object:
    if kind is type(None):
        return None
    if kind is datetime:
        return datetime.fromisoformat(data)
    if kind is Decimal:
        number = Decimal(_checked(data, str))
        if (
            not number.is_finite()
            or len(data) > _MAX_DECIMAL_CHARACTERS
            or abs(number.adjusted()) > _MAX_DECIMAL_CHARACTERS
        ):
            raise ValueError("not a usable number")
        return number
    return kind(data) if issubclass(kind, Enum) else _checked(data, kind)


def _checked(data: typing.Any, kind: type) -> typing.Any:
    if type(data) is not kind:
        raise TypeError(f"{kind.__name__} expected")
    if isinstance(data, str) and "\x00" in data:
        raise ValueError("a text with NUL, which no row can hold")
    return data


@lru_cache(maxsize=64)
def _hints(kind: type) -> Mapping[str, typing.Any]:
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}
