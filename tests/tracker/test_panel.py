"""Panel: sessions and their checks are for the paths of the panel alone."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from structlog.testing import capture_logs

from tests.factories import make_claim

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in() -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(get_user_model().objects.create_superuser("curator", password="the right password"))
    return client


def test_panel_knows_who_is_signed_in(signed_in: Client) -> None:
    response = signed_in.get("/admin/")

    assert response.status_code == 200
    assert response.wsgi_request.user.get_username() == "curator"


def test_form_of_the_panel_without_its_token_is_refused(signed_in: Client) -> None:
    assert signed_in.post("/admin/logout/").status_code == 403
    assert signed_in.get("/admin/").status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/docs", "/healthz", "/administration"])
def test_request_elsewhere_has_no_session(signed_in: Client, path: str) -> None:
    response = signed_in.get(path)

    assert not hasattr(response.wsgi_request, "session")
    assert "Cookie" not in response.get("Vary", "")


def test_post_elsewhere_is_refused_without_a_token_unless_it_is_one_of_the_api(signed_in: Client) -> None:
    assert signed_in.post("/").status_code == 403
    assert signed_in.post("/api/v1/articles", {}).status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "/admin/claims/review/add/?claim=claim_01h455vb4pex5vsknk084sn02q",
        "/admin/claims/claim/?status__exact=live%00",
        "/admin/autocomplete/?app_label=claims&model_name=review&field_name=claim&term=%00",
    ],
)
def test_value_that_cannot_be_read_is_a_bad_request(signed_in: Client, path: str) -> None:
    with capture_logs() as logs:
        response = signed_in.get(path)

    assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert response.content.startswith(b"A value of this request cannot be read: ")
    assert b"\n" not in response.content
    assert [entry["path"] for entry in logs if "exc_info" in entry] == [path.partition("?")[0]]


def test_action_on_rows_that_are_none_is_a_bad_request(signed_in: Client) -> None:
    make_claim()
    signed_in.handler.enforce_csrf_checks = False

    response = signed_in.post(
        "/admin/claims/claim/", {"action": "accept", "_selected_action": ["zzz"], "index": "0"}
    )

    assert response.status_code == 400
