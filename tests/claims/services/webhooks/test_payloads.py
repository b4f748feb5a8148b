"""The body of a webhook: the event alone, or with the objects that it concerns."""

from __future__ import annotations

from typing import Any

import pytest

from claims.models import Citation
from claims.services.events import envelope_of, type_id_of
from claims.services.webhooks import payloads
from tests.factories import (
    make_appearance,
    make_article,
    make_citation,
    make_claim,
    make_conflict,
    make_entity,
    make_event,
    make_proposition,
    make_publisher,
    make_source,
)

pytestmark = pytest.mark.django_db
QUOTE = "Qwen2.5-Max outperforms GPT-4o."


@pytest.fixture
def citation() -> Citation:
    """A citation of a claim that an article makes."""
    claim = make_claim(QUOTE, evidence_state="lost")
    article = make_article(publisher=make_publisher("The Paper"))
    make_proposition(claim, subject=make_entity("Qwen2.5-Max"), object=make_entity("GPT-4o"))
    return make_citation(
        claim,
        appearance=make_appearance(claim, article),
        source=make_source("https://report.example/qwen", link_state="live"),
        passage_exact="scores 89.4",
        passage_origin="person",
        passage_state="altered",
        found="scores 85.1",
        expected_values=["89.4"],
        values_state="changed",
    )


def objects_of(**values: Any) -> dict[str, Any]:
    objects: dict[str, Any] = payloads.payload_of(make_event(1, **values), is_full=True)["data"]["objects"]
    return objects


def test_a_thin_payload_is_the_event_of_the_feed() -> None:
    event = make_event(7)

    assert payloads.payload_of(event, is_full=False) == envelope_of(event)


def test_the_event_of_a_claim_has_its_text_its_articles_and_its_entities(citation: Citation) -> None:
    objects = objects_of(type="claim.evidence_changed", subject=citation.claim)

    assert [(row["text"], row["evidence_state"]) for row in objects["claims"]] == [(QUOTE, "lost")]
    assert [row["id"] for row in objects["citations"]] == [type_id_of(citation)]
    assert [row["id"] for row in objects["sources"]] == [type_id_of(citation.source)]
    article = citation.appearance.article
    assert objects["articles"] == [
        {
            "id": type_id_of(article),
            "title": "Qwen2.5-Max is out",
            "url": article.source.cited_url,
            "publisher": "The Paper",
            "quote": QUOTE,
        }
    ]
    assert [(row["name"], row["kind"]) for row in objects["entities"]] == [
        ("GPT-4o", "model"),
        ("Qwen2.5-Max", "model"),
    ]


def test_the_event_of_a_citation_has_its_passage_then_and_now(citation: Citation) -> None:
    related = {"claim": type_id_of(citation.claim), "source": type_id_of(citation.source)}

    objects = objects_of(type="citation.changed", subject=citation, subject_type="citation", related=related)

    assert objects["citations"] == [
        {
            "id": type_id_of(citation),
            "label": "10",
            "stance": "cited",
            "passage": "scores 89.4",
            "passage_state": "altered",
            "found": "scores 85.1",
            "expected_values": ["89.4"],
            "values_state": "changed",
        }
    ]
    assert objects["sources"][0]["url"] == "https://report.example/qwen"
    assert objects["claims"][0]["text"] == QUOTE


def test_the_event_of_a_source_has_the_claims_that_cite_it(citation: Citation) -> None:
    objects = objects_of(type="source.changed", subject=citation.source, subject_type="source")

    assert [row["text"] for row in objects["claims"]] == [QUOTE]
    assert [row["title"] for row in objects["articles"]] == ["Qwen2.5-Max is out"]


def test_the_event_of_a_conflict_has_both_claims_and_their_entities() -> None:
    first, second = make_claim("Kestrel-2 scores 62.4."), make_claim("Kestrel-2 scores 58.9.")
    kestrel = make_entity("Kestrel-2")
    related = {"claims": [type_id_of(first), type_id_of(second)], "entities": [type_id_of(kestrel)]}

    objects = objects_of(
        type="conflict.opened", subject=make_conflict(), subject_type="conflict", related=related
    )

    assert [row["text"] for row in objects["claims"]] == ["Kestrel-2 scores 62.4.", "Kestrel-2 scores 58.9."]
    assert [row["name"] for row in objects["entities"]] == ["Kestrel-2"]


def test_an_event_of_something_else_has_no_objects() -> None:
    objects = objects_of(type="publisher.created", subject=make_publisher(), subject_type="publisher")

    assert set(map(len, objects.values())) == {0}


def test_long_texts_are_cut() -> None:
    claim = make_claim("word " * 1000)

    assert len(objects_of(subject=claim)["claims"][0]["text"]) == 2000
