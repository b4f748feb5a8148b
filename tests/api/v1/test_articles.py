"""Articles over the API."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from claims.models import Article, Event, Publisher, Source, Submission
from claims.services.events import type_id_of
from tests.callers import Caller
from tests.factories import NOW, make_article, make_key, make_publisher, make_source, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(caller_with: Callable[..., Caller]) -> Caller:
    """A caller that may write."""
    return caller_with("write", "read")


def test_a_url_is_accepted_and_waits_to_be_captured(writer: Caller) -> None:
    response = writer.post("/articles", {"url": "https://news.example/qwen?utm_source=x"})

    answer = response.json()
    assert response.status_code == 202
    assert response["Location"] == f"/api/v1/articles/{answer['id']}"
    assert (answer["object"], answer["state"], answer["origin"]) == ("article", "pending", "fetched")
    assert answer["url"] == "https://news.example/qwen?utm_source=x"
    assert answer["self"] == f"http://127.0.0.1:8000/api/v1/articles/{answer['id']}"
    assert Source.objects.get().canonical_url == "https://news.example/qwen"


def test_the_same_url_in_another_spelling_is_the_same_article(writer: Caller) -> None:
    first = writer.post("/articles", {"url": "https://news.example/qwen?utm_source=x"})
    second = writer.post("/articles", {"url": "HTTPS://NEWS.example:443/qwen#top"})

    assert (first.status_code, second.status_code) == (202, 200)
    assert second.json()["id"] == first.json()["id"]
    assert Article.objects.count() == 1


def test_content_is_accepted_with_its_metadata(writer: Caller) -> None:
    body = {
        "content": "# Qwen2.5-Max\n\nIt outperforms GPT-4o. [1]",
        "content_type": "text/markdown",
        "title": "Qwen2.5-Max",
        "publisher": "Example News",
        "authors": ["Ada", "Grace"],
        "published_at": "2025-01-29T08:00:00+08:00",
    }

    answer = writer.post("/articles", body).json()

    assert (answer["url"], answer["source"], answer["origin"]) == (None, None, "posted")
    assert answer["authors"] == ["Ada", "Grace"]
    assert answer["published_at"] == "2025-01-29T00:00:00.000000Z"
    assert answer["publisher_name"] == "Example News"
    assert Submission.objects.get().content == body["content"]


def test_content_may_have_a_url(writer: Caller) -> None:
    body = {"content": "Text.", "content_type": "text/plain", "url": "https://news.example/qwen"}

    response = writer.post("/articles", body)

    assert response.status_code == 202
    assert response.json()["url"] == "https://news.example/qwen"


@pytest.mark.parametrize(
    ("body", "pointer", "status"),
    [
        ({}, "", 422),
        ({"title": "T"}, "", 422),
        ({"content": "Text."}, "/content_type", 422),
        ({"content": "Text.", "content_type": "application/pdf"}, "/content_type", 400),
        ({"content": " ", "content_type": "text/plain"}, "/content", 422),
        ({"url": "https://a.example", "content_type": "text/plain"}, "/content", 422),
        ({"url": "ftp://a.example"}, "/url", 400),
        ({"url": "http://169.254.169.254/latest"}, "/url", 422),
        ({"url": "https://a.example", "authors": "Ada"}, "/authors", 400),
        ({"url": "https://a.example", "authors": ["Ada", 5]}, "/authors/1", 400),
        ({"url": "https://a.example", "authors": ["A"] * 51}, "/authors", 400),
        ({"url": "https://a.example", "title": "x" * 501}, "/title", 400),
        ({"url": "https://a.example", "published_at": "yesterday"}, "/published_at", 400),
        ({"url": "https://a.example", "tilte": "T"}, "/tilte", 400),
    ],
)
def test_an_invalid_article_is_refused_with_a_pointer(
    body: dict[str, Any], pointer: str, status: int, writer: Caller
) -> None:
    response = writer.post("/articles", body)

    assert response.status_code == status
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]
    assert Article.objects.count() == 0


def test_the_refusal_of_a_time_shows_how_one_is_written(writer: Caller) -> None:
    response = writer.post("/articles", {"url": "https://a.example", "published_at": "yesterday"})

    detail = response.json()["errors"][0]["detail"]
    assert detail == "It must be a time such as 2025-01-31T12:00:00Z, or a date."


def test_an_unknown_member_gets_a_suggestion(writer: Caller) -> None:
    response = writer.post("/articles", {"urll": "https://a.example"})

    error = response.json()["errors"][0]
    assert (error["code"], error["detail"]) == (
        "unknown_member",
        "There is no such member. Did you mean url?",
    )


def test_waiting_ends_with_the_time(writer: Caller, settings: Any) -> None:
    settings.API_WAIT_MAX_SECONDS = 0

    response = writer.post(
        "/articles", {"url": "https://news.example/qwen"}, Prefer="respond-async, wait=100"
    )

    assert response.status_code == 202
    assert response["Preference-Applied"] == "wait=0"


def test_a_captured_article_is_returned_without_waiting(writer: Caller) -> None:
    make_version(make_article(source=make_source("https://news.example/qwen")))

    response = writer.post("/articles", {"url": "https://news.example/qwen"}, Prefer="wait=20")

    assert response.status_code == 200
    assert response.json()["state"] == "captured"


@pytest.mark.django_db(transaction=True)
def test_waiting_ends_when_the_article_fails() -> None:
    make_article(source=make_source("https://news.example/qwen"))
    is_answered = threading.Event()

    def fail() -> None:
        while not is_answered.wait(0.1):  # again: submitting the article makes it wait for another capture
            Article.objects.update(state="failed", failure="http_status", failure_detail="404")
        connections.close_all()

    capture = threading.Thread(target=fail, daemon=True)
    capture.start()
    writer = Caller(make_key("write")[1])
    response = writer.post("/articles", {"url": "https://news.example/qwen"}, Prefer="wait=20")
    is_answered.set()
    capture.join()

    assert response.status_code == 200
    assert (response.json()["state"], response.json()["failure"]) == ("failed", "http_status")


def test_a_correction_increments_the_version_and_records_an_event(writer: Caller) -> None:
    article = make_article("Old")
    path = f"/articles/{type_id_of(article)}"
    etag = writer.get(path)["ETag"]

    response = writer.patch(path, {"title": "New", "language": "en"}, If_Match=etag)

    assert response.status_code == 200
    assert (response.json()["title"], response.json()["version"]) == ("New", 2)
    assert Event.objects.get(type="article.updated").changes["title"] == ["Old", "New"]


def test_a_correction_of_another_version_is_refused(writer: Caller) -> None:
    article = make_article("Old", version=3)

    response = writer.patch(f"/articles/{type_id_of(article)}", {"title": "New"}, If_Match='"2"')

    assert (response.status_code, response.json()["code"]) == (412, "version_mismatch")
    assert response["ETag"] == '"3"'
    assert Article.objects.get().title == "Old"


@pytest.mark.parametrize("header", ["", " ", "3", '"x"', '"3", "4"', '"3-' + "0" * 17 + '"', "*, *"])
def test_an_if_match_that_is_not_an_etag_is_refused(header: str, writer: Caller) -> None:
    article = make_article("Old", version=3)

    response = writer.patch(f"/articles/{type_id_of(article)}", {"title": "New"}, If_Match=header)

    assert (response.status_code, response.json()["code"]) == (400, "invalid_header")
    assert Article.objects.get().title == "Old"


@pytest.mark.parametrize("given", ['"3"', 'W/"3"', '"3-00ff"', "*"])
def test_if_match_compares_the_version(given: str, writer: Caller) -> None:
    article = make_article("Old", version=3)

    response = writer.patch(f"/articles/{type_id_of(article)}", {"title": "New"}, If_Match=given)

    assert response.status_code == 200


def test_a_correction_of_nothing_changes_nothing(writer: Caller) -> None:
    article = make_article("Old")

    response = writer.patch(f"/articles/{type_id_of(article)}", {"title": "Old"})

    assert (response.status_code, response.json()["version"]) == (200, 1)
    assert Event.objects.filter(type="article.updated").count() == 0


def test_state_cannot_be_assigned(writer: Caller) -> None:
    response = writer.patch(f"/articles/{type_id_of(make_article())}", {"state": "captured"})

    assert response.json()["errors"][0]["pointer"] == "/state"


def test_a_publisher_can_be_taken_away(writer: Caller) -> None:
    article = make_article(publisher=make_publisher())

    answer = writer.patch(f"/articles/{type_id_of(article)}", {"publisher": ""}).json()

    assert (answer["publisher"], answer["publisher_name"]) == (None, None)
    assert Publisher.objects.count() == 1


def test_a_missing_article_is_a_404(writer: Caller) -> None:
    path = "/articles/article_01h455vb4pex5vsknk084sn02q"

    assert [writer.get(path).status_code, writer.patch(path, {}).status_code] == [404, 404]
    assert writer.get(f"{path}/versions").status_code == 404


def test_a_current_etag_is_a_304(reader: Caller) -> None:
    path = f"/articles/{type_id_of(make_article())}"
    etag = reader.get(path)["ETag"]

    again = reader.get(path, None, If_None_Match=f'"0", W/{etag}')

    assert etag.startswith('"1-')
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)


def test_other_fields_have_another_etag(reader: Caller) -> None:
    path = f"/articles/{type_id_of(make_article())}"

    assert reader.get(path)["ETag"] != reader.get(f"{path}?fields=title")["ETag"]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("state=captured", ["second"]),
        ("state.in=captured,pending", ["second", "first"]),
        ("q=FIRST", ["first"]),
        ("url=HTTPS://news.example/first%23top", ["first"]),
        ("published_at.gte=2025-02-01T12:00:00Z", ["second"]),
        ("published_at.gt=2025-02-01T12:00:00Z", []),
        ("published_at.lte=2025-02-01T12:00:00Z&language=de", []),
        ("origin=posted", []),
    ],
)
def test_filters_narrow_the_list(query: str, titles: list[str], reader: Caller) -> None:
    make_article("first", source=make_source("https://news.example/first"))
    make_version(make_article("second", published_at=NOW))

    answer = reader.get(f"/articles?{query}").json()

    assert [row["title"] for row in answer["data"]] == titles


def test_articles_of_a_publisher(reader: Caller) -> None:
    article = make_article(publisher=make_publisher())
    make_article()

    answer = reader.get(f"/articles?publisher={type_id_of(article.publisher)}&expand=publisher").json()

    assert [row["id"] for row in answer["data"]] == [type_id_of(article)]
    assert answer["data"][0]["publisher"]["object"] == "publisher"


def test_a_version_has_its_text(reader: Caller) -> None:
    article = make_article()
    make_version(article, "The old text.")
    make_version(article, "The new text.", references=[{"label": "1", "url": None, "title": "T"}])
    path = f"/articles/{type_id_of(article)}/versions"

    listed = reader.get(path).json()["data"]
    detail = reader.get(f"{path}/2").json()

    assert [(row["number"], "text" in row) for row in listed] == [(2, False), (1, False)]
    assert (detail["number"], detail["text"]) == (2, "The new text.")
    assert detail["references"] == [{"label": "1", "url": None, "title": "T"}]
    assert reader.get(f"{path}/3").status_code == 404


def test_the_notes_of_the_publisher_are_in_the_version_and_in_the_article(reader: Caller) -> None:
    article = make_article()
    path = f"/articles/{type_id_of(article)}"
    assert reader.get(path).json()["notes"] is None

    notes = [{"kind": "correction", "text": "Correction: it flies at 40 km/h."}]
    reviews = [{"claim": "Kestrels swim.", "claimant": "Ada", "rating": "False", "polarity": "disputed"}]
    make_version(article, notes=notes, claim_reviews=reviews)

    assert reader.get(path).json()["notes"] == notes
    assert reader.get(path).json()["claim_reviews"] == reviews
    assert reader.get(f"{path}/versions").json()["data"][0]["claim_reviews"] == reviews
    assert reader.get(f"{path}/versions/1").json()["notes"] == notes
    assert reader.get(f"{path}/versions").json()["data"][0]["notes"] == notes
    assert "notes" not in reader.get("/articles").json()["data"][0]
