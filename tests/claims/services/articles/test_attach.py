"""The markers and links of a sentence become citations, and a later version brings them in line."""

from __future__ import annotations

from datetime import timedelta

import pytest

from claims.models import Citation, Event, Source
from claims.services.articles import attach
from claims.services.catalogue import citations
from claims.values import Actor
from tests.claims.services.articles.captures import capture_of, cited, save, sentence
from tests.factories import NOW, make_article, make_snapshot, make_source

pytestmark = pytest.mark.django_db

ONE, TWO = "https://example.org/1", "https://example.org/2"
ALICE = Actor("user", "alice")
WORDS = "Kestrel flies at 40 km/h."


def test_a_marker_cites_the_url_of_its_reference() -> None:
    save(make_article(), capture_of(sentence(WORDS, markers=["2", "1"]), references=[("1", ONE), ("2", TWO)]))

    assert cited() == [("2", TWO), ("1", ONE)]
    assert list(Citation.objects.order_by("position").values_list("label", "position", "stance")) == [
        ("2", 0, "cited"),
        ("1", 1, "cited"),
    ]


def test_a_marker_without_a_reference_is_unresolved_and_never_an_invented_source() -> None:
    save(make_article(), capture_of(sentence(WORDS, markers=["1", "2"]), references=[("2", None)]))

    assert cited() == [("1", None), ("2", None)]
    assert Source.objects.filter(article=None).count() == 0


def test_a_link_is_a_citation_without_a_label() -> None:
    save(make_article(), capture_of(sentence(WORDS, links=[ONE])))

    assert cited() == [("", ONE)]


def test_markers_come_before_links_and_equal_urls_without_a_label_once() -> None:
    capture = capture_of(
        sentence(WORDS, markers=["1"], links=[ONE, TWO, TWO + "#part"]), references=[("1", ONE)]
    )

    save(make_article(), capture)

    assert cited() == [("1", ONE), ("", ONE), ("", TWO)]


def test_of_two_references_with_one_label_the_first_counts() -> None:
    save(make_article(), capture_of(sentence(WORDS, markers=["1"]), references=[("1", ONE), ("1", TWO)]))

    assert cited() == [("1", ONE)]


def test_a_url_that_may_not_be_fetched_leaves_its_marker_unresolved_and_its_link_out() -> None:
    private = "http://169.254.169.254/latest"

    save(
        make_article(),
        capture_of(sentence(WORDS, markers=["1"], links=[private]), references=[("1", private)]),
    )

    assert cited() == [("1", None)]


def test_two_addresses_of_one_page_in_a_sentence_are_one_citation_of_the_source_that_is_checked() -> None:
    secure, plain = make_source("https://example.org/a"), make_source("http://example.org/a")
    Source.objects.filter(pk=plain.pk).update(merged_into=secure, next_check_at=None)

    save(make_article(), capture_of(sentence(WORDS, links=[plain.cited_url, secure.cited_url])))

    assert cited() == [("", "https://example.org/a")]


def test_a_sentence_has_at_most_two_hundred_citations() -> None:
    markers = [str(number) for number in range(201)]

    save(make_article(), capture_of(sentence(WORDS, markers=markers)))

    assert attach.MAX_CITATIONS == 200
    assert [label for label, _ in cited()] == markers[:200]


def test_a_source_that_is_cited_anew_is_due_now() -> None:
    source = make_source(ONE, next_check_at=NOW + timedelta(days=30))

    save(make_article(), capture_of(sentence(WORDS, markers=["1"]), references=[("1", ONE)]))

    source.refresh_from_db()
    assert (source.next_check_at, source.requested_at) == (NOW, NOW)
    assert Source.objects.filter(canonical_url=ONE).count() == 1


