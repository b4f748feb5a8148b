"""Articles: submitted articles and the versions of their text."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from rest_framework.request import Request
from rest_framework.response import Response

from api import fields, long_poll, parameters, resources
from api.filters import (
    Filter,
    choice_filter,
    custom_filter,
    range_filter,
    related_filter,
    search_filter,
    url_filter,
)
from api.generics import DetailView, ListView
from api.idempotency import idempotent
from api.linked_data import schema_org
from api.models import ApiKey
from api.parameters import BOOLEAN, QueryParameter, QueryParameters
from api.renderers import JSONRenderer, LinkedDataRenderer
from api.resources import Expansion
from api.serializers import (
    ChoiceField,
    DateTimeField,
    StrictSerializer,
    StringField,
    StringListField,
    UrlField,
)
from api.views import (
    ApiView,
    LinkedData,
    ObjectRow,
    check_shown,
    expected_version,
    key_or_404,
    not_found,
    object_rows,
)
from claims import tasks
from claims.models import Article
from claims.models.article import ArticleQuerySet
from claims.services.articles import ingest, withdrawal
from claims.services.articles.ingest import Submitted
from claims.services.articles.submit_urls import submit_urls
from claims.values import Actor
from claims.vocabulary import ContentType, NoteKind, Polarity

NOTES: Mapping[str, Any] = {
    "type": ["array", "null"],
    "items": {
        "type": "object",
        "properties": {
            "kind": {"type": "string", "enum": list(NoteKind)},
            "text": {"type": "string"},
        },
        "required": ["kind", "text"],
    },
}

CLAIM_REVIEWS: Mapping[str, Any] = {
    "type": ["array", "null"],
    "items": {
        "type": "object",
        "properties": {
            "claim": {"type": "string"},
            "claimant": {"type": "string"},
            "reviewer": {"type": "string"},
            "rating": {"type": "string"},
            "url": {"type": "string"},
            "polarity": {"type": "string", "enum": list(Polarity)},
        },
    },
}

_REASON = QueryParameter("reason", parameters.string(2000), "Why the article is withdrawn.")

ARTICLE = resources.define(
    "article",
    Article,
    "/articles",
    fields.string("url", "source__cited_url", null=True),
    fields.string("title"),
    fields.string_list("authors"),
    fields.date_time("published_at", null=True),
    fields.string("language"),
    fields.reference("publisher", "publisher"),
    fields.string("publisher_name", "publisher__name", null=True),
    fields.reference("source", "source"),
    fields.choice("origin", Article.Origin.values),
    fields.choice("state", Article.State.values),
    fields.string("failure"),
    fields.string("failure_detail"),
    fields.date_time("withdrawn_at", null=True),
    fields.integer("current_version", "current_version__number", null=True),
    fields.date_time("captured_at", "current_version__captured_at", null=True),
    fields.column("notes", NOTES, "current_version__notes", detail_only=True),
    fields.column("claim_reviews", CLAIM_REVIEWS, "current_version__claim_reviews", detail_only=True),
    fields.integer("version"),
    fields.date_time("created_at"),
    fields.date_time("updated_at"),
    expansions=(
        Expansion("publisher", "publisher", "publisher_id"),
        Expansion("source", "source", "source_id"),
        Expansion(
            "appearances", "appearance", "article_id", many=True, order=("gone_at", "start", "id"),
            list_path="/appearances?article={id}",
        ),
    ),
    description="A news article. `url` is where it is published, null if only its content was posted; `self` is its URL in this API. "
    "`notes` are the publisher's notices about its current version, such as corrections; `claim_reviews` are those in its markup.",
)  # fmt: skip


class ArticleIn(StrictSerializer):
    """An article to submit: its url, or its content (with its url, if it has one)."""

    url = UrlField(required=False, help_text="Where it is published. The URL is fetched and watched.")
    content = StringField(
        required=False, allow_blank=True, help_text="The article itself, instead of fetching it."
    )
    content_type = ChoiceField(
        list(ContentType), required=False, help_text="The type of `content`; required with it."
    )
    title = StringField(required=False, allow_blank=True, max_length=500)
    publisher = StringField(
        required=False, allow_blank=True, max_length=200, help_text="The publisher's name."
    )
    authors = StringListField(item_max_length=200, required=False, max_length=50)
    published_at = DateTimeField(required=False, allow_null=True)


class ArticleChange(StrictSerializer):
    """The editable members of an article."""

    title = StringField(required=False, allow_blank=True, max_length=500)
    publisher = StringField(
        required=False, allow_blank=True, max_length=200, help_text="The publisher's name; empty for none."
    )
    authors = StringListField(item_max_length=200, required=False, max_length=50)
    published_at = DateTimeField(required=False, allow_null=True)
    language = StringField(required=False, allow_blank=True, max_length=16)


class ArticleList(ListView):
    """The list of articles."""

    resource = ARTICLE
    scopes = {"GET": "read", "POST": "write"}
    request_bodies = {"POST": ArticleIn}
    request_headers = {"GET": ["If-None-Match"], "POST": ["Idempotency-Key", "Prefer"]}
    responses = {"POST": {200: ARTICLE, 202: ARTICLE}}
    sort_columns = {
        "created_at": "created_at",
        "updated_at": "updated_at",
        "published_at": Coalesce("published_at", "created_at"),
    }
    filters = (
        *choice_filter("state", Article.State.values),
        *choice_filter("origin", Article.Origin.values),
        Filter("withdrawn", BOOLEAN, "true: only withdrawn articles, which are left out otherwise."),
        *related_filter("publisher", "publisher"),
        *related_filter("source", "source"),
        *url_filter("source"),
        *custom_filter("language", lambda queryset, value: queryset.filter(language=value), max_length=16),
        *search_filter(
            lambda queryset, value: cast(ArticleQuerySet, queryset).titled(value),
            "Words of the title, whole or in part.",
        ),
        *range_filter("published_at"),
        *range_filter("created_at"),
        *range_filter("updated_at"),
    )

    @classmethod
    def visible_rows(cls, query: QueryParameters, key: ApiKey | None) -> QuerySet[Article]:
        """Articles that are not withdrawn, or with `withdrawn=true` those that are."""
        return Article.objects.filter(withdrawn_at__isnull=not query.get("withdrawn", False))

    def get(self, request: Request) -> Response:
        """List articles."""
        return super().get(request)

    def post(self, request: Request) -> Response:
        """Submit an article.

        Send its `url`, or its `content` with a `content_type` and, if it has one, its `url`. The response is 202 while
        the article waits to be captured. `Prefer: wait=10` delays the response until the article is captured or has
        failed (200), for at most that many seconds. Submitting the same URL again returns the same article.
        """
        response = self.submit(request)
        seconds = long_poll.seconds_to_wait(request)
        if seconds is None:
            return response
        key = key_or_404("article", response["Location"].rpartition("/")[2])
        is_processed = long_poll.wait_until(lambda: _is_processed(key), is_complete=bool, seconds=seconds)
        headers = {"Location": response["Location"], "Preference-Applied": f"wait={seconds}"}
        return self.object_response(request, key, status=200 if is_processed else 202, **headers)

    @idempotent
    def submit(self, request: Request) -> Response:
        """Store the article, or the URL to fetch it from."""
        body = self.validated_body(request)
        together: SubmittedTogether | None = getattr(request._request, "submitted", None)
        submitted = (
            together.submitted if together else ingest.submit_article(**body, actor=self.actor(request))
        )
        tasks.ring(tasks.publish_events)
        tasks.ring(
            tasks.refresh_due_sources if body.get("content") is None else tasks.capture_due_submissions
        )
        key, status = submitted.article.pk, 202 if submitted.accepted else 200
        if together:
            return self.row_response(request, together.row, status=status, Location=self.location(key))
        return self.object_response(request, key, status=status, Location=self.location(key))


@dataclass(frozen=True, slots=True)
class SubmittedTogether:
    """An article that was submitted with others of a batch, before its own operation is executed."""

    submitted: Submitted
    row: ObjectRow


def submit_together(urls: Sequence[str], *, actor: Actor) -> dict[str, SubmittedTogether]:
    """Submit articles by their URLs alone, as POST would. Some are left out, see `submit_urls`."""
    submitted = submit_urls(urls, actor=actor)
    keys = [each.article.pk for each in submitted.values()]
    rows = {row.key: row for row in object_rows(ARTICLE, Article.objects.filter(pk__in=keys))}
    return {url: SubmittedTogether(each, rows[each.article.pk]) for url, each in submitted.items()}


class ArticleDetail(DetailView):
    """One article."""

    resource = ARTICLE
    renderer_classes = [JSONRenderer, LinkedDataRenderer]
    linked_data = LinkedData(schema_org.article_document, schema_org.ARTICLE_EXPANSIONS)
    scopes = {"GET": "read", "PATCH": "write", "DELETE": "curate"}
    request_bodies = {"PATCH": ArticleChange}
    version_required = frozenset({"DELETE"})

    def get(self, request: Request, id: str) -> Response:
        """Read an article."""
        return super().get(request, id)

    def get_query_parameters(self, method: str) -> Sequence[QueryParameter]:
        """`fields` and `expand`; the reason of a withdrawal."""
        return (_REASON,) if method == "DELETE" else super().get_query_parameters(method)

    def patch(self, request: Request, id: str) -> Response:
        """Change an article's title, publisher, authors, date or language."""
        expected = expected_version(request)
        article = ingest.update_article(
            shown_key(id),
            changes=self.validated_body(request),
            expected_version=expected,
            actor=self.actor(request),
        )
        tasks.ring(tasks.publish_events)
        return self.object_response(request, article.pk)

    def delete(self, request: Request, id: str) -> Response:
        """Withdraw an article.

        It is a 410 afterwards and is captured no more. Its appearances are gone, and claims that no other article makes
        are `withdrawn`. `POST /articles/{id}/restore` undoes it.
        """
        expected = expected_version(request)
        withdrawal.withdraw_article(
            shown_key(id),
            reason=self.query.get("reason", ""),
            expected_version=expected,
            actor=self.actor(request),
        )
        tasks.ring(tasks.publish_events)
        return Response(status=204)


