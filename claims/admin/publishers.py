"""Publishers of articles with their domains."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from claims.admin import tables, words
from claims.admin.changes import LinesField, ServiceAdmin, ServiceForm
from claims.admin.pages import actor_of
from claims.models import Article, Publisher
from claims.services.catalogue import publishers


class PublisherForm(ServiceForm):
    """A publisher's name and domains."""

    domains = LinesField(required=False, help_text="One per line, such as example.org.")


@admin.register(Publisher)
class PublisherAdmin(ServiceAdmin):
    sortable_by = None
    form = PublisherForm
    add_fields = ("name", "domains")
    edit_fields = ("name", "domains")
    shown_fields = ("created_at", "version")
    list_display = ["name", "domains_listed", "created_at"]
    search_fields = ["name"]
    ordering = ["name"]

    def create(self, request: HttpRequest, values: dict[str, Any]) -> tuple[Publisher, bool]:
        publisher = publishers.create_publisher(
            name=values["name"], domains=values["domains"], actor=actor_of(request)
        )
        return publisher, True

    def change(
        self, request: HttpRequest, row: Publisher, changes: dict[str, Any], expected_version: int | None
    ) -> None:
        publishers.update_publisher(
            row.pk, changes=changes, expected_version=expected_version, actor=actor_of(request)
        )

    @admin.display(description="domains")
    def domains_listed(self, publisher: Publisher) -> str:
        return ", ".join(publisher.domains)

    def related_tables(self, row: Publisher) -> list[tables.Table]:
        articles = Article.objects.filter(publisher=row)[: tables.SHOWN]
        return [
            tables.Table(
                "Articles",
                ("Article", "State", "Published", "Submitted"),
                [
                    (
                        words.link_to(article),
                        words.badge(article.state),
                        tables.moment(article.published_at),
                        tables.moment(article.created_at),
                    )
                    for article in articles
                ],
                tables.list_url(Article, publisher__id__exact=row.pk),
            )
        ]
