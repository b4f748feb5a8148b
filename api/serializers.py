"""Serializers: the form of request bodies. Values of another type and unknown members are errors, never converted.

Serializers only read; responses are made by `api.projection`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.core.validators import RegexValidator
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.parameters import URL_PATTERN, parse_time, suggestion
from claims.ids import parse_type_id


class StrictSerializer(serializers.Serializer[Any]):
    """A JSON object without unknown members."""

    default_error_messages: ClassVar[dict[str, Any]] = {"invalid": "It must be an object."}

    def to_internal_value(self, data: Any) -> Any:
        """The values. Raises ValidationError, with the most similar name for an unknown one."""
        if isinstance(data, Mapping):
            unknown = {
                str(name): [
                    serializers.ErrorDetail(
                        f"There is no such member.{suggestion(str(name), self.fields)}", code="unknown_member"
                    )
                ]
                for name in data
                if name not in self.fields
            }
            if unknown:
                raise serializers.ValidationError(unknown)
        return super().to_internal_value(data)


class StringField(serializers.CharField):
    """A string, with its spaces. Other types are refused."""

    def __init__(self, **kwargs: Any) -> None:
        minimum = {} if kwargs.get("allow_blank") else {"min_length": 1}
        super().__init__(**{"trim_whitespace": False, **minimum, **kwargs})

    def to_internal_value(self, data: Any) -> str:
        """The string. Raises ValidationError for any other type."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class UrlField(StringField):
    """An absolute http or https URL. The services refuse those that are not valid or may not be requested."""

    def __init__(self, **kwargs: Any) -> None:
        refusal = (
            "The URL is not an absolute http or https URL: begin it with http:// or https:// and a host."
        )
        validator = RegexValidator(URL_PATTERN, refusal, code="bad_url")
        super().__init__(**{"max_length": 2000, "validators": [validator], **kwargs})


class ChoiceField(serializers.ChoiceField):
    """One of a few strings."""

    def __init__(self, values: Iterable[str], **kwargs: Any) -> None:
        super().__init__(list(values), **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        """The string. Raises ValidationError for anything else, with the choices."""
        if not isinstance(data, str) or data not in self.choices:
            raise serializers.ValidationError(
                f"It must be one of {', '.join(self.choices)}.", code="invalid_choice"
            )
        return data


class BooleanField(serializers.BooleanField):
    """true or false."""

    def to_internal_value(self, data: Any) -> bool:
        """The boolean. Raises ValidationError for 1, "true" and the like."""
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class IntegerField(serializers.IntegerField):
    """An integer."""

    def to_internal_value(self, data: Any) -> int:
        """The integer; 3.0 is one, as in JSON Schema. Raises ValidationError for strings, fractions and booleans."""
        if isinstance(data, Decimal) and data == data.to_integral_value():
            return int(data)
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return data


@extend_schema_field({"type": "string", "format": "date-time"})
class DateTimeField(serializers.Field[datetime, str, str, Any]):
    """A time in RFC 3339, with its offset."""

    def to_internal_value(self, data: Any) -> datetime:
        """The time in UTC. Raises ValidationError."""
        try:
            return parse_time(data if isinstance(data, str) else "")
        except ValueError as error:
            reason = str(error)
            raise serializers.ValidationError(
                f"{reason[0].upper()}{reason[1:]}.", code="invalid_time"
            ) from error


@extend_schema_field({})
class JsonField(serializers.Field[Any, Any, Any, Any]):
    """Any JSON value, as the parser read it: a number with a fraction is a Decimal."""

    def to_internal_value(self, data: Any) -> Any:
        """The value."""
        return data


class TypeIdField(serializers.Field[uuid.UUID, str, str, Any]):
    """The TypeID of an object of this resource; its value is the primary key."""

    def __init__(self, resource: str, **kwargs: Any) -> None:
        self.resource = resource
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> uuid.UUID:
        """The primary key. Raises ValidationError for anything else."""
        try:
            return parse_type_id(self.resource, data if isinstance(data, str) else "")
        except ValueError as error:
            raise serializers.ValidationError(
                f"It must be an id such as {self.resource}_01h455vb4pex5vsknk084sn02q.", code="invalid_id"
            ) from error


class StringListField(serializers.ListField):
    """A list of strings."""

    def __init__(self, *, item_max_length: int, **kwargs: Any) -> None:
        super().__init__(child=StringField(max_length=item_max_length), **kwargs)
