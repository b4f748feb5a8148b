"""Claims are selected by what one of their propositions says."""

from __future__ import annotations

import pytest

from claims.models import Alias, Claim, Entity, Host
from claims.services.catalogue import entity_merges
from claims.services.events import type_id_of
from tests.callers import Caller
from tests.factories import (
    WORKER,
    make_citation,
    make_claim,
    make_entity,
    make_proposition,
    make_publisher,
    make_quantity,
    make_source,
)


@pytest.fixture
def claims(db: None) -> dict[str, Claim]:
    """Qwen2.5-Max beats GPT-4o on Arena-Hard, trails Claude on it, and was trained on 20T tokens."""
    family = make_entity("Qwen2.5")
    qwen = make_entity("Qwen2.5-Max", parent=family)
    gpt, claude = make_entity("GPT-4o"), make_entity("Claude")
    Alias.objects.create(entity=gpt, text="gpt 4 omni", key="gpt4omni")
    arena = make_entity("Arena-Hard", kind="benchmark")
    beats = make_claim("Qwen2.5-Max beats GPT-4o and trails Claude.")
    make_proposition(beats, subject=qwen, object=gpt, on=arena)
    make_proposition(beats, subject=qwen, object=claude, relation="underperforms")
    trained = make_claim("Qwen2.5-Max was trained on 20T tokens.", kind="quantity")
    make_quantity(trained, "20000000000000", "tokens", subject=qwen, measure="Tokens (pre-training)")
    heavy = make_claim("GPT-4o needs 1,500 MB.", kind="quantity", polarity="negated")
    make_quantity(heavy, "1500", "MB", subject=gpt, measure="memory")
    return {"beats": beats, "trained": trained, "heavy": heavy}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("subject.name=qwen2.5 max", {"beats", "trained"}),
        ("subject.name=GPT-4 Omni", {"heavy"}),
        ("object.name=gpt4o", {"beats"}),
        ("on.name=Arena Hard", {"beats"}),
        ("subject.name=Qwen2.5", set()),
        ("subject.name=Qwen2.5&descendants=true", {"beats", "trained"}),
        ("subject.name=Qwen2.5&descendants=false", set()),
        ("subject.name=unknown", set()),
        ("relation=underperforms", {"beats"}),
        ("relation.in=matches,outperforms", {"beats"}),
        ("between=Qwen2.5-Max,GPT-4o", {"beats"}),
        ("between=gpt 4 omni,qwen2.5-max", {"beats"}),
        ("between=Qwen2.5,GPT-4o", set()),
        ("between=Qwen2.5,GPT-4o&descendants=true", {"beats"}),
        ("between=GPT-4o,Claude", set()),
        ("measure=tokens", {"trained"}),
        ("unit=token", {"trained"}),
        ("unit=GB", {"heavy"}),
        ("unit=GB&value.gte=1.5&value.lte=1.5", {"heavy"}),
        ("unit=GB&value.gte=1.51", set()),
        ("value.gte=18T", {"trained"}),
        ("value.gte=18 trillion&value.lte=19T", set()),
        ("polarity=negated", {"heavy"}),
        ("polarity.in=asserted,disputed", {"beats", "trained"}),
    ],
)
def test_a_filter_finds_claims_by_structure(
    query: str, names: set[str], claims: dict[str, Claim], reader: Caller
) -> None:
    response = reader.get(f"/claims?{query}")

    assert response.status_code == 200, response.content
    found = {item["id"] for item in response.json()["data"]}
    assert found == {type_id_of(claims[name]) for name in names}


def test_all_conditions_hold_for_one_proposition(claims: dict[str, Claim], reader: Caller) -> None:
    one = reader.get("/claims?relation=underperforms&object.name=Claude").json()["data"]
    spread = reader.get("/claims?relation=underperforms&object.name=GPT-4o").json()["data"]

    assert [item["id"] for item in one] == [type_id_of(claims["beats"])]
    assert spread == []


def test_an_entity_and_its_role_hold_for_one_proposition(claims: dict[str, Claim], reader: Caller) -> None:
    arena = claims["beats"].propositions.get(position=0).on
    assert arena

    assert reader.get(f"/claims?entity={type_id_of(arena)}&relation=outperforms").json()["data"]
    assert not reader.get(f"/claims?entity={type_id_of(arena)}&relation=underperforms").json()["data"]


def test_a_range_is_found_by_either_bound(reader: Caller) -> None:
    claim = make_claim()
    make_quantity(claim, "0.5", "parameters", high="72")

    assert reader.get("/claims?value.gte=72").json()["data"]
    assert reader.get("/claims?value.lte=0.5").json()["data"]
    assert not reader.get("/claims?value.gte=73").json()["data"]


