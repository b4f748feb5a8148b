"""A claim's evidence state follows from its citations, and a change of it is an event."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from claims.models import Claim, Event
from claims.services.catalogue import evidence
from claims.services.events import type_id_of
from claims.values import Actor
from tests.factories import (
    NOW,
    WORKER,
    make_appearance,
    make_article,
    make_citation,
    make_claim,
    make_entity,
    make_proposition,
    make_source,
)

pytestmark = pytest.mark.django_db


PINNED = {"passage_exact": "The words.", "passage_origin": "person", "passage_state": "intact"}


def cite(claim: Claim, link_state: str, *, text_hash: str = "a" * 64, **values: Any) -> None:
    """A citation whose passage is intact."""
    source = make_source(link_state=link_state, text_hash=text_hash)
    make_citation(claim, source=source, **{**PINNED, **values})


def weigh(*claims: Claim, **values: Any) -> list[Claim]:
    return evidence.weigh_claims([claim.pk for claim in claims], actor=WORKER, now=NOW, **values)


def state_of(claim: Claim) -> str:
    claim.refresh_from_db()
    return claim.evidence_state


def test_the_state_is_written_with_a_new_version_and_an_event() -> None:
    claim = make_claim()
    cite(claim, "live")

    assert weigh(claim) == [claim]

    assert (state_of(claim), claim.version) == ("standing", 2)
    event = Event.objects.get()
    assert (event.type, event.subject_id, event.subject_version) == ("claim.evidence_changed", claim.pk, 2)
    assert event.changes == {"evidence_state": ["uncited", "standing"]}


def test_the_same_state_again_writes_nothing() -> None:
    claim = make_claim()
    cite(claim, "live")
    weigh(claim)

    assert weigh(claim) == []

    claim.refresh_from_db()
    assert (claim.version, Event.objects.count()) == (2, 1)


@pytest.mark.parametrize(
    ("links", "state"),
    [
        ([], "uncited"),
        (["unknown"], "unchecked"),
        (["live"], "standing"),
        (["live", "dead"], "weakened"),
        (["dead", "gone"], "lost"),
    ],
)
def test_all_citations_of_a_claim_count_together(links: list[str], state: str) -> None:
    claim = make_claim(evidence_state="weakened" if state != "weakened" else "lost")
    for link in links:
        cite(claim, link)

    weigh(claim)

    assert state_of(claim) == state


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({"passage_exact": "a", "passage_origin": "person", "passage_state": "missing"}, "lost"),
        (
            {
                "passage_exact": "It rose.",
                "passage_origin": "person",
                "passage_state": "altered",
                "found": "It fell.",
            },
            "lost",
        ),
        ({"values_state": "changed"}, "lost"),
        ({"stance": "disputes"}, "uncited"),
    ],
)
def test_passage_figures_and_stance_of_a_citation_count(values: dict[str, str], state: str) -> None:
    claim = make_claim(evidence_state="weakened")
    cite(claim, "live", **values)

    weigh(claim)

    assert state_of(claim) == state


def test_an_unresolved_citation_leaves_its_claim_unchecked() -> None:
    claim = make_claim()
    make_citation(claim, source=None)

    weigh(claim)

    assert state_of(claim) == "unchecked"


@pytest.mark.parametrize(("text_hash", "state"), [("", "unchecked"), ("a" * 64, "standing")])
def test_a_source_that_fails_since_its_first_check_does_not_stand(text_hash: str, state: str) -> None:
    claim = make_claim()
    cite(claim, "suspect", text_hash=text_hash)

    weigh(claim)

    assert state_of(claim) == state


@pytest.mark.parametrize(
    ("before", "links", "severity", "recovers"),
    [
        ("uncited", ["live"], 0, 0),
        ("standing", ["dead"], 5, 0),
        ("weakened", ["dead"], 5, 0),
        ("standing", ["live", "dead"], 4, 0),
        ("lost", ["live"], 2, 5),
        ("lost", ["live", "dead"], 2, 5),
        ("weakened", ["live"], 2, 4),
    ],
)
def test_a_recovery_is_no_alarm_and_says_what_it_ends(
    before: str, links: list[str], severity: int, recovers: int
) -> None:
    claim = make_claim(evidence_state=before)
    for link in links:
        cite(claim, link)

    weigh(claim)

    event = Event.objects.get()
    assert (event.severity, event.recovers) == (severity, recovers)


def test_the_event_relates_to_its_claim_its_articles_and_its_entities() -> None:
    claim, article, gone = make_claim(), make_article(), make_article()
    make_appearance(claim, article)
    make_appearance(claim, article, start=40, end=71)
    make_appearance(claim, gone, gone_at=NOW)
    model, rival = make_entity("Kestrel-2"), make_entity("Heron-1")
    make_proposition(claim, subject=model, object=rival)
    make_proposition(claim, subject=model, object=None)
    cite(claim, "live")

    weigh(claim)

    assert Event.objects.get().related == {
        "claim": type_id_of(claim),
        "articles": [type_id_of(article)],
        "entities": [type_id_of(model), type_id_of(rival)],
    }


def test_a_claim_whose_sources_have_no_pinned_passage_is_unpinned() -> None:
    claim = make_claim()
    make_citation(claim, source=make_source(link_state="live", text_hash="a" * 64))

    weigh(claim)

    assert state_of(claim) == "unpinned"
    assert Event.objects.get().changes == {"evidence_state": ["uncited", "unpinned"]}


def test_one_claim_may_have_an_actor_of_its_own() -> None:
    first, second = make_claim(), make_claim()
    cite(first, "live")
    cite(second, "live")

    weigh(first, second, actors={second.pk: Actor("worker", "refresh", "check", "check_1")})

    assert Event.objects.get(subject_id=first.pk).actor_id == "tests"
    assert Event.objects.get(subject_id=second.pk).cause_id == "check_1"


def test_claims_that_are_not_named_are_left_alone() -> None:
    claim, other = make_claim(), make_claim()
    cite(other, "live")

    assert weigh(claim) == []

    assert state_of(other) == "uncited"


@pytest.mark.parametrize("count", [1, 20])
def test_many_claims_take_as_many_queries_as_one(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    claims = [make_claim() for _ in range(count)]
    for claim in claims:
        cite(claim, "live")

    with django_assert_num_queries(8):
        assert len(weigh(*claims)) == count
