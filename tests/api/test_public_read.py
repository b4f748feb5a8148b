"""Public reading: with PUBLIC_READ nobody needs a key to read, and caches may keep what was read."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from claims.services.events import type_id_of
from tests.callers import Caller
from tests.factories import NOW, make_claim, make_event, make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_to_all(settings: Any) -> None:
    settings.PUBLIC_READ = True
    settings.PUBLIC_READ_MAX_AGE_SECONDS = 60


def test_without_the_setting_reading_needs_a_key(anonymous: Caller) -> None:
    assert anonymous.get("/claims").status_code == 401


@pytest.mark.usefixtures("open_to_all")
def test_lists_and_objects_are_read_without_a_key(anonymous: Caller) -> None:
    claim = make_claim("One")

    page = anonymous.get("/claims")
    detail = anonymous.get(f"/claims/{type_id_of(claim)}")

    assert (page.status_code, detail.status_code) == (200, 200)
    assert page["Cache-Control"] == "public, max-age=60"
    assert page["Vary"] == "Authorization"
    assert anonymous.get("/claims", If_None_Match=page["ETag"]).status_code == 304


@pytest.mark.usefixtures("open_to_all")
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/articles"),
        ("POST", "/batch"),
        ("POST", "/sources"),
        ("GET", "/me"),
        ("GET", "/webhook-endpoints"),
        ("GET", "/webhook-deliveries"),
    ],
)
def test_everything_else_still_needs_a_key(anonymous: Caller, method: str, path: str) -> None:
    assert anonymous.send(method, path, {}).status_code == 401


@pytest.mark.usefixtures("open_to_all")
def test_an_invalid_key_is_refused_all_the_same() -> None:
    assert Caller("ctk_x").get("/claims").status_code == 401


@pytest.mark.usefixtures("open_to_all")
def test_what_a_key_reads_is_cached_by_nobody_else(reader: Caller) -> None:
    response = reader.get("/claims")

    assert response["Cache-Control"] == "no-cache, private"
    assert response["Vary"] == "Authorization"


@pytest.mark.usefixtures("open_to_all")
def test_the_events_of_keys_and_endpoints_stay_hidden(anonymous: Caller) -> None:
    make_event(1, subject_type="claim", type="claim.created")
    make_event(2, subject_type="endpoint", type="endpoint.created")
    make_event(3, subject_type="api_key", type="api_key.created")

    answer = anonymous.get("/events?wait=5").json()

    assert [event["type"] for event in answer["data"]] == ["claim.created"]


@pytest.mark.usefixtures("open_to_all")
def test_readers_without_a_key_have_their_own_quota_by_address(reader: Caller, settings: Any) -> None:
    settings.PUBLIC_READ_RATE_PER_MINUTE = 2
    caller, address = Caller(), f"address-{uuid.uuid4()}"

    statuses = [caller.client.get("/api/v1/claims", REMOTE_ADDR=address).status_code for _ in range(3)]

    assert statuses == [200, 200, 429]
    assert caller.client.get("/api/v1/claims", REMOTE_ADDR=f"{address}-other").status_code == 200
    assert reader.get("/claims").status_code == 200


@pytest.mark.usefixtures("open_to_all")
def test_reviews_that_are_not_published_need_a_key(anonymous: Caller, reader: Caller) -> None:
    draft = make_review(make_claim(), reasons="Not yet.")
    published = make_review(make_claim(), published_at=NOW)

    listed = [review["id"] for review in anonymous.get("/reviews").json()["data"]]

    assert listed == [type_id_of(published)]
    paths = [f"/reviews/{type_id_of(draft)}", "/claims?expand=reviews"]
    assert [anonymous.get(path).status_code for path in paths] == [404, 401]
    assert anonymous.get(paths[1]).json()["detail"] == (
        "expand=reviews needs an API key; GET /reviews has the published ones."
    )
    assert [reader.get(path).status_code for path in paths] == [200, 200]
