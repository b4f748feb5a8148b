"""Request metrics: counts requests by route, and times them."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from claims.services import counters

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER = "other"
"""The method of a request with an unknown one, and the route of static files and of unknown paths."""

REFUSED = "refused"
"""The route of a request that was refused before its body had arrived."""


class RequestMetrics:
    """Counts each request by method, route and status, and times those that do not wait for data.

    A route is the pattern of a path, so that the number of routes is that of the code.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        if not request.META.get("tracker.is_continued"):
            match = request.resolver_match
            route = f"/{match.route}" if match else OTHER
            method = request.method if request.method in METHODS else OTHER
            count(method or OTHER, route, response.status_code)
            if not _waits(request):
                seconds = time.perf_counter() - started
                counters.observe(
                    "tracker_http_request_duration_seconds", [((method or OTHER, route), seconds)]
                )
        return response


def count(method: str, route: str, status: int) -> None:
    """Count one request."""
    counters.count("tracker_http_requests_total", [(method, route, str(status))])


def _waits(request: HttpRequest) -> bool:
    return "wait=" in request.META.get("QUERY_STRING", "") or "wait" in request.META.get("HTTP_PREFER", "")
