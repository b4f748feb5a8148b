"""Batches over the API."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from claims.models import Article, Citation, Claim, Event, Source
from claims.services.articles import withdrawal
from claims.services.events import type_id_of
from tests.callers import Caller
from tests.factories import WORKER, make_article, make_claim, make_key, make_source, make_version

pytestmark = pytest.mark.django_db


def run(caller: Caller, *operations: dict[str, Any]) -> list[dict[str, Any]]:
    """The results of a batch."""
    response = caller.post("/batch", {"operations": list(operations)})
    assert response.status_code == 200
    return response.json()["results"]


def test_each_operation_has_the_response_of_a_single_request(admin: Caller) -> None:
    claim = make_claim()
    path = f"/claims/{type_id_of(claim)}"

    results = run(
        admin,
        {
            "method": "POST",
            "path": f"{path}/accept",
            "body": {"reason": "ok"},
            "headers": {"If-Match": '"1"'},
        },
        {"method": "GET", "path": f"{path}?fields=status,version"},
        {
            "method": "POST",
            "path": f"{path}/reject",
            "body": {"reason": "no"},
            "headers": {"If-Match": '"1"'},
        },
        {"method": "POST", "path": "/sources", "body": {"url": "https://a.example"}},
        {"method": "POST", "path": "/sources", "body": {"urll": "https://a.example"}},
        {"method": "GET", "path": "/nowhere"},
        {"method": "DELETE", "path": path},
    )

    assert [result["status"] for result in results] == [200, 200, 412, 201, 400, 404, 405]
    assert results[1]["body"] == {
        "object": "claim",
        "id": type_id_of(claim),
        "status": "accepted",
        "version": 2,
    }
    assert results[2]["headers"]["ETag"] == '"2"'
    assert results[3]["headers"]["Location"].startswith("/api/v1/sources/source_")
    assert results[5]["body"]["code"] == "not_found"
    assert Claim.objects.get().status == "accepted"


def test_a_response_without_a_body_does_not_lose_the_others(admin: Caller) -> None:
    claim = make_claim()
    citation = admin.post("/citations", {"claim": type_id_of(make_claim()), "url": "https://a.example"})
    path = f"/claims/{type_id_of(claim)}"
    etag = admin.get(path)["ETag"]

    results = run(
        admin,
        {"method": "DELETE", "path": citation["Location"].removeprefix("/api/v1")},
        {"method": "GET", "path": path, "headers": {"If-None-Match": etag}},
        {"method": "GET", "path": f"{path}?fields=text"},
    )

    assert [(result["status"], result["body"]) for result in results[:2]] == [(204, None), (304, None)]
    assert results[1]["headers"] == {"ETag": etag}
    assert results[2]["body"]["text"] == claim.text
    assert Citation.objects.count() == 0


def test_each_operation_needs_its_scope(caller_with: Callable[..., Caller]) -> None:
    results = run(
        caller_with("read"),
        {"method": "GET", "path": "/claims"},
        {"method": "POST", "path": "/sources", "body": {"url": "https://a.example"}},
    )

    assert [result["status"] for result in results] == [200, 403]
    assert Source.objects.count() == 0


def test_each_operation_may_have_an_idempotency_key(admin: Caller) -> None:
    operation = {
        "method": "POST",
        "path": "/sources",
        "body": {"url": "https://a.example"},
        "headers": {"Idempotency-Key": "order-1"},
    }

    first, second = run(admin, operation, operation)

    assert (first["status"], second["status"]) == (201, 201)
    assert second["headers"]["Idempotency-Replayed"] == "true"
    assert second["body"] == first["body"]


def test_each_operation_counts_against_the_rate_limit(settings: Any) -> None:
    settings.API_RATE_PER_MINUTE = 3
    operation = {"method": "GET", "path": "/me"}

    results = run(Caller(make_key()[1]), operation, operation, operation)

    assert [result["status"] for result in results] == [200, 200, 429]


@pytest.mark.parametrize("path", ["/batch", "/%62atch"])
def test_a_batch_cannot_contain_a_batch(path: str, admin: Caller) -> None:
    inner = {"operations": [{"method": "GET", "path": "/me"}]}

    assert run(admin, {"method": "POST", "path": path, "body": inner})[0]["status"] == 422


def test_wait_has_no_effect_in_a_batch(admin: Caller) -> None:
    results = run(admin, {"method": "GET", "path": "/events?wait=3600"})

    assert results[0]["body"] == {"data": [], "next": None, "after": 0}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/operations"),
        ({"operations": []}, "/operations"),
        ({"operations": [{"method": "GET", "path": "/me"}] * 501}, "/operations"),
        ({"operations": [{"method": "PUT", "path": "/me"}]}, "/operations/0/method"),
        ({"operations": [{"method": "GET", "path": "me"}]}, "/operations/0/path"),
        ({"operations": [{"method": "GET"}]}, "/operations/0/path"),
        (
            {"operations": [{"method": "GET", "path": "/me", "headers": {"Authorization": "x"}}]},
            "/operations/0/headers/Authorization",
        ),
        ({"operations": [{"method": "GET", "path": "/me"}], "atomic": "yes"}, "/atomic"),
    ],
)
def test_an_invalid_batch_is_a_400_with_a_pointer(body: dict[str, Any], pointer: str, admin: Caller) -> None:
    response = admin.post("/batch", body)

    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (400, pointer)


def test_the_body_of_an_operation_is_any_json_with_its_digits(admin: Caller) -> None:
    body = (
        b'{"operations": [{"method": "POST", "path": "/webhook-endpoints", "body": {"min_severity": 6.50}}]}'
    )

    (result,) = admin.post("/batch", body).json()["results"]

    assert result["status"] == 400
    details = {error["pointer"]: error["detail"] for error in result["body"]["errors"]}
    assert details["/min_severity"] == "A valid integer is required."


def test_a_path_never_leaves_the_api(admin: Caller) -> None:
    results = run(
        admin,
        {"method": "GET", "path": "/../../admin/"},
        {"method": "GET", "path": "//admin/login"},
        {"method": "GET", "path": "/claims?q=%00"},
    )

    assert [result["status"] for result in results] == [404, 404, 422]


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/docs", "text/html"),
        ("/schema.yaml", "application/yaml"),
        ("/claims/{claim}/badge.svg", "image/svg+xml"),
        ("/feeds/evidence.atom", "application/atom+xml"),
    ],
)
def test_a_response_that_is_not_json_is_refused(path: str, media_type: str, admin: Caller) -> None:
    claim = type_id_of(make_claim())
    operation = {"method": "GET", "path": path.format(claim=claim)}

    results = run(admin, operation, {"method": "GET", "path": f"/claims/{claim}?fields=status"})

    assert [result["status"] for result in results] == [406, 200]
    assert results[0]["body"]["code"] == "not_acceptable"
    assert (
        results[0]["body"]["detail"]
        == f"A batch returns JSON, and this is {media_type}: request it on its own."
    )


SOURCE = {"method": "POST", "path": "/sources", "body": {"url": "https://a.example"}}
REFUSED = {"method": "POST", "path": "/sources", "body": {"url": "ftp://a.example"}}
LISTED = {"method": "GET", "path": "/sources?fields=url"}


def test_an_atomic_batch_is_stored_as_a_whole(admin: Caller) -> None:
    answer = admin.post("/batch", {"operations": [SOURCE, LISTED], "atomic": True}).json()

    assert answer["committed"] is True
    assert [result["status"] for result in answer["results"]] == [201, 200]
    assert Source.objects.count() == 1


def test_an_atomic_batch_with_a_failure_stores_nothing_and_names_each_result(admin: Caller) -> None:
    answer = admin.post("/batch", {"operations": [SOURCE, REFUSED, LISTED], "atomic": True}).json()

    assert answer["committed"] is False
    assert [result["status"] for result in answer["results"]] == [201, 400, 424]
    assert answer["results"][1]["body"]["errors"][0]["pointer"] == "/url"
    assert answer["results"][2]["body"]["code"] == "not_executed"
    assert (Source.objects.count(), Event.objects.count()) == (0, 0)


def test_a_dry_run_executes_everything_and_stores_nothing(admin: Caller) -> None:
    answer = admin.post("/batch", {"operations": [SOURCE, REFUSED, LISTED], "dry_run": True}).json()

    assert answer["committed"] is False
    assert [result["status"] for result in answer["results"]] == [201, 400, 200]
    assert len(answer["results"][2]["body"]["data"]) == 1
    assert (Source.objects.count(), Event.objects.count()) == (0, 0)


def test_an_operation_that_breaks_the_transaction_does_not_break_those_after_it(
    admin: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **values: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    monkeypatch.setattr("claims.services.catalogue.sources.register_source", fail)

    answer = admin.post("/batch", {"operations": [SOURCE, LISTED], "dry_run": True}).json()

    assert [result["status"] for result in answer["results"]] == [500, 200]


def test_the_messages_of_a_batch_that_is_rolled_back_are_not_sent(
    admin: Caller, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as rung:
        admin.post("/batch", {"operations": [SOURCE], "dry_run": True})

    assert rung == []


def urls(*given: str, **more: Any) -> dict[str, Any]:
    """A batch that posts these URLs."""
    operations = [{"method": "POST", "path": "/articles", "body": {"url": url}} for url in given]
    return {"operations": operations, **more}


VOLATILE = re.compile(
    r"(article|source|publisher)_[0-9a-z]{26}|\d{4}-\d\d-\d\dT[0-9:.]+Z|\b[0-9a-f]{32}\b|-[0-9a-f]{16}\b"
)
"""Ids, times, ids of requests and hashes of bodies, which differ from run to run."""


@pytest.mark.parametrize("scope", ["write", "read"])
def test_posted_urls_have_the_results_of_single_requests(
    scope: str, caller_with: Callable[..., Caller]
) -> None:
    known = make_article(source=make_source("https://news.example/known"))
    make_version(known)
    failed = make_article(source=make_source("https://news.example/failed"), state="failed", failure="gone")
    withdrawn = make_article(source=make_source("https://news.example/withdrawn"))
    withdrawal.withdraw_article(withdrawn.pk, actor=WORKER)
    make_source("https://news.example/cited")
    posted = [
        "https://news.example/new",
        "https://news.example/other?b=1&a=2",
        "https://NEWS.example/new?utm_source=x",
        "https://news.example/known",
        "https://news.example/failed",
        "https://news.example/withdrawn",
        "https://news.example/cited",
        "http://10.0.0.1/",
        "ftp://news.example/",
        "",
        " ",
        "https://news.example/" + "x" * 2000,
        "https://news.example/new",
    ]
    caller = caller_with(scope)
    with transaction.atomic():
        single = [caller.post("/articles", {"url": url}) for url in posted]
        one_by_one = [
            {
                "status": response.status_code,
                "headers": {name: response[name] for name in ("ETag", "Location") if name in response},
                "body": response.json(),
            }
            for response in single
        ]
        rows = sorted(Article.objects.values_list("source__url_hash", "state", "version"))
        kinds = sorted(Event.objects.values_list("type", flat=True))
        transaction.set_rollback(True)

    together = run(caller, *urls(*posted)["operations"])

    assert VOLATILE.sub("…", json.dumps(together)) == VOLATILE.sub("…", json.dumps(one_by_one))
    statuses = [202, 202, 200, 200, 202, 409, 202, 422, 400, 400, 400, 400, 200]
    assert [result["status"] for result in together] == (statuses if scope == "write" else [403] * 13)
    assert sorted(Article.objects.values_list("source__url_hash", "state", "version")) == rows
    assert sorted(Event.objects.values_list("type", flat=True)) == kinds
    known.refresh_from_db()
    failed.refresh_from_db()
    assert (known.state, failed.state) == ("captured", "pending" if scope == "write" else "failed")


def test_the_queries_of_posted_urls_do_not_grow_with_their_number(admin: Caller) -> None:
    run(admin, *urls("https://news.example/", "https://news.example/index")["operations"])
    counts = []
    for name, number in (("few", 3), ("many", 90)):
        with CaptureQueriesContext(connection) as queries:
            run(admin, *urls(*(f"https://news.example/{name}/{n}" for n in range(number)))["operations"])
        counts.append(sum("api_apikey" not in query["sql"] for query in queries))

    assert counts == [15, 15]
    assert Article.objects.count() == 95


def test_posted_urls_beyond_the_quota_are_not_stored(
    settings: Any, caller_with: Callable[..., Caller]
) -> None:
    settings.API_RATE_PER_MINUTE = 3

    results = run(caller_with("write"), *urls(*(f"https://news.example/{n}" for n in range(4)))["operations"])

    assert [result["status"] for result in results] == [202, 202, 429, 429]
    assert Article.objects.count() == 2


def test_posted_urls_that_are_refused_after_all_are_not_stored(
    settings: Any, caller_with: Callable[..., Caller], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.API_RATE_PER_MINUTE = 3
    monkeypatch.setattr("api.v1.batch.Batch._submitter", lambda view, request, count: view.actor(request))

    results = run(caller_with("write"), *urls(*(f"https://news.example/{n}" for n in range(4)))["operations"])

    assert {result["status"] for result in results} == {429}
    assert Article.objects.count() == 0


def test_an_atomic_batch_of_urls_is_stored_as_a_whole_or_not_at_all(admin: Caller) -> None:
    refused = admin.post(
        "/batch", urls("https://a.example", "https://b.example", "ftp://c.example", atomic=True)
    )
    rows = (Article.objects.count(), Source.objects.count(), Event.objects.count())
    stored = admin.post("/batch", urls("https://a.example", "https://b.example", atomic=True))

    assert [result["status"] for result in refused.json()["results"]] == [202, 202, 400]
    assert rows == (0, 0, 0)
    assert [result["status"] for result in stored.json()["results"]] == [202, 202]
    assert Article.objects.count() == 2


def test_an_operation_sees_the_urls_posted_before_it_and_not_those_after_it(admin: Caller) -> None:
    listed = {"method": "GET", "path": "/articles?fields=url"}
    first, second, third = urls("https://a.example", "https://b.example", "https://c.example")["operations"]

    results = run(admin, first, second, listed, third)

    assert [article["url"] for article in results[2]["body"]["data"]] == [
        "https://b.example",
        "https://a.example",
    ]


def test_a_batch_sends_each_message_once(admin: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr("claims.tasks._send", lambda task: sent.append(task.name.rpartition(".")[2]))
    monkeypatch.setattr("django.db.transaction.on_commit", lambda call, **values: call())

    run(admin, *urls(*(f"https://news.example/{n}" for n in range(5)))["operations"])

    assert sorted(sent) == ["publish_events", "refresh_due_sources"]
