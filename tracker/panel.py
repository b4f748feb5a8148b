"""The middleware that only the admin panel needs. The API has no sessions, so that its requests pass without it."""

from __future__ import annotations

from collections.abc import Awaitable

import structlog
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import ValidationError
from django.db import DataError
from django.http import HttpRequest, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.deprecation import MiddlewareMixin

logger = structlog.get_logger(__name__)

_PATHS = "/admin/"


class _OfPanel(MiddlewareMixin):
    """A middleware for the paths of the panel."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        """The response, with what the middleware adds if the request is one of the panel."""
        if request.path_info.startswith(_PATHS):
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


class PanelInput(_OfPanel):
    """The answer to a value that no form asks for: an id that is none, a NUL. Django takes it to the database, or fails to show it."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """A 400 for such a value in a request of the panel, None for every other error."""
        if not request.path_info.startswith(_PATHS):
            return None
        if not isinstance(exception, (ValidationError, DataError)):
            return None
        logger.warning(
            "a value of a request to the panel cannot be read", path=request.path, exc_info=exception
        )
        why = str(exception).partition("\n")[0]  # PostgreSQL goes on with the statement
        text = f"A value of this request cannot be read: {why}"
        return HttpResponseBadRequest(text, content_type="text/plain; charset=utf-8")
