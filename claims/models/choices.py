"""The enums of `claims.vocabulary` as choices of model fields."""

from enum import StrEnum


def choices_of(words: type[StrEnum]) -> list[tuple[str, str]]:
    """Return pairs of value and label, in the order of the enum."""
    return [(word.value, word.value.replace("_", " ")) for word in words]
