"""Appearances: the exact quote of a claim in an article, with its offsets."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from api import fields, resources
from api.filters import boolean_filter, choice_filter, related_filter
from api.generics import DetailView, ListView
from api.models import ApiKey
from api.parameters import QueryParameters
from api.resources import Expansion
from claims.models import Appearance
from claims.vocabulary import Polarity

APPEARANCE = resources.define(
    "appearance",
    Appearance,
    "/appearances",
    fields.reference("claim", "claim"),
    fields.reference("article", "article"),
    fields.integer("article_version", "article_version__number"),
    fields.integer("first_version", "first_version__number"),
    fields.string("quote"),
    fields.string("prefix"),
    fields.string("suffix"),
    fields.integer("start"),
    fields.integer("end"),
    fields.string("attributed_to"),
    fields.string("hedge"),
    fields.choice("speech", Appearance.Speech.values),
    fields.choice("polarity", list(Polarity)),
    fields.string("extractor"),
    fields.string("extractor_version"),
    fields.string("rule"),
    fields.date_time("seen_at"),
    fields.date_time("gone_at", null=True),
    fields.choice("gone_reason", Appearance.GoneReason.values),
    expansions=(
        Expansion("claim", "claim", "claim_id"),
        Expansion("article", "article", "article_id"),
        Expansion(
            "citations", "citation", "appearance_id", many=True, order=("position", "id"),
            list_path="/citations?appearance={id}",
        ),
    ),
    description="The quote of a claim in an article: `text[start:end] == quote` in that version, counted in code points. "
    "`gone_reason` says whether the article's `text` or only its `reading` by a newer extractor lacks it now. "
    "`polarity` says whether the article asserts it, negates it, or denies, questions or supposes it (`disputed`).",
)  # fmt: skip


class AppearanceList(ListView):
    """The list of appearances."""

    resource = APPEARANCE
    sort_columns = {"seen_at": "seen_at", "start": "start"}
    default_sort = "-seen_at"
    sort_needs = {"start": ("article", "claim")}
    filters = (
        *related_filter("claim", "claim"),
        *related_filter("article", "article"),
        *choice_filter("polarity", list(Polarity)),
        *boolean_filter(
            "standing",
            Q(gone_at=None),
            "true: the current reading finds the claim in its article's current version.",
        ),
    )

    @classmethod
    def visible_rows(cls, query: QueryParameters, key: ApiKey | None) -> QuerySet[Appearance]:
        """Appearances in articles that are not withdrawn."""
        return Appearance.objects.filter(article__withdrawn_at=None)

    def get(self, request: Request) -> Response:
        """List appearances. Those of withdrawn articles are left out."""
        return super().get(request)


class AppearanceDetail(DetailView):
    """One appearance."""

    resource = APPEARANCE

    def get(self, request: Request, id: str) -> Response:
        """Read an appearance."""
        return super().get(request, id)
