"""Sources over the API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from claims.models import Event, Source
from claims.services.events import type_id_of
from tests.callers import Caller
from tests.factories import NOW, make_article, make_check, make_citation, make_snapshot, make_source

pytestmark = pytest.mark.django_db
NOTHING = "source_01h455vb4pex5vsknk084sn02q"


@pytest.fixture
def writer(caller_with: Callable[..., Caller]) -> Caller:
    """A caller that may write."""
    return caller_with("write", "read")


def test_the_same_url_is_the_same_source(writer: Caller) -> None:
    first = writer.post("/sources", {"url": "https://report.example/a?b=1"})
    second = writer.post("/sources", {"url": "https://REPORT.example/a?utm_medium=x&b=1"})

    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json()["id"] == first.json()["id"]
    assert first.json()["url"] == "https://report.example/a?b=1"
    assert (first.json()["host"], first.json()["link_state"]) == ("report.example", "unknown")
    assert Event.objects.get().type == "source.created"


def test_a_source_shows_its_link_state_and_its_schedule(reader: Caller) -> None:
    source = make_source(
        "https://report.example", link_state="dead", strikes="2.50", checked_at=NOW, last_status=404
    )
    article = make_article(source=source)

    answer = reader.get(f"/sources/{type_id_of(source)}").json()

    assert (answer["link_state"], answer["strikes"], answer["last_status"]) == ("dead", "2.5", 404)
    assert (answer["checked_at"], answer["changed_at"]) == ("2025-02-01T12:00:00.000000Z", None)
    assert answer["article"] == type_id_of(article)


def test_a_source_shows_what_is_pending_where_it_moved_and_its_copy(reader: Caller) -> None:
    source = make_source(
        unconfirmed_at=NOW,
        failing_since=NOW,
        adopted_url="https://new.example/report",
        archive_url="https://archive.example/copy",
        archived_at=NOW,
    )

    answer = reader.get(f"/sources/{type_id_of(source)}").json()

    now = "2025-02-01T12:00:00.000000Z"
    assert (answer["unconfirmed_at"], answer["failing_since"], answer["archived_at"]) == (now, now, now)
    assert answer["adopted_url"] == "https://new.example/report"
    assert answer["archive_url"] == "https://archive.example/copy"
    assert answer["requested_at"] is None


def test_a_check_can_be_requested(writer: Caller) -> None:
    source = make_source(next_check_at=NOW + timedelta(days=365 * 100))

    response = writer.post(f"/sources/{type_id_of(source)}/check")

    source.refresh_from_db()
    assert response.status_code == 202
    assert response.json()["next_check_at"] < "2100"
    assert response.json()["requested_at"] is not None
    assert Event.objects.get().type == "source.check_requested"


def test_a_requested_check_ends_a_quarantine(writer: Caller) -> None:
    source = make_source(link_state="quarantined", read_attempts=3)

    assert writer.post(f"/sources/{type_id_of(source)}/check").status_code == 202
    assert Source.objects.get(pk=source.pk).read_attempts == 0


def test_a_request_for_a_check_has_no_members(writer: Caller) -> None:
    response = writer.post(f"/sources/{type_id_of(make_source())}/check", {"now": True})

    assert response.json()["errors"][0] == {
        "pointer": "/now",
        "code": "unknown_member",
        "detail": "There is no such member. None is known here.",
    }


def test_the_latest_check_is_listed_first(reader: Caller) -> None:
    source = make_source()
    snapshot = make_snapshot(source)
    make_check(source, outcome="first", status=200, snapshot=snapshot)
    make_check(source, checked_at=NOW + timedelta(hours=1))
    make_check(make_source())

    data = reader.get(f"/sources/{type_id_of(source)}/checks").json()["data"]

    assert [row["outcome"] for row in data] == ["not_modified", "first"]
    assert [row["snapshot"] for row in data] == [None, type_id_of(snapshot)]
    only = reader.get(f"/sources/{type_id_of(source)}/checks?outcome=first").json()["data"]
    assert len(only) == 1


def test_a_check_has_its_result_the_reason_of_the_link_state_and_the_time_of_the_next_check(
    reader: Caller,
) -> None:
    source = make_source()
    reason = "404; 1 of 3 strikes since 2025-02-01 12:00; dead at the earliest on 2025-02-04 12:00."
    seen = {"outcome": "failed", "status": 404, "error": "http_status", "link_state": "suspect"}
    make_check(source, **seen, reason=reason, next_check_at=NOW + timedelta(hours=1))
    make_check(source, checked_at=NOW - timedelta(hours=1), outcome="rebased", status=200)

    data = reader.get(f"/sources/{type_id_of(source)}/checks").json()["data"]

    assert {name: data[0][name] for name in seen} == seen
    assert (data[0]["reason"], data[0]["next_check_at"]) == (reason, "2025-02-01T13:00:00.000000Z")
    assert [row["outcome"] for row in data] == ["failed", "rebased"]


def test_the_text_is_only_in_the_detail(reader: Caller) -> None:
    source = make_source()
    snapshot = make_snapshot(source, "The page's text.")
    path = f"/sources/{type_id_of(source)}/snapshots"

    listed = reader.get(path).json()["data"]
    detail = reader.get(f"{path}/{type_id_of(snapshot)}").json()

    assert "text" not in listed[0]
    assert detail["text"] == "The page's text."
    assert reader.get(f"{path}?fields=text").status_code == 400


def test_a_snapshot_of_another_source_is_a_404(reader: Caller) -> None:
    snapshot = make_snapshot(make_source())

    path = f"/sources/{type_id_of(make_source())}/snapshots/{type_id_of(snapshot)}"

    assert reader.get(path).status_code == 404


@pytest.mark.parametrize("path", ["", "/checks", "/snapshots"])
def test_a_missing_source_is_a_404(path: str, reader: Caller) -> None:
    assert reader.get(f"/sources/{NOTHING}{path}").status_code == 404


def test_checking_a_missing_source_is_a_404(writer: Caller) -> None:
    assert writer.post(f"/sources/{NOTHING}/check").status_code == 404


def test_filters_narrow_the_list(reader: Caller) -> None:
    cited = make_citation(source=make_source("https://one.example/a", link_state="live", checked_at=NOW))
    make_source("https://two.example/b")

    def urls(query: str) -> list[str]:
        return [row["url"] for row in reader.get(f"/sources?{query}").json()["data"]]

    assert urls("link_state=live") == ["https://one.example/a"]
    assert urls("host=TWO.example") == ["https://two.example/b"]
    assert urls("url=https://two.example/b%23x") == ["https://two.example/b"]
    assert urls(f"claim={type_id_of(cited.claim)}") == ["https://one.example/a"]
    assert urls("checked=false") == ["https://two.example/b"]
    assert urls("checked_at.gte=2025-02-01") == ["https://one.example/a"]
    assert urls(f"host={type_id_of(cited.source.host)}") == ["https://one.example/a"]
    assert urls("unconfirmed=true") == []
    assert urls("requested=false") == ["https://two.example/b", "https://one.example/a"]
    Source.objects.filter(host__name="two.example").update(unconfirmed_at=NOW, requested_at=NOW)
    assert urls("unconfirmed=true") == ["https://two.example/b"]
    assert urls("requested=true") == ["https://two.example/b"]
    assert Source.objects.count() == 2


def test_a_filter_by_an_invalid_url_is_a_400(reader: Caller) -> None:
    response = reader.get("/sources?url=nonsense")

    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == "url"


def test_a_merged_source_leads_to_the_one_that_is_checked(reader: Caller) -> None:
    secure, plain = make_source("https://one.example/a"), make_source("http://one.example/a")
    article = make_article(source=secure)
    citation = make_citation(source=secure, merged_from=plain)
    Source.objects.filter(pk=plain.pk).update(merged_into=secure, next_check_at=None)

    old = reader.get(f"/sources/{type_id_of(plain)}").json()
    (found,) = reader.get("/lookup?url=http://one.example/a").json()["results"]

    assert (old["merged_into"], old["next_check_at"]) == (type_id_of(secure), None)
    assert (found["source"]["id"], found["article"]["id"]) == (type_id_of(secure), type_id_of(article))
    for path in (
        "/sources?url=http://one.example/a",
        f"/citations?source={type_id_of(plain)}",
        "/articles?url=http://one.example/a",
    ):
        rows = reader.get(path).json()["data"]
        assert [row["id"] for row in rows] == [
            {"source": type_id_of(secure), "citation": type_id_of(citation), "article": type_id_of(article)}[
                rows[0]["object"]
            ]
        ]
    claims = reader.get(f"/claims?source={type_id_of(plain)}").json()["data"]
    assert [row["id"] for row in claims] == [type_id_of(citation.claim)]
    merged = reader.get(f"/sources?merged_into={type_id_of(secure)}").json()["data"]
    assert [row["id"] for row in merged] == [type_id_of(plain)]


def test_a_curator_separates_a_merged_source(caller_with: Callable[..., Caller]) -> None:
    curator = caller_with("curate", "read")
    secure, plain = make_source("https://one.example/a"), make_source("http://one.example/a")
    Source.objects.filter(pk=plain.pk).update(merged_into=secure, next_check_at=None)

    separated = curator.post(f"/sources/{type_id_of(plain)}/separate")
    again = curator.post(f"/sources/{type_id_of(plain)}/separate")

    assert (separated.status_code, separated.json()["merged_into"]) == (200, None)
    assert separated.json()["requested_at"] is not None
    assert (again.status_code, curator.post(f"/sources/{NOTHING}/separate").status_code) == (409, 404)
