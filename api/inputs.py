"""Inputs: the form of what callers send. A member of another type is an error, never a guess; so is an unknown one."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.parameters import nearest, read_time
from claims.ids import parse_type_id


class Input(serializers.Serializer[Any]):
    """A JSON object whose members are all known."""

    def to_internal_value(self, data: Any) -> Any:
        """The values. Raises ValidationError, with the nearest known name for an unknown one."""
        if isinstance(data, Mapping):
            unknown = {
                str(name): [
                    serializers.ErrorDetail(
                        f"There is no such member.{nearest(str(name), self.fields)}", code="unknown_member"
                    )
                ]
                for name in data
                if name not in self.fields
            }
            if unknown:
                raise serializers.ValidationError(unknown)
        return super().to_internal_value(data)


class Text(serializers.CharField):
    """A string, taken as it is: other types are not turned into one, and spaces stay."""

    def __init__(self, **kwargs: Any) -> None:
        least = {} if kwargs.get("allow_blank") else {"min_length": 1}
        super().__init__(**{"trim_whitespace": False, **least, **kwargs})

    def to_internal_value(self, data: Any) -> str:
        """The string. Raises ValidationError for anything else."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Word(serializers.ChoiceField):
    """One of a few words."""

    def __init__(self, words: Iterable[str], **kwargs: Any) -> None:
        super().__init__(list(words), **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        """The word. Raises ValidationError for anything else, naming the words."""
        if not isinstance(data, str) or data not in self.choices:
            raise serializers.ValidationError(
                f"It must be one of {', '.join(self.choices)}.", code="invalid_choice"
            )
        return data


class Flag(serializers.BooleanField):
    """true or false."""

    def to_internal_value(self, data: Any) -> bool:
        """The flag. Raises ValidationError for 1, "true" and the like."""
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Whole(serializers.IntegerField):
    """A whole number, written as one."""

    def to_internal_value(self, data: Any) -> int:
        """The number. Raises ValidationError for strings, fractions and flags."""
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return data


@extend_schema_field({"type": "string", "format": "date-time"})
class Time(serializers.Field[datetime, str, str, Any]):
    """A time in RFC 3339, with its offset."""

    def to_internal_value(self, data: Any) -> datetime:
        """The time in UTC. Raises ValidationError."""
        try:
            return read_time(data if isinstance(data, str) else "")
        except ValueError as error:
            raise serializers.ValidationError(f"{str(error).capitalize()}.", code="invalid_time") from error


class Id(serializers.Field[uuid.UUID, str, str, Any]):
    """The TypeID of a thing of this noun; the key behind it."""

    def __init__(self, noun: str, **kwargs: Any) -> None:
        self.noun = noun
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> uuid.UUID:
        """The key. Raises ValidationError for anything else."""
        try:
            return parse_type_id(self.noun, data if isinstance(data, str) else "")
        except ValueError as error:
            raise serializers.ValidationError(
                f"It must be an id such as {self.noun}_01h455vb4pex5vsknk084sn02q.", code="invalid_id"
            ) from error


class Texts(serializers.ListField):
    """A list of strings."""

    def __init__(self, *, each: int, **kwargs: Any) -> None:
        super().__init__(child=Text(max_length=each), **kwargs)
