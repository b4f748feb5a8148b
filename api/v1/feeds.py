"""Feeds: published reviews as a DataFeed of ClaimReviews, and changes of evidence for feed readers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import orjson
from django.db.models import QuerySet
from django.utils.http import http_date, parse_http_date_safe
from rest_framework.request import Request
from rest_framework.response import Response

from api import parameters
from api.evidence_feeds import JSON_FEED, Entry, Feed
from api.filters import Filter, filter_queryset
from api.generics import ListView
from api.linked_data import schema_org
from api.links import absolute_url
from api.negotiation import FormatOfUrl
from api.pagination import bounded_in_time, page_url
from api.parameters import QueryParameter
from api.renderers import AtomRenderer, JSONFeedRenderer, LinkedDataRenderer
from api.v1.claims import ClaimList
from api.v1.reviews import REVIEW
from api.views import ApiView, check_shown
from claims.ids import type_id
from claims.models import Article, Claim, Event, Review

MAX_ENTRIES = 100
DEFAULT_ENTRIES = 50
_LEFT_OUT = [Claim.Status.REJECTED, Claim.Status.WITHDRAWN]
_TITLE = "Changes of the evidence of claims"
_FILTERS: tuple[Filter, ...] = tuple(
    filter_ for filter_ in ClaimList.filters if filter_.name in {"entity", "article", "publisher"}
)


class ClaimReviewFeed(ListView):
    """The feed of claim reviews."""

    resource = REVIEW
    renderer_classes = [LinkedDataRenderer]
    responses = {"GET": {200: {"type": "object"}, 304: None}}

    def get_query_parameters(self, method: str) -> Sequence[QueryParameter]:
        """`limit` and `cursor`."""
        accepted = super().get_query_parameters(method)
        return [parameter for parameter in accepted if parameter.name in {"limit", "cursor"}]

    def get_queryset(self) -> QuerySet[Any]:
        """The published reviews of claims that are not withdrawn."""
        return Review.objects.filter(published_at__isnull=False).exclude(claim__status=Claim.Status.WITHDRAWN)

    def get(self, request: Request) -> Response:
        """Read the published reviews as a DataFeed of ClaimReviews.

        The newest are first; `Link: rel="next"` leads to the older ones.
        """
        rows, cursor = self.paginate(self.get_queryset(), expand=schema_org.REVIEW_EXPANSIONS)
        url = absolute_url("/feeds/claim-reviews")
        document = schema_org.data_feed(url, "Claim reviews", orjson.loads(orjson.dumps(rows)))
        response = self.conditional_response(request, orjson.dumps(document))
        if cursor:
            response["Link"] = f'<{self.next_url(cursor)}>; rel="next"'
        return response


class EvidenceFeed(ApiView):
    """The feed of changes of evidence."""

    scopes = {"GET": "read"}
    renderer_classes = [JSONFeedRenderer, AtomRenderer]
    other_media_types = {AtomRenderer.media_type: {"type": "string"}}
    request_headers = {"GET": ["If-None-Match"]}
    responses: ClassVar[Mapping[str, Mapping[int, Any]]] = {"GET": {200: JSON_FEED, 304: None}}
    query_parameters = (
        *_FILTERS,
        QueryParameter(
            "limit", parameters.integer(1, MAX_ENTRIES), f"Entries; {DEFAULT_ENTRIES} by default."
        ),
    )

    def get(self, request: Request) -> Response:
        """Read the newest changes of the evidence of claims, as JSON Feed 1.1 or as Atom.

        `entity`, `article` and `publisher` select the claims. Feed readers find the same at `/feeds/evidence.atom` and
        `/feeds/evidence.json`, whatever they accept. Rejected and withdrawn claims are left out. Without changes the feed is empty; older ones are in `/events`.
        """
        feed = Feed(_TITLE, page_url(request).removesuffix("?"), absolute_url("/docs"), self._entries())
        is_atom = request.accepted_renderer.format == AtomRenderer.format
        body = feed.to_atom() if is_atom else orjson.dumps(feed.to_json())
        seconds = int(feed.updated_at.timestamp())
        response = self.conditional_response(request, body, headers={"Last-Modified": http_date(seconds)})
        since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
        if since is not None and since >= seconds and "If-None-Match" not in request.headers:
            return Response(status=304, headers={"ETag": response["ETag"]})
        return response

    def _check_article(self) -> None:
        """Raises ApiError (410) if the feed is about an article that is withdrawn."""
        for row in Article.objects.filter(pk=self.query.get("article")).values("withdrawn_at", "version"):
            check_shown("article", row)

    def _entries(self) -> list[Entry]:
        """One for each event, the newest first."""
        self._check_article()
        claims = filter_queryset(Claim.objects.exclude(status__in=_LEFT_OUT), _FILTERS, self.query)
        changes = Event.objects.filter(
            type=Event.Type.CLAIM_EVIDENCE_CHANGED, seq__isnull=False, subject_id__in=claims.values("pk")
        )
        with bounded_in_time():
            events = list(changes.order_by("-seq")[: self.query.get("limit", DEFAULT_ENTRIES)])
        texts = dict(
            Claim.objects.filter(pk__in=[event.subject_id for event in events]).values_list("pk", "text")
        )
        return [_entry(event, texts[event.subject_id]) for event in events if event.subject_id in texts]


class EvidenceFeedAtom(EvidenceFeed):
    """The same as Atom alone."""

    schema = None
    renderer_classes = [AtomRenderer]
    content_negotiation_class = FormatOfUrl


class EvidenceFeedJson(EvidenceFeed):
    """The same as JSON Feed alone."""

    schema = None
    renderer_classes = [JSONFeedRenderer]
    content_negotiation_class = FormatOfUrl


def _entry(event: Event, text: str) -> Entry:
    before, after = event.changes["evidence_state"]
    event_url = absolute_url(f"/events/{type_id('event', event.pk)}")
    claim_url = absolute_url(f"/claims/{type_id('claim', event.subject_id)}")
    return Entry(event_url, claim_url, text, before, after, event.occurred_at)
