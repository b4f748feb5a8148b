"""Problem pages: the meaning and the remedy of each error code; the URLs in `type`."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api.links import absolute_url
from api.problems import PROBLEM_TYPES, ProblemType
from api.views import ApiView, not_found

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


class ProblemList(ApiView):
    """The list of problem types."""

    is_public = True
    responses = {
        "GET": {
            200: {
                "type": "object",
                "properties": {"data": {"type": "array", "items": _PAGE}, "next": {"type": "null"}},
                "required": ["data", "next"],
            }
        }
    }

    def get(self, request: Request) -> Response:
        """List the error codes with their meaning."""
        return Response(
            {"data": [_page(problem_type) for problem_type in PROBLEM_TYPES.values()], "next": None}
        )


class ProblemDetail(ApiView):
    """One problem type."""

    is_public = True
    responses = {"GET": {200: _PAGE}}

    def get(self, request: Request, code: str) -> Response:
        """Read the meaning and the remedy of an error code."""
        if code not in PROBLEM_TYPES:
            raise not_found("problem")
        return Response(_page(PROBLEM_TYPES[code]))


def _page(problem_type: ProblemType) -> dict[str, Any]:
    return {
        "object": "problem",
        "type": absolute_url(f"/problems/{problem_type.code}"),
        "code": problem_type.code,
        "status": problem_type.status,
        "title": problem_type.title,
        "remedy": problem_type.remedy,
    }
