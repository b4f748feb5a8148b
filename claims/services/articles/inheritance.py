"""Inheritance: when a sentence is read as another claim, its citations keep what curators and checks established."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence

from claims.models import Appearance, Citation
from claims.vocabulary import Stance

_INHERITED = (
    "source", "is_resolved_by_person", "stance", "is_left_unpinned", "passage_exact", "passage_prefix", "passage_suffix",
    "passage_origin", "passage_state", "found", "expected_values", "values_state", "last_verified_at", "archived_state",
)  # fmt: skip


def inherit(created: Sequence[Citation], gone: Sequence[Appearance]) -> None:
    """Give unsaved citations the URL, stance and passage of those that the same sentence had with its earlier claim.

    The earlier citations, of the appearances in `gone`, stay as they are.
    """
    if not created or not gone:
        return
    earlier: dict[tuple[str, uuid.UUID | None], list[Citation]] = defaultdict(list)
    for citation in Citation.objects.filter(appearance__in=gone).select_related("appearance", "source"):
        if citation.passage_exact or is_curated(citation):
            earlier[citation.label, citation.source_id].append(citation)
        if citation.is_resolved_by_person:
            earlier[citation.label, None].append(citation)
    for citation in created:
        for other in earlier[citation.label, citation.source_id]:
            if _is_same_sentence(citation, other):
                for name in _INHERITED:
                    setattr(citation, name, getattr(other, name))
                break


def is_curated(citation: Citation) -> bool:
    """Whether a person set the citation's URL, stance or passage, or removed its passage."""
    return (
        citation.is_resolved_by_person
        or citation.is_left_unpinned
        or citation.passage_origin == Citation.Origin.PERSON
        or citation.stance != Stance.CITED
    )


def _is_same_sentence(citation: Citation, other: Citation) -> bool:
    """Whether one quote contains the other: readings may begin and end a sentence elsewhere."""
    if citation.appearance is None or other.appearance is None:
        return False
    quote, earlier = citation.appearance.quote, other.appearance.quote
    return quote in earlier or earlier in quote
