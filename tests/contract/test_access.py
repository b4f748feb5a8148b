"""Permissions: every route and method with every scope."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.urls import get_resolver

from api.checks import METHODS, api_views
from api.permissions import ANY_SCOPE
from tests.callers import Caller

SCOPES = ["read", "write", "curate", "webhooks", "admin"]
ID = "article_01h455vb4pex5vsknk084sn02q"

ROUTES = [
    ("GET", "articles", "read"),
    ("POST", "articles", "write"),
    ("GET", "articles/<str:id>", "read"),
    ("PATCH", "articles/<str:id>", "write"),
    ("DELETE", "articles/<str:id>", "curate"),
    ("POST", "articles/<str:id>/restore", "curate"),
    ("GET", "articles/<str:id>/versions", "read"),
    ("GET", "articles/<str:id>/versions/<int:number>", "read"),
    ("GET", "claims", "read"),
    ("GET", "claims/<str:id>", "read"),
    ("PATCH", "claims/<str:id>", "curate"),
    ("GET", "claims/<str:id>/badge", "read"),
    ("GET", "claims/<str:id>/badge.svg", "read"),
    ("POST", "claims/<str:id>/accept", "curate"),
    ("POST", "claims/<str:id>/reject", "curate"),
    ("POST", "claims/<str:id>/reopen", "curate"),
    ("POST", "claims/<str:id>/revert", "curate"),
    ("POST", "claims/<str:id>/merge", "curate"),
    ("POST", "claims/<str:id>/unmerge", "curate"),
    ("POST", "claims/<str:id>/distinguish", "curate"),
    ("POST", "claims/<str:id>/undistinguish", "curate"),
    ("GET", "boards/<str:name>", "read"),
    ("GET", "conflicts", "read"),
    ("GET", "conflicts/<str:id>", "read"),
    ("POST", "conflicts/<str:id>/resolve", "curate"),
    ("POST", "conflicts/<str:id>/reopen", "curate"),
    ("GET", "feeds/claim-reviews", "read"),
    ("GET", "feeds/evidence", "read"),
    ("GET", "feeds/evidence.atom", "read"),
    ("GET", "feeds/evidence.json", "read"),
    ("GET", "appearances", "read"),
    ("GET", "appearances/<str:id>", "read"),
    ("GET", "citations", "read"),
    ("POST", "citations", "write"),
    ("GET", "citations/<str:id>", "read"),
    ("GET", "citations/<str:id>/difference", "read"),
    ("PATCH", "citations/<str:id>", "curate"),
    ("DELETE", "citations/<str:id>", "curate"),
    ("GET", "sources", "read"),
    ("POST", "sources", "write"),
    ("GET", "sources/<str:id>", "read"),
    ("POST", "sources/<str:id>/check", "write"),
    ("POST", "sources/<str:id>/separate", "curate"),
    ("GET", "sources/<str:id>/checks", "read"),
    ("GET", "sources/<str:id>/snapshots", "read"),
    ("GET", "sources/<str:id>/snapshots/<str:snapshot>", "read"),
    ("GET", "entities", "read"),
    ("POST", "entities", "curate"),
    ("GET", "entities/<str:id>", "read"),
    ("PATCH", "entities/<str:id>", "curate"),
    ("POST", "entities/<str:id>/merge", "curate"),
    ("POST", "entities/<str:id>/unmerge", "curate"),
    ("POST", "entities/<str:id>/distinguish", "curate"),
    ("POST", "entities/<str:id>/undistinguish", "curate"),
    ("GET", "publishers", "read"),
    ("POST", "publishers", "curate"),
    ("GET", "publishers/<str:id>", "read"),
    ("PATCH", "publishers/<str:id>", "curate"),
    ("GET", "reviews", "read"),
    ("POST", "reviews", "curate"),
    ("GET", "reviews/<str:id>", "read"),
    ("POST", "reviews/<str:id>/publish", "curate"),
    ("GET", "events", "read"),
    ("GET", "events/<str:id>", "read"),
    ("GET", "exports", "read"),
    ("POST", "exports", "read"),
    ("GET", "exports/<str:id>", "read"),
    ("DELETE", "exports/<str:id>", "read"),
    ("GET", "exports/<str:id>/download", "read"),
    ("GET", "webhook-endpoints", "webhooks"),
    ("POST", "webhook-endpoints", "webhooks"),
    ("GET", "webhook-endpoints/<str:id>", "webhooks"),
    ("PATCH", "webhook-endpoints/<str:id>", "webhooks"),
    ("DELETE", "webhook-endpoints/<str:id>", "webhooks"),
    ("POST", "webhook-endpoints/<str:id>/test", "webhooks"),
    ("POST", "webhook-endpoints/<str:id>/rotate-secret", "webhooks"),
    ("POST", "webhook-endpoints/<str:id>/recover", "webhooks"),
    ("POST", "webhook-endpoints/<str:id>/redeliver", "webhooks"),
    ("GET", "webhook-endpoints/<str:id>/explain", "webhooks"),
    ("GET", "webhook-deliveries", "webhooks"),
    ("GET", "webhook-deliveries/<str:id>", "webhooks"),
    ("POST", "webhook-deliveries/<str:id>/redeliver", "webhooks"),
    ("GET", "lookup", "read"),
    ("POST", "lookup", "read"),
]
ANY_KEY = [("GET", "me"), ("POST", "batch")]
PUBLIC = [
    ("GET", "problems"),
    ("GET", "problems/<str:code>"),
    ("GET", "schema"),
    ("GET", "schema.json"),
    ("GET", "schema.yaml"),
    ("GET", "docs"),
]


def address_of(route: str) -> str:
    """The route with the id of a missing object."""
    path = re.sub(r"<str:\w+>", ID, route)
    return "/" + path.replace("<int:number>", "1")


def offered() -> set[tuple[str, str]]:
    """Every method of every route of the service that leads to a view of REST framework."""
    return {
        (method, route.removeprefix("api/v1/"))
        for route, view in api_views(get_resolver().url_patterns)
        for method in METHODS
        if hasattr(view, method.lower())
    }


def declared_scopes() -> set[tuple[str, str, str]]:
    """Every scope that a view declares."""
    return {
        (method, route.removeprefix("api/v1/"), scope)
        for route, view in api_views(get_resolver().url_patterns)
        for method, scope in getattr(view, "scopes", {}).items()
        if not view.is_public
    }


def test_the_table_holds_every_route() -> None:
    listed = {(method, route) for method, route, _ in ROUTES} | set(ANY_KEY) | set(PUBLIC)

    assert offered() == listed


def test_the_table_holds_the_scope_that_each_view_declares() -> None:
    any_key = {(method, route, ANY_SCOPE) for method, route in ANY_KEY}

    assert declared_scopes() == set(ROUTES) | any_key


@pytest.mark.parametrize(("method", "route"), ANY_KEY)
def test_any_key_is_enough_where_the_view_declares_it(
    method: str, route: str, caller_with: Callable[..., Caller]
) -> None:
    statuses = {caller_with(scope).send(method, address_of(route)).status_code for scope in SCOPES}

    assert statuses <= {200, 400}


@pytest.mark.parametrize(("method", "route", "needed"), ROUTES)
def test_a_key_needs_the_scope_of_the_route(
    method: str, route: str, needed: str, caller_with: Callable[..., Caller]
) -> None:
    path = address_of(route)

    refused = {scope for scope in SCOPES if caller_with(scope).send(method, path).status_code == 403}

    assert refused == set(SCOPES) - {needed, "admin"}


@pytest.mark.parametrize(("method", "route"), [(method, route) for method, route, _ in ROUTES] + ANY_KEY)
def test_without_a_key_every_route_is_a_401(method: str, route: str, anonymous: Caller, db: None) -> None:
    response = anonymous.send(method, address_of(route))

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="claims tracker"'
    assert response.json()["code"] == "unauthenticated"


@pytest.mark.parametrize(
    "route", ["problems", "problems/invalid", "schema", "schema.json", "schema.yaml", "docs"]
)
def test_the_documentation_is_public(route: str, anonymous: Caller) -> None:
    assert anonymous.get(f"/{route}").status_code == 200


def test_an_invalid_key_does_not_close_public_routes(db: None) -> None:
    assert Caller("ctk_old").get("/problems").status_code == 200
