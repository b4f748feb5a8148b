"""Errors: exceptions become problems."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpResponse
from psycopg.errors import DiskFull
from rest_framework.exceptions import ErrorDetail, ParseError, ValidationError
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from api.errors import handle_exception
from api.problems import ApiError, problem_response
from claims.errors import ConflictError, InputError, VersionError
from claims.models import Claim


def handled(exception: Exception) -> HttpResponse | None:
    """What becomes of an exception in a view."""
    request = Request(APIRequestFactory().get("/api/v1/claims"))
    return handle_exception(exception, {"request": request, "view": APIView()})


@pytest.mark.parametrize(
    ("exception", "status", "code"),
    [
        (ApiError("in_flight", "Wait."), 409, "in_flight"),
        (InputError("/url", "No."), 422, "unprocessable"),
        (ConflictError("Not now."), 409, "conflict"),
        (VersionError(current=3, given=2), 412, "version_mismatch"),
        (Claim.DoesNotExist(), 404, "not_found"),
        (PermissionDenied(), 403, "forbidden"),
        (ParseError(), 400, "bad_request"),
    ],
)
def test_an_expected_exception_becomes_a_problem(exception: Exception, status: int, code: str) -> None:
    response = handled(exception)

    assert response is not None
    problem = json.loads(response.content)
    assert (response.status_code, problem["code"], problem["instance"]) == (status, code, "/api/v1/claims")


def test_an_unexpected_exception_is_left_to_django() -> None:
    assert handled(RuntimeError("broken")) is None


def test_a_database_that_does_not_respond_is_a_503() -> None:
    response = handled(OperationalError("timeout"))

    assert response is not None
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert b"timeout" not in response.content


def test_a_database_without_space_is_a_503_that_says_so() -> None:
    error = OperationalError("could not extend file")
    error.__cause__ = DiskFull("could not extend file")

    response = handled(error)

    assert response is not None
    assert response.status_code == 503
    assert json.loads(response.content)["detail"] == "The disk of the database is full. Nothing was stored."


def test_nested_errors_are_located_by_json_pointers() -> None:
    detail: dict[str, Any] = {
        "a/b": [ErrorDetail("Required.", code="required")],
        "list": {1: {"name": [ErrorDetail("Blank.", code="blank")]}},
        "items": [{}, {"x~y": [ErrorDetail("No.", code="invalid")]}],
        "non_field_errors": [ErrorDetail("All of it.", code="invalid")],
    }

    response = handled(ValidationError(detail))

    assert response is not None
    found = [(error["pointer"], error["code"]) for error in json.loads(response.content)["errors"]]
    assert found == [
        ("/a~1b", "required"),
        ("/list/1/name", "blank"),
        ("/items/1/x~0y", "invalid"),
        ("", "invalid"),
    ]


def test_a_lone_surrogate_in_the_detail_is_escaped() -> None:
    response = problem_response(None, "not_found", "There is no \ud800.")

    assert json.loads(response.content)["detail"] == "There is no \ud800."
