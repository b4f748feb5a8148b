"""Appearances: the quotes of claims in articles, with the rule that found them."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from claims.admin import quotes, search, tables, words
from claims.admin.citation_tables import citation_table
from claims.admin.filters import is_set
from claims.admin.pages import RowAdmin
from claims.models import Appearance, Citation


@admin.register(Appearance)
class AppearanceAdmin(RowAdmin):
    list_display = [
        "quote_short",
        "article_link",
        "polarity_badge",
        "attributed_to",
        "rule",
        "seen_at",
        "gone_at",
    ]
    list_filter = [
        is_set("gone_at", "its quote", "no longer in the article", "in the article"),
        "polarity",
        "speech",
    ]
    search_fields = ["claim"]
    search_condition = staticmethod(search.of_claim("claim"))
    search_help_text = search.CLAIM_HELP
    ordering = ["-id"]
    fieldsets = [
        (None, {"fields": ["context", "claim", "article", "article_version"]}),
        ("Said", {"fields": ["polarity_badge", "attributed_to", "speech", "hedge"]}),
        (
            "Found",
            {
                "fields": [
                    "rule",
                    "extractor",
                    "extractor_version",
                    "start",
                    "end",
                    "seen_at",
                    "gone_at",
                    "gone_reason",
                ],
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appearance]:
        return (
            super()
            .get_queryset(request)
            .select_related("article__source", "claim", "article_version")
            .defer("article_version__text", "article_version__references")
        )

    @admin.display(description="quote")
    def quote_short(self, appearance: Appearance) -> str:
        return words.short(appearance.quote, 160)

    @admin.display(description="article")
    def article_link(self, appearance: Appearance) -> SafeString | str:
        return words.link_to(appearance.article, length=60)

    @admin.display(description="polarity", ordering="polarity")
    def polarity_badge(self, appearance: Appearance) -> SafeString:
        return words.badge(appearance.polarity)

    @admin.display(description="quote in its context")
    def context(self, appearance: Appearance) -> SafeString:
        return quotes.in_context(quotes.with_context(Appearance.objects.filter(pk=appearance.pk)).get())

    def related_tables(self, row: Appearance) -> list[tables.Table]:
        return [citation_table(Citation.objects.filter(appearance=row), "")]
