"""Articles in the admin: taken in and corrected through services; their claims and texts below."""

import pytest
from django.urls import reverse

from claims.models import Article, Event, Publisher, Submission
from tests.claims.admin.rows import QUOTE, make_appearance, make_article, make_claim, make_curator

pytestmark = pytest.mark.django_db
ADD = "/admin/claims/article/add/"


def test_an_article_is_taken_in_by_its_url(admin_client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as bells:
        answer = admin_client.post(ADD, {"url": "https://news.example.org/1", "title": "Kestrel"})

    article = Article.objects.get()
    assert answer.status_code == 302
    assert (article.source.canonical_url, article.title) == ("https://news.example.org/1", "Kestrel")
    assert Event.objects.get(type="article.created").actor_id == "admin"
    assert len(bells) == 2


def test_an_article_is_taken_in_as_text(admin_client):
    publisher = Publisher.objects.create(name="The Daily")

    admin_client.post(
        ADD,
        {
            "content": "Kestrel wins.",
            "content_type": "text/plain",
            "publisher": publisher.pk,
            "authors": "Ann\nBob\n",
            "published_at_0": "2026-03-01",
            "published_at_1": "12:00:00",
        },
    )

    article = Article.objects.get()
    assert Submission.objects.get().content == "Kestrel wins."
    assert (article.publisher, article.authors) == (publisher, ["Ann", "Bob"])
    assert article.published_at.isoformat() == "2026-03-01T12:00:00+00:00"


def test_neither_url_nor_text_is_refused(admin_client):
    answer = admin_client.post(ADD, {"title": "Kestrel"})

    assert answer.status_code == 200
    assert b"Give the article" in answer.content
    assert Article.objects.count() == 0


def test_a_known_article_is_shown_and_not_doubled(admin_client):
    admin_client.post(ADD, {"url": "https://news.example.org/1"}, follow=True)

    answer = admin_client.post(ADD, {"url": "https://news.example.org/1"}, follow=True)

    assert b"This article exists already." in answer.content
    assert b"added successfully" not in answer.content
    assert Article.objects.count() == 1


def test_a_correction_makes_an_event(admin_client):
    article = make_article()
    publisher = Publisher.objects.create(name="The Daily")

    admin_client.post(
        reverse("admin:claims_article_change", args=[article.pk]),
        {"title": "Kestrel wins", "publisher": publisher.pk, "language": "en", "expected_version": 1},
    )

    article.refresh_from_db()
    changes = Event.objects.get(type="article.updated").changes
    assert (article.title, article.publisher, article.language) == ("Kestrel wins", publisher, "en")
    assert changes["title"] == ["Kestrel in the news", "Kestrel wins"]


def test_a_page_shows_claims_in_context_and_versions(admin_client):
    article = make_article()
    make_appearance(make_claim(), article)

    page = admin_client.get(reverse("admin:claims_article_change", args=[article.pk])).content.decode()

    assert f"<mark>{QUOTE}</mark>" in page
    assert f"/admin/claims/articleversion/{article.current_version_id}/change/" in page
    assert f"/admin/claims/claim/queue/?article={article.pk}" in page


@pytest.mark.parametrize(("permissions", "links"), [(["change_claim"], 1), ([], 0)])
def test_the_queue_is_linked_for_users_who_may_curate(permissions, links, client):
    client.force_login(make_curator("view_article", "view_claim", *permissions))
    article = make_article()

    page = client.get(f"/admin/claims/article/{article.pk}/change/").content.decode()

    assert page.count(f"/admin/claims/claim/queue/?article={article.pk}") == links
