"""Claims that cannot both hold become a conflict, and cease to be one when a claim ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from pytest_django import DjangoAssertNumQueries

from claims.models import Appearance, Article, Claim, Conflict, Entity, Event
from claims.services.articles import withdrawal
from claims.services.catalogue import claim_merges, corrections, entity_merges
from claims.services.conflicts import compare, resolve
from claims.services.events import type_id_of
from claims.services.webhooks.topics import topics_of
from claims.values import Actor
from tests.claims.services.articles.captures import capture_of, save, sentence
from tests.factories import (
    NOW,
    make_appearance,
    make_article,
    make_claim,
    make_entity,
    make_proposition,
    make_quantity,
)

pytestmark = pytest.mark.django_db
ADA = Actor("user", "ada")


def said(text: str = "", *, article: Article | None = None, **values: Any) -> Claim:
    """A claim that an article of its own makes."""
    claim_values = {name: values.pop(name) for name in ("polarity", "status") if name in values}
    claim = make_claim(text, **claim_values)
    make_appearance(claim, article or make_article(published_at=NOW), **values)
    return claim


def compared() -> list[str]:
    """The explanations of all open conflicts after all due claims were compared."""
    while compare.compare_due_claims(now=NOW):
        pass
    assert not Claim.objects.exclude(compared_version=F("version")).exists()
    return list(Conflict.objects.filter(state="open").values_list("explanation", flat=True))


@pytest.fixture
def names() -> dict[str, Entity]:
    """Two models and a benchmark."""
    return {
        "qwen": make_entity("Qwen2.5-Max"),
        "gpt": make_entity("GPT-4o"),
        "arena": make_entity("Arena-Hard", kind="benchmark"),
        "mmlu": make_entity("MMLU", kind="benchmark"),
    }


def beats(winner: Entity, loser: Entity, on: Entity | None, text: str = "", **values: Any) -> Claim:
    claim = said(text, **values)
    make_proposition(claim, subject=winner, object=loser, on=on, on_text=on.name if on else "")
    return claim


def measured(
    subject: Entity, low: str, measure: str = "MMLU", unit: str = "", text: str = "", **values: Any
) -> Claim:
    claim = said(text, **values)
    make_quantity(claim, low, unit, subject=subject, measure=measure, verbatim=f"{low}{unit}")
    return claim


def test_each_prefers_the_other_on_the_same_benchmark(names: dict[str, Entity]) -> None:
    first = beats(names["qwen"], names["gpt"], names["arena"])
    second = beats(names["gpt"], names["qwen"], names["arena"])

    assert compared() == [
        "One claim says that Qwen2.5-Max outperforms GPT-4o on Arena-Hard, the other that GPT-4o outperforms Qwen2.5-Max on Arena-Hard."
    ]
    conflict = Conflict.objects.get()
    assert (conflict.kind, {conflict.claim, conflict.other_claim}) == ("opposite", {first, second})
    event = Event.objects.get(type="conflict.opened")
    assert (event.severity, event.subject_id, event.actor_id) == (4, conflict.pk, "compare")
    assert set(topics_of(event)["claim"]) == {str(first.pk), str(second.pk)}
    assert str(names["arena"].pk) in topics_of(event)["entity"]


def test_underperforms_is_the_reverse_of_outperforms(names: dict[str, Entity]) -> None:
    beats(names["qwen"], names["gpt"], names["arena"])
    trails = said()
    make_proposition(
        trails,
        subject=names["qwen"],
        object=names["gpt"],
        on=names["arena"],
        on_text="x",
        relation="underperforms",
    )

    assert len(compared()) == 1


def test_one_denies_what_the_other_asserts(names: dict[str, Entity]) -> None:
    beats(names["qwen"], names["gpt"], names["arena"])
    beats(names["qwen"], names["gpt"], names["arena"], polarity="negated")

    assert compared() == [
        "One claim says that Qwen2.5-Max outperforms GPT-4o on Arena-Hard, the other that this is not so."
    ]


def test_two_scores_of_one_model_differ_whenever_they_were_published(names: dict[str, Entity]) -> None:
    measured(names["qwen"], "89.4", article=make_article(published_at=NOW))
    measured(names["qwen"], "87.9", article=make_article(published_at=NOW - timedelta(days=300)))

    (explanation,) = compared()

    assert explanation.startswith("One claim gives MMLU of Qwen2.5-Max as 8")
    assert "89.4" in explanation
    assert "87.9" in explanation


def test_two_scores_on_one_benchmark_differ(names: dict[str, Entity]) -> None:
    for low in ("62.4", "58.9"):
        make_quantity(
            said(), low, subject=names["qwen"], on=names["arena"], on_text="Arena-Hard", verbatim=low
        )

    (explanation,) = compared()

    assert explanation.startswith("One claim gives the score of Qwen2.5-Max on Arena-Hard as ")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"low": "89.4"}, {"low": "89"}),
        ({"low": "18200000000000", "measure": "tokens"}, {"low": "18000000000000", "measure": "tokens"}),
        ({"low": "1.5", "unit": "GB"}, {"low": "1500", "unit": "MB"}),
        ({"low": "89.4", "unit": "%"}, {"low": "87", "unit": "points"}),
        ({"low": "89.4", "measure": "MMLU (EM)"}, {"low": "87", "measure": "MMLU (5-shot)"}),
        ({"low": "89.4", "text": "It has 89.4, 5-shot."}, {"low": "87", "text": "It has 87."}),
        ({"low": "89.4", "text": "89.4 on the dev set."}, {"low": "87", "text": "87 on the test set."}),
        (
            {"low": "9", "measure": "downloads", "text": "9 in 2024."},
            {"low": "7", "measure": "downloads", "text": "7 in 2025."},
        ),
        ({"low": "89.4", "hedge": "may"}, {"low": "87"}),
        ({"low": "89.4", "attributed_to": "Alibaba"}, {"low": "87"}),
        ({"low": "89.4", "polarity": "disputed"}, {"low": "87"}),
        ({"low": "89.4", "status": "rejected"}, {"low": "87"}),
        ({"low": "89.4", "gone_at": NOW}, {"low": "87"}),
    ],
)
def test_values_that_can_both_hold_are_no_conflict(
    first: dict[str, Any], second: dict[str, Any], names: dict[str, Entity]
) -> None:
    measured(names["qwen"], **first)
    measured(names["qwen"], **second)

    assert compared() == []


def test_values_of_two_versions_of_a_model_are_no_conflict(names: dict[str, Entity]) -> None:
    measured(names["qwen"], "89.4")
    measured(make_entity("Qwen2.5", parent=None), "70")

    assert compared() == []


@pytest.mark.parametrize(("days", "count"), [(10, 1), (40, 0)])
def test_values_that_change_with_time_are_compared_if_published_together(
    days: int, count: int, names: dict[str, Entity]
) -> None:
    measured(names["qwen"], "100", "downloads", article=make_article(published_at=NOW))
    measured(names["qwen"], "60", "downloads", article=make_article(published_at=NOW - timedelta(days=days)))

    assert len(compared()) == count


def test_values_of_unknown_times_are_no_conflict(names: dict[str, Entity]) -> None:
    measured(names["qwen"], "100", "downloads", article=make_article())
    measured(names["qwen"], "60", "downloads", article=make_article())

    assert compared() == []


def test_claims_of_one_article_are_no_conflict(names: dict[str, Entity]) -> None:
    article = make_article()
    beats(names["qwen"], names["gpt"], names["arena"], article=article)
    beats(names["gpt"], names["qwen"], names["arena"], article=article, start=40, end=50)

    assert compared() == []


def test_an_article_with_several_values_speaks_of_several_things(names: dict[str, Entity]) -> None:
    article = make_article()
    measured(names["qwen"], "7", "parameters", article=article)
    measured(names["qwen"], "72", "parameters", article=article, start=40, end=50)
    measured(names["qwen"], "14", "parameters")

    assert compared() == []


def test_comparisons_on_different_benchmarks_are_no_conflict(names: dict[str, Entity]) -> None:
    beats(names["qwen"], names["gpt"], names["arena"])
    beats(names["gpt"], names["qwen"], names["mmlu"])
    beats(names["gpt"], names["qwen"], None)

    assert compared() == []


def test_a_conflict_ends_with_a_claim_and_begins_again_with_it(names: dict[str, Entity]) -> None:
    first = measured(names["qwen"], "89.4")
    measured(names["qwen"], "87.9")
    assert len(compared()) == 1

    Claim.objects.filter(pk=first.pk).update(gone_at=NOW, version=F("version") + 1)
    assert compared() == []
    conflict = Conflict.objects.get()
    assert (conflict.state, conflict.resolution, conflict.resolved_at, conflict.version) == (
        "resolved",
        "ended",
        NOW,
        2,
    )
    ended = Event.objects.get(type="conflict.resolved")
    assert (ended.severity, ended.recovers) == (2, 4)
    assert ended.changes == {"state": ["open", "resolved"], "resolution": ["", "ended"]}

    Claim.objects.filter(pk=first.pk).update(gone_at=None, version=F("version") + 1)
    assert len(compared()) == 1
    assert Conflict.objects.count() == 1
    assert Event.objects.filter(type="conflict.opened").count() == 2


def test_what_a_person_resolved_stays_resolved_until_it_is_reopened(names: dict[str, Entity]) -> None:
    first = measured(names["qwen"], "89.4")
    measured(names["qwen"], "87.9")
    compared()
    conflict = Conflict.objects.get()

    resolve.resolve_conflict(conflict.pk, reason="Other settings.", expected_version=1, actor=ADA, now=NOW)
    Claim.objects.filter(pk=first.pk).update(version=F("version") + 1)
    assert compared() == []

    resolve.reopen_conflict(conflict.pk, actor=ADA, now=NOW)
    assert len(compared()) == 1
    conflict.refresh_from_db()
    assert (conflict.state, conflict.resolution, conflict.reason, conflict.resolved_at) == (
        "open",
        "",
        "",
        None,
    )


def test_a_reopened_conflict_ends_if_the_claims_agree_by_now(names: dict[str, Entity]) -> None:
    first = measured(names["qwen"], "89.4")
    measured(names["qwen"], "87.9")
    compared()
    conflict = Conflict.objects.get()
    resolve.resolve_conflict(conflict.pk, reason="Other settings.", actor=ADA, now=NOW)
    Appearance.objects.filter(claim=first).update(hedge="about")

    resolve.reopen_conflict(conflict.pk, actor=ADA, now=NOW)

    assert compared() == []


def test_comparing_again_changes_nothing(names: dict[str, Entity]) -> None:
    measured(names["qwen"], "89.4")
    measured(names["qwen"], "87.9")
    compared()
    events = Event.objects.count()

    Claim.objects.update(compared_version=0)

    assert len(compared()) == 1
    assert (Event.objects.count(), Conflict.objects.get().version) == (events, 1)


def test_a_batch_takes_the_same_queries_for_any_number_of_claims(
    names: dict[str, Entity], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for value in ("10", "20", "30", "41"):
        measured(names["qwen"], value)

    with django_assert_num_queries(10):
        compare.compare_due_claims(now=NOW)

    assert Conflict.objects.count() == 6


def test_claims_about_merged_entities_are_compared_again(names: dict[str, Entity]) -> None:
    other = make_entity("GPT-4 omni")
    beats(names["qwen"], names["gpt"], names["arena"])
    beats(other, names["qwen"], names["arena"])
    assert compared() == []

    entity_merges.merge_entity(other.pk, into=names["gpt"].pk, actor=ADA, now=NOW)
    assert len(compared()) == 1

    entity_merges.unmerge_entity(other.pk, actor=ADA, now=NOW)
    assert compared() == []


def test_a_correction_and_a_merge_of_entities_rewrite_an_open_conflict(names: dict[str, Entity]) -> None:
    claim, other = measured(names["qwen"], "89"), make_entity("Qwen Max")
    measured(names["qwen"], "70")
    compared()

    subject = {"text": "Qwen2.5-Max", "entity": names["qwen"].pk}
    value = {
        "form": "quantity",
        "subject": subject,
        "measure": "MMLU",
        "op": "=",
        "low": "88",
        "verbatim": "88",
    }
    corrections.correct_claim(claim.pk, changes={"propositions": [value]}, actor=ADA)
    assert compared() == ["One claim gives MMLU of Qwen2.5-Max as 88, the other as 70."]
    entity_merges.merge_entity(names["qwen"].pk, into=other.pk, actor=ADA)
    assert compared() == ["One claim gives MMLU of Qwen Max as 88, the other as 70."]

    conflict = Conflict.objects.get()
    assert (conflict.subject, conflict.version) == (other, 3)
    told = list(Event.objects.filter(type="conflict.updated").order_by("id"))
    assert [(event.severity, sorted(event.changes)) for event in told] == [
        (0, ["explanation"]),
        (0, ["explanation", "subject"]),
    ]
    assert told[1].changes["subject"] == [type_id_of(names["qwen"]), type_id_of(other)]


def test_a_claim_is_compared_again_when_another_article_says_it_in_its_own_name(
    names: dict[str, Entity],
) -> None:
    measured(names["qwen"], "89", text="Kestrel flies.", hedge="may")
    measured(names["qwen"], "70")
    assert compared() == []

    save(make_article(published_at=NOW), capture_of(sentence("Kestrel flies.")))

    assert len(compared()) == 1


def test_a_claim_that_is_only_hedged_after_a_withdrawal_is_in_no_conflict(names: dict[str, Entity]) -> None:
    article = make_article(published_at=NOW)
    make_appearance(measured(names["qwen"], "89", article=article), hedge="may")
    measured(names["qwen"], "70")
    assert len(compared()) == 1

    withdrawal.withdraw_article(article.pk, actor=ADA)

    assert compared() == []


def test_the_claim_that_another_one_is_merged_into_is_compared_with_its_appearances(
    names: dict[str, Entity],
) -> None:
    hedged = measured(names["qwen"], "89", text="It may be 89.", hedge="may")
    spoken = measured(names["qwen"], "89", text="It is 89.")
    other = measured(names["qwen"], "70")
    assert len(compared()) == 1

    claim_merges.merge_claim(spoken.pk, into=hedged.pk, actor=ADA)

    assert len(compared()) == 1
    conflict = Conflict.objects.get(state="open")
    assert {conflict.claim, conflict.other_claim} == {hedged, other}


def test_reopening_locks_the_claims_before_the_conflict_as_comparing_does(
    names: dict[str, Entity], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    measured(names["qwen"], "89")
    measured(names["qwen"], "70")
    compared()
    conflict = resolve.resolve_conflict(Conflict.objects.get().pk, reason="Two tests.", actor=ADA)

    with django_assert_max_num_queries(20) as queries:
        resolve.reopen_conflict(conflict.pk, actor=ADA)

    locked = [query["sql"] for query in queries.captured_queries if "FOR NO KEY UPDATE" in query["sql"]]
    assert [sql.partition('FROM "')[2].partition('"')[0] for sql in locked] == [
        "claims_claim",
        "claims_conflict",
    ]
