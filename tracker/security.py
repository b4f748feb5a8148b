"""Security: the headers that keep code of others out of our pages, which pages may call the API, and who may read /metrics."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.crypto import constant_time_compare

_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, PATCH, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Prefer, X-Request-ID",
    "Access-Control-Max-Age": "7200",
}
_EXPOSED = {
    "Access-Control-Expose-Headers": "ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, X-Request-ID"
}


class ContentSecurityPolicy:
    """Adds CONTENT_SECURITY_POLICY to HTML pages that have no policy of their own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Content-Security-Policy", settings.CONTENT_SECURITY_POLICY)
        return response


class CrossOrigin:
    """Lets pages of CORS_ORIGINS (`*` for all) call the API from browsers (Fetch Standard, 3.2). Cookies are never allowed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.CORS_ORIGINS or not request.path.startswith("/api/"):
            return self.get_response(request)
        origin = request.headers.get("Origin", "")
        is_allowed = bool(origin) and ("*" in settings.CORS_ORIGINS or origin in settings.CORS_ORIGINS)
        is_preflight = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        response = HttpResponse(status=204) if is_allowed and is_preflight else self.get_response(request)
        if is_allowed:
            response["Access-Control-Allow-Origin"] = "*" if "*" in settings.CORS_ORIGINS else origin
            for name, value in (_PREFLIGHT if is_preflight else _EXPOSED).items():
                response[name] = value
        patch_vary_headers(response, ["Origin"])
        return response


def may_read_metrics(request: HttpRequest) -> bool:
    """True with the token of METRICS_TOKEN; without that setting, for requests of this machine that no proxy passed on."""
    if settings.METRICS_TOKEN:
        return constant_time_compare(
            request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}"
        )
    return "X-Forwarded-For" not in request.headers and _is_loopback(request.META.get("REMOTE_ADDR", ""))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
