"""Decisions of curators on claims: accept, reject, reopen."""

from __future__ import annotations

from collections.abc import Callable

from rest_framework.request import Request
from rest_framework.response import Response

from api.idempotency import idempotent
from api.serializers import StrictSerializer, StringField
from api.v1.claims import CLAIM
from api.views import ApiView, expected_version, key_or_404
from claims import tasks
from claims.models import Claim
from claims.services.catalogue import curate


class ReasonIn(StrictSerializer):
    """The reason for a decision."""

    reason = StringField(required=False, allow_blank=True, max_length=2000)


class RejectionIn(StrictSerializer):
    """The reason for a rejection."""

    reason = StringField(max_length=2000)


class Decision(ApiView):
    """A curator's decision on one claim. Repeating a decision changes nothing."""

    resource = CLAIM
    request_headers = {"POST": ["Idempotency-Key", "If-Match"]}
    scopes = {"POST": "curate"}
    responses = {"POST": {200: CLAIM}}
    request_bodies = {"POST": ReasonIn}

    def decide(self, request: Request, id: str, service: Callable[..., list[Claim]]) -> Response:
        """Call the service; the response is the changed claim."""
        key = key_or_404("claim", id)
        service(
            [key],
            reason=self.validated_body(request).get("reason", ""),
            expected_version=expected_version(request),
            actor=self.actor(request),
        )
        tasks.ring(tasks.publish_events)
        return self.object_response(request, key)


class ClaimAccept(Decision):
    """Accept one claim."""

    @idempotent
    def post(self, request: Request, id: str) -> Response:
        """Accept a claim."""
        return self.decide(request, id, curate.accept_claims)


class ClaimReject(Decision):
    """Reject one claim."""

    request_bodies = {"POST": RejectionIn}

    @idempotent
    def post(self, request: Request, id: str) -> Response:
        """Reject a claim, with a reason."""
        return self.decide(request, id, curate.reject_claims)


class ClaimReopen(Decision):
    """Reopen one claim."""

    @idempotent
    def post(self, request: Request, id: str) -> Response:
        """Reopen a claim: its status is `proposed` again."""
        return self.decide(request, id, curate.reopen_claims)
