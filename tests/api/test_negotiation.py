"""Negotiation: the representation of a response."""

from __future__ import annotations

import pytest

from claims.ids import type_id
from tests.callers import Caller
from tests.factories import make_claim

pytestmark = pytest.mark.django_db
JSON, LINKED = "application/json", "application/ld+json"


@pytest.mark.parametrize("accepted", ["application/json", "text/html", "image/png", ""])
@pytest.mark.parametrize(
    ("ending", "content_type"),
    [
        ("claims/{claim}/badge.svg", "image/svg+xml"),
        ("feeds/evidence.atom", "application/atom+xml"),
        ("feeds/evidence.json", "application/feed+json"),
    ],
)
def test_a_url_that_names_its_format_has_it_whatever_is_accepted(
    ending: str, content_type: str, accepted: str, reader: Caller
) -> None:
    path = ending.format(claim=type_id("claim", make_claim().pk))

    response = reader.get(f"/{path}", Accept=accepted)

    assert (response.status_code, response["Content-Type"]) == (200, content_type)


@pytest.mark.parametrize("accepted", ["", " ", "*/*"])
def test_an_empty_header_accepts_anything(accepted: str, reader: Caller) -> None:
    response = reader.get("/claims", Accept=accepted)

    assert (response.status_code, response["Content-Type"]) == (200, "application/json")


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/*", JSON),
        ("application/ld+json", LINKED),
        ("application/json;q=0.1, application/ld+json", LINKED),
        ("application/ld+json;q=0.9, application/json;q=0.5", LINKED),
        ("application/ld+json, application/json", JSON),
        ("*/*;q=0.1, APPLICATION/LD+JSON ; Q=0.2", LINKED),
        ("application/json;q=0, */*", LINKED),
        ("application/*;q=0, application/ld+json", LINKED),
        ("text/html, application/json; charset=utf-8", JSON),
        ('application/ld+json; profile="https://schema.example"', LINKED),
        ("application/ld+json;q=nan, application/json;q=0.9", LINKED),
    ],
)
def test_the_type_with_the_highest_quality_is_sent(accept: str, media_type: str, reader: Caller) -> None:
    response = reader.get(f"/claims/{type_id('claim', make_claim().pk)}", Accept=accept)

    assert response["Content-Type"] == media_type


@pytest.mark.parametrize("accepted", ["text/html", "application/json;q=0", "*/*;q=0", "nonsense", "; q=1"])
def test_what_is_not_accepted_is_not_sent(accepted: str, reader: Caller) -> None:
    assert reader.get("/claims", Accept=accepted).status_code == 406


def test_what_a_view_does_not_have_is_not_acceptable(reader: Caller) -> None:
    response = reader.get("/feeds/evidence", Accept="application/json")

    assert response.status_code == 406
    assert response.json()["detail"] == (
        "The response can only be application/feed+json or application/atom+xml; accept that."
    )
