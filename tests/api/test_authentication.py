"""Authentication: the bearer token and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from api.models import ApiKey
from tests.callers import Caller
from tests.factories import make_key

pytestmark = pytest.mark.django_db


def answer_to(header: str) -> tuple[int, str]:
    """Status and detail of GET /me with this Authorization header."""
    response = Caller().get("/me", None, Authorization=header)
    return response.status_code, response.json().get("detail", "")


def test_a_key_authenticates_its_caller() -> None:
    key, token = make_key("read", "write")

    answer = Caller(token).get("/me").json()

    assert answer["id"].startswith("api_key_")
    assert (answer["name"], answer["scopes"], answer["requests_per_minute"]) == (
        "a caller",
        ["read", "write"],
        1200,
    )
    assert answer["expires_at"] is None
    assert key.secret_hash not in str(answer)


def test_the_scheme_may_be_written_in_any_case() -> None:
    assert answer_to(f"bearer {make_key()[1]}")[0] == 200


@pytest.mark.parametrize("header", ["Basic YWRhOmFkYQ==", "Bearer", "Bearer ctk_x", "Token abc", "ctk_x"])
def test_other_authorization_headers_are_refused(header: str) -> None:
    assert answer_to(header)[0] == 401


def test_a_revoked_key_is_refused_with_the_reason() -> None:
    _, token = make_key(revoked_at=datetime.now(tz=UTC))

    assert answer_to(f"Bearer {token}") == (401, "This API key was revoked.")


def test_an_expired_key_is_refused_with_the_reason() -> None:
    _, token = make_key(expires_at=datetime.now(tz=UTC) - timedelta(seconds=1))

    assert answer_to(f"Bearer {token}") == (401, "This API key has expired.")


def test_the_last_use_of_a_key_is_stored() -> None:
    key, token = make_key(last_used_at=None)

    Caller(token).get("/me")

    assert ApiKey.objects.get(pk=key.pk).last_used_at is not None


def test_a_session_does_not_authenticate(admin_client: object) -> None:
    assert admin_client.get("/api/v1/me").status_code == 401


def test_a_token_in_the_query_does_not_authenticate() -> None:
    assert Caller().get(f"/me?token={make_key()[1]}").status_code == 401