def test_a_reference_that_a_later_version_gives_resolves_the_citation_with_an_event() -> None:
    article = make_article()
    save(article, capture_of(sentence(WORDS, markers=["1"])))
    before = Citation.objects.get()

    save(article, capture_of(sentence(WORDS, markers=["1"]), sentence("More."), references=[("1", ONE)]))

    after = Citation.objects.select_related("source").get()
    assert (after.pk, after.version, after.source and after.source.cited_url) == (before.pk, 2, ONE)
    event = Event.objects.get(type="citation.resolved")
    assert (event.subject_id, event.subject_version) == (before.pk, 2)
    assert event.changes["source"][0] is None


def test_a_reference_that_a_later_version_loses_leaves_the_citation_resolved() -> None:
    article = make_article()
    save(article, capture_of(sentence(WORDS, markers=["1"]), references=[("1", ONE)]))

    save(article, capture_of(sentence(WORDS, markers=["1"]), sentence("More.")))

    assert cited() == [("1", ONE)]


def test_another_url_behind_a_marker_is_another_citation() -> None:
    article = make_article()
    save(article, capture_of(sentence(WORDS, markers=["1"]), references=[("1", ONE)]))
    before = Citation.objects.get()

    save(article, capture_of(sentence(WORDS, markers=["1"]), sentence("More."), references=[("1", TWO)]))

    assert cited() == [("1", TWO)]
    assert Event.objects.get(type="citation.withdrawn").subject_id == before.pk


def test_a_url_that_a_curator_supplied_stays_whatever_the_next_version_lists() -> None:
    article = make_article()
    save(article, capture_of(sentence(WORDS, markers=["1"])))
    citations.resolve_citation(Citation.objects.get().pk, url=TWO, actor=ALICE)

    save(article, capture_of(sentence(WORDS, markers=["1"]), sentence("More."), references=[("1", ONE)]))

    assert cited() == [("1", TWO)]


def test_a_citation_that_moves_within_its_sentence_keeps_its_row_and_makes_no_event() -> None:
    article = make_article()
    save(article, capture_of(sentence(WORDS, markers=["1"])))
    before = Citation.objects.get()
    events = Event.objects.filter(subject_id=before.pk).count()

    save(article, capture_of(sentence(WORDS, markers=["9", "1"])))
    save(article, capture_of(sentence(WORDS, markers=["9", "1"]), sentence("More.")))

    after = Citation.objects.get(label="1")
    assert (after.pk, after.position, after.version) == (before.pk, 1, 1)
    assert Event.objects.filter(subject_id=before.pk).count() == events


def test_a_marker_that_a_later_version_drops_is_withdrawn_with_an_event() -> None:
    article = make_article()
    save(article, capture_of(sentence(WORDS, markers=["1", "2"])))

    save(article, capture_of(sentence(WORDS, markers=["2"]), sentence("More.")))

    assert cited() == [("2", None)]
    assert Event.objects.filter(type="citation.withdrawn").count() == 1


def test_the_events_of_a_citation_name_its_claim_appearance_and_source() -> None:
    save(make_article(), capture_of(sentence(WORDS, markers=["1"]), references=[("1", ONE)]))

    event = Event.objects.get(type="citation.created")
    assert set(event.related) == {"claim", "appearance", "source"}


def test_a_link_that_points_at_words_pins_them() -> None:
    save(make_article(), capture_of(sentence(WORDS, links=[ONE + "#:~:text=flies%20at%2040%20km%2Fh"])))

    citation = Citation.objects.get()
    assert (citation.passage_exact, citation.passage_origin) == ("flies at 40 km/h", "person")
    assert citation.passage_state == "unreachable"


def test_words_that_the_source_has_not_are_not_pinned() -> None:
    source = make_source(ONE)
    snapshot = make_snapshot(source, text="A page about herons.")
    Source.objects.filter(pk=source.pk).update(text_hash=snapshot.text_hash)

    save(make_article(), capture_of(sentence(WORDS, links=[ONE + "#:~:text=flies%20at%2040%20km%2Fh"])))

    assert Citation.objects.get().passage_state == "unpinned"
