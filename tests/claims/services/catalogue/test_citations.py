"""What people do to the evidence of a claim."""

from __future__ import annotations

import pytest
from django.utils import timezone

from claims.errors import ConflictError, InputError, VersionError
from claims.models import Citation, Claim, Event, Source
from claims.services.articles import capture, ingest
from claims.services.catalogue import citations
from claims.services.leasing import host_queue
from claims.services.watching import record, responses
from claims.values import Page, Passage
from tests.claims.services.rows import ACTOR, ARTICLE, captured_citations, claim_of

pytestmark = pytest.mark.django_db

URL = "https://example.org/paper"


def test_supplying_a_url_resolves_that_citation_and_makes_its_source_due() -> None:
    first, second, third = captured_citations()

    changed = citations.resolve_citation(first.pk, url=URL, actor=ACTOR)

    assert [row.pk for row in changed] == [first.pk]
    source = Source.objects.get()
    assert (source.cited_url, source.checked_at) == (URL, None)
    assert Citation.objects.filter(source=None).count() == 2
    assert Event.objects.get(type="citation.resolved").subject_id == first.pk
    assert {second.source, third.source} == {None}


def test_a_whole_marker_is_resolved_at_once() -> None:
    first, _, third = captured_citations()

    changed = citations.resolve_citation(first.pk, url=URL, whole_marker=True, actor=ACTOR)

    assert {row.pk for row in changed} == {first.pk, third.pk}
    assert Citation.objects.get(source=None).label == "2"


def test_a_wrong_url_can_be_taken_back() -> None:
    first, _, _ = captured_citations()
    citations.resolve_citation(first.pk, url=URL, actor=ACTOR)

    citations.resolve_citation(first.pk, url=None, actor=ACTOR)

    assert Citation.objects.get(pk=first.pk).source is None
    assert Claim.objects.get(pk=first.claim_id).evidence_state == "unchecked"


def test_a_curator_adds_evidence_once() -> None:
    claim = claim_of()

    first, created = citations.add_citation(claim.pk, url=URL, stance="supports", actor=ACTOR)
    again, created_again = citations.add_citation(claim.pk, url=URL + "#part", stance="supports", actor=ACTOR)

    assert (created, created_again) == (True, False)
    assert first.pk == again.pk
    assert Claim.objects.get().evidence_state == "unchecked"


def test_disputing_evidence_does_not_count_for_the_claim() -> None:
    claim = claim_of()

    citations.add_citation(claim.pk, url=URL, stance="disputes", actor=ACTOR)

    assert Claim.objects.get().evidence_state == "uncited"


def test_a_pinned_passage_waits_to_be_found() -> None:
    claim = claim_of()
    citation, _ = citations.add_citation(claim.pk, url=URL, actor=ACTOR)

    citations.update_citation(citation.pk, passage=Passage("Kestrel flies 40 km."), actor=ACTOR)

    row = Citation.objects.get()
    assert (row.passage_state, row.passage_origin, row.last_verified_at) == ("unreachable", "person", None)
    assert row.expected_values[0].startswith("40")


def test_a_passage_needs_a_source() -> None:
    first, _, _ = captured_citations()

    with pytest.raises(ConflictError, match="Supply its url first"):
        citations.update_citation(first.pk, passage=Passage("Kestrel flies."), actor=ACTOR)


def test_an_old_version_is_refused_and_changes_nothing() -> None:
    first, _, _ = captured_citations()
    citations.resolve_citation(first.pk, url=URL, expected_version=1, actor=ACTOR)

    with pytest.raises(VersionError) as refused:
        citations.resolve_citation(first.pk, url=None, expected_version=1, actor=ACTOR)

    assert refused.value.current == 2
    assert Citation.objects.get(pk=first.pk).source is not None


def test_only_what_a_curator_added_can_be_withdrawn() -> None:
    first, _, _ = captured_citations()
    added, _ = citations.add_citation(first.claim_id, url=URL, actor=ACTOR)

    citations.withdraw_citation(added.pk, actor=ACTOR)
    with pytest.raises(ConflictError, match="The article itself makes this citation"):
        citations.withdraw_citation(first.pk, actor=ACTOR)

    assert not Citation.objects.filter(pk=added.pk).exists()
    assert Event.objects.filter(type="citation.withdrawn").count() == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data",
        "ftp://example.org/",
        "https://user:pass@example.org/",
        "not a url",
        "",
    ],
)
def test_a_url_that_may_not_be_fetched_is_refused_by_name(url: str) -> None:
    claim = claim_of()

    with pytest.raises(InputError) as refused:
        citations.add_citation(claim.pk, url=url, actor=ACTOR)

    assert refused.value.field == "/url"
    assert Source.objects.count() == 0


def test_the_same_words_in_other_surroundings_are_another_passage() -> None:
    citation, _ = citations.add_citation(
        claim_of().pk, url=URL, passage=Passage("Kestrel flies."), actor=ACTOR
    )

    citations.update_citation(citation.pk, passage=Passage("Kestrel flies.", "In spring "), actor=ACTOR)

    row = Citation.objects.get()
    assert (row.passage_exact, row.passage_prefix, row.version) == ("Kestrel flies.", "In spring ", 2)


def test_the_same_passage_with_spaces_around_it_changes_nothing() -> None:
    citation, _ = citations.add_citation(
        claim_of().pk, url=URL, passage=Passage("Kestrel flies."), actor=ACTOR
    )

    citations.update_citation(citation.pk, passage=Passage(" Kestrel flies. "), actor=ACTOR)

    assert Citation.objects.get().version == 1


def test_a_url_that_a_curator_supplied_survives_the_next_version_of_the_article() -> None:
    url = "https://news.example.org/kestrel"
    ingest.submit_article(url=url, content=ARTICLE, content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()
    first = Citation.objects.get(label="2")
    citations.resolve_citation(first.pk, url=URL, actor=ACTOR)
    with_list = ARTICLE + "\nSources\n2. https://example.org/another\n"

    ingest.submit_article(url=url, content=with_list, content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()

    assert Citation.objects.select_related("source").get(label="2").source.cited_url == URL


def see(text: str) -> None:
    """A look at the one source, which reads this text."""
    host = host_queue.lease_due_hosts(1)[0]
    page = Page(
        url=URL, final_url=URL, status=200, body=text.encode(), content_type="text/plain", charset="utf-8",
        etag="", last_modified="", hops=(), elapsed_ms=1,
    )  # fmt: skip
    record.record_checks([responses.read(host.sources[0], page)], {host.id: host}, now=timezone.now())
    host_queue.release_hosts([host_queue.Release(host.id, host.lease_token, 0)])


def test_an_unpinned_citation_is_left_alone() -> None:
    claim = claim_of("Kestrel-2 has 9 billion parameters.")
    citation, _ = citations.add_citation(claim.pk, url=URL, actor=ACTOR)
    text = "Kestrel-2 has 9 billion parameters, says the card."
    see(text)
    assert Citation.objects.get().passage_origin == "machine"

    citations.update_citation(citation.pk, unpin=True, actor=ACTOR)
    see(text)

    assert Citation.objects.get().passage_state == "unpinned"
