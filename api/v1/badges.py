"""Badges: the state of a claim's evidence, to be embedded in web pages."""

from __future__ import annotations

import orjson
from rest_framework.request import Request
from rest_framework.response import Response

from api.badges import DATA, badge_data, badge_svg
from api.negotiation import FormatOfUrl
from api.renderers import JSONRenderer, SVGRenderer
from api.v1.claims import CLAIM
from api.views import ApiView, key_or_404, not_found
from claims.models import Claim


class ClaimBadge(ApiView):
    """The badge of one claim."""

    resource = CLAIM
    scopes = {"GET": "read"}
    renderer_classes = [JSONRenderer, SVGRenderer]
    other_media_types = {SVGRenderer.media_type: {"type": "string"}}
    request_headers = {"GET": ["If-None-Match"]}
    responses = {"GET": {200: DATA, 301: DATA, 304: None}}

    def get(self, request: Request, id: str) -> Response:
        """Read the badge of a claim: the state of its evidence as SVG, or as data for makers of badges.

        `/claims/{id}/badge.svg` is the drawing, whatever the caller accepts. A merged claim leads to the one that it was
        merged into (301).
        """
        row = Claim.objects.filter(pk=key_or_404("claim", id)).first()
        if row is None:
            raise not_found("claim")
        is_drawn = request.accepted_renderer.format == SVGRenderer.format
        is_withdrawn = row.status == Claim.Status.WITHDRAWN
        state = "withdrawn" if is_withdrawn else row.evidence_state
        body = badge_svg(state, row.text) if is_drawn else orjson.dumps(badge_data(state))
        status, headers = 200, {"Content-Security-Policy": "default-src 'none'"} if is_drawn else {}
        if row.merged_into_id:
            ending = request.path.rpartition("/")[2]
            status, headers["Location"] = 301, f"{self.location(row.merged_into_id)}/{ending}"
        return self.conditional_response(request, body, status=status, headers=headers)


class ClaimBadgeSvg(ClaimBadge):
    """The drawing alone."""

    schema = None
    renderer_classes = [SVGRenderer]
    content_negotiation_class = FormatOfUrl
