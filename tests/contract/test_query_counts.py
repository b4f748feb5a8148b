"""Lists and details need a fixed number of queries for any number of rows and expansions; one of them finds the key."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from claims.ids import type_id
from tests.callers import Caller
from tests.factories import (
    make_appearance,
    make_article,
    make_check,
    make_citation,
    make_claim,
    make_conflict,
    make_delivery,
    make_entity,
    make_event,
    make_proposition,
    make_publisher,
    make_review,
    make_snapshot,
    make_version,
)

LISTS = [
    ("/articles", 2),
    ("/articles?expand=publisher,source", 2),
    ("/articles?count=exact", 4),
    ("/articles?q=Qwen&state=captured&sort=-published_at", 3),
    ("/claims", 2),
    ("/claims?fields=text,status", 2),
    ("/claims?expand=appearances,citations", 2),
    ("/claims?expand=appearances.article,citations.source,reviews", 2),
    ("/claims?q=outperforms&count=exact", 5),
    ("/claims?subject.name=Model&descendants=true&relation=outperforms&value.gte=1", 4),
    ("/claims?between=Model,GPT-4o&source.host=source.example", 5),
    ("/conflicts?expand=claim,other_claim", 2),
    ("/appearances", 2),
    ("/appearances?expand=claim,article", 2),
    ("/citations", 2),
    ("/citations?expand=source,claim", 2),
    ("/sources", 2),
    ("/sources?expand=article", 2),
    ("/entities", 2),
    ("/publishers", 2),
    ("/reviews", 2),
    ("/reviews?expand=claim", 2),
    ("/events", 3),
    ("/webhook-endpoints", 2),
    ("/webhook-deliveries", 2),
    ("/webhook-deliveries?expand=event,endpoint", 2),
    ("/feeds/claim-reviews", 2),
    ("/feeds/evidence", 3),
    ("/lookup?text=outperforms", 7),
    ("/me", 1),
]


@pytest.fixture
def rows(db: None) -> dict[str, str]:
    """Three of each kind; the ids of the last."""
    for number in range(1, 4):
        article = make_article(f"Qwen {number}", publisher=make_publisher())
        make_version(article)
        claim = make_claim(f"Model {number} outperforms GPT-4o.")
        make_proposition(claim)
        make_proposition(claim)
        citation = make_citation(claim, appearance=make_appearance(claim, article))
        make_citation(claim)
        make_check(citation.source)
        snapshot = make_snapshot(citation.source)
        review = make_review(claim)
        entity = make_entity()
        conflict = make_conflict(subject=entity)
        event = make_event(number)
        delivery = make_delivery(event=event)
    of = {"article": article, "claim": claim, "citation": citation, "review": review, "entity": entity}
    of |= {
        "source": citation.source,
        "snapshot": snapshot,
        "conflict": conflict,
        "event": event,
        "delivery": delivery,
    }
    return {noun: type_id(noun, row.pk) for noun, row in of.items()}


@pytest.mark.parametrize(("path", "count"), LISTS)
def test_a_list_needs_the_same_queries_for_every_length(
    path: str,
    count: int,
    rows: dict[str, str],
    admin: Caller,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(count):
        response = admin.get(path)

    assert response.status_code == 200


DETAILS = [
    ("/articles/{article}", 2),
    ("/articles/{article}/versions", 3),
    ("/articles/{article}/versions/1", 3),
    ("/claims/{claim}", 2),
    ("/claims/{claim}?expand=appearances,citations.source", 2),
    ("/claims/{claim}/badge", 2),
    ("/citations/{citation}", 2),
    ("/sources/{source}", 2),
    ("/sources/{source}/checks", 3),
    ("/sources/{source}/snapshots", 3),
    ("/sources/{source}/snapshots/{snapshot}", 2),
    ("/conflicts/{conflict}", 2),
    ("/boards/{entity}", 5),
    ("/entities/{entity}", 2),
    ("/reviews/{review}", 2),
    ("/events/{event}", 2),
    ("/webhook-deliveries/{delivery}", 2),
]


@pytest.mark.parametrize(("path", "count"), DETAILS)
def test_a_detail_needs_a_fixed_number_of_queries(
    path: str,
    count: int,
    rows: dict[str, str],
    admin: Caller,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(count):
        response = admin.get(path.format(**rows))

    assert response.status_code == 200
