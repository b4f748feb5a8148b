"""Whatever is merged and unmerged, the rows are as before; many curators at once neither fail nor lose anything."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.errors import ClaimsError
from claims.models import Appearance, Article, Claim, Merge
from claims.services import row_updates
from claims.services.catalogue import claim_merges, corrections, evidence
from tests.claims.services.articles.captures import capture_of, save, sentence
from tests.claims.services.catalogue.merge_state import rows
from tests.claims.services.rows import ACTOR
from tests.factories import NOW, make_appearance, make_article, make_citation, make_claim, make_source

ROUNDS = 6
HANGING = st.lists(st.sampled_from(["appearance", "gone", "citation", "own", "review"]), max_size=4)
PAIRS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=4)


def hang(claim: Claim, kind: str, number: int) -> None:
    """One row of a kind that hangs on a claim."""
    if kind == "review":
        claim.reviews.create(verdict="supported", reasons="Read.", reviewer="ada", published_at=NOW)
        Claim.objects.filter(pk=claim.pk).update(verdict="supported")
    elif kind == "own":
        make_citation(claim, label=f"own {number}")
    else:
        appearance = make_appearance(claim, gone_at=NOW) if kind == "gone" else make_appearance(claim)
        if kind == "citation":
            make_citation(claim, appearance=appearance, source=make_source(link_state="dead"))


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hanging=st.tuples(HANGING, HANGING, HANGING), pairs=PAIRS)
def test_merges_that_are_undone_give_the_rows_back(
    hanging: tuple[list[str], ...], pairs: list[tuple[int, int]]
) -> None:
    claims = [make_claim() for _ in hanging]
    for claim, kinds in zip(claims, hanging, strict=True):
        for number, kind in enumerate(["appearance", *kinds]):
            hang(claim, kind, number)
    evidence.weigh_claims([claim.pk for claim in claims], actor=ACTOR, now=NOW)
    before, done = rows(), []

    for one, other in pairs:
        try:
            done.append(claim_merges.merge_claim(claims[one].pk, into=claims[other].pk, actor=ACTOR))
        except ClaimsError:
            continue
    for claim in reversed(done):
        claim_merges.unmerge_claim(claim.pk, actor=ACTOR)

    assert rows() == before


def in_threads(*works: Callable[[], Any]) -> list[Exception]:
    """Run functions at once, each with a connection of its own. Returns what they raised."""
    raised: list[Exception] = []
    begin = threading.Barrier(len(works), timeout=20)

    def run(work: Callable[[], Any]) -> None:
        begin.wait()
        try:
            work()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def merge_round(claims: Sequence[Claim], shift: int) -> None:
    for number in range(ROUNDS):
        one, other = claims[(number + shift) % 4], claims[(number + 2 * shift + 1) % 4]
        with suppress(ClaimsError):
            claim_merges.merge_claim(one.pk, into=other.pk, actor=ACTOR)
            claim_merges.unmerge_claim(one.pk, actor=ACTOR)


def capture_round(article: Article, claims: Sequence[Claim], name: str) -> None:
    quotes = [sentence(claim.text, markers=["1"]) for claim in claims]
    for number in range(ROUNDS):
        capture = capture_of(*quotes, sentence(f"More {name} {number}."))
        row_updates.retry_on_deadlock(partial(save, article, capture))


def correct_round(claims: Sequence[Claim]) -> None:
    for number in range(ROUNDS):
        with suppress(ClaimsError):
            corrections.correct_claim(claims[number % 4].pk, changes={"text": f"Text {number}."}, actor=ACTOR)


@pytest.mark.django_db(transaction=True)
def test_eight_writers_at_once_end_in_no_deadlock_and_lose_no_row() -> None:
    claims = [make_claim(f"Claim {number}.") for number in range(4)]
    for claim in claims:
        make_citation(claim, appearance=make_appearance(claim))
    article = make_article()

    raised = in_threads(
        *(partial(merge_round, claims, shift) for shift in range(4)),
        partial(capture_round, article, claims, "a"),
        partial(capture_round, article, claims, "b"),
        partial(correct_round, claims),
        partial(correct_round, claims[::-1]),
    )

    assert [repr(error) for error in raised] == []
    for merge in Merge.objects.filter(unmerged_at=None).order_by("-merged_at", "-id"):
        claim_merges.unmerge_claim(merge.merged_key, actor=ACTOR)
    assert not Claim.objects.filter(status="merged").exists()
    first_articles = Appearance.objects.exclude(article=article)
    assert dict(first_articles.values_list("claim", "citations__claim")) == {
        claim.pk: claim.pk for claim in claims
    }
