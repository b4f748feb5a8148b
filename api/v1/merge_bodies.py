"""Merge bodies: the members of requests that merge two objects, or say that they are not the same."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.serializers import StrictSerializer, StringField, TypeIdField
from api.v1.claim_decisions import ReasonIn


class ClaimMergeIn(ReasonIn):
    """The claim that remains."""

    into = TypeIdField("claim")


class EntityMergeIn(ReasonIn):
    """The entity that remains."""

    into = TypeIdField("entity")


class _OtherIn(StrictSerializer):
    """The other one of a pair."""

    kind = ""
    reason = StringField(required=False, allow_blank=True, max_length=2000)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """`from`, which is no Python identifier, beside the declared fields."""
        return {**super().get_fields(), "from": TypeIdField(self.kind)}


class OtherClaimIn(_OtherIn):
    """A claim that is not the same."""

    kind = "claim"


class OtherEntityIn(_OtherIn):
    """An entity that is not the same."""

    kind = "entity"
