"""The first page: what waits, linked to its list, and what happened last."""

import pytest

from claims.models import Article, Host, Source
from tests.claims.admin.rows import (
    NOW,
    make_article,
    make_citation,
    make_claim,
    make_curator,
    make_endpoint,
    make_event,
    make_source,
)

pytestmark = pytest.mark.django_db


def test_the_first_page_counts_what_waits(admin_client, django_assert_num_queries):
    weakened = make_claim("One.", evidence_state="weakened")
    make_claim("Two.", evidence_state="lost", status="accepted")
    make_claim("Three.", evidence_state="unpinned", status="accepted")
    make_citation(weakened)
    make_article()
    Article.objects.update(state="failed", failure="unreadable")
    make_endpoint(state="disabled", disabled_reason="only failures")
    make_source("quarantined")
    Source.objects.filter(host__name="quarantined.example.org").update(link_state="quarantined")
    Host.objects.filter(name="news.example.org").update(incident="failing", incident_since=NOW)
    make_event(weakened, type="claim.evidence_changed")

    with django_assert_num_queries(12):
        page = admin_client.get("/admin/").content.decode()

    assert '"/admin/claims/claim/queue/"><strong>1</strong> proposed claims' in page
    assert '?evidence_state__exact=unpinned"><strong>1</strong> claims without a pinned passage' in page
    assert '?evidence_state__exact=weakened"><strong>1</strong> claims with weakened evidence' in page
    assert '?evidence_state__exact=lost"><strong>1</strong> claims with lost evidence' in page
    assert '?source_set=no"><strong>1</strong> unresolved citations' in page
    assert '?state__exact=failed"><strong>1</strong> failed articles' in page
    assert '?link_state__exact=quarantined"><strong>1</strong> quarantined sources' in page
    assert '?incident_since_set=yes"><strong>1</strong> hosts with an incident' in page
    assert '?state__exact=disabled"><strong>1</strong> disabled endpoints' in page
    assert "Curate proposed claims" in page
    assert ">claim.evidence_changed</a>" in page


def test_the_first_page_shows_only_what_its_reader_may_see(client):
    make_event(make_claim())
    client.force_login(make_curator("view_article"))

    page = client.get("/admin/").content.decode()

    assert "failed articles" in page
    assert "proposed claims" not in page
    assert "Curate proposed claims" not in page
    assert "claim.created" not in page
    assert "Latest changes" not in page


def test_who_may_not_curate_is_led_to_the_list_of_proposed_claims(client):
    make_claim()
    client.force_login(make_curator("view_claim"))

    page = client.get("/admin/").content.decode()

    assert '?status__exact=proposed&amp;gone_at_set=no"><strong>1</strong> proposed claims' in page
    assert "/queue/" not in page
