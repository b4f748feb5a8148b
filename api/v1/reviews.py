"""Reviews: curators' verdicts on claims, with their reasons."""

from __future__ import annotations

from django.db.models import Q
from rest_framework.request import Request
from rest_framework.response import Response

from api import shapes
from api.idempotency import once
from api.inputs import Flag, Id, Input, Text, Word
from api.lists import ListView, flag, related, span, words
from api.shapes import Expansion
from api.views import DetailView, View, expected_version, key_of
from claims import tasks
from claims.errors import InputError
from claims.models import Claim, Review
from claims.services.catalogue import curate

VERDICTS = [value for value, _ in Review.VERDICTS]

REVIEW = shapes.shape(
    "review",
    Review,
    "/reviews",
    shapes.reference("claim", "claim"),
    shapes.word("verdict", VERDICTS),
    shapes.text("reasons"),
    shapes.text("reviewer"),
    shapes.time("published_at", null=True),
    shapes.number("version"),
    shapes.time("created_at"),
    expansions=(Expansion("claim", "claim", "claim_id"),),
    description="A curator's verdict on a claim. The latest published one is the claim's verdict.",
)


class ReviewIn(Input):
    """A verdict on a claim."""

    claim = Id("claim")
    verdict = Word(VERDICTS)
    reasons = Text(max_length=20_000)
    publish = Flag(required=False, help_text="Publish it at once.")


class ReviewList(ListView):
    """Reviews."""

    shape = REVIEW
    scopes = {"GET": "read", "POST": "curate"}
    bodies = {"POST": ReviewIn}
    answers = {"POST": {201: REVIEW}}
    filters = (
        *related("claim", "claim"),
        *words("verdict", VERDICTS),
        *flag("published", Q(published_at__isnull=False), "Whether it counts."),
        *span("published_at"),
        *span("created_at"),
    )

    def get(self, request: Request) -> Response:
        """List reviews."""
        return super().get(request)

    @once
    def post(self, request: Request) -> Response:
        """Review a claim."""
        given = self.body(request)
        key = given.pop("claim")
        if not Claim.objects.filter(pk=key).exists():
            raise InputError("/claim", "There is no such claim.", code="not_found")
        given.setdefault("publish", False)
        review = curate.review_claim(key, **given, actor=self.actor(request))
        tasks.ring(tasks.publish_events)
        return self.show_key(request, review.pk, status=201, Location=self.location(review.pk))


class ReviewDetail(DetailView):
    """One review."""

    shape = REVIEW

    def get(self, request: Request, id: str) -> Response:
        """Read a review."""
        return super().get(request, id)


class ReviewPublish(View):
    """Publish."""

    shape = REVIEW
    header_names = {"POST": ["Idempotency-Key", "If-Match"]}
    scopes = {"POST": "curate"}
    answers = {"POST": {200: REVIEW}}

    @once
    def post(self, request: Request, id: str) -> Response:
        """Publish a review: its verdict becomes the claim's."""
        self.body(request)
        key = key_of("review", id)
        curate.publish_review(key, expected_version=expected_version(request), actor=self.actor(request))
        tasks.ring(tasks.publish_events)
        return self.show_key(request, key)