def test_claims_are_found_by_host_and_publisher_of_their_sources(reader: Caller) -> None:
    publisher = make_publisher(domains=["example.org"])
    claim = make_claim()
    make_citation(claim, source=make_source("https://www.example.org/a"))
    make_citation(make_claim(), source=make_source("https://badexample.org/a"))
    make_citation(make_claim(), source=make_source("https://example.org.evil.example/a"))

    of_host = reader.get("/claims?source.host=WWW.example.org").json()["data"]
    of_publisher = reader.get(f"/claims?source.publisher={type_id_of(publisher)}").json()["data"]

    of_id = reader.get(f"/claims?source.host={type_id_of(Host.objects.get(name='www.example.org'))}").json()

    assert [item["id"] for item in of_id["data"]] == [type_id_of(claim)]
    assert [item["id"] for item in of_host] == [item["id"] for item in of_publisher] == [type_id_of(claim)]
    assert not reader.get("/claims?source.publisher=publisher_01h455vb4pex5vsknk084sn02q").json()["data"]


@pytest.mark.parametrize(
    ("query", "parameter", "detail"),
    [
        ("between=Qwen", "between", "two names or ids"),
        ("between=Qwen,,GPT", "between", "two names or ids"),
        (f"between=Qwen,{'x' * 201}", "between", "at most 200 characters"),
        ("value.gte=many", "value.gte", "a number such as 61.2"),
        ("value.lte=1e400", "value.lte", "a number such as 61.2"),
        ("relation=beats", "relation", "outperforms"),
        ("subject=qwen", "subject", "entity_01h455"),
        ("subjects=qwen", "subjects", "no parameter"),
        ("polarity=denied", "polarity", "negated"),
        ("descendants=yes", "descendants", "true or false"),
    ],
)
def test_an_invalid_value_is_refused_by_name(query: str, parameter: str, detail: str, reader: Caller) -> None:
    response = reader.get(f"/claims?{query}")

    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert error["parameter"] == parameter
    assert detail in error["detail"]


@pytest.mark.parametrize("query", ["", "&relation=outperforms", "&measure=tokens", "&merged_into={}"])
def test_descendants_of_no_entity_are_refused_with_the_filters_that_name_one(
    query: str, reader: Caller
) -> None:
    query = query.format(type_id_of(make_claim()))
    response = reader.get(f"/claims?descendants=true{query}")

    problem = response.json()
    assert (response.status_code, problem["code"]) == (422, "unprocessable")
    assert problem["errors"] == [
        {"parameter": "descendants", "code": "needs_filter", "detail": problem["detail"]}
    ]
    assert problem["detail"] == (
        "descendants works only together with one of entity, subject, subject.name, object, object.name, on, on.name, between: "
        "it adds the versions and variants of the entity that the query names."
    )
    assert reader.get(f"/claims?descendants=false{query}").status_code == 200


@pytest.mark.parametrize(
    ("query", "parameter", "code", "detail"),
    [
        (
            "subject.name=entity_01h455vb4pex5vsknk084sn02q",
            "subject.name",
            "invalid_id",
            "subject.name: This is an id: give it as subject=entity_01h455vb4pex5vsknk084sn02q.",
        ),
        (
            "between=Qwen,claim_01h455vb4pex5vsknk084sn02q",
            "between",
            "invalid_id",
            "between: claim_01h455vb4pex5vsknk084sn02q is not the id of an entity.",
        ),
        (
            "on.name=+",
            "on.name",
            "blank",
            "on.name: There are only spaces or invisible characters. Give a value, or leave it out.",
        ),
        (
            "unit=+",
            "unit",
            "blank",
            "unit: There are only spaces or invisible characters. Give a value, or leave it out.",
        ),
        (
            "measure=+",
            "measure",
            "blank",
            "measure: There are only spaces or invisible characters. Give a value, or leave it out.",
        ),
    ],
)
def test_a_value_that_cannot_be_a_name_is_refused_with_the_remedy(
    query: str, parameter: str, code: str, detail: str, reader: Caller
) -> None:
    response = reader.get(f"/claims?{query}")

    assert response.status_code == 422
    assert response.json()["errors"] == [{"parameter": parameter, "code": code, "detail": detail}]


def test_an_export_refuses_descendants_of_no_entity(reader: Caller) -> None:
    body = {"resource": "claims", "format": "csv", "filters": {"descendants": "true"}}

    response = reader.post("/exports", body)

    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, "/filters/descendants")


@pytest.mark.parametrize("query", ["entity={}", "subject={}", "between={},GPT-4o"])
def test_the_id_of_a_merged_entity_finds_the_claims_about_its_target(
    query: str, claims: dict[str, Claim], reader: Caller
) -> None:
    merged, target = Entity.objects.get(name="Qwen2.5-Max"), make_entity("Qwen Max")
    entity_merges.merge_entity(merged.pk, into=target.pk, actor=WORKER)

    found = reader.get(f"/claims?{query.format(type_id_of(merged))}").json()["data"]

    assert type_id_of(claims["beats"]) in {claim["id"] for claim in found}
