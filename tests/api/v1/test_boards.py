"""Boards over the API."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from claims.models import Alias, Entity
from claims.services.catalogue import boards, entity_merges
from claims.services.events import type_id_of
from tests.callers import Caller
from tests.factories import NOW, WORKER, make_claim, make_entity, make_proposition, make_quantity

pytestmark = pytest.mark.django_db


@pytest.fixture
def bench() -> Entity:
    """LiveBench, also spelled Live Bench 2: A beats B twice, C trails B, and C does not match A."""
    bench = make_entity("LiveBench", kind="benchmark")
    Alias.objects.create(entity=bench, text="LB", key="lb")
    a, b, c = make_entity("A"), make_entity("B"), make_entity("C")

    def said(subject: Entity, relation: str, other: Entity, **values: str) -> None:
        claim = make_claim(**values)
        make_proposition(claim, subject=subject, relation=relation, object=other, on=bench)

    said(a, "outperforms", b, evidence_state="standing")
    said(a, "outperforms", b, evidence_state="lost")
    said(c, "underperforms", b)
    said(c, "matches", a, polarity="negated")
    said(b, "outperforms", a, status="rejected")
    for subject, low in ((a, "61.2"), (b, "59")):
        make_quantity(make_claim(), low, subject=subject, measure="LiveBench (avg)")
    make_quantity(make_claim(gone_at=NOW), "99", subject=c, measure="LiveBench")
    make_quantity(make_claim(), "55", "%", subject=c, measure="score", on=bench)
    return bench


def test_a_board_has_comparisons_figures_and_their_order(bench: Entity, reader: Caller) -> None:
    board = reader.get(f"/boards/{type_id_of(bench)}").json()

    assert (board["object"], board["name"], board["entity"]) == ("board", "LiveBench", type_id_of(bench))
    cells = [
        (
            cell["better"]["name"],
            cell["relation"],
            cell["worse"]["name"],
            cell["polarity"],
            cell["claim_count"],
        )
        for cell in board["comparisons"]
    ]
    assert cells == [
        ("A", "outperforms", "B", "asserted", 2),
        ("A", "matches", "C", "negated", 1),
        ("B", "outperforms", "C", "asserted", 1),
    ]
    assert sorted(claim["evidence_state"] for claim in board["comparisons"][0]["claims"]) == [
        "lost",
        "standing",
    ]
    figures = [
        (cell["subject"]["name"], cell["measure"], cell["low"], cell["unit"]) for cell in board["figures"]
    ]
    assert figures == [
        ("A", "LiveBench (avg)", "61.2", ""),
        ("B", "LiveBench (avg)", "59", ""),
        ("C", "score", "55", "%"),
    ]
    assert (board["tiers"], board["cycles"]) == ([["A"], ["B"], ["C"]], [])
    assert board["derived"] == [{"better": "A", "worse": "C"}]
    assert board["is_complete"] is True


def test_a_board_is_found_by_any_spelling(bench: Entity, reader: Caller) -> None:
    by_id = reader.get(f"/boards/{type_id_of(bench)}").json()

    assert reader.get("/boards/live bench").json() == reader.get("/boards/LB").json() == by_id


def test_a_measure_has_a_board_without_an_entity(reader: Caller) -> None:
    make_quantity(
        make_claim(), "72000000000", "parameters", subject=make_entity("Qwen"), measure="parameters"
    )

    board = reader.get("/boards/Parameters").json()

    assert (board["name"], board["entity"], board["comparisons"]) == ("Parameters", None, [])
    assert [(cell["subject"]["name"], cell["low"]) for cell in board["figures"]] == [("Qwen", "72000000000")]


def test_independent_sources_of_a_cell_are_those_of_its_claims_together(reader: Caller) -> None:
    bench, a, b = make_entity("LiveBench", kind="benchmark"), make_entity("A"), make_entity("B")
    for domain in ("one.example", "two.example", "one.example"):
        voice = {"sources": [f"source_{domain}"], "domains": [domain], "reasons": []}
        make_proposition(make_claim(voices=[voice], independent_sources=1), subject=a, object=b, on=bench)

    (cell,) = reader.get("/boards/LiveBench").json()["comparisons"]

    assert (cell["claim_count"], cell["independent_sources"]) == (3, 2)


def test_a_board_has_a_limit(bench: Entity, reader: Caller) -> None:
    board = reader.get("/boards/LiveBench?limit=2").json()

    assert (len(board["comparisons"]), len(board["figures"]), board["is_complete"]) == (2, 2, False)
    assert reader.get("/boards/LiveBench?limit=3").json()["is_complete"] is True
    assert reader.get("/boards/LiveBench?limit=201").status_code == 400


def test_a_board_that_is_made_of_some_of_its_statements_is_not_complete(
    bench: Entity, reader: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "MAX_READ", 5)

    cut = reader.get("/boards/LiveBench").json()
    monkeypatch.setattr(boards, "MAX_READ", 6)
    whole = reader.get("/boards/LiveBench").json()

    assert (len(cut["comparisons"]), cut["is_complete"]) == (3, False)
    assert (len(whole["comparisons"]), whole["is_complete"]) == (3, True)


def test_the_url_of_the_claims_of_a_measure_is_valid(reader: Caller) -> None:
    claim = make_claim()
    make_quantity(claim, "128000", "tokens", subject=make_entity("Qwen"), measure="context & window")

    url = reader.get("/boards/context %26 window").json()["claims_url"]

    assert url == "http://127.0.0.1:8000/api/v1/claims?measure=context+%26+window"
    (found,) = reader.get(url.partition("/api/v1")[2]).json()["data"]
    assert found["id"] == type_id_of(claim)


@pytest.mark.parametrize("name", ["nothing", "%20", "%00", "tokens%00", "%ff", "x" * 3000])
def test_an_unknown_name_is_not_found(name: str, reader: Caller) -> None:
    response = reader.get(f"/boards/{name}")

    assert (response.status_code, response.json()["detail"]) == (404, "There is no such board.")


def test_a_board_takes_a_fixed_number_of_queries(
    bench: Entity, reader: Caller, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    reader.get("/me")
    with django_assert_num_queries(5):
        reader.get("/boards/LiveBench")


def test_the_id_of_a_merged_entity_names_the_board_of_its_target(bench: Entity, reader: Caller) -> None:
    target = make_entity("LiveBench 2024", kind="benchmark")
    entity_merges.merge_entity(bench.pk, into=target.pk, actor=WORKER)

    board = reader.get(f"/boards/{type_id_of(bench)}").json()

    assert (board["name"], board["entity"], len(board["comparisons"])) == (
        "LiveBench 2024",
        type_id_of(target),
        3,
    )
