"""Every error, of views and outside of them, is a problem with the same members (RFC 9457)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpRequest
from django.test import Client, override_settings
from django.urls import path

from api.problems import PROBLEM_TYPES
from tests.callers import Caller
from tracker import urls as site

MEMBERS = ["code", "detail", "errors", "instance", "request_id", "status", "title", "type"]


def broken(request: HttpRequest) -> None:
    """A view with an error."""
    raise RuntimeError("secret words")


def away(request: HttpRequest) -> None:
    """A view whose database does not respond."""
    raise OperationalError("secret words")


urlpatterns = [path("broken", broken), path("away", away), path("admin/away", away), *site.urlpatterns]
handler400, handler403, handler404, handler500 = (
    site.handler400,
    site.handler403,
    site.handler404,
    site.handler500,
)

NOTHING = "claim_01h455vb4pex5vsknk084sn02q"
CASES = [
    ("GET", "/claims?limt=3", None, {}, 400, "unknown_parameter"),
    ("GET", "/claims?limit=0", None, {}, 400, "invalid_parameter"),
    ("GET", "/claims?cursor=x", None, {}, 400, "invalid_parameter"),
    ("GET", f"/claims?cursor=x:{'y' * 43}", None, {}, 422, "invalid_cursor"),
    (
        "POST",
        "/reviews",
        {"claim": NOTHING, "verdict": "refuted", "reasons": "No."},
        {},
        422,
        "unprocessable",
    ),
    ("POST", "/sources", b"{", {}, 400, "malformed_json"),
    ("POST", "/sources", {"urll": "x"}, {}, 400, "invalid"),
    ("POST", "/sources", [1], {}, 400, "invalid"),
    ("PATCH", f"/claims/{NOTHING}", {}, {}, 428, "precondition_required"),
    ("PATCH", f"/appearances/{NOTHING}", {}, {}, 405, "method_not_allowed"),
    ("TRACE", "/claims", None, {}, 405, "method_not_allowed"),
    ("PUT", "/sources", {}, {}, 405, "method_not_allowed"),
    ("GET", f"/claims/{NOTHING}", None, {}, 404, "not_found"),
    ("GET", "/claims/nonsense", None, {}, 404, "not_found"),
    ("GET", "/nowhere", None, {}, 404, "not_found"),
    ("GET", "/claims/", None, {}, 404, "not_found"),
    ("GET", "/claims", None, {"Accept": "image/png"}, 406, "not_acceptable"),
    ("POST", "/sources", {"url": "https://a.example"}, {"Idempotency-Key": "ü"}, 400, "invalid_header"),
    (
        "PATCH",
        f"/citations/{NOTHING.replace('claim', 'citation')}",
        {},
        {"If-Match": "3"},
        400,
        "invalid_header",
    ),
]


def assert_is_problem(response: Any, status: int, code: str) -> None:
    """The response is a problem with every member."""
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert sorted(problem) == MEMBERS
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["type"] == f"http://127.0.0.1:8000/api/v1/problems/{code}"
    assert problem["title"] == PROBLEM_TYPES[code].title
    assert problem["detail"]
    assert all({"code", "detail"} < set(error) for error in problem["errors"])


@pytest.mark.parametrize(("method", "address", "body", "headers", "status", "code"), CASES)
def test_every_error_is_a_problem(
    method: str, address: str, body: Any, headers: dict[str, str], status: int, code: str, admin: Caller
) -> None:
    response = admin.send(method, address, body, **headers)

    assert_is_problem(response, status, code)


def test_the_instance_is_a_uri(admin: Caller) -> None:
    problem = admin.get("/boards/no%20such%20b%C3%B6ard").json()

    assert problem["instance"] == "/api/v1/boards/no%20such%20b%C3%B6ard"


def test_a_form_is_refused(admin: Caller) -> None:
    response = admin.client.post("/api/v1/sources", {"url": "https://a.example"}, headers=admin.headers)

    assert_is_problem(response, 415, "unsupported_media_type")


def test_a_compressed_body_is_refused(admin: Caller) -> None:
    response = admin.send("POST", "/sources", {"url": "https://a.example"}, content_encoding="gzip")

    assert_is_problem(response, 415, "unsupported_media_type")
    assert response.json()["detail"] == "Send the body without Content-Encoding: gzip is not decoded."


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=100)
def test_a_body_that_is_too_large_is_refused(admin: Caller) -> None:
    response = admin.post("/sources", {"url": "https://a.example/" + "x" * 100})

    assert_is_problem(response, 413, "too_large")


def test_a_body_without_a_length_is_refused(admin: Caller) -> None:
    response = admin.post("/sources", None, **{"Transfer-Encoding": "chunked"})

    assert_is_problem(response, 411, "length_required")


@pytest.mark.parametrize(
    ("method", "path", "headers", "detail"),
    [
        ("PUT", "/claims", {}, "PUT is not supported here; use GET, HEAD, OPTIONS."),
        ("GET", "/claims", {"Accept": "text/csv"}, "The response can only be application/json; accept that."),
        (
            "GET",
            "/feeds/evidence",
            {"Accept": "text/csv"},
            "The response can only be application/feed+json or application/atom+xml; accept that.",
        ),
        ("GET", "/claims/", {}, "There is nothing at /api/v1/claims/. Leave out the slash at the end."),
        ("GET", "/nowhere/", {}, "There is nothing at /api/v1/nowhere/."),
    ],
)
def test_a_problem_says_what_is_supported_instead(
    method: str, path: str, headers: dict[str, str], detail: str, admin: Caller
) -> None:
    assert admin.send(method, path, None, **headers).json()["detail"] == detail


def test_a_media_type_that_is_not_supported_is_named_with_the_one_that_is(admin: Caller) -> None:
    def detail(content_type: str) -> Any:
        response = admin.client.generic(
            "POST", "/api/v1/sources", b"{}", content_type=content_type, headers=admin.headers
        )
        return response.json()["detail"]

    assert detail("text/plain") == "Send the body with Content-Type: application/json, not text/plain."
    assert detail("") == "Send the body with Content-Type: application/json, not without one."


def test_options_name_the_methods_whatever_the_query(admin: Caller) -> None:
    response = admin.send("OPTIONS", "/claims?limit=1&nonsense=1")

    assert (response.status_code, response["Allow"]) == (204, "GET, HEAD, OPTIONS")


def test_a_405_names_the_allowed_methods(admin: Caller) -> None:
    response = admin.delete("/articles")

    assert_is_problem(response, 405, "method_not_allowed")
    assert response["Allow"] == "GET, POST, HEAD, OPTIONS"


def test_the_request_id_of_the_caller_is_returned(admin: Caller) -> None:
    response = admin.get("/nowhere", None, **{"X-Request-ID": "order-66"})

    assert response.json()["request_id"] == "order-66"
    assert response["X-Request-ID"] == "order-66"


@override_settings(ROOT_URLCONF="tests.contract.test_error_shape")
def test_a_500_does_not_contain_its_cause(db: None) -> None:
    response = Client(raise_request_exception=False).get("/broken")

    assert_is_problem(response, 500, "server_error")
    assert b"secret words" not in response.content


@override_settings(ROOT_URLCONF="tests.contract.test_error_shape")
def test_pages_outside_of_the_api_are_503_while_the_database_does_not_respond(db: None) -> None:
    client = Client(raise_request_exception=False)

    response = client.get("/away")
    page = client.get("/admin/away")

    assert_is_problem(response, 503, "unavailable")
    assert response["Retry-After"] == "5"
    assert b"secret words" not in response.content
    assert (page.status_code, page["Content-Type"]) == (503, "text/html; charset=utf-8")


def test_an_unknown_host_is_a_problem(db: None) -> None:
    response = Client().get("/api/v1/problems", headers={"Host": "evil.example"})

    assert_is_problem(response, 400, "bad_request")


def test_a_path_outside_of_the_api_is_a_problem(db: None) -> None:
    assert_is_problem(Client().get("/nowhere"), 404, "not_found")


@pytest.mark.parametrize("code", list(PROBLEM_TYPES))
def test_every_problem_type_has_a_page(code: str, anonymous: Caller) -> None:
    page = anonymous.get(f"/problems/{code}").json()

    assert page["type"] == f"http://127.0.0.1:8000/api/v1/problems/{code}"
    assert page["status"] == PROBLEM_TYPES[code].status
    assert page["remedy"]


def test_an_unknown_code_has_no_page(anonymous: Caller) -> None:
    assert_is_problem(anonymous.get("/problems/nonsense"), 404, "not_found")
