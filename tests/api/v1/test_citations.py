"""Citations over the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from claims.models import Citation, Claim, Event
from claims.pipeline.fingerprint import text_hash
from claims.services.events import type_id_of
from tests.callers import Caller
from tests.factories import (
    NOW,
    make_appearance,
    make_article,
    make_citation,
    make_claim,
    make_snapshot,
    make_source,
)

pytestmark = pytest.mark.django_db
NOTHING = "citation_01h455vb4pex5vsknk084sn02q"


@pytest.fixture
def curator(caller_with: Callable[..., Caller]) -> Caller:
    """A caller that may write and curate."""
    return caller_with("curate", "write", "read")


def test_a_citation_shows_its_source_and_passage(reader: Caller) -> None:
    citation = make_citation(
        passage_exact="scores 89.4",
        passage_origin="person",
        passage_state="altered",
        archived_state="intact",
        found="scores 85.1",
        expected_values=["89.4"],
        values_state="changed",
    )

    answer = reader.get(f"/citations/{type_id_of(citation)}").json()

    assert (answer["claim"], answer["label"], answer["stance"]) == (type_id_of(citation.claim), "10", "cited")
    assert answer["source"] == {
        "object": "source",
        "id": type_id_of(citation.source),
        "self": f"http://127.0.0.1:8000/api/v1/sources/{type_id_of(citation.source)}",
        "url": citation.source.cited_url,
        "link_state": "unknown",
    }
    assert answer["archived_state"] == "intact"
    assert answer["passage"] == {
        "exact": "scores 89.4",
        "prefix": "",
        "suffix": "",
        "origin": "person",
        "state": "altered",
        "found": "scores 85.1",
        "page": None,
    }
    assert answer["values"] == {"expected": ["89.4"], "state": "changed"}


def test_an_altered_citation_says_what_changed(reader: Caller) -> None:
    citation = make_citation(
        source=make_source(),
        passage_exact="Kestrel was trained on 12 trillion tokens.",
        passage_origin="person",
        passage_state="altered",
        found="Kestrel was trained on 9 trillion words.",
    )

    path = f"/citations/{type_id_of(citation)}/difference"
    altered = reader.get(path).json()
    Citation.objects.update(passage_state="missing", found="")
    missing = reader.get(path).json()

    assert altered == {
        "object": "difference",
        "citation": type_id_of(citation),
        "state": "altered",
        "before": "Kestrel was trained on 12 trillion tokens.",
        "after": "Kestrel was trained on 9 trillion words.",
        "kind": "refigured",
        "words": [{"before": "12", "after": "9"}, {"before": "tokens.", "after": "words."}],
        "figures": {"before": ["12 trillion"], "after": ["9 trillion"]},
    }
    assert (missing["state"], missing["kind"], missing["words"]) == ("missing", None, [])


def test_the_same_source_is_cited_once(curator: Caller) -> None:
    claim = make_claim()
    body = {"claim": type_id_of(claim), "url": "https://report.example/qwen", "stance": "supports"}

    first = curator.post("/citations", {**body, "passage": {"exact": "scores 89.4"}})
    second = curator.post("/citations", body)

    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json()["id"] == first.json()["id"]
    assert first["Location"] == f"/api/v1/citations/{first.json()['id']}"
    assert (first.json()["stance"], first.json()["appearance"]) == ("supports", None)
    assert first.json()["passage"]["exact"] == "scores 89.4"
    assert Claim.objects.get().evidence_state == "unchecked"


def test_a_passage_that_the_source_does_not_have_is_refused_with_the_nearest_wording(curator: Caller) -> None:
    text = "Qwen2.5-Max scores 85.1 on Arena-Hard."
    source = make_source(link_state="live", text_hash=text_hash(text), checked_at=NOW)
    make_snapshot(source, text)
    citation = make_citation(source=source)
    words = {"exact": "Qwen2.5-Max scores 89.4 on Arena-Hard."}

    answer = curator.patch(f"/citations/{type_id_of(citation)}", {"passage": words})

    [error] = answer.json()["errors"]
    assert (answer.status_code, error["pointer"], error["code"]) == (422, "/passage/exact", "not_in_source")
    assert f"The nearest wording is “{text.rstrip('.')}" in error["detail"]
    assert Event.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "pointer", "status"),
    [
        ({"claim": "claim_01h455vb4pex5vsknk084sn02q"}, "/claim", 422),
        ({"claim": "article_01h455vb4pex5vsknk084sn02q"}, "/claim", 400),
        ({"claim": None}, "/claim", 400),
        ({"url": "nonsense"}, "/url", 400),
        ({"stance": "likes"}, "/stance", 400),
        ({"passage": {"exact": ""}}, "/passage/exact", 400),
        ({"passage": {"exact": "x", "sufix": "y"}}, "/passage/sufix", 400),
        ({"passage": "words"}, "/passage", 400),
        ({"label": "x" * 101}, "/label", 400),
        ({"source": "source_01h455vb4pex5vsknk084sn02q"}, "/source", 400),
    ],
)
def test_an_invalid_evidence_is_refused_with_a_pointer(
    change: dict[str, Any], pointer: str, status: int, curator: Caller
) -> None:
    body = {"claim": type_id_of(make_claim()), "url": "https://report.example", **change}

    response = curator.post("/citations", body)

    assert response.status_code == status
    assert response.json()["errors"][0]["pointer"] == pointer
    assert Citation.objects.count() == 0


def test_a_marker_is_resolved_in_the_whole_article(curator: Caller) -> None:
    article = make_article()
    first = make_citation(make_claim("A"), appearance=make_appearance(make_claim("A2"), article), source=None)
    other = make_citation(make_claim("B"), appearance=make_appearance(make_claim("B2"), article), source=None)
    body = {"url": "https://report.example", "scope": "marker"}

    response = curator.patch(f"/citations/{type_id_of(first)}", body, If_Match='"1"')

    other.refresh_from_db()
    assert response.status_code == 200
    assert response.json()["source"]["url"] == "https://report.example"
    assert other.source is not None
    assert Event.objects.filter(type="citation.resolved").count() == 2


def test_by_default_only_one_citation_is_resolved(curator: Caller) -> None:
    article = make_article()
    first = make_citation(make_claim("A"), appearance=make_appearance(make_claim("A2"), article), source=None)
    other = make_citation(make_claim("B"), appearance=make_appearance(make_claim("B2"), article), source=None)

    curator.patch(f"/citations/{type_id_of(first)}", {"url": "https://report.example"})

    other.refresh_from_db()
    assert other.source is None


def test_url_null_makes_it_unresolved_again(curator: Caller) -> None:
    citation = make_citation(appearance=make_appearance())

    answer = curator.patch(f"/citations/{type_id_of(citation)}", {"url": None}).json()

    assert answer["source"] is None


def test_url_stance_and_passage_go_together(curator: Caller) -> None:
    citation = make_citation(appearance=make_appearance(), source=None)
    body = {"url": "https://report.example", "stance": "refutes", "passage": {"exact": "scores 70"}}

    answer = curator.patch(f"/citations/{type_id_of(citation)}", body, If_Match='"1"').json()

    assert (answer["stance"], answer["passage"]["exact"]) == ("refutes", "scores 70")
    assert answer["source"]["url"] == "https://report.example"


def test_a_change_that_fails_halfway_changes_nothing(curator: Caller) -> None:
    citation = make_citation(appearance=make_appearance(), source=None)
    body = {"url": "https://report.example", "passage": {"exact": " "}}

    response = curator.patch(f"/citations/{type_id_of(citation)}", body)

    citation.refresh_from_db()
    assert (response.status_code, citation.source, citation.version) == (422, None, 1)


def test_passage_null_unpins(curator: Caller) -> None:
    citation = make_citation(passage_exact="x", passage_origin="person", passage_state="intact")

    answer = curator.patch(f"/citations/{type_id_of(citation)}", {"passage": None}).json()

    assert (answer["passage"]["exact"], answer["passage"]["state"]) == ("", "unpinned")


def test_a_scope_without_a_url_is_refused(curator: Caller) -> None:
    response = curator.patch(f"/citations/{type_id_of(make_citation())}", {"scope": "marker"})

    assert response.json()["errors"][0]["pointer"] == "/scope"


def test_a_change_of_another_version_is_refused(curator: Caller) -> None:
    citation = make_citation(version=5)

    response = curator.patch(f"/citations/{type_id_of(citation)}", {"stance": "disputes"}, If_Match='"4"')

    assert (response.status_code, response["ETag"]) == (412, '"5"')


def test_a_citation_that_a_curator_added_is_deleted(curator: Caller) -> None:
    path = f"/citations/{type_id_of(make_citation())}"

    statuses = [curator.delete(path).status_code, curator.delete(path).status_code]

    assert statuses == [204, 404]
    assert Citation.objects.count() == 0


def test_a_citation_of_the_article_is_not_deleted(curator: Caller) -> None:
    citation = make_citation(appearance=make_appearance())

    response = curator.delete(f"/citations/{type_id_of(citation)}")

    assert (response.status_code, response.json()["code"]) == (409, "conflict")


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_a_missing_citation_is_a_404(method: str, curator: Caller) -> None:
    assert curator.send(method, f"/citations/{NOTHING}", {}).status_code == 404


def test_filters_narrow_the_list(reader: Caller) -> None:
    article = make_article()
    resolved = make_citation(
        label="1", stance="supports", appearance=make_appearance(make_claim("A"), article)
    )
    unresolved = make_citation(label="2", source=None)

    def labels(query: str) -> list[str]:
        return [row["label"] for row in reader.get(f"/citations?{query}").json()["data"]]

    assert labels("unresolved=true") == ["2"]
    assert labels("unresolved=false") == ["1"]
    assert labels(f"claim={type_id_of(unresolved.claim)}") == ["2"]
    assert labels(f"source={type_id_of(resolved.source)}") == ["1"]
    assert labels(f"article={type_id_of(article)}") == ["1"]
    assert labels("stance=supports&passage_state=unpinned&values_state=none") == ["1"]
    assert labels("link_state=unknown") == ["1"]
    assert labels("link_state.in=dead,gone") == []


def test_a_marker_is_found_by_its_label(reader: Caller) -> None:
    wanted = make_citation(label="10")
    make_citation(label="1")

    assert [row["id"] for row in reader.get("/citations?label=10").json()["data"]] == [type_id_of(wanted)]


@pytest.mark.parametrize("passage", [{}, {"prefix": "was"}])
def test_a_passage_needs_its_words_in_a_change(passage: dict[str, str], admin: Caller) -> None:
    response = admin.patch(f"/citations/{type_id_of(make_citation())}", {"passage": passage})

    error = response.json()["errors"][0]
    assert response.status_code == 400
    assert (error["pointer"], error["code"]) == ("/passage/exact", "required")
