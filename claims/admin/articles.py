"""Articles with their versions and their claims."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims import tasks
from claims.admin import article_texts, quotes, search, tables, words
from claims.admin.actions import for_each
from claims.admin.changes import LinesField, ServiceAdmin, ServiceForm, UrlField
from claims.admin.filters import is_set
from claims.admin.pages import actor_of
from claims.models import Appearance, Article, ArticleVersion
from claims.services.articles import ingest, withdrawal
from claims.vocabulary import ContentType

_CONTENT_TYPES = [("", "—"), *((str(kind), str(kind)) for kind in ContentType)]


class ArticleForm(ServiceForm):
    """The metadata that a curator may correct."""

    authors = LinesField(required=False, help_text="One per line.")


class AddArticleForm(ArticleForm):
    """An article by its URL, or as text with or without a URL."""

    url = UrlField(required=False)
    content = forms.CharField(
        required=False, strip=False, widget=forms.Textarea(attrs={"rows": 16, "cols": 100}),
        help_text="Leave empty to fetch the text from the URL.",
    )  # fmt: skip
    content_type = forms.ChoiceField(choices=_CONTENT_TYPES, required=False)


@admin.register(Article)
class ArticleAdmin(ServiceAdmin):
    form = ArticleForm
    add_form = AddArticleForm
    add_fields = ("url", "content", "content_type", "title", "publisher", "authors", "published_at")
    edit_fields = ("title", "publisher", "authors", "published_at", "language")
    shown_fields = (
        "live", "source", "origin", "state_badge", "failure", "failure_detail", "text_now", "notes", "claim_reviews", "claims_waiting",
        "withdrawn_at", "withdrawal_reason", "created_at", "version",
    )  # fmt: skip
    list_display = [
        "title_short",
        "publisher",
        "state_badge",
        "failure",
        "language",
        "published_at",
        "created_at",
    ]
    list_filter = ["state", "origin", is_set("withdrawn_at", "withdrawal", "withdrawn", "not withdrawn")]
    search_fields = ["title"]
    search_condition = staticmethod(search.of_submitted_article)
    search_help_text = "Words of the title, a publisher, a host, a whole URL, or an id"
    autocomplete_fields = ["publisher"]
    ordering = ["-created_at", "-id"]

    actions = ["withdraw", "restore"]
    page_actions = ("withdraw", "restore")

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        """Without the link to the queue for users who may not curate, which the queue refuses."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj and not request.user.has_perm("claims.change_claim"):
            for _, options in fieldsets:
                options["fields"] = [name for name in options["fields"] if name != "claims_waiting"]
        return fieldsets

    @admin.action(description="Withdraw", permissions=["curate"])
    def withdraw(self, request: HttpRequest, articles: QuerySet[Article]) -> None:
        actor = actor_of(request)
        for_each(
            self, request, articles, lambda key: withdrawal.withdraw_article(key, actor=actor), "Withdrawn"
        )
        tasks.ring(tasks.publish_events)

    @admin.action(description="Restore a withdrawn one", permissions=["curate"])
    def restore(self, request: HttpRequest, articles: QuerySet[Article]) -> None:
        actor = actor_of(request)
        for_each(
            self, request, articles, lambda key: withdrawal.restore_article(key, actor=actor), "Restored"
        )
        tasks.ring(tasks.publish_events)
        tasks.ring(tasks.refresh_due_sources)

    def create(self, request: HttpRequest, values: dict[str, Any]) -> tuple[Article, bool]:
        submitted = ingest.submit_article(
            url=values["url"] or None,
            content=values["content"] or None,
            content_type=values["content_type"] or None,
            title=values["title"],
            publisher=values["publisher"].name if values["publisher"] else "",
            authors=values["authors"],
            published_at=values["published_at"],
            actor=actor_of(request),
        )
        tasks.ring(tasks.capture_due_submissions if values["content"] else tasks.refresh_due_sources)
        return submitted.article, submitted.created

    def change(
        self, request: HttpRequest, row: Article, changes: dict[str, Any], expected_version: int | None
    ) -> None:
        if "publisher" in changes:
            changes["publisher"] = changes["publisher"].name if changes["publisher"] else ""
        ingest.update_article(
            row.pk, changes=changes, expected_version=expected_version, actor=actor_of(request)
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """Articles with their current version, but not its text."""
        articles = super().get_queryset(request).select_related("publisher", "current_version")
        return articles.defer("current_version__text", "current_version__references")

    @admin.display(description="title", ordering="title")
    def title_short(self, article: Article) -> str:
        return words.short(article, 110)

    @admin.display(description="state", ordering="state")
    def state_badge(self, article: Article) -> SafeString:
        withdrawn = words.badge("withdrawn") if article.withdrawn_at else ""
        return format_html("{} {}", words.badge(article.state), withdrawn)

    @admin.display(description="live page")
    def live(self, article: Article) -> SafeString | str:
        return words.link_out(article.source.canonical_url) if article.source else "posted as text"

    @admin.display(description="current version")
    def text_now(self, article: Article) -> SafeString | str:
        """Only a link: showing the row would load its whole text."""
        if article.current_version_id is None:
            return "not captured yet"
        return words.link(words.page_of("version", article.current_version_id), "its text")

    @admin.display(description="publisher's notes")
    def notes(self, article: Article) -> SafeString | str:
        return article_texts.notes_of(article.current_version) if article.current_version else "–"

    @admin.display(description="reviewed claims (markup)")
    def claim_reviews(self, article: Article) -> SafeString | str:
        return article_texts.claim_reviews_of(article.current_version) if article.current_version else "–"

    @admin.display(description="curation")
    def claims_waiting(self, article: Article) -> SafeString:
        url = reverse("admin:claims_claim_queue")
        return format_html('<a href="{}?article={}">Proposed claims of this article</a>', url, article.pk)

    def related_tables(self, row: Article) -> list[tables.Table]:
        return [_appearances(row), _versions(row)]

    def history(self, row: Article) -> tables.Table:
        """The events about the article and its source."""
        return tables.history([row.pk, row.source_id or row.pk], super().history(row).more_url)


def _appearances(article: Article) -> tables.Table:
    appearances = (
        Appearance.objects.filter(article=article).select_related("claim").order_by("gone_at", "start", "id")
    )
    rows = quotes.with_context(appearances)[: tables.SHOWN]
    return tables.Table(
        "Claims in this article",
        ("Quote in its context", "Claim", "Polarity", "Status", "Evidence", "Gone"),
        [
            (
                quotes.in_context(row),
                words.link_to(row.claim, "open"),
                words.badge(row.polarity),
                words.badge(row.claim.status),
                words.badge(row.claim.evidence_state),
                tables.moment(row.gone_at),
            )
            for row in rows
        ],
        tables.list_url(Appearance, article__id__exact=article.pk),
        "No claims were extracted from it.",
    )


def _versions(article: Article) -> tables.Table:
    versions = ArticleVersion.objects.filter(article=article).defer("text", "references")[: tables.SHOWN]
    return tables.Table(
        "Versions",
        ("Version", "Captured", "Text", "Extractor"),
        [
            (
                words.link_to(version, version.number),
                tables.moment(version.captured_at),
                version.text_hash[:12],
                version.extractor_version,
            )
            for version in versions
        ],
        tables.list_url(ArticleVersion, article__id__exact=article.pk),
        "Not captured yet.",
    )
