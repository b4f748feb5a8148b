"""Lists and details need a fixed number of queries for any number of rows and expansions; one of them finds the key."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.callers import Caller
from tests.factories import make_one_of_each

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
    return [make_one_of_each(number) for number in range(1, 4)][-1]


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
