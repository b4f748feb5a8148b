"""Claims over the API."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from claims.models import Claim
from claims.services.events import type_id_of
from tests.callers import Caller
from tests.factories import (
    NOW,
    make_appearance,
    make_article,
    make_citation,
    make_claim,
    make_entity,
    make_proposition,
    make_publisher,
)

pytestmark = pytest.mark.django_db


def test_a_claim_shows_its_kind_its_states_and_its_propositions(reader: Caller) -> None:
    claim = make_claim("Qwen2.5-Max outperforms GPT-4o.", evidence_state="standing")
    model = make_entity("Qwen2.5-Max")
    make_proposition(claim, subject=model)
    make_proposition(
        claim,
        form="quantity",
        relation="",
        object_text="",
        measure="tokens",
        op="~",
        low=Decimal("18000000000000"),
    )

    answer = reader.get(f"/claims/{type_id_of(claim)}").json()

    assert (answer["object"], answer["text"], answer["kind"]) == ("claim", claim.text, "comparison")
    assert (answer["status"], answer["verdict"], answer["evidence_state"]) == (
        "proposed",
        "unreviewed",
        "standing",
    )
    assert answer["first_seen_at"] == "2025-02-01T12:00:00.000000Z"
    first, second = answer["propositions"]
    assert first["subject"] == {"entity": type_id_of(model), "text": "Qwen2.5-Max"}
    assert (first["relation"], first["object"], first["on"]) == (
        "outperforms",
        {"entity": None, "text": "GPT-4o"},
        None,
    )
    assert (second["measure"], second["op"], second["low"], second["high"]) == (
        "tokens",
        "~",
        "18000000000000",
        None,
    )


def test_expand_includes_the_evidence(reader: Caller) -> None:
    claim, article = make_claim(), make_article()
    appearance = make_appearance(claim, article)
    citation = make_citation(claim, appearance=appearance)

    path = f"/claims/{type_id_of(claim)}?expand=appearances.article,citations.source"
    answer = reader.get(path).json()

    assert answer["appearances"][0]["quote"] == "Qwen2.5-Max outperforms GPT-4o."
    assert answer["appearances"][0]["article"]["title"] == "Qwen2.5-Max is out"
    assert answer["citations"][0]["id"] == type_id_of(citation)
    assert answer["citations"][0]["source"]["canonical_url"] == citation.source.canonical_url


def test_claims_of_an_article_are_those_of_its_current_version(reader: Caller) -> None:
    article, here, gone = make_article(), make_claim("Here"), make_claim("Gone")
    make_appearance(here, article)
    make_appearance(here, article, start=40, end=50)
    make_appearance(gone, article, gone_at=NOW)
    make_claim("Elsewhere")

    answer = reader.get(f"/claims?article={type_id_of(article)}&count=exact").json()

    assert [row["text"] for row in answer["data"]] == ["Here"]
    assert answer["count"] == 1


def test_claims_by_publisher_entity_and_source(reader: Caller) -> None:
    claim, publisher, entity = make_claim("This one"), make_publisher(), make_entity()
    make_appearance(claim, make_article(publisher=publisher))
    make_proposition(claim, object=entity)
    source = make_citation(claim).source
    make_claim("Another")

    for query in (
        f"publisher={type_id_of(publisher)}",
        f"entity={type_id_of(entity)}",
        f"source={type_id_of(source)}",
        f"publisher={type_id_of(publisher)}&entity={type_id_of(entity)}&source={type_id_of(source)}",
    ):
        assert [row["text"] for row in reader.get(f"/claims?{query}").json()["data"]] == ["This one"]


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("status=accepted", ["Qwen beats GPT-4o."]),
        ("status.in=accepted,proposed", ["Trained on 18T tokens.", "Qwen beats GPT-4o."]),
        ("kind=quantity", ["Trained on 18T tokens."]),
        ("evidence_state=lost", []),
        ("verdict=refuted", []),
        ("q=beating", ["Qwen beats GPT-4o."]),
        ("q=tokens -18T", []),
        ("created_at.lt=2001-01-01", []),
        ("last_seen_at.gte=2025-02-01", ["Trained on 18T tokens.", "Qwen beats GPT-4o."]),
    ],
)
def test_filters_narrow_the_list(query: str, texts: list[str], reader: Caller) -> None:
    make_claim("Qwen beats GPT-4o.", status="accepted")
    make_claim("Trained on 18T tokens.", kind="quantity")

    assert [row["text"] for row in reader.get(f"/claims?{query}").json()["data"]] == texts


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("statsu=accepted", "There is no parameter 'statsu' here. Did you mean status?"),
        ("status=open", "status: 'open' is not one of proposed, accepted, rejected, merged, withdrawn."),
        (
            "article=claim_01h455vb4pex5vsknk084sn02q",
            "article: it must be an id such as article_01h455vb4pex5vsknk084sn02q.",
        ),
        (
            "sort=text",
            "sort: 'text' is not one of created_at, -created_at, updated_at, -updated_at, last_seen_at, -last_seen_at.",
        ),
    ],
)
def test_an_invalid_parameter_is_a_400_with_a_remedy(query: str, detail: str, reader: Caller) -> None:
    response = reader.get(f"/claims?{query}")

    assert (response.status_code, response.json()["detail"]) == (400, detail)


@pytest.mark.parametrize("path", ["/claims", "/articles", "/entities"])
@pytest.mark.parametrize(
    ("words", "detail"),
    [
        ("%22", "q: There is no word: give a letter or a digit."),
        ("-!!!+*", "q: There is no word: give a letter or a digit."),
        ("a+" * 21, "q: There are 21 words and phrases; at most 20 are looked for."),
        ("+", "q: There are only spaces or invisible characters. Give a value, or leave it out."),
    ],
)
def test_a_search_that_would_look_for_nothing_or_not_for_all_is_refused(
    path: str, words: str, detail: str, reader: Caller
) -> None:
    response = reader.get(f"{path}?q={words}")

    assert (response.status_code, response.json()["detail"]) == (422, detail)


@pytest.mark.parametrize("words", ["or", "%F0%9F%9A%80", "-word", "a+" * 20, "%22a%22", "C%2B%2B"])
def test_any_word_is_looked_for(words: str, reader: Caller) -> None:
    assert reader.get(f"/claims?q={words}").status_code == 200


def test_a_value_that_is_not_utf_8_is_refused_by_name(reader: Caller) -> None:
    response = reader.get("/claims?q=%FF")

    assert (response.status_code, response.json()["errors"][0]["parameter"]) == (400, "q")


def test_claims_that_no_article_makes_are_marked_and_can_be_selected(reader: Caller) -> None:
    present, gone = make_claim(), make_claim(gone_at=NOW)

    listed = {row["id"]: row["gone_at"] for row in reader.get("/claims").json()["data"]}
    assert listed == {type_id_of(present): None, type_id_of(gone): "2025-02-01T12:00:00.000000Z"}
    for query, claim in (("gone=true", gone), ("gone=false", present)):
        assert [row["id"] for row in reader.get(f"/claims?{query}").json()["data"]] == [type_id_of(claim)]


def test_claims_are_narrowed_and_sorted_by_their_last_change(reader: Caller) -> None:
    first, second = make_claim(), make_claim()
    Claim.objects.filter(pk=first.pk).update(updated_at=datetime(2026, 1, 2, tzinfo=UTC))
    Claim.objects.filter(pk=second.pk).update(updated_at=datetime(2026, 1, 1, tzinfo=UTC))

    def ids(query: str) -> list[str]:
        return [row["id"] for row in reader.get(f"/claims?{query}").json()["data"]]

    assert ids("updated_at.gte=2026-01-02") == [type_id_of(first)]
    assert ids("updated_at.lt=2026-01-02") == [type_id_of(second)]
    assert ids("sort=-updated_at") == [type_id_of(first), type_id_of(second)]
