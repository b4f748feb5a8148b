"""The texts of articles: captured versions, what they were read from, and submissions that wait for their capture."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from claims.admin import search, words
from claims.admin.pages import RowAdmin
from claims.models import ArticleOriginal, ArticleVersion, Submission

MAX_TEXT = 20_000


def notes_of(version: ArticleVersion) -> SafeString | str:
    """Return the publisher's notices about a version, each with its kind; "–" without any."""
    lines = [(words.badge(note["kind"]), note["text"]) for note in version.notes]
    return format_html_join(SafeString("<br>"), "{} {}", lines) or "–"


def claim_reviews_of(version: ArticleVersion) -> SafeString | str:
    """Return the reviewed claims in the markup of a version, each with its rating, claimant and reviewer; "–" without any."""
    lines = [
        (
            words.badge(review["polarity"], review["rating"] or review["polarity"]),
            review["claim"],
            f" claimed by {review['claimant']}" if review["claimant"] else "",
            f" reviewed by {review['reviewer']}" if review["reviewer"] else "",
        )
        for review in version.claim_reviews
    ]
    return format_html_join(SafeString("<br>"), "{} “{}”{}{}", lines) or "–"


@admin.register(ArticleVersion)
class ArticleVersionAdmin(RowAdmin):
    list_display = ["article_link", "number", "captured_at", "extractor_version"]
    search_fields = ["article"]
    search_condition = staticmethod(search.of_article("article"))
    list_select_related = ["article"]
    ordering = ["-id"]
    fields = [
        "article",
        "number",
        "captured_at",
        "text_hash",
        "extractor_version",
        "notes_shown",
        "claim_reviews_shown",
        "sources_listed",
        "beginning",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ArticleVersion]:
        return super().get_queryset(request).select_related("article").defer("text", "references")

    @admin.display(description="article")
    def article_link(self, version: ArticleVersion) -> str:
        return words.short(version.article, 110)

    @admin.display(description="publisher's notes")
    def notes_shown(self, version: ArticleVersion) -> SafeString | str:
        return notes_of(version)

    @admin.display(description="reviewed claims (markup)")
    def claim_reviews_shown(self, version: ArticleVersion) -> SafeString | str:
        return claim_reviews_of(version)

    @admin.display(description="source list")
    def sources_listed(self, version: ArticleVersion) -> str:
        entries = (
            f"[{entry.get('label')}] {entry.get('url') or entry.get('title')}" for entry in version.references
        )
        return "\n".join(entries)[:MAX_TEXT]

    @admin.display(description="text (first 20,000 characters)")
    def beginning(self, version: ArticleVersion) -> str:
        return version.text[:MAX_TEXT]


@admin.register(ArticleOriginal)
class ArticleOriginalAdmin(RowAdmin):
    list_display = ["article_link", "content_type", "reader", "next_attempt_at", "read_attempts", "failure"]
    list_filter = ["reader"]
    search_fields = ["article"]
    search_condition = staticmethod(search.of_article("article"))
    list_select_related = ["article"]
    ordering = ["-article"]
    fields = ["article", "content_type", "url", "reader", "next_attempt_at", "read_attempts", "failure"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ArticleOriginal]:
        return super().get_queryset(request).select_related("article").defer("body")

    @admin.display(description="article")
    def article_link(self, original: ArticleOriginal) -> str:
        return words.short(original.article, 110)


@admin.register(Submission)
class SubmissionAdmin(RowAdmin):
    list_display = ["id", "article_link", "content_type", "created_at", "next_attempt_at", "read_attempts"]
    list_filter = ["content_type"]
    search_fields = ["article"]
    search_condition = staticmethod(search.of_article("article"))
    list_select_related = ["article"]
    ordering = ["-id"]
    fields = ["article", "content_type", "created_at", "next_attempt_at", "read_attempts", "beginning"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Submission]:
        return super().get_queryset(request).select_related("article").defer("content")

    @admin.display(description="article")
    def article_link(self, submission: Submission) -> SafeString | str:
        return words.link_to(submission.article)

    @admin.display(description="content (first 20,000 characters)")
    def beginning(self, submission: Submission) -> str:
        return submission.content[:MAX_TEXT]
