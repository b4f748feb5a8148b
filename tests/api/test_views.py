"""What every view does."""

from __future__ import annotations

import pytest

from claims.services.events import type_id_of
from tests.callers import Caller
from tests.factories import make_claim

pytestmark = pytest.mark.django_db


def test_options_says_which_methods_there_are(reader: Caller) -> None:
    response = reader.send("OPTIONS", "/citations")

    assert (response.status_code, response.content) == (204, b"")
    assert response["Allow"] == "GET, POST, HEAD, OPTIONS"


def test_head_says_what_get_would(reader: Caller) -> None:
    path = f"/claims/{type_id_of(make_claim())}"

    response = reader.send("HEAD", path)

    assert (response.status_code, response.content) == (200, b"")
    assert response["ETag"] == reader.get(path)["ETag"]


def test_what_is_read_may_be_kept_but_only_by_who_asked(reader: Caller) -> None:
    assert reader.get("/claims")["Cache-Control"] == "no-cache, private"


def test_a_write_knows_no_parameters(admin: Caller) -> None:
    response = admin.post("/sources?dry_run=true", {"url": "https://a.example"})

    assert response.json()["detail"] == "There is no parameter 'dry_run' here. None is known here."


def test_any_etag_is_whatever_is_there(reader: Caller) -> None:
    path = f"/claims/{type_id_of(make_claim())}"

    assert reader.get(path, None, If_None_Match="*").status_code == 304
    assert reader.get(path, None, If_None_Match='"1"').status_code == 200


def test_what_changed_has_another_etag(reader: Caller) -> None:
    claim = make_claim()
    path = f"/claims/{type_id_of(claim)}"
    before = reader.get(path)["ETag"]
    claim.evidence_state = "lost"
    claim.save()

    assert reader.get(path, None, If_None_Match=before).status_code == 200
