"""Articles: what was published, and the texts that it had."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from rest_framework.request import Request
from rest_framework.response import Response

from api import shapes, waiting
from api.idempotency import once
from api.inputs import Input, Text, Texts, Time, Word
from api.lists import ListView, at_url, narrowed, related, span, words
from api.shapes import Expansion
from api.views import DetailView, expected_version, key_of, not_found
from claims import tasks
from claims.models import Article, ArticleVersion
from claims.services.articles import ingest
from claims.values import ContentType

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

ARTICLE = shapes.shape(
    "article",
    Article,
    "/articles",
    shapes.text("url", "source__cited_url", null=True),
    shapes.text("title"),
    shapes.texts("authors"),
    shapes.time("published_at", null=True),
    shapes.text("language"),
    shapes.reference("publisher", "publisher"),
    shapes.text("publisher_name", "publisher__name", null=True),
    shapes.reference("source", "source"),
    shapes.word("origin", Article.Origin.values),
    shapes.word("state", Article.State.values),
    shapes.text("failure"),
    shapes.text("failure_detail"),
    shapes.number("current_version", "current_version__number", null=True),
    shapes.time("captured_at", "current_version__captured_at", null=True),
    shapes.number("version"),
    shapes.time("created_at"),
    expansions=(
        Expansion("publisher", "publisher", "publisher_id"),
        Expansion("source", "source", "source_id"),
        Expansion(
            "appearances", "appearance", "article_id", many=True, order=("gone_at", "start", "id"),
            listed_at="/appearances?article={id}",
        ),
    ),
    description="A news article. `url` is null if only its content was posted; its API address is `self`.",
)  # fmt: skip

VERSION = shapes.shape(
    "version",
    ArticleVersion,
    "",
    shapes.reference("article", "article"),
    shapes.number("number"),
    shapes.text("text_hash"),
    shapes.text("extractor_version"),
    shapes.time("captured_at"),
    shapes.plain("references", REFERENCES, heavy=True),
    shapes.text("text", heavy=True),
    description="One captured text of an article; it never changes. Offsets of appearances point into `text`.",
)


class ArticleIn(Input):
    """An article to take in: its url, or its content (with the url that it came from, if it has one)."""

    url = Text(required=False, max_length=2000, help_text="Where it is published. It is fetched and watched.")
    content = Text(required=False, allow_blank=True, help_text="The article itself, in place of fetching it.")
    content_type = Word(
        list(ContentType), required=False, help_text="What the content is. Goes with content."
    )
    title = Text(required=False, allow_blank=True, max_length=500)
    publisher = Text(required=False, allow_blank=True, max_length=200, help_text="The publisher's name.")
    authors = Texts(each=200, required=False, max_length=50)
    published_at = Time(required=False, allow_null=True)


class ArticleChange(Input):
    """What can be corrected about an article."""

    title = Text(required=False, allow_blank=True, max_length=500)
    publisher = Text(
        required=False, allow_blank=True, max_length=200, help_text="The publisher's name; empty: none."
    )
    authors = Texts(each=200, required=False, max_length=50)
    published_at = Time(required=False, allow_null=True)
    language = Text(required=False, allow_blank=True, max_length=16)


class ArticleList(ListView):
    """Articles."""

    shape = ARTICLE
    scopes = {"GET": "read", "POST": "write"}
    bodies = {"POST": ArticleIn}
    header_names = {"POST": ["Idempotency-Key", "Prefer"]}
    answers = {"POST": {200: ARTICLE, 202: ARTICLE}}
    sorts = {
        "created_at": "created_at",
        "published_at": Coalesce("published_at", "created_at"),
    }
    filters = (
        *words("state", Article.State.values),
        *words("origin", Article.Origin.values),
        *related("publisher", "publisher"),
        *related("source", "source"),
        *at_url("source__url_hash"),
        *narrowed("language", lambda rows, value: rows.filter(language=value), most=16),
        *narrowed("q", lambda rows, value: rows.filter(title__icontains=value), "Words in the title."),
        *span("published_at"),
        *span("created_at"),
    )

    def get(self, request: Request) -> Response:
        """List articles."""
        return super().get(request)

    def post(self, request: Request) -> Response:
        """Submit an article.

        Give its `url`, or its `content` with a `content_type` and, if it has one, its `url`. The answer is 202 with the
        article while it waits to be captured; with `Prefer: wait=10` it is held back until the article is captured or
        has failed (200), at most for that many seconds. The same URL again is the same article.
        """
        answer = self.submit(request)
        seconds = _seconds_to_wait(request)
        if seconds is None:
            return answer
        key = key_of("article", answer["Location"].rpartition("/")[2])
        settled = waiting.hold(lambda: _is_settled(key), enough=bool, seconds=seconds)
        headers = {"Location": answer["Location"], "Preference-Applied": f"wait={seconds}"}
        return self.show_key(request, key, status=200 if settled else 202, **headers)

    @once
    def submit(self, request: Request) -> Response:
        """Take the article in."""
        given = self.body(request)
        submitted = ingest.submit_article(**given, actor=self.actor(request))
        tasks.ring(tasks.publish_events)
        tasks.ring(
            tasks.refresh_due_sources if given.get("content") is None else tasks.capture_due_submissions
        )
        key = submitted.article.pk
        return self.show_key(
            request, key, status=202 if submitted.accepted else 200, Location=self.location(key)
        )


class ArticleDetail(DetailView):
    """One article."""

    shape = ARTICLE
    scopes = {"GET": "read", "PATCH": "write"}
    bodies = {"PATCH": ArticleChange}

    def get(self, request: Request, id: str) -> Response:
        """Read an article."""
        return super().get(request, id)

    def patch(self, request: Request, id: str) -> Response:
        """Correct an article's title, publisher, authors, date or language."""
        article = ingest.update_article(
            key_of("article", id),
            changes=self.body(request),
            expected_version=expected_version(request),
            actor=self.actor(request),
        )
        tasks.ring(tasks.publish_events)
        return self.show_key(request, article.pk)


class ArticleVersionList(ListView):
    """The texts that an article had."""

    shape = VERSION
    sorts = {"number": "number"}
    default_sort = "-number"

    def rows(self) -> QuerySet[ArticleVersion]:
        """Of this article. Raises ApiError if there is none."""
        key = key_of("article", self.kwargs["id"])
        if not Article.objects.filter(pk=key).exists():
            raise not_found("article")
        return ArticleVersion.objects.filter(article=key)

    def get(self, request: Request, id: str) -> Response:
        """List the versions of an article, without their texts."""
        return super().get(request, id)


class ArticleVersionDetail(DetailView):
    """One text of an article."""

    shape = VERSION

    def get(self, request: Request, id: str, number: int) -> Response:  # type: ignore[override]
        """Read one version of an article, with its text and its reference list."""
        of_article = Q(article=key_of("article", id))
        return self.show(request, ArticleVersion.objects.filter(of_article, number=min(number, 2**31 - 1)))


def _is_settled(key: uuid.UUID) -> bool:
    return not Article.objects.filter(pk=key, state=Article.State.PENDING).exists()


def _seconds_to_wait(request: Request) -> int | None:
    """What `Prefer: wait=` asks for (RFC 7240), cut to what we allow; a preference that is none is ignored."""
    form = re.search(
        r'(?:^|,)\s*wait\s*=\s*"?([0-9]{1,6})"?\s*(?:[,;]|$)', request.headers.get("Prefer", ""), re.I
    )
    return min(int(form[1]), settings.API_WAIT_MAX_SECONDS) if form else None
