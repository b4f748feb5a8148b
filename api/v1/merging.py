"""Merging: claims and entities become others of their kind and are given back; pairs are declared not to be the same."""

from __future__ import annotations

from collections.abc import Callable

from rest_framework.request import Request
from rest_framework.response import Response

from api.idempotency import idempotent
from api.v1.claim_decisions import ReasonIn
from api.v1.claims import CLAIM
from api.v1.entities import ENTITY
from api.v1.merge_bodies import ClaimMergeIn, EntityMergeIn, OtherClaimIn, OtherEntityIn
from api.views import ApiView, expected_version, key_or_404
from claims import tasks
from claims.services.catalogue import claim_merges, corrections, distinct_pairs, entity_merges


class Curation(ApiView):
    """A curator's change of one object, with the version that it is based on."""

    request_headers = {"POST": ["Idempotency-Key", "If-Match"]}
    scopes = {"POST": "curate"}
    request_bodies = {"POST": ReasonIn}
    version_required = frozenset({"POST"})

    def change(self, request: Request, id: str, service: Callable[..., object]) -> Response:
        """Call the service with the body; the response is the changed object."""
        key = key_or_404(self.resource.name, id)
        service(
            key,
            **self.validated_body(request),
            expected_version=expected_version(request),
            actor=self.actor(request),
        )
        tasks.ring(tasks.publish_events)
        return self.object_response(request, key)


class Pairing(ApiView):
    """Whether two objects of a kind are the same."""

    scopes = {"POST": "curate"}

    def declare(self, request: Request, id: str, service: Callable[..., bool]) -> Response:
        """Call the service with both keys; the response is the object of the path."""
        kind = self.resource.name
        key, body = key_or_404(kind, id), self.validated_body(request)
        service(kind, key, other=body.pop("from"), **body, actor=self.actor(request))
        tasks.ring(tasks.publish_events)
        return self.object_response(request, key)


class ClaimMerge(Curation):
    """Merge one claim."""

    resource = CLAIM
    request_bodies = {"POST": ClaimMergeIn}
    responses = {"POST": {200: CLAIM}}

    @idempotent
    def post(self, request: Request, id: str) -> Response:
        """Merge a claim into another one.

        Its appearances, citations and reviews become the other one's, as do later readings of its sentence. The merged
        claim keeps its text and is a 301 to the other one.
        """
        return self.change(request, id, claim_merges.merge_claim)


class ClaimUnmerge(Curation):
    """Unmerge one claim."""

    resource = CLAIM
    responses = {"POST": {200: CLAIM}}

    @idempotent
    def post(self, request: Request, id: str) -> Response:
        """Give a merged claim back what the merge moved. What came to the other claim since stays there."""
        return self.change(request, id, claim_merges.unmerge_claim)


class ClaimRevert(Curation):
    """Revert one claim."""

    resource = CLAIM
    responses = {"POST": {200: CLAIM}}

    @idempotent
    def post(self, request: Request, id: str) -> Response:
        """Take back the corrections of a claim: it says what the extractor read."""
        return self.change(request, id, corrections.revert_claim)


class ClaimDistinguish(Pairing):
    """Distinguish one claim."""

    resource = CLAIM
    request_bodies = {"POST": OtherClaimIn}
    responses = {"POST": {200: CLAIM}}

    @idempotent
    def post(self, request: Request, id: str) -> Response:
        """Declare that a claim is not the same as another one. A merge of the two is refused (409)."""
        return self.declare(request, id, distinct_pairs.distinguish)


class ClaimUndistinguish(Pairing):
    """Take back a distinction of one claim."""

    resource = CLAIM
    request_bodies = {"POST": OtherClaimIn}
    responses = {"POST": {200: CLAIM}}

    @idempotent
    def post(self, request: Request, id: str) -> Response:
        """Take back that a claim is not the same as another one."""
        return self.declare(request, id, distinct_pairs.undistinguish)


class EntityMerge(Curation):
    """Merge one entity."""

    resource = ENTITY
    request_bodies = {"POST": EntityMergeIn}
    responses = {"POST": {200: ENTITY}}

    @idempotent
    def post(self, request: Request, id: str) -> Response:
        """Merge an entity into another one.

        Its spellings, variants and propositions become the other one's. Claims that say the same then are merged too.
        """
        return self.change(request, id, entity_merges.merge_entity)


class EntityUnmerge(Curation):
    """Unmerge one entity."""

    resource = ENTITY
    responses = {"POST": {200: ENTITY}}

    @idempotent
    def post(self, request: Request, id: str) -> Response:
        """Give a merged entity back what the merge moved, merges of claims that followed from it included."""
        return self.change(request, id, entity_merges.unmerge_entity)


class EntityDistinguish(Pairing):
    """Distinguish one entity."""

    resource = ENTITY
    request_bodies = {"POST": OtherEntityIn}
    responses = {"POST": {200: ENTITY}}

    @idempotent
    def post(self, request: Request, id: str) -> Response:
        """Declare that an entity is not the same as another one. A merge of the two is refused (409)."""
        return self.declare(request, id, distinct_pairs.distinguish)


class EntityUndistinguish(Pairing):
    """Take back a distinction of one entity."""

    resource = ENTITY
    request_bodies = {"POST": OtherEntityIn}
    responses = {"POST": {200: ENTITY}}

    @idempotent
    def post(self, request: Request, id: str) -> Response:
        """Take back that an entity is not the same as another one."""
        return self.declare(request, id, distinct_pairs.undistinguish)
