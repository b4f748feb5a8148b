"""Webhook endpoints over the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from claims.models import Endpoint, Event
from claims.services import encryption
from claims.services.events import type_id_of
from tests.callers import Caller
from tests.factories import make_claim, make_endpoint, make_entity

pytestmark = pytest.mark.django_db
URL = "https://hooks.example/in"
NOTHING = "/webhook-endpoints/endpoint_01h455vb4pex5vsknk084sn02q"


@pytest.fixture
def owner(caller_with: Callable[..., Caller]) -> Caller:
    """A caller that may manage webhooks."""
    return caller_with("webhooks")


def path_of(endpoint: Endpoint) -> str:
    """Where it is."""
    return f"/webhook-endpoints/{type_id_of(endpoint)}"


def test_the_secret_is_shown_once(owner: Caller) -> None:
    body = {
        "url": "https://hooks.example/in",
        "event_types": ["claim.*", "source.changed"],
        "min_severity": 3,
    }

    response = owner.post("/webhook-endpoints", body)

    answer = response.json()
    path = response["Location"].removeprefix("/api/v1")
    stored = Endpoint.objects.get()
    assert response.status_code == 201
    assert (answer["url"], answer["event_types"], answer["state"]) == (
        body["url"],
        body["event_types"],
        "active",
    )
    assert encryption.decrypt(stored.secret) == answer["secret"]
    assert "secret" not in owner.get(path).json()
    assert "secret" not in owner.get("/webhook-endpoints").json()["data"][0]


@pytest.mark.parametrize(
    ("change", "pointer", "status"),
    [
        ({"url": "http://10.0.0.1/"}, "/url", 422),
        ({"url": "nonsense"}, "/url", 400),
        ({"event_types": []}, "/event_types", 400),
        ({"event_types": ["claim.*", "nonsense"]}, "/event_types/1", 422),
        ({"event_types": "claim.*"}, "/event_types", 400),
        ({"min_severity": 7}, "/min_severity", 400),
        ({"min_severity": "3"}, "/min_severity", 400),
        ({"min_severity": 3.5}, "/min_severity", 400),
        ({"min_severity": 1e300}, "/min_severity", 400),
        ({"description": "x" * 201}, "/description", 400),
        ({"secret": "whsec_mine"}, "/secret", 400),
    ],
)
def test_an_invalid_endpoint_is_refused_with_a_pointer(
    change: dict[str, Any], pointer: str, status: int, owner: Caller
) -> None:
    response = owner.post(
        "/webhook-endpoints", {"url": "https://hooks.example", "event_types": ["*"], **change}
    )

    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (status, pointer)
    assert Endpoint.objects.count() == 0


def test_an_endpoint_is_changed_and_paused(owner: Caller) -> None:
    path = path_of(make_endpoint(owner=owner.id))

    answer = owner.patch(path, {"state": "paused", "min_severity": 5}, If_Match='"1"').json()

    assert (answer["state"], answer["min_severity"], answer["version"]) == ("paused", 5, 2)
    assert owner.patch(path, {"state": "active"}, If_Match='"1"').status_code == 412
    assert owner.patch(path, {"state": "disabled"}).json()["errors"][0]["pointer"] == "/state"


def test_a_deleted_endpoint_is_a_404(owner: Caller) -> None:
    path = path_of(make_endpoint(owner=owner.id))

    first, second = owner.delete(path), owner.delete(path)

    assert (first.status_code, first.content, second.status_code) == (204, b"", 404)
    assert owner.get(path).status_code == 404
    assert owner.get("/webhook-endpoints").json()["data"] == []


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("PATCH", "", {}),
        ("DELETE", "", None),
        ("POST", "/test", None),
        ("POST", "/rotate-secret", None),
        ("POST", "/recover", {"since": "2025-01-01T00:00:00Z"}),
        ("POST", "/redeliver", {"since": "2025-01-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"}),
        ("GET", "/explain?event=event_01h455vb4pex5vsknk084sn02q", None),
    ],
)
def test_a_missing_endpoint_is_a_404(method: str, path: str, body: Any, owner: Caller) -> None:
    assert owner.send(method, f"{NOTHING}{path}", body).status_code == 404


def test_every_change_records_an_event(owner: Caller) -> None:
    path = owner.post("/webhook-endpoints", {"url": "https://hooks.example", "event_types": ["*"]})[
        "Location"
    ]
    owner.patch(path.removeprefix("/api/v1"), {"description": "ours"})
    owner.delete(path.removeprefix("/api/v1"))

    types = list(Event.objects.order_by("id").values_list("type", flat=True))
    assert types == ["endpoint.created", "endpoint.updated", "endpoint.deleted"]
    assert "whsec_" not in str(list(Event.objects.values()))


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("PATCH", "", {"state": "paused"}),
        ("DELETE", "", None),
        ("POST", "/test", None),
        ("POST", "/rotate-secret", None),
        ("POST", "/recover", {"since": "2025-01-01T00:00:00Z"}),
        ("POST", "/redeliver", {"since": "2025-01-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"}),
        ("GET", "/explain?event=event_01h455vb4pex5vsknk084sn02q", None),
    ],
)
def test_the_endpoint_of_another_key_is_a_404_and_stays_as_it_is(
    method: str, path: str, body: Any, owner: Caller, caller_with: Callable[..., Caller]
) -> None:
    endpoint = make_endpoint(owner=owner.id)
    before = Endpoint.objects.values().get()
    other = caller_with("webhooks", "read", "write", "curate")

    assert other.send(method, f"{path_of(endpoint)}{path}", body).status_code == 404
    assert Endpoint.objects.values().get() == before
    assert not Event.objects.exists()


def test_a_key_lists_its_own_endpoints_and_admin_all(
    owner: Caller, admin: Caller, caller_with: Callable[..., Caller]
) -> None:
    endpoint = make_endpoint(owner=owner.id)

    assert owner.get("/webhook-endpoints").json()["data"][0]["id"] == type_id_of(endpoint)
    assert caller_with("webhooks").get("/webhook-endpoints").json()["data"] == []
    assert admin.get("/webhook-endpoints").json()["data"][0]["owner"] == owner.id
    assert admin.patch(path_of(endpoint), {"state": "paused"}).json()["state"] == "paused"


def test_an_integer_may_have_a_fraction_of_zero(owner: Caller) -> None:
    body = b'{"url": "https://hooks.example", "event_types": ["*"], "min_severity": 3.0}'

    assert owner.post("/webhook-endpoints", body).json()["min_severity"] == 3


def test_the_payload_is_thin_unless_full_is_chosen(owner: Caller) -> None:
    body = {"url": "https://hooks.example", "event_types": ["*"]}

    thin = owner.post("/webhook-endpoints", body).json()
    full = owner.post("/webhook-endpoints", {**body, "payload": "full"}).json()

    assert [thin["payload"], full["payload"]] == ["thin", "full"]
    assert owner.post("/webhook-endpoints", {**body, "payload": "fat"}).status_code == 400


def test_admin_gives_an_endpoint_to_another_key(
    owner: Caller, admin: Caller, caller_with: Callable[..., Caller]
) -> None:
    path, heir = path_of(make_endpoint(owner=owner.id)), caller_with("webhooks")

    assert owner.patch(path, {"owner": heir.id}).status_code == 403
    assert admin.patch(path, {"owner": "api_key_01h455vb4pex5vsknk084sn02q"}).status_code == 422
    assert admin.patch(path, {"owner": heir.id}).json()["owner"] == heir.id
    assert [owner.get(path).status_code, heir.get(path).status_code] == [404, 200]
    assert Event.objects.get().changes == {"owner": [owner.id, heir.id]}


def test_endpoints_of_admin_keys_receive_the_events_of_operators(owner: Caller, admin: Caller) -> None:
    body = {"url": URL, "event_types": ["endpoint.*", "api_key.*"]}
    own, operators = (caller.post("/webhook-endpoints", body).json()["id"] for caller in (owner, admin))
    assert dict(Endpoint.objects.values_list("owner", "is_operator")) == {owner.id: False, admin.id: True}

    admin.patch(f"/webhook-endpoints/{operators}", {"owner": owner.id})
    admin.patch(f"/webhook-endpoints/{own}", {"owner": admin.id})

    assert dict(Endpoint.objects.values_list("owner", "is_operator")) == {owner.id: False, admin.id: True}


def test_filters_are_set_and_shown_by_ids_and_names(owner: Caller) -> None:
    claim, entity = make_claim(), make_entity()
    filters = {"claim": [type_id_of(claim)], "host": ["example.org"]}

    created = owner.post("/webhook-endpoints", {"url": URL, "event_types": ["*"], "filters": filters})
    changed = owner.patch(
        created.json()["self"].partition("/api/v1")[2], {"filters": {"entity": [type_id_of(entity)]}}
    )

    assert (created.status_code, created.json()["filters"]) == (201, filters)
    assert (changed.status_code, changed.json()["filters"]) == (200, {"entity": [type_id_of(entity)]})


def test_a_host_in_a_filter_is_stored_in_the_form_in_which_hosts_are_compared(owner: Caller) -> None:
    filters = {"host": ["News.Example.ORG.", "b\u00fccher.example"]}

    created = owner.post("/webhook-endpoints", {"url": URL, "event_types": ["*"], "filters": filters})

    assert created.json()["filters"] == {"host": ["news.example.org", "xn--bcher-kva.example"]}


def test_a_url_in_the_place_of_a_host_is_refused_with_its_host(owner: Caller) -> None:
    filters = {"host": ["example.org", "http://example.org/x"]}

    response = owner.post("/webhook-endpoints", {"url": URL, "event_types": ["*"], "filters": filters})

    (error,) = response.json()["errors"]
    assert (response.status_code, error["pointer"]) == (422, "/filters/host/1")
    assert error["detail"] == "Give the host alone: example.org."


@pytest.mark.parametrize(
    ("filters", "status"),
    [
        ({"bird": []}, 400),
        ({"claim": ["claim_01h455vb4pex5vsknk084sn02q"]}, 422),
        ({"claim": ["example.org"]}, 400),
        ({"host": [1]}, 400),
        (["claim"], 400),
    ],
)
def test_invalid_filters_are_refused(owner: Caller, filters: object, status: int) -> None:
    response = owner.post("/webhook-endpoints", {"url": URL, "event_types": ["*"], "filters": filters})

    assert response.status_code == status
    assert response.json()["errors"][0]["pointer"].startswith("/filters")


def test_an_endpoint_with_a_key_pair_shows_its_public_key_and_no_secret(owner: Caller) -> None:
    body = {"url": URL, "event_types": ["*"], "signature_scheme": "ed25519"}

    created = owner.post("/webhook-endpoints", body).json()

    assert created["public_key"].startswith("whpk_")
    assert "secret" not in created
    rotated = owner.post(f"/webhook-endpoints/{created['id']}/rotate-secret").json()
    assert rotated["public_key"].startswith("whpk_")
    assert rotated["public_key"] != created["public_key"]
    assert "secret" not in rotated


def test_the_signature_scheme_of_an_endpoint_does_not_change(owner: Caller) -> None:
    response = owner.patch(path_of(make_endpoint(owner=owner.id)), {"signature_scheme": "ed25519"})

    assert response.status_code == 400
