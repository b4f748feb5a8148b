"""Views: the behaviour of every view."""

from __future__ import annotations

import pytest

from claims.services.events import type_id_of
from tests.callers import Caller
from tests.factories import make_claim

pytestmark = pytest.mark.django_db


def test_options_names_the_methods(reader: Caller) -> None:
    response = reader.send("OPTIONS", "/citations")

    assert (response.status_code, response.content) == (204, b"")
    assert response["Allow"] == "GET, POST, HEAD, OPTIONS"


def test_head_has_the_headers_of_get(reader: Caller) -> None:
    path = f"/claims/{type_id_of(make_claim())}"

    response = reader.send("HEAD", path)

    assert (response.status_code, response.content) == (200, b"")
    assert response["ETag"] == reader.get(path)["ETag"]


def test_responses_are_private(reader: Caller) -> None:
    assert reader.get("/claims")["Cache-Control"] == "no-cache, private"


def test_a_write_accepts_no_query_parameters(admin: Caller) -> None:
    response = admin.post("/sources?dry_run=true", {"url": "https://a.example"})

    assert response.json()["detail"] == "There is no parameter 'dry_run' here. None is known here."


def test_if_none_match_with_an_asterisk_matches_any_etag(reader: Caller) -> None:
    path = f"/claims/{type_id_of(make_claim())}"

    assert reader.get(path, None, If_None_Match="*").status_code == 304
    assert reader.get(path, None, If_None_Match='"1"').status_code == 200


def test_a_changed_object_has_another_etag(reader: Caller) -> None:
    claim = make_claim()
    path = f"/claims/{type_id_of(claim)}"
    before = reader.get(path)["ETag"]
    claim.evidence_state = "lost"
    claim.save()

    assert reader.get(path, None, If_None_Match=before).status_code == 200
