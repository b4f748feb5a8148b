"""System checks: mistakes in the code of views that would show only when a request comes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE")


@register()
def every_method_declares_its_scope(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """api.E001: a method without a scope is refused with 403, which is safe but not what its author wants."""
    return [
        Error(
            f"{view.__module__}.{view.__name__} does not declare the scope of {method}.",
            hint=f'Add "{method}" to its `scopes` (api.permissions.ANY_SCOPE for every key), '
            "or set `is_public = True`.",
            obj=route,
            id="api.E001",
        )
        for route, view in api_views(get_resolver().url_patterns)
        for method in undeclared_methods(view)
    ]


def api_views(
    patterns: Iterable[URLPattern | URLResolver], prefix: str = ""
) -> Iterator[tuple[str, type[Any]]]:
    """Every route that leads to a view of REST framework, with the view's class."""
    for pattern in patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from api_views(pattern.url_patterns, route)
        else:
            view: Any = getattr(pattern.callback, "view_class", None)
            if hasattr(view, "permission_classes"):
                yield route, view


def undeclared_methods(view: type[Any]) -> list[str]:
    """The methods that the view handles without a declared scope; none for a public view."""
    if getattr(view, "is_public", False):
        return []
    scopes = getattr(view, "scopes", {})
    return [method for method in METHODS if hasattr(view, method.lower()) and method not in scopes]
