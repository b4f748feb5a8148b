"""Badges: the state of a claim's evidence for web pages."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from api.badges import COLOURS
from claims.models import Claim
from claims.services.events import type_id_of
from claims.vocabulary import EvidenceState
from tests.callers import Caller
from tests.factories import make_claim

pytestmark = pytest.mark.django_db

SVG = "{http://www.w3.org/2000/svg}"


def badge(claim: Claim, ending: str = "badge.svg") -> str:
    return f"/claims/{type_id_of(claim)}/{ending}"


def test_every_state_has_a_colour() -> None:
    assert set(COLOURS) == {*EvidenceState, "withdrawn"}


@pytest.mark.parametrize(("state", "colour"), [("standing", "#1f7a34"), ("lost", "#b3261e")])
def test_a_badge_shows_the_state_in_its_colour(state: str, colour: str, reader: Caller) -> None:
    response = reader.get(badge(make_claim("Qwen2.5-Max wins.", evidence_state=state)))

    drawing = etree.fromstring(response.content)
    assert (response.status_code, response["Content-Type"]) == (200, "image/svg+xml")
    assert response["Content-Security-Policy"] == "default-src 'none'"
    assert drawing.findtext(f"{SVG}title") == f"Evidence {state}: Qwen2.5-Max wins."
    assert (drawing.get("role"), drawing.get("aria-label")) == ("img", f"evidence: {state}")
    assert [text.text for text in drawing.iter(f"{SVG}text")] == ["evidence", state]
    assert drawing.findall(f"{SVG}rect")[1].get("fill") == colour


def test_the_text_of_a_claim_is_only_text_and_is_cut(reader: Caller) -> None:
    claim = make_claim("</title><script>alert(1)</script>\x07" + "x" * 500)

    drawing = etree.fromstring(reader.get(badge(claim)).content)

    assert list(drawing.iter(f"{SVG}script")) == []
    title = drawing.findtext(f"{SVG}title")
    assert title.startswith("Evidence uncited: </title><script>alert(1)</script>xxx")
    assert title.endswith("x…")
    assert len(title) < 200


def test_the_badge_of_a_withdrawn_claim_says_so(reader: Caller) -> None:
    claim = make_claim(status="withdrawn", status_before="proposed", evidence_state="standing")

    assert reader.get(badge(claim, "badge")).json()["message"] == "withdrawn"


def test_a_badge_is_data_for_other_makers_of_badges(reader: Caller) -> None:
    response = reader.get(badge(make_claim(evidence_state="weakened"), "badge"))

    assert response.json() == {
        "schemaVersion": 1,
        "label": "evidence",
        "message": "weakened",
        "color": "#a35200",
    }
    drawn = reader.get(badge(Claim.objects.get(), "badge"), Accept="image/svg+xml")
    assert drawn["Content-Type"] == "image/svg+xml"


def test_a_badge_has_an_etag_of_its_state(reader: Caller) -> None:
    claim = make_claim(evidence_state="standing")
    first = reader.get(badge(claim))

    assert reader.get(badge(claim), If_None_Match=first["ETag"]).status_code == 304
    Claim.objects.update(evidence_state="lost")
    assert reader.get(badge(claim), If_None_Match=first["ETag"]).status_code == 200


def test_the_badge_of_a_merged_claim_leads_to_that_of_the_other_one(reader: Caller) -> None:
    other = make_claim()
    claim = make_claim(status="merged", status_before="proposed", merged_into=other)

    response = reader.get(badge(claim))

    assert (response.status_code, response["Location"]) == (301, f"/api/v1{badge(other)}")
    assert reader.get("/claims/claim_01h455vb4pex5vsknk084sn02q/badge.svg").status_code == 404


def test_a_badge_is_embedded_with_public_reading(anonymous: Caller, settings: Any) -> None:
    claim = make_claim()
    assert anonymous.get(badge(claim)).status_code == 401

    settings.PUBLIC_READ, settings.CORS_ORIGINS = True, ["https://page.example"]

    response = anonymous.get(badge(claim), Origin="https://page.example")
    assert (response.status_code, response["Cache-Control"]) == (200, "public, max-age=60")
    assert response["Access-Control-Allow-Origin"] == "https://page.example"
