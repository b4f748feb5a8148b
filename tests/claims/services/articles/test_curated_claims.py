"""What curators corrected and merged stays so, however an article is read later."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from claims.models import Appearance, Article, Claim
from claims.services.articles import store
from claims.services.catalogue import claim_merges, corrections
from claims.values import Comparison, Name
from claims.vocabulary import EntityKind, Relation
from tests.claims.services.articles.captures import capture_of, save, sentence
from tests.claims.services.rows import ACTOR
from tests.factories import NOW, make_article

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
WINS = sentence("Kestrel-2 beats Heron.")
READ_OTHERWISE = replace(
    WINS,
    comparisons=(Comparison("Kestrel-2", Relation.OUTPERFORMS, ("Heron",), ()),),
    names=(Name("Kestrel-2", EntityKind.MODEL), Name("Heron", EntityKind.MODEL)),
)
SLEEPS = sentence("Kestrel sleeps.")


def captured(*sentences: object) -> Article:
    article = make_article()
    save(article, capture_of(*sentences))
    return article


def read_again(article: Article, *sentences: object) -> None:
    store.save_reading(article, capture_of(*sentences), now=LATER)


def standing() -> list[str]:
    rows = Appearance.objects.filter(gone_at=None).order_by("article", "start")
    return list(rows.values_list("claim__text", flat=True))


def test_a_newer_extractor_that_reads_a_sentence_otherwise_leaves_its_correction() -> None:
    article = captured(WINS, SLEEPS)
    claim = Claim.objects.get(text="Kestrel-2 beats Heron.")
    corrections.correct_claim(claim.pk, changes={"text": "Kestrel-2 beats Heron on MMLU."}, actor=ACTOR)

    read_again(article, READ_OTHERWISE, SLEEPS)

    assert standing() == ["Kestrel-2 beats Heron on MMLU.", "Kestrel sleeps."]
    assert Claim.objects.count() == 2


def test_the_corrected_claim_is_known_in_other_articles_that_are_read_so() -> None:
    article, other = captured(WINS), captured(WINS)
    claim = Claim.objects.get()
    corrections.correct_claim(claim.pk, changes={"text": "Corrected."}, actor=ACTOR)

    read_again(article, READ_OTHERWISE)
    read_again(other, READ_OTHERWISE)
    captured(READ_OTHERWISE)

    assert standing() == ["Corrected."] * 3
    assert Claim.objects.count() == 1


def test_the_same_reading_of_a_later_version_leaves_the_correction() -> None:
    article = captured(WINS)
    claim = Claim.objects.get()
    corrections.correct_claim(claim.pk, changes={"text": "Corrected."}, actor=ACTOR)

    save(article, capture_of(WINS, SLEEPS), now=LATER)

    assert standing() == ["Corrected.", "Kestrel sleeps."]


def test_a_claim_that_was_not_curated_becomes_another_one() -> None:
    article = captured(WINS)

    read_again(article, READ_OTHERWISE)

    assert Claim.objects.count() == 2
    assert Claim.objects.filter(gone_at=None).count() == 1


def test_later_readings_of_a_merged_claim_are_those_of_its_target() -> None:
    article = captured(WINS, SLEEPS)
    claim, target = Claim.objects.get(text=WINS.quote), Claim.objects.get(text=SLEEPS.quote)
    claim_merges.merge_claim(claim.pk, into=target.pk, actor=ACTOR)

    save(article, capture_of(WINS, SLEEPS, sentence("More.")), now=LATER)
    assert standing() == ["Kestrel sleeps.", "Kestrel sleeps.", "More."]
    read_again(article, READ_OTHERWISE, SLEEPS, sentence("More."))

    assert standing() == ["Kestrel sleeps.", "Kestrel sleeps.", "More."]


def test_two_candidates_of_one_sentence_that_are_one_claim_now_are_one_appearance() -> None:
    twin = replace(READ_OTHERWISE, end=len(WINS.quote))
    article = captured(WINS)
    other = captured(READ_OTHERWISE)
    claim = Claim.objects.get(appearances__article=other)
    target = Claim.objects.get(appearances__article=article)
    claim_merges.merge_claim(claim.pk, into=target.pk, actor=ACTOR)
    capture = capture_of(WINS)

    save(make_article(), replace(capture, candidates=(*capture.candidates, twin)))

    assert Appearance.objects.filter(claim=target).count() == 3
