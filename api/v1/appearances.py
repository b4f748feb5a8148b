"""Appearances: the exact words of a claim, and where they stand."""

from __future__ import annotations

from django.db.models import Q
from rest_framework.request import Request
from rest_framework.response import Response

from api import shapes
from api.lists import ListView, flag, related
from api.shapes import Expansion
from api.views import DetailView
from claims.models import Appearance

APPEARANCE = shapes.shape(
    "appearance",
    Appearance,
    "/appearances",
    shapes.reference("claim", "claim"),
    shapes.reference("article", "article"),
    shapes.number("article_version", "article_version__number"),
    shapes.number("first_version", "first_version__number"),
    shapes.text("quote"),
    shapes.text("prefix"),
    shapes.text("suffix"),
    shapes.number("start"),
    shapes.number("end"),
    shapes.text("attributed_to"),
    shapes.text("hedge"),
    shapes.word("speech", Appearance.Speech.values),
    shapes.text("extractor"),
    shapes.text("extractor_version"),
    shapes.text("rule"),
    shapes.time("seen_at"),
    shapes.time("gone_at", null=True),
    expansions=(
        Expansion("claim", "claim", "claim_id"),
        Expansion("article", "article", "article_id"),
        Expansion(
            "citations", "citation", "appearance_id", many=True, order=("position", "id"),
            listed_at="/citations?appearance={id}",
        ),
    ),
    description="A claim's words in an article: `text[start:end] == quote` in that version, in code points.",
)  # fmt: skip


class AppearanceList(ListView):
    """Appearances."""

    shape = APPEARANCE
    sorts = {"seen_at": "seen_at", "start": "start"}
    default_sort = "-seen_at"
    filters = (
        *related("claim", "claim"),
        *related("article", "article"),
        *flag("standing", Q(gone_at=None), "Whether the words are still there."),
    )

    def get(self, request: Request) -> Response:
        """List appearances."""
        return super().get(request)


class AppearanceDetail(DetailView):
    """One appearance."""

    shape = APPEARANCE

    def get(self, request: Request, id: str) -> Response:
        """Read an appearance."""
        return super().get(request, id)
