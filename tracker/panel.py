"""The middleware that only the admin panel needs. The API has no sessions, so that its requests pass without it."""

from __future__ import annotations

from collections.abc import Awaitable

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.deprecation import MiddlewareMixin


class _OfPanel(MiddlewareMixin):
    """A middleware for the paths of the panel."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        """The response, with what the middleware adds if the request is one of the panel."""
        if request.path_info.startswith("/admin/"):
            return super().__call__(request)
        return self.get_response(request)


class PanelSession(_OfPanel, SessionMiddleware):
    """The session."""


class PanelCsrf(_OfPanel, CsrfViewMiddleware):
    """The check of forms against forgery. `process_view` stays in force for every path: without a token it refuses."""


class PanelAuthentication(_OfPanel, AuthenticationMiddleware):
    """The signed-in user."""


class PanelMessages(_OfPanel, MessageMiddleware):
    """The messages that the next page shows."""
