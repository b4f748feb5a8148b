"""Reviews: curators' verdicts on claims, with their reasons."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from api import fields, resources
from api.filters import boolean_filter, choice_filter, range_filter, related_filter
from api.generics import DetailView, ListView
from api.idempotency import idempotent
from api.linked_data import schema_org
from api.models import ApiKey
from api.parameters import QueryParameters
from api.renderers import JSONRenderer, LinkedDataRenderer
from api.resources import Expansion
from api.serializers import BooleanField, ChoiceField, StrictSerializer, StringField, TypeIdField
from api.views import ApiView, LinkedData, expected_version, key_or_404, not_found
from claims import tasks
from claims.errors import InputError
from claims.models import Claim, Review
from claims.services.catalogue import curate

VERDICTS = [value for value, _ in Review.VERDICTS]

REVIEW = resources.define(
    "review",
    Review,
    "/reviews",
    fields.reference("claim", "claim"),
    fields.choice("verdict", VERDICTS),
    fields.string("reasons"),
    fields.string("reviewer"),
    fields.date_time("published_at", null=True),
    fields.integer("version"),
    fields.date_time("created_at"),
    fields.date_time("updated_at"),
    expansions=(Expansion("claim", "claim", "claim_id"),),
    description="A curator's verdict on a claim. The latest published one is the claim's verdict.",
)


class ReviewIn(StrictSerializer):
    """A verdict on a claim."""

    claim = TypeIdField("claim")
    verdict = ChoiceField(VERDICTS)
    reasons = StringField(max_length=20_000)
    publish = BooleanField(required=False, help_text="Publish the review at once.")


class ReviewList(ListView):
    """The list of reviews."""

    resource = REVIEW
    scopes = {"GET": "read", "POST": "curate"}
    request_bodies = {"POST": ReviewIn}
    responses = {"POST": {201: REVIEW}}
    sort_columns = {"created_at": "created_at", "updated_at": "updated_at"}
    filters = (
        *related_filter("claim", "claim"),
        *choice_filter("verdict", VERDICTS),
        *boolean_filter("published", Q(published_at__isnull=False), "true: the review is published."),
        *range_filter("published_at"),
        *range_filter("created_at"),
        *range_filter("updated_at"),
    )

    @classmethod
    def visible_rows(cls, query: QueryParameters, key: ApiKey | None) -> QuerySet[Any]:
        """All reviews; without a key the published ones."""
        reviews = Review.objects.all()
        return reviews if key else reviews.filter(published_at__isnull=False)

    def get(self, request: Request) -> Response:
        """List reviews. Without a key, those that are not published are left out."""
        return super().get(request)

    @idempotent
    def post(self, request: Request) -> Response:
        """Create a review of a claim."""
        body = self.validated_body(request)
        key = body.pop("claim")
        if not Claim.objects.filter(pk=key).exists():
            raise InputError("/claim", "There is no such claim.", code="not_found")
        body.setdefault("publish", False)
        review = curate.review_claim(key, **body, actor=self.actor(request))
        tasks.ring(tasks.publish_events)
        return self.object_response(request, review.pk, status=201, Location=self.location(review.pk))


class ReviewDetail(DetailView):
    """One review."""

    resource = REVIEW
    renderer_classes = [JSONRenderer, LinkedDataRenderer]
    linked_data = LinkedData(schema_org.review_document, schema_org.REVIEW_EXPANSIONS)

    def get(self, request: Request, id: str) -> Response:
        """Read a review. Without a key, one that is not published is not found."""
        key = key_or_404("review", id)
        if not request.auth and not Review.objects.filter(pk=key, published_at__isnull=False).exists():
            raise not_found("review")
        return super().get(request, id)


class ReviewPublish(ApiView):
    """Publish one review."""

    resource = REVIEW
    request_headers = {"POST": ["Idempotency-Key", "If-Match"]}
    scopes = {"POST": "curate"}
    responses = {"POST": {200: REVIEW}}

    @idempotent
    def post(self, request: Request, id: str) -> Response:
        """Publish a review: its verdict becomes the verdict of the claim."""
        self.validated_body(request)
        key = key_or_404("review", id)
        curate.publish_review(key, expected_version=expected_version(request), actor=self.actor(request))
        tasks.ring(tasks.publish_events)
        return self.object_response(request, key)
