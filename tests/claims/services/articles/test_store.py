"""A captured text becomes a version with claims, appearances, citations and events, in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError

from claims.models import Appearance, Article, ArticleVersion, Citation, Claim, Event, Source
from claims.services.articles import store
from claims.services.catalogue import publishers
from claims.values import ClaimReview, Comparison, Name, Note
from claims.vocabulary import NoteKind, Polarity, Relation
from tests.claims.services.articles.captures import WORKER, capture_of, save, sentence
from tests.factories import NOW, make_article, make_citation, make_claim, make_source, make_version

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)
FLIES = sentence("Kestrel flies at 40 km/h.", markers=["1"])
SLEEPS = sentence("Kestrel sleeps.")
PUBLISHED_AT = datetime(2025, 1, 30, 8, 0, tzinfo=UTC)


def test_a_first_text_is_version_one_with_its_claims_in_place() -> None:
    article = make_article(title="")

    stored = save(article, capture_of(FLIES, SLEEPS, references=[("1", "https://example.org/1")]))

    assert stored.version is not None
    assert (stored.version.number, stored.version.text) == (1, "Kestrel flies at 40 km/h.\nKestrel sleeps.")
    assert stored.version.references[0]["url"] == "https://example.org/1"
    assert (stored.article.state, stored.article.current_version, stored.article.version) == (
        "captured",
        stored.version,
        2,
    )
    rows = Appearance.objects.select_related("article_version", "claim")
    assert [(row.claim.text, row.quote, row.start, row.end) for row in rows] == [
        ("Kestrel flies at 40 km/h.", "Kestrel flies at 40 km/h.", 0, 25),
        ("Kestrel sleeps.", "Kestrel sleeps.", 26, 41),
    ]
    assert {(row.extractor, row.extractor_version) for row in rows} == {("rules", "7")}
    assert Citation.objects.get().source == Source.objects.get(cited_url="https://example.org/1")


def test_a_first_text_writes_the_events_of_what_it_made() -> None:
    save(make_article(), capture_of(FLIES, references=[("1", "https://example.org/1")]))

    assert list(Event.objects.order_by("id").values_list("type", flat=True)) == [
        "article.captured",
        "source.created",
        "claim.created",
        "appearance.created",
        "citation.created",
        "claim.evidence_changed",
    ]
    assert set(Event.objects.values_list("actor_type", "actor_id")) == {("worker", "capture")}
    assert Event.objects.get(type="article.captured").changes == {"current_version": [None, 1]}


def test_the_same_text_again_writes_nothing() -> None:
    article = make_article()
    save(article, capture_of(FLIES))
    events = Event.objects.count()

    stored = save(article, capture_of(FLIES), now=LATER)

    assert (stored.version, stored.new_claims) == (None, [])
    assert (Event.objects.count(), ArticleVersion.objects.count()) == (events, 1)
    assert Claim.objects.get().last_seen_at == NOW


@pytest.mark.parametrize("state", [{"state": "pending"}, {"state": "failed", "failure": "empty_page"}])
def test_the_same_text_ends_a_pending_or_failed_state_with_an_event(state: dict[str, str]) -> None:
    article = make_article()
    save(article, capture_of(FLIES))
    Event.objects.all().delete()
    Article.objects.update(**state)

    save(article, capture_of(FLIES))

    article.refresh_from_db()
    assert (article.state, article.failure) == ("captured", "")
    assert Event.objects.get().type == "article.captured"


def test_the_title_that_the_caller_gave_wins_over_the_document() -> None:
    publisher = publishers.create_publisher(name="The Paper", actor=WORKER)
    article = make_article(
        title="Given", authors=["Ada"], published_at=NOW, language="de", publisher=publisher
    )

    save(
        article,
        capture_of(
            FLIES,
            title="Of the document",
            authors=("Grace",),
            published_at=PUBLISHED_AT,
            language="en",
            publisher="The Other Paper",
        ),
    )

    article.refresh_from_db()
    assert (article.title, article.authors, article.published_at, article.language, article.publisher) == (
        "Given",
        ["Ada"],
        NOW,
        "de",
        publisher,
    )


def test_what_the_caller_left_out_is_taken_from_the_document_and_cut_to_its_column() -> None:
    article = make_article(title="")

    save(
        article,
        capture_of(
            FLIES,
            title="a" * 501,
            authors=("b" * 201,) * 51,
            published_at=PUBLISHED_AT,
            language="en",
            publisher="The Other Paper",
        ),
    )

    article.refresh_from_db()
    assert (article.title, article.authors) == ("a" * 500, ["b" * 200] * 50)
    assert (article.published_at, article.language) == (PUBLISHED_AT, "en")
    assert article.publisher is not None
    assert article.publisher.name == "The Other Paper"


def test_the_publisher_of_the_domain_wins_over_the_name_in_the_document() -> None:
    publisher = publishers.create_publisher(name="The Paper", domains=["paper.org"], actor=WORKER)
    article = make_article(source=make_source("https://www.paper.org/kestrel"))

    save(article, capture_of(FLIES, publisher="Paper Media Inc."))

    article.refresh_from_db()
    assert article.publisher == publisher


def test_a_claim_that_exists_is_seen_again_and_not_new() -> None:
    claim = make_claim("Kestrel sleeps.")

    stored = save(make_article(), capture_of(SLEEPS), now=LATER)

    claim.refresh_from_db()
    assert (stored.new_claims, claim.first_seen_at, claim.last_seen_at) == ([], NOW, LATER)
    assert Appearance.objects.get().claim == claim
    assert not Event.objects.filter(type="claim.created").exists()


def test_a_late_worker_does_not_move_the_last_sight_of_a_claim_back() -> None:
    make_claim("Kestrel sleeps.", last_seen_at=LATER)

    save(make_article(), capture_of(SLEEPS), now=NOW)

    assert Claim.objects.get().last_seen_at == LATER


def test_a_merged_claim_gives_its_appearance_to_the_claim_that_it_was_merged_into() -> None:
    target = make_claim("Kestrel rests.")
    middle = make_claim("Kestrel naps.", status="merged", status_before="proposed", merged_into=target)
    make_claim("Kestrel sleeps.", status="merged", status_before="proposed", merged_into=middle)

    save(make_article(), capture_of(SLEEPS))

    assert Appearance.objects.get().claim == target


def test_an_appearance_follows_its_sentence_to_the_next_version() -> None:
    article = make_article()
    save(article, capture_of(SLEEPS))
    before = Appearance.objects.get()

    save(article, capture_of(FLIES, SLEEPS), now=LATER)

    after = Appearance.objects.get(claim__text="Kestrel sleeps.")
    assert (after.pk, after.start, after.end, after.seen_at) == (before.pk, 26, 41, NOW)
    assert (after.article_version.number, after.first_version.number, after.gone_at) == (2, 1, None)


def test_a_sentence_that_is_gone_keeps_its_appearance_with_its_last_version_and_an_event() -> None:
    article = make_article()
    save(article, capture_of(FLIES, SLEEPS))

    save(article, capture_of(FLIES), now=LATER)

    gone = Appearance.objects.get(claim__text="Kestrel sleeps.")
    assert (gone.gone_at, gone.article_version.number) == (LATER, 1)
    event = Event.objects.get(type="appearance.gone")
    assert (event.subject_id, event.severity, event.changes["gone_at"][0]) == (gone.pk, 3, None)


def test_a_sentence_that_comes_back_is_a_new_appearance() -> None:
    article = make_article()
    save(article, capture_of(SLEEPS))
    save(article, capture_of(FLIES))

    save(article, capture_of(SLEEPS), now=LATER)

    assert list(
        Appearance.objects.filter(claim__text="Kestrel sleeps.").order_by("id").values_list("gone_at")
    ) == [(NOW,), (None,)]


def test_a_sentence_that_stands_twice_has_two_appearances_of_one_claim() -> None:
    article = make_article()

    save(article, capture_of(SLEEPS, FLIES, SLEEPS))
    save(article, capture_of(SLEEPS, FLIES))

    assert Claim.objects.count() == 2
    assert list(
        Appearance.objects.filter(claim__text="Kestrel sleeps.").order_by("start").values_list("gone_at")
    ) == [(None,), (NOW,)]


def test_the_appearances_of_other_articles_stay() -> None:
    save(make_article(), capture_of(SLEEPS))

    save(make_article(), capture_of(FLIES))

    assert Appearance.objects.filter(gone_at=None).count() == 2


def test_a_text_that_cannot_be_written_whole_writes_nothing() -> None:
    article = make_article()
    capture = capture_of(FLIES, SLEEPS)
    nowhere = replace(capture.candidates[1], start=5, end=5)

    with pytest.raises(IntegrityError, match="appearance_not_empty"):
        save(article, replace(capture, candidates=(capture.candidates[0], nowhere)))

    article.refresh_from_db()
    assert article.state == "pending"
    assert (Claim.objects.count(), ArticleVersion.objects.count(), Event.objects.count()) == (0, 0, 0)


def test_a_citation_that_is_withdrawn_changes_the_evidence_of_its_claim() -> None:
    article = make_article()
    save(article, capture_of(FLIES, references=[("1", "https://example.org/1")]))
    assert Claim.objects.get().evidence_state == "unchecked"

    save(article, capture_of(sentence("Kestrel flies at 40 km/h."), SLEEPS))

    assert Claim.objects.get(text="Kestrel flies at 40 km/h.").evidence_state == "uncited"


def fail(article: Article, failure: str = "timed_out") -> bool:
    return store.fail_article(article, failure=failure, detail="It timed out.", actor=WORKER, now=NOW)


def test_a_failed_capture_is_written_with_its_reason_and_an_event_once() -> None:
    article = make_article()

    assert (fail(article), fail(article)) == (True, False)

    article.refresh_from_db()
    assert (article.state, article.failure, article.failure_detail, article.version) == (
        "failed",
        "timed_out",
        "It timed out.",
        2,
    )
    event = Event.objects.get(type="article.failed")
    assert event.changes == {"state": ["pending", "failed"], "failure": ["", "timed_out"]}


def test_another_reason_replaces_the_one_before() -> None:
    article = make_article()
    fail(article)

    assert fail(article, "empty_page")

    article.refresh_from_db()
    assert article.failure == "empty_page"


@pytest.mark.parametrize(("origin", "state"), [("fetched", "captured"), ("posted", "failed")])
def test_a_failed_fetch_does_not_undo_a_capture_and_failed_content_does(origin: str, state: str) -> None:
    article = make_article(origin=origin)
    make_version(article)

    assert fail(article) == (state == "failed")

    article.refresh_from_db()
    assert article.state == state


def test_citations_that_a_curator_added_are_left_alone() -> None:
    claim = make_claim("Kestrel sleeps.")
    added = make_citation(claim, label="")

    save(make_article(), capture_of(SLEEPS))

    assert Citation.objects.get() == added


@pytest.mark.parametrize("polarity", [Polarity.NEGATED, Polarity.DISPUTED])
def test_what_is_not_asserted_is_never_the_same_claim_as_the_assertion(polarity: Polarity) -> None:
    names = (Name("Kestrel", "Kestrel"), Name("Heron", "Heron"))
    compared = Comparison("Kestrel", Relation.OUTPERFORMS, ("Heron",))
    asserted = sentence("Kestrel outperforms Heron.", names=names, comparisons=(compared,))
    denied = replace(asserted, quote="It is not so that Kestrel outperforms Heron.", polarity=polarity)
    first, second = make_article(), make_article()

    save(first, capture_of(asserted))
    save(second, capture_of(denied, replace(asserted, polarity=polarity)))

    assert [row.polarity for row in Appearance.objects.filter(article=first)] == ["asserted"]
    assert [row.polarity for row in Appearance.objects.filter(article=second)] == [polarity, polarity]
    assert len(set(Appearance.objects.filter(article=second).values_list("claim"))) == 1
    assert Claim.objects.count() == 2


def test_the_same_words_are_another_claim_when_they_are_disputed() -> None:
    save(make_article(), capture_of(SLEEPS))

    save(make_article(), capture_of(replace(SLEEPS, polarity=Polarity.DISPUTED)))

    assert Claim.objects.filter(text="Kestrel sleeps.").count() == 2


def test_a_polarity_that_changed_is_stored_with_the_next_version() -> None:
    article = make_article()
    save(article, capture_of(SLEEPS))
    Appearance.objects.update(polarity="negated")

    save(article, capture_of(FLIES, SLEEPS), now=LATER)

    assert Appearance.objects.get(claim__text="Kestrel sleeps.").polarity == "asserted"


def test_the_notes_of_the_publisher_are_kept_with_the_version() -> None:
    notes = (Note(NoteKind.CORRECTION, "Correction: it flies at 40 km/h.", 0, 32),) * 51

    stored = save(make_article(), capture_of(FLIES, notes=notes))

    assert stored.version is not None
    stored.version.refresh_from_db()
    assert stored.version.notes == [{"kind": "correction", "text": "Correction: it flies at 40 km/h."}] * 50


def test_the_reviews_in_the_markup_are_kept_with_the_version() -> None:
    review = ClaimReview("Kestrel sleeps.", claimant="Ada Ruiz", reviewer="The Fact Desk", rating="False")

    stored = save(make_article(), capture_of(FLIES, claim_reviews=(review,)))

    assert stored.version is not None
    stored.version.refresh_from_db()
    assert stored.version.claim_reviews == [
        {
            "claim": "Kestrel sleeps.",
            "claimant": "Ada Ruiz",
            "reviewer": "The Fact Desk",
            "rating": "False",
            "url": "",
            "polarity": "disputed",
        }
    ]
