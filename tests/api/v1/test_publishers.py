"""Publishers over the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from claims.models import Event
from claims.services.events import type_id_of
from tests.callers import Caller
from tests.factories import make_publisher

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(caller_with: Callable[..., Caller]) -> Caller:
    """A caller that may curate."""
    return caller_with("curate", "read")


def test_a_publisher_is_added(curator: Caller) -> None:
    response = curator.post("/publishers", {"name": "Example News", "domains": ["news.example"]})

    answer = response.json()
    assert response.status_code == 201
    assert (answer["object"], answer["name"], answer["domains"]) == (
        "publisher",
        "Example News",
        ["news.example"],
    )
    assert Event.objects.get().type == "publisher.created"


def test_a_name_is_unique_in_any_case(curator: Caller) -> None:
    make_publisher("Example News")

    assert curator.post("/publishers", {"name": "EXAMPLE news"}).status_code == 409


@pytest.mark.parametrize(
    ("body", "pointer", "status"),
    [
        ({}, "/name", 400),
        ({"name": " "}, "/name", 422),
        ({"name": "A", "domains": "a.example"}, "/domains", 400),
        ({"nam": "A"}, "/nam", 400),
    ],
)
def test_an_invalid_publisher_is_refused_with_a_pointer(
    body: dict[str, Any], pointer: str, status: int, curator: Caller
) -> None:
    response = curator.post("/publishers", body)

    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (status, pointer)


def test_a_publisher_is_found_by_its_domain_in_any_spelling(curator: Caller) -> None:
    created = curator.post("/publishers", {"name": "Books", "domains": ["B\u00fccher.example"]}).json()
    assert created["domains"] == ["xn--bcher-kva.example"]

    for domain in ("xn--bcher-kva.example", "B%C3%BCCHER.example."):
        assert [item["id"] for item in curator.get(f"/publishers?domain={domain}").json()["data"]] == [
            created["id"]
        ]


@pytest.mark.parametrize(
    "path", ["/publishers?domain", "/sources?host", "/claims?source.host"], ids=lambda path: path[1:]
)
@pytest.mark.parametrize(
    ("value", "detail"),
    [
        ("http://example.org/x", "Give the host alone: example.org."),
        ("example.org:8080", "Give the host alone: example.org."),
        ("not+a+host", "'not a host' is not a host such as example.org."),
        (
            "source_01h455vb4pex5vsknk084sn02q",
            "Give the host's name, such as example.org, instead of an id.",
        ),
    ],
)
def test_what_is_no_host_is_refused_by_name(path: str, value: str, detail: str, curator: Caller) -> None:
    response = curator.get(f"{path}={value}")

    (error,) = response.json()["errors"]
    parameter = path.partition("?")[2]
    assert (response.status_code, error["parameter"], error["code"]) == (422, parameter, "bad_host")
    assert error["detail"] == f"{parameter}: {detail}"


def test_a_publisher_is_changed(curator: Caller) -> None:
    path = f"/publishers/{type_id_of(make_publisher('Old'))}"

    answer = curator.patch(path, {"name": "New", "domains": ["new.example"]}, If_Match='"1"').json()

    assert (answer["name"], answer["domains"], answer["version"]) == ("New", ["new.example"], 2)
    assert curator.patch(path, {"name": "Newer"}, If_Match='"1"').status_code == 412


def test_a_missing_publisher_is_a_404(curator: Caller) -> None:
    path = "/publishers/publisher_01h455vb4pex5vsknk084sn02q"

    assert [curator.get(path).status_code, curator.patch(path, {}).status_code] == [404, 404]


def test_publishers_are_found_by_name_and_domain(reader: Caller) -> None:
    make_publisher("Example News", domains=["news.example"])
    make_publisher("Other")

    assert [row["name"] for row in reader.get("/publishers?q=EXAMPLE").json()["data"]] == ["Example News"]
    assert [row["name"] for row in reader.get("/publishers?domain=NEWS.example").json()["data"]] == [
        "Example News"
    ]
