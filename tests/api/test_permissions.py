"""Permissions: a method without a declared scope is closed, not open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.checks import run_checks
from django.test import override_settings
from django.urls import include, path
from rest_framework.response import Response
from rest_framework.views import APIView

from api.generics import DetailView
from api.permissions import ANY_SCOPE
from api.v1.claims import CLAIM
from api.views import ApiView
from tests.callers import Caller
from tracker import urls as site

pytestmark = pytest.mark.django_db


class Forgetful(ApiView):
    """Declares no scope at all."""

    def get(self, request: Any) -> Response:
        return Response({"secret": "words"})


class HalfForgetful(DetailView):
    """Declares the scope of GET, by its parent, and not that of POST and DELETE."""

    resource = CLAIM

    def post(self, request: Any, id: str) -> Response:
        return Response({"secret": "words"})

    def delete(self, request: Any, id: str) -> Response:
        return Response(status=204)


class Plain(APIView):
    """A view of REST framework that knows nothing of scopes."""

    def get(self, request: Any) -> Response:
        return Response({"secret": "words"})


class AnyKey(ApiView):
    """Open to every key, by its own words."""

    scopes = {"GET": ANY_SCOPE}

    def get(self, request: Any) -> Response:
        return Response({"open": True})


urlpatterns = [
    path(
        "api/v1/",
        include(
            [
                path("forgetful", Forgetful.as_view()),
                path("half/<str:id>", HalfForgetful.as_view()),
                path("plain", Plain.as_view()),
                path("any", AnyKey.as_view()),
            ]
        ),
    ),
    *site.urlpatterns,
]
handler400, handler403, handler404, handler500 = (
    site.handler400,
    site.handler403,
    site.handler404,
    site.handler500,
)

planted = override_settings(ROOT_URLCONF="tests.api.test_permissions")


@planted
@pytest.mark.parametrize("scope", ["read", "write", "curate", "webhooks", "admin"])
@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("GET", "/forgetful"),
        ("HEAD", "/forgetful"),
        ("POST", "/half/x"),
        ("DELETE", "/half/x"),
        ("GET", "/plain"),
    ],
)
def test_a_method_without_a_scope_is_refused_to_every_key(
    method: str, address: str, scope: str, caller_with: Callable[..., Caller]
) -> None:
    response = caller_with(scope).send(method, address)

    assert response.status_code == 403
    assert b"secret" not in response.content


@planted
def test_the_refusal_is_a_problem_that_names_the_method(admin: Caller) -> None:
    problem = admin.get("/forgetful").json()

    assert (problem["code"], problem["detail"]) == (
        "forbidden",
        "No key may use GET here: it declares no scope.",
    )


@planted
def test_the_methods_that_do_declare_one_are_as_open_as_before(reader: Caller, anonymous: Caller) -> None:
    assert reader.get("/half/claim_01h455vb4pex5vsknk084sn02q").status_code == 404
    assert anonymous.get("/half/claim_01h455vb4pex5vsknk084sn02q").status_code == 401
    assert reader.get("/any").json() == {"open": True}
    assert anonymous.get("/any").status_code == 401


@planted
def test_a_method_without_a_handler_is_still_a_405(admin: Caller) -> None:
    assert admin.send("PUT", "/half/x").status_code == 405
    assert admin.send("OPTIONS", "/forgetful").status_code == 204


@planted
def test_the_system_check_names_each_forgotten_scope() -> None:
    messages = [error.msg for error in run_checks() if error.id == "api.E001"]

    assert messages == [
        "tests.api.test_permissions.Forgetful does not declare the scope of GET.",
        "tests.api.test_permissions.HalfForgetful does not declare the scope of POST.",
        "tests.api.test_permissions.HalfForgetful does not declare the scope of DELETE.",
        "tests.api.test_permissions.Plain does not declare the scope of GET.",
    ]


def test_the_system_check_passes_for_the_service_itself() -> None:
    assert [error for error in run_checks() if error.id == "api.E001"] == []
