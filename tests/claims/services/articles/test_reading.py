"""What another extractor finds in a captured text is written in silence, and nothing that people made is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from claims.models import Appearance, Article, ArticleVersion, Citation, Claim, Event, Review, Source
from claims.services.articles import store
from claims.services.catalogue import citations, curate
from claims.values import Actor, Capture, Comparison, Name, Note, Passage
from claims.vocabulary import NoteKind, Polarity, Relation
from tests.claims.services.articles.captures import capture_of, save, sentence
from tests.factories import NOW, make_article

pytestmark = pytest.mark.django_db

ADA = Actor("user", "ada")
LATER = NOW + timedelta(days=30)
REFERENCES = [("1", "https://example.org/1"), ("2", None)]
FLIES = sentence("Kestrel flies at 40 km/h.", markers=["1", "2"])
SLEEPS = sentence("Kestrel sleeps.")
WINS = sentence("Kestrel outperforms Heron.", markers=["1"])
# The same sentence, in which a newer extractor finds a comparison: another claim.
COMPARES = replace(
    WINS,
    names=(Name("Kestrel", "Kestrel"), Name("Heron", "Heron")),
    comparisons=(Comparison("Kestrel", Relation.OUTPERFORMS, ("Heron",)),),
)


@pytest.fixture
def article() -> Article:
    """An article of three sentences, captured by an older extractor."""
    article = make_article()
    save(article, capture_of(FLIES, SLEEPS, WINS, references=REFERENCES))
    article.refresh_from_db()
    return article


def read_again(article: Article, capture: Capture) -> None:
    """Store another reading, and see that it writes no event."""
    events = Event.objects.count()
    store.save_reading(article, replace(capture, extractor_version="rules-8"), now=LATER)
    assert Event.objects.count() == events


def whole(**document: object) -> Capture:
    return capture_of(FLIES, SLEEPS, WINS, references=REFERENCES, **document)


def without_sleep() -> Capture:
    """The same text, of which one sentence is not read as a claim."""
    capture = whole()
    return replace(
        capture, candidates=tuple(each for each in capture.candidates if each.quote != SLEEPS.quote)
    )


def test_what_is_found_again_keeps_all_its_rows(article: Article) -> None:
    rows = {
        model: list(model.objects.order_by("pk").values_list("pk")) for model in (Claim, Appearance, Citation)
    }

    read_again(article, whole())

    assert rows == {model: list(model.objects.order_by("pk").values_list("pk")) for model in rows}
    version = ArticleVersion.objects.get()
    assert (version.number, version.extractor_version, version.captured_at) == (1, "rules-8", NOW)
    assert set(Appearance.objects.values_list("extractor_version", "gone_at", "seen_at")) == {
        ("8", None, NOW)
    }
    assert set(Claim.objects.values_list("first_seen_at", "last_seen_at")) == {(NOW, NOW)}


def test_the_state_of_the_article_stays(article: Article) -> None:
    Article.objects.update(state="failed", failure="timed_out")

    read_again(article, whole())

    article.refresh_from_db()
    assert (article.state, article.failure) == ("failed", "timed_out")


def test_polarity_notes_and_references_are_those_of_the_new_reading(article: Article) -> None:
    capture = whole(notes=(Note(NoteKind.CORRECTION, "Correction: it flies.", 0, 21),))
    sleeps = replace(capture.candidates[1], attributed_to="Northwind")

    read_again(article, replace(capture, candidates=(capture.candidates[0], sleeps, capture.candidates[2])))

    assert ArticleVersion.objects.get().notes == [{"kind": "correction", "text": "Correction: it flies."}]
    assert Appearance.objects.get(quote=SLEEPS.quote).attributed_to == "Northwind"


def test_a_claim_that_is_not_found_any_more_loses_nothing_but_its_place_in_the_list(article: Article) -> None:
    flies = Claim.objects.get(text=FLIES.quote)
    curate.review_claim(flies.pk, verdict="supported", reasons="Seen.", publish=True, actor=ADA)
    curate.accept_claims([flies.pk], actor=ADA)
    pinned = citations.update_citation(
        Citation.objects.get(claim=flies, label="1").pk, passage=Passage("It flies at 40 km/h."), actor=ADA
    )
    flies.refresh_from_db()
    capture = whole()

    read_again(article, replace(capture, candidates=capture.candidates[1:]))

    gone = Appearance.objects.get(claim=flies)
    assert (gone.gone_at, gone.gone_reason, gone.article_version.number) == (LATER, "reading", 1)
    assert not Claim.objects.made_in(article.pk).filter(pk=flies.pk).exists()
    after = Claim.objects.get(pk=flies.pk)
    for name in ("status", "verdict", "evidence_state", "last_seen_at"):
        assert getattr(after, name) == getattr(flies, name)
    assert (after.gone_at, after.version) == (LATER, flies.version + 1)
    assert Citation.objects.filter(claim=flies).count() == 2
    assert Citation.objects.get(pk=pinned.pk).passage_exact == "It flies at 40 km/h."
    assert Review.objects.get().claim == flies


def test_what_a_later_reading_finds_again_is_the_same_appearance(article: Article) -> None:
    before = Appearance.objects.get(quote=SLEEPS.quote)
    read_again(article, without_sleep())

    read_again(article, whole())

    after = Appearance.objects.get(quote=SLEEPS.quote)
    assert (after.pk, after.gone_at, after.gone_reason) == (before.pk, None, "")


def test_what_the_text_lost_stays_gone(article: Article) -> None:
    save(article, capture_of(FLIES, references=REFERENCES), now=LATER)

    read_again(article, capture_of(FLIES, references=REFERENCES))

    assert Appearance.objects.get(quote=SLEEPS.quote).gone_reason == "text"


def test_of_a_sentence_that_stands_twice_the_one_that_is_found_stays() -> None:
    article = make_article()
    twice = capture_of(SLEEPS, FLIES, SLEEPS)
    save(article, twice)
    second = Appearance.objects.get(quote=SLEEPS.quote, start__gt=0)

    read_again(article, replace(twice, candidates=twice.candidates[1:]))

    assert Appearance.objects.get(quote=SLEEPS.quote, gone_at=None) == second


def test_a_claim_that_only_the_new_reading_finds_was_seen_when_the_text_was_captured(
    article: Article,
) -> None:
    read_again(article, without_sleep())
    Appearance.objects.filter(quote=SLEEPS.quote).delete()
    Claim.objects.filter(text=SLEEPS.quote).delete()

    read_again(article, whole())

    claim = Claim.objects.get(text=SLEEPS.quote)
    assert (claim.first_seen_at, claim.last_seen_at, claim.created_at) == (NOW, NOW, LATER)
    assert Appearance.objects.get(claim=claim).seen_at == NOW


def test_sources_that_were_known_keep_their_next_check_and_new_ones_are_due(article: Article) -> None:
    Source.objects.update(next_check_at=LATER + timedelta(days=9))

    read_again(
        article, capture_of(FLIES, SLEEPS, WINS, references=[*REFERENCES[:1], ("2", "https://example.org/2")])
    )

    assert Source.objects.get(cited_url="https://example.org/1").next_check_at > LATER
    assert Source.objects.get(cited_url="https://example.org/2").next_check_at == LATER
    assert Citation.objects.get(label="2").source.cited_url == "https://example.org/2"


def test_the_new_claim_of_a_sentence_inherits_what_was_pinned_for_the_earlier_one(article: Article) -> None:
    earlier = Citation.objects.get(claim__text=WINS.quote)
    citations.update_citation(
        earlier.pk, passage=Passage("Kestrel beat Heron."), stance="supports", actor=ADA
    )
    Citation.objects.filter(pk=earlier.pk).update(passage_state="intact", last_verified_at=NOW)

    read_again(article, capture_of(FLIES, SLEEPS, COMPARES, references=REFERENCES))

    assert Appearance.objects.filter(quote=WINS.quote).order_by("gone_at").count() == 2
    claim = Claim.objects.made_in(article.pk).get(text=WINS.quote)
    assert claim.pk != earlier.claim_id
    inherited = Citation.objects.get(claim=claim)
    for name in (
        "passage_exact",
        "passage_origin",
        "passage_state",
        "stance",
        "source_id",
        "last_verified_at",
    ):
        assert getattr(inherited, name) == getattr(Citation.objects.get(pk=earlier.pk), name)
    assert inherited.passage_exact == "Kestrel beat Heron."


def test_the_new_claim_of_a_sentence_inherits_the_url_that_a_curator_supplied() -> None:
    article = make_article()
    save(article, capture_of(WINS))
    earlier = Citation.objects.get()
    citations.resolve_citation(earlier.pk, url="https://example.org/report", actor=ADA)

    read_again(article, capture_of(COMPARES))

    inherited = Citation.objects.exclude(pk=earlier.pk).get()
    assert (inherited.source.cited_url, inherited.is_resolved_by_person) == (
        "https://example.org/report",
        True,
    )


def test_another_sentence_with_the_same_marker_inherits_nothing(article: Article) -> None:
    citations.update_citation(
        Citation.objects.get(claim__text=FLIES.quote, label="1").pk, passage=Passage("It flies."), actor=ADA
    )
    capture = whole()
    cites = replace(capture.candidates[1], markers=("1",))

    read_again(article, replace(capture, candidates=(cites, capture.candidates[2])))

    assert Citation.objects.get(claim__text=SLEEPS.quote).passage_exact == ""


def test_a_marker_that_is_not_read_any_more_is_withdrawn_unless_a_curator_worked_on_it(
    article: Article,
) -> None:
    resolved = Citation.objects.get(label="2")
    citations.resolve_citation(resolved.pk, url="https://example.org/report", actor=ADA)
    capture = whole()
    bare = replace(capture.candidates[0], markers=())

    read_again(article, replace(capture, candidates=(bare, *capture.candidates[1:])))

    assert list(Citation.objects.filter(claim__text=FLIES.quote)) == [resolved]


def test_another_text_is_a_new_version_of_the_same_moment(article: Article) -> None:
    flies = Appearance.objects.get(quote=FLIES.quote)

    read_again(article, capture_of(FLIES, sentence("Kestrel rests."), references=REFERENCES))

    article.refresh_from_db()
    version = article.current_version
    assert version is not None
    assert (version.number, version.captured_at, version.extractor_version) == (2, NOW, "rules-8")
    assert Appearance.objects.get(pk=flies.pk).article_version == version
    gone = Appearance.objects.get(quote=SLEEPS.quote)
    assert (gone.gone_reason, gone.article_version.number) == ("reading", 1)


def test_an_article_without_a_captured_text_stays_as_it_is() -> None:
    article = make_article()

    read_again(article, whole())

    assert (ArticleVersion.objects.count(), Claim.objects.count()) == (0, 0)


def test_a_sentence_that_is_negated_in_the_new_reading_is_another_claim(article: Article) -> None:
    asserted = Claim.objects.get(text=SLEEPS.quote)
    capture = whole()
    negated = replace(capture.candidates[1], polarity=Polarity.NEGATED)

    read_again(article, replace(capture, candidates=(capture.candidates[0], negated, capture.candidates[2])))

    assert Appearance.objects.get(claim=asserted).gone_reason == "reading"
    assert Appearance.objects.get(quote=SLEEPS.quote, gone_at=None).polarity == "negated"
