"""Reads that have a name."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from claims.models import Claim, Endpoint  # noqa: F401


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Claims, by what readers and curators ask for."""

    def matching(self, words: str) -> ClaimQuerySet:
        """Claims whose text holds these words (English stemming, web search syntax)."""
        return self.annotate(_vector=SearchVector("text", config="english")).filter(
            _vector=SearchQuery(words, config="english", search_type="websearch")
        )

    def awaiting_curation(self) -> ClaimQuerySet:
        """Proposed claims, the oldest first."""
        return self.filter(status="proposed").order_by("created_at", "id")

    def made_in(self, article_id: uuid.UUID) -> ClaimQuerySet:
        """Claims that stand in an article now."""
        return self.filter(appearances__article=article_id, appearances__gone_at=None).distinct()

    def about(self, entity_id: uuid.UUID) -> ClaimQuerySet:
        """Claims with a proposition in which an entity takes part."""
        taking_part = (
            Q(propositions__subject=entity_id)
            | Q(propositions__object=entity_id)
            | Q(propositions__on=entity_id)
        )
        return self.filter(taking_part).distinct()


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    """Endpoints, without those that were deleted."""

    def present(self) -> EndpointQuerySet:
        """Endpoints that were not deleted."""
        return self.filter(deleted_at=None)

    def listening(self) -> EndpointQuerySet:
        """Endpoints that events go to now."""
        return self.present().filter(state="active")
