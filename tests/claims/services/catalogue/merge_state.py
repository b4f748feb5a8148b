"""All rows that merges and corrections touch, so that a test can compare them before and after."""

from __future__ import annotations

from typing import Any

from claims.models import Alias, Appearance, Article, Citation, Claim, Entity, Proposition, Review

_MODELS = (Alias, Appearance, Article, Citation, Claim, Entity, Proposition, Review)
_COUNTED = {"version", "updated_at"}


def rows() -> dict[str, list[dict[str, Any]]]:
    """The rows of each table without their counters of changes."""
    return {
        model.__name__: [
            {name: value for name, value in row.items() if name not in _COUNTED}
            for row in model._default_manager.order_by("pk").values()
        ]
        for model in _MODELS
    }
