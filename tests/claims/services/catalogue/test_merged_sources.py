"""A source is merged into another of the same page with nothing lost, and separated again by a person."""

import threading

import pytest
from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from claims.errors import ConflictError
from claims.models import Citation, Event, Source
from claims.services.catalogue import citations, merged_sources, sources
from claims.values import Actor
from tests.factories import NOW, make_article, make_citation, make_claim, make_source

pytestmark = pytest.mark.django_db
ALICE = Actor("user", "alice")
PLAIN, SECURE = "http://post.example/story", "https://post.example/story"


def merge(source, into):
    with transaction.atomic():
        pair = merged_sources.lock_pair(source.pk, into.pk)
        merged_sources.merge_source(pair[source.pk], pair[into.pk], actor=ALICE, now=NOW)


def stories():
    return make_source(PLAIN, link_state="live"), make_source(SECURE, link_state="live")


def test_citations_keep_their_states_and_say_where_they_came_from():
    plain, secure = stories()
    pinned = {"passage_exact": "Corvid ran.", "passage_origin": "person", "passage_state": "altered"}
    claim = make_claim(evidence_state="weakened")
    citation = make_citation(claim, source=plain, found="Corvid walked.", **pinned)

    merge(plain, secure)

    citation.refresh_from_db()
    assert (citation.source, citation.merged_from) == (secure, plain)
    assert (citation.passage_state, citation.found) == ("altered", "Corvid walked.")
    assert not Event.objects.filter(severity__gt=0).exists()
    assert set(Event.objects.values_list("type", flat=True)) == {"source.merged", "citation.updated"}


def test_a_merged_source_is_not_checked_and_a_check_under_way_is_dropped():
    plain, secure = stories()
    token = "01958a5e-0000-7000-8000-000000000001"
    Source.objects.filter(pk=plain.pk).update(lease_token=token, lease_until=NOW, requested_at=NOW)

    merge(plain, secure)

    plain.refresh_from_db()
    assert (plain.merged_into, plain.next_check_at, plain.requested_at) == (secure, None, None)
    assert (plain.lease_token, plain.lease_until) == (None, None)


def test_both_addresses_in_one_sentence_stay_two_citations():
    plain, secure = stories()
    claim = make_claim()
    make_citation(claim, source=plain)
    make_citation(claim, source=secure)

    merge(plain, secure)

    assert list(Citation.objects.order_by("pk").values_list("source", "merged_from")) == [
        (secure.pk, plain.pk),
        (secure.pk, None),
    ]


def test_what_is_cited_at_the_old_address_cites_the_source_that_is_checked():
    plain, secure = stories()
    merge(plain, secure)

    source, is_new = sources.register_source(PLAIN + "?utm_source=x", actor=ALICE, now=NOW)
    citation, _ = citations.add_citation(make_claim().pk, url=PLAIN, actor=ALICE, now=NOW)
    checked = sources.request_check(plain.pk, actor=ALICE, now=NOW)

    assert (source, is_new) == (secure, False)
    assert (citation.source, citation.merged_from) == (secure, None)
    assert checked == secure


def test_of_a_merged_source_that_others_were_merged_into_all_lead_to_the_last():
    plain, secure = stories()
    mobile = make_source("https://m.post.example/story", link_state="live")
    citation = make_citation(make_claim(), source=mobile)
    merge(mobile, plain)

    merge(plain, secure)

    mobile.refresh_from_db()
    citation.refresh_from_db()
    assert mobile.merged_into == secure
    assert (citation.source, citation.merged_from) == (secure, mobile)
    assert sources.register_source(mobile.cited_url, actor=ALICE, now=NOW)[0] == secure


def test_the_page_of_an_article_is_not_merged():
    plain, secure = stories()
    make_article(source=plain)

    with pytest.raises(ConflictError, match="article"):
        merge(plain, secure)


def test_a_person_separates_a_source_with_the_citations_that_it_had():
    plain, secure = stories()
    old, own = (
        make_citation(make_claim(f"{name} ran."), source=source)
        for name, source in (("A", plain), ("B", secure))
    )
    merge(plain, secure)

    merged_sources.separate_source(plain.pk, actor=ALICE, now=NOW)

    for row in (plain, old, own):
        row.refresh_from_db()
    assert (plain.merged_into, plain.is_kept_apart, plain.next_check_at, plain.requested_at) == (
        None,
        True,
        NOW,
        NOW,
    )
    assert (old.source, old.merged_from, own.source) == (plain, None, secure)
    assert Event.objects.filter(type="source.separated").count() == 1
    assert not Event.objects.filter(severity__gt=0).exists()


def test_a_source_that_is_not_merged_cannot_be_separated():
    plain, _ = stories()

    with pytest.raises(ConflictError, match="not merged"):
        merged_sources.separate_source(plain.pk, actor=ALICE, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_a_source_that_is_being_cited_is_not_merged_until_the_citation_is_written():
    plain, secure = stories()
    refusals = []

    def merge_without_waiting():
        try:
            with transaction.atomic():
                connection.cursor().execute("SET LOCAL lock_timeout = '1ms'")
                merged_sources.lock_pair(plain.pk, secure.pk)
        except OperationalError as refusal:
            refusals.append(type(refusal.__cause__))
        finally:
            connection.close()

    with transaction.atomic():
        sources.register_source(PLAIN, actor=ALICE, now=NOW)
        thread = threading.Thread(target=merge_without_waiting)
        thread.start()
        thread.join()

    assert refusals == [LockNotAvailable]
