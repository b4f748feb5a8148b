"""Negotiation: the representation of a response."""

from __future__ import annotations

import pytest

from claims.ids import type_id
from tests.callers import Caller
from tests.factories import make_claim

pytestmark = pytest.mark.django_db


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


def test_what_a_view_does_not_have_is_not_acceptable(reader: Caller) -> None:
    response = reader.get("/feeds/evidence", Accept="application/json")

    assert response.status_code == 406
    assert response.json()["detail"] == (
        "The response can only be application/feed+json or application/atom+xml; accept that."
    )