class ArticleRestore(ApiView):
    """Restore one article."""

    resource = ARTICLE
    scopes = {"POST": "curate"}
    request_bodies = {"POST": StrictSerializer}
    request_headers = {"POST": ["Idempotency-Key", "If-Match"]}
    responses = {"POST": {200: ARTICLE}}
    version_required = frozenset({"POST"})

    @idempotent
    def post(self, request: Request, id: str) -> Response:
        """Undo the withdrawal of an article. Its appearances and claims are back; a fetched one is captured again."""
        key = key_or_404("article", id)
        self.validated_body(request)
        withdrawal.restore_article(key, expected_version=expected_version(request), actor=self.actor(request))
        tasks.ring(tasks.publish_events)
        tasks.ring(tasks.refresh_due_sources)
        return self.object_response(request, key)


def shown_key(id: str) -> uuid.UUID:
    """The key of an article. Raises ApiError: 404 if there is none, 410 if it is withdrawn."""
    key = key_or_404("article", id)
    row = Article.objects.filter(pk=key).values("withdrawn_at", "version").first()
    if row is None:
        raise not_found("article")
    check_shown("article", row)
    return key


def _is_processed(key: uuid.UUID) -> bool:
    return not Article.objects.filter(pk=key, state=Article.State.PENDING).exists()
