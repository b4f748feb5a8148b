"""Negotiation: which of its representations a view gives to a request (RFC 9110, 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

_ANY = "*/*"
_QUALITY = re.compile(r"q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", re.IGNORECASE)


class Negotiation(DefaultContentNegotiation):
    """By the qualities in `Accept`; an empty one is as good as none."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The renderer with the highest quality, of equals the view's first, and its media type. Raises NotAcceptable."""
        offered = list(renderers)
        qualities = dict(_qualities(request.headers.get("Accept", "").strip() or _ANY))
        chosen = max(offered, key=lambda renderer: _quality_of(renderer.media_type, qualities))
        if not _quality_of(chosen.media_type, qualities):
            raise NotAcceptable(available_renderers=offered)
        return chosen, chosen.media_type


class FormatOfUrl(DefaultContentNegotiation):
    """The format that the URL names, whatever the caller accepts."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The renderer and its media type."""
        renderer = next(iter(renderers))
        return renderer, renderer.media_type


def _qualities(accept: str) -> Iterator[tuple[str, float]]:
    """Each range with its quality; other parameters do not matter, as no renderer has any."""
    for part in accept.split(","):
        media_range, *parameters = (text.strip() for text in part.split(";"))
        found = (_QUALITY.fullmatch(parameter) for parameter in parameters)
        yield media_range.lower(), next((float(match[1]) for match in found if match), 1.0)


def _quality_of(media_type: str, qualities: dict[str, float]) -> float:
    """The quality of the most specific range that includes the type, 0 if none does."""
    ranges = (media_type, media_type.partition("/")[0] + "/*", _ANY)
    return next((qualities[name] for name in ranges if name in qualities), 0.0)
