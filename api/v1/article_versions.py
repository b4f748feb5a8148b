"""Versions of articles: their captured texts, with what was found in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from api import fields, resources
from api.generics import DetailView, ListView
from api.v1.articles import CLAIM_REVIEWS, NOTES, shown_key
from claims.models import ArticleVersion

MAX_NUMBER = 2**31 - 1

REFERENCES: Mapping[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "label": {"type": "string"},
            "url": {"type": ["string", "null"]},
            "title": {"type": "string"},
            "author": {"type": "string"},
            "date": {"type": "string"},
        },
    },
}

VERSION = resources.define(
    "version",
    ArticleVersion,
    "",
    fields.reference("article", "article"),
    fields.integer("number"),
    fields.string("text_hash"),
    fields.string("extractor_version"),
    fields.date_time("captured_at"),
    fields.column("notes", NOTES),
    fields.column("claim_reviews", CLAIM_REVIEWS),
    fields.column("references", REFERENCES, detail_only=True),
    fields.string("text", detail_only=True),
    description="One captured text of an article; it never changes. The offsets of appearances refer to `text`. "
    "`notes` are the publisher's notices about it, such as corrections; `claim_reviews` are those in its ClaimReview markup.",
)


class ArticleVersionList(ListView):
    """The versions of an article."""

    resource = VERSION
    sort_columns = {"number": "number"}
    default_sort = "-number"

    def get_queryset(self) -> QuerySet[ArticleVersion]:
        """The versions of the article in the path. Raises ApiError (404) if there is none."""
        return ArticleVersion.objects.filter(article=shown_key(self.kwargs["id"]))

    def get(self, request: Request, id: str) -> Response:
        """List the versions of an article, without their text."""
        return super().get(request, id)


class ArticleVersionDetail(DetailView):
    """One version of an article."""

    resource = VERSION

    def get(self, request: Request, id: str, number: int) -> Response:  # type: ignore[override]
        """Read one version of an article, with its text and its reference list."""
        article = shown_key(id)
        version = ArticleVersion.objects.filter(article=article, number=min(number, MAX_NUMBER))
        return self.object_response(request, version)
