"""Problem pages: what each error code means and what to do about it; where `type` leads."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api.links import address
from api.problems import KINDS, Kind
from api.views import View, not_found

_PAGE = {
    "type": "object",
    "properties": {
        "object": {"const": "problem", "type": "string"},
        "type": {"type": "string", "format": "uri"},
        "code": {"type": "string"},
        "status": {"type": "integer"},
        "title": {"type": "string"},
        "remedy": {"type": "string"},
    },
    "required": ["object", "type", "code", "status", "title", "remedy"],
}


class ProblemList(View):
    """Every kind of problem."""

    is_public = True
    answers = {
        "GET": {
            200: {
                "type": "object",
                "properties": {"data": {"type": "array", "items": _PAGE}, "next": {"type": "null"}},
                "required": ["data", "next"],
            }
        }
    }

    def get(self, request: Request) -> Response:
        """List the codes that an error can have, and what each means."""
        return Response({"data": [_page(kind) for kind in KINDS.values()], "next": None})


class ProblemDetail(View):
    """One kind of problem."""

    is_public = True
    answers = {"GET": {200: _PAGE}}

    def get(self, request: Request, code: str) -> Response:
        """Read what an error code means and what to do about it."""
        if code not in KINDS:
            raise not_found("problem")
        return Response(_page(KINDS[code]))


def _page(kind: Kind) -> dict[str, Any]:
    return {
        "object": "problem",
        "type": address(f"/problems/{kind.code}"),
        "code": kind.code,
        "status": kind.status,
        "title": kind.title,
        "remedy": kind.remedy,
    }
