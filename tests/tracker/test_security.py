"""Security: sign-ins, the policy of pages, and who may read the metrics."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

pytestmark = pytest.mark.django_db


def sign_in(client: Client, password: str, address: str = "192.0.2.1") -> int:
    form = {"username": "curator", "password": password}
    return client.post("/admin/login/", form, REMOTE_ADDR=address).status_code


@pytest.fixture
def curator(settings: Any) -> None:
    settings.AXES_FAILURE_LIMIT = 3
    get_user_model().objects.create_superuser("curator", password="the right password")


@pytest.mark.usefixtures("curator")
def test_sign_ins_pause_after_failures(client: Client) -> None:
    statuses = [sign_in(client, "wrong") for _ in range(4)]

    assert statuses == [200, 200, 429, 429]
    assert sign_in(client, "the right password") == 429


@pytest.mark.usefixtures("curator")
def test_failures_elsewhere_do_not_matter_here(client: Client) -> None:
    for _ in range(3):
        sign_in(client, "wrong", address="198.51.100.1")

    assert sign_in(client, "the right password") == 302


@pytest.mark.usefixtures("curator")
def test_success_forgets_earlier_failures(client: Client) -> None:
    attempts = ["wrong", "wrong", "the right password", "wrong", "wrong"]

    assert [sign_in(client, password) for password in attempts] == [200, 200, 302, 200, 200]


@pytest.mark.parametrize("path", ["/admin/login/", "/api/v1/docs", "/problems/invalid"])
def test_pages_run_no_inline_code(client: Client, path: str) -> None:
    response = client.get(path, headers={"Accept": "text/html"})

    if response.headers["Content-Type"].startswith("text/html"):
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "script-src" not in policy
        assert "<script>" not in response.content.decode()


def test_responses_of_the_api_have_no_policy(client: Client) -> None:
    assert "Content-Security-Policy" not in client.get("/healthz").headers


def test_metrics_are_for_this_machine(client: Client) -> None:
    assert client.get("/metrics", REMOTE_ADDR="127.0.0.1").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="::1").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.1").status_code == 403
    passed_on = {"X-Forwarded-For": "192.0.2.1"}
    assert client.get("/metrics", headers=passed_on, REMOTE_ADDR="127.0.0.1").status_code == 403


def test_metrics_need_the_token_if_there_is_one(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = "of-the-prometheus-server"

    assert client.get("/metrics", REMOTE_ADDR="127.0.0.1").status_code == 401
    refused = client.get("/metrics", headers={"Authorization": "Bearer another"})
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"] == "Bearer"
    allowed = {"Authorization": "Bearer of-the-prometheus-server"}
    assert client.get("/metrics", headers=allowed, REMOTE_ADDR="192.0.2.1").status_code == 200


def preflight(client: Client, origin: str) -> Any:
    return client.options(
        "/api/v1/claims", headers={"Origin": origin, "Access-Control-Request-Method": "GET"}
    )


def test_no_other_page_may_call_the_api_by_default(client: Client) -> None:
    response = preflight(client, "https://app.example")

    assert response.status_code == 401
    assert "Access-Control-Allow-Origin" not in response


def test_a_page_of_a_listed_origin_may_call_the_api(client: Client, settings: Any) -> None:
    settings.CORS_ORIGINS = ["https://app.example"]

    response = preflight(client, "https://app.example")
    read = client.get("/api/v1/problems", headers={"Origin": "https://app.example"})

    assert (response.status_code, response["Access-Control-Allow-Origin"]) == (204, "https://app.example")
    assert "Authorization" in response["Access-Control-Allow-Headers"]
    assert read["Access-Control-Allow-Origin"] == "https://app.example"
    assert "ETag" in read["Access-Control-Expose-Headers"]
    assert "Origin" in read["Vary"]
    assert "Access-Control-Allow-Credentials" not in read


def test_a_page_of_another_origin_may_not(client: Client, settings: Any) -> None:
    settings.CORS_ORIGINS = ["https://app.example"]

    response = client.get("/api/v1/problems", headers={"Origin": "https://evil.example"})

    assert "Access-Control-Allow-Origin" not in response
    assert "Origin" in response["Vary"]


def test_the_admin_is_called_by_no_other_page(client: Client, settings: Any) -> None:
    settings.CORS_ORIGINS = ["*"]

    assert "Access-Control-Allow-Origin" not in client.get(
        "/admin/login/", headers={"Origin": "https://app.example"}
    )
