"""Citations in the admin: added, pinned, unpinned, withdrawn through services."""

import pytest
from django.urls import reverse

from claims.models import Citation, Event
from claims.pipeline.fingerprint import text_hash
from tests import factories
from tests.claims.admin.rows import make_appearance, make_article, make_citation, make_claim, make_source

pytestmark = pytest.mark.django_db


def change_url(citation):
    return reverse("admin:claims_citation_change", args=[citation.pk])


def test_a_curator_offers_a_source_with_a_passage(admin_client):
    claim = make_claim()

    answer = admin_client.post(
        reverse("admin:claims_citation_add"),
        {
            "claim": claim.pk,
            "url": "https://paper.example.org/",
            "stance": "disputes",
            "passage_exact": "It ties.",
        },
    )

    citation = Citation.objects.get()
    assert answer.status_code == 302
    assert (citation.claim, citation.appearance, citation.stance) == (claim, None, "disputes")
    assert (citation.passage_exact, citation.passage_origin) == ("It ties.", "person")
    assert Event.objects.filter(type="citation.created", actor_id="admin").count() == 1


def test_a_passage_is_pinned_and_unpinned(admin_client):
    citation = make_citation(make_claim(), source=make_source())

    admin_client.post(
        change_url(citation), {"stance": "supports", "passage_exact": "It wins.", "expected_version": 1}
    )
    pinned = Citation.objects.get()
    admin_client.post(
        change_url(citation), {"stance": "supports", "passage_exact": "", "expected_version": 2}
    )
    unpinned = Citation.objects.get()

    assert (pinned.stance, pinned.passage_exact, pinned.passage_state) == (
        "supports",
        "It wins.",
        "unreachable",
    )
    assert (unpinned.passage_exact, unpinned.passage_state) == ("", "unpinned")
    assert Event.objects.filter(type="citation.updated").count() == 2


def test_words_that_the_source_does_not_have_are_an_error_of_the_form(admin_client):
    text = "It loses by far to Heron-1."
    source = factories.make_source(link_state="live", text_hash=text_hash(text))
    factories.make_snapshot(source, text)
    citation = make_citation(make_claim(), source=source)

    page = admin_client.post(
        change_url(citation),
        {"stance": "cited", "passage_exact": "It wins by far over Heron-1.", "expected_version": 1},
    ).content.decode()

    assert "The nearest wording is “It loses by far to Heron-1" in page
    assert "It wins by far over Heron-1." in page
    assert Citation.objects.get().passage_exact == ""


def test_a_passage_needs_a_source(admin_client):
    citation = make_citation(make_claim())

    answer = admin_client.post(
        change_url(citation), {"stance": "cited", "passage_exact": "It wins.", "expected_version": 1}
    )

    assert answer.status_code == 200
    assert Citation.objects.get().passage_exact == ""


def test_what_a_curator_added_can_be_withdrawn(admin_client):
    citation = make_citation(make_claim(), source=make_source())

    answer = admin_client.post(reverse("admin:claims_citation_delete", args=[citation.pk]), {"post": "yes"})

    assert answer.status_code == 302
    assert Citation.objects.count() == 0
    assert Event.objects.filter(type="citation.withdrawn", subject_id=citation.pk).count() == 1


def test_what_an_article_cites_stays(admin_client):
    claim = make_claim()
    citation = make_citation(claim, appearance=make_appearance(claim, make_article()))

    answer = admin_client.post(reverse("admin:claims_citation_delete", args=[citation.pk]), {"post": "yes"})

    assert answer.status_code == 403
    assert Citation.objects.count() == 1


def test_unresolved_citations_can_be_listed_apart(admin_client):
    make_citation(make_claim("Open."))
    make_citation(make_claim("Known."), source=make_source())

    page = admin_client.get("/admin/claims/citation/?source_set=no").content.decode()

    assert "Open." in page
    assert "Known." not in page


def test_an_unresolved_citation_offers_a_form_for_its_url(admin_client):
    claim = make_claim()
    citation = make_citation(claim, appearance=make_appearance(claim, make_article()))

    page = admin_client.get(change_url(citation)).content.decode()

    assert "This citation is unresolved: the URL behind its marker is not known." in page
    assert reverse("admin:claims_citation_resolve", args=[citation.pk]) in page
