"""The change feed over the API."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections

from claims.models import Event
from claims.services import events
from claims.services.events import type_id_of
from claims.services.webhooks import publish
from tests.callers import Caller
from tests.factories import NOW, WORKER, make_claim, make_endpoint, make_event, make_key, make_source

pytestmark = pytest.mark.django_db


def seqs(caller: Caller, query: str) -> list[int]:
    """The seqs of an answer."""
    return [row["seq"] for row in caller.get(f"/events?{query}").json()["data"]]


def test_the_feed_is_ordered_and_returns_its_position(reader: Caller) -> None:
    for seq in (2, 1, 3):
        make_event(seq)

    answer = reader.get("/events?after=1").json()

    assert [row["seq"] for row in answer["data"]] == [2, 3]
    assert (answer["next"], answer["after"]) == (None, 3)


def test_the_feed_and_webhooks_have_the_same_members(reader: Caller) -> None:
    claim = make_claim()
    changes = {"status": ("proposed", "accepted")}
    event = events.record(
        Event.Type.CLAIM_ACCEPTED, claim, actor=WORKER, now=NOW, changes=changes, severity=2
    )
    publish.publish_events()
    event.refresh_from_db()

    from_feed = reader.get("/events").json()["data"][0]

    envelope = events.envelope_of(event)
    assert from_feed["self"] == f"http://127.0.0.1:8000/api/v1/events/{from_feed['id']}"
    assert from_feed["timestamp"] == "2025-02-01T12:00:00.000000Z"
    assert {**from_feed, "timestamp": ""} == {**envelope, "timestamp": "", "self": from_feed["self"]}


@pytest.mark.parametrize("kind", ["source.moved", "source.archived", "host.incident_changed"])
def test_events_of_sources_and_hosts_are_in_the_feed(reader: Caller, kind: str) -> None:
    source = make_source()
    subject = source.host if kind.startswith("host") else source
    make_event(1, type=kind, subject=subject, subject_type=kind.partition(".")[0])
    make_event(2)

    data = reader.get(f"/events?types={kind}").json()["data"]

    assert [row["data"]["subject"]["id"] for row in data] == [type_id_of(subject)]
    found = reader.get(f"/sources?host={type_id_of(source.host)}").json()["data"]
    assert [row["id"] for row in found] == [type_id_of(source)]


def test_an_event_without_a_seq_is_not_in_the_feed(reader: Caller) -> None:
    make_event(1)
    make_event(None)

    assert seqs(reader, "after=0") == [1]


def test_pages_follow_each_other_without_a_gap(reader: Caller) -> None:
    for seq in range(1, 6):
        make_event(seq)

    first = reader.get("/events?limit=2")
    second = reader.get(first.json()["next"].removeprefix("http://127.0.0.1:8000/api/v1"))
    third = reader.get(second.json()["next"].removeprefix("http://127.0.0.1:8000/api/v1"))

    read = [[row["seq"] for row in page.json()["data"]] for page in (first, second, third)]
    assert read == [[1, 2], [3, 4], [5]]
    assert first["Link"] == f'<{first.json()["next"]}>; rel="next"'
    assert third.json()["next"] is None


def test_a_filter_without_a_match_still_advances_the_position(reader: Caller) -> None:
    make_event(1)
    make_event(2)

    answer = reader.get("/events?types=source.changed").json()

    assert answer == {"data": [], "next": None, "after": 2}


def test_filters_narrow_the_feed(reader: Caller) -> None:
    claim = make_claim()
    make_event(1, subject=claim)
    make_event(2, type="citation.changed", severity=5)
    make_event(3, type="claim.rejected", severity=1)

    assert seqs(reader, "types=claim.*") == [1, 3]
    assert seqs(reader, "types=claim.rejected,citation.changed") == [2, 3]
    assert seqs(reader, "severity.gte=1") == [2, 3]
    assert seqs(reader, f"subject={type_id_of(claim)}") == [1]
    assert seqs(reader, "types=claim.*&limit=1&after=1") == [3]


@pytest.mark.parametrize(
    "query",
    [
        "types=nonsense",
        "types=claim*",
        "subject=nonsense",
        "subject=claim_x",
        "after=-1",
        "after=x",
        "wait=-1",
        "limit=1001",
        "severity.gte=7",
        "sort=seq",
    ],
)
def test_a_wrong_parameter_is_a_400(query: str, reader: Caller) -> None:
    assert reader.get(f"/events?{query}").status_code == 400


def test_fields_selects_properties(reader: Caller) -> None:
    make_event(1)

    answer = reader.get("/events?fields=seq,type").json()

    assert sorted(answer["data"][0]) == ["id", "object", "seq", "type"]


def test_an_empty_feed_has_an_empty_page(reader: Caller) -> None:
    assert reader.get("/events").json() == {"data": [], "next": None, "after": 0}


def test_the_newest_event_is_followed_by_an_empty_page(reader: Caller) -> None:
    make_event(3)

    assert reader.get("/events?after=3").json() == {"data": [], "next": None, "after": 3}


@pytest.mark.parametrize(("newest", "query"), [(3, "after=4"), (3, "after=4&wait=20"), (0, "after=7")])
def test_a_consumer_that_is_ahead_of_the_feed_notices(newest: int, query: str, reader: Caller) -> None:
    for seq in range(1, newest + 1):
        make_event(seq)

    response = reader.get(f"/events?{query}")

    problem = response.json()
    assert (response.status_code, problem["code"], problem["newest"]) == (409, "conflict", newest)
    assert [(error["parameter"], error["code"]) for error in problem["errors"]] == [
        ("after", "beyond_newest")
    ]


@pytest.mark.parametrize(
    ("value", "status", "code"),
    [
        ("abc", 400, "invalid_header"),
        ("", 400, "invalid_header"),
        ("-1", 400, "invalid_header"),
        ("7", 409, "beyond_newest"),
        ("3", 410, "expired"),
    ],
)
def test_a_last_event_id_that_cannot_be_continued_is_named_as_the_header(
    value: str, status: int, code: str, reader: Caller
) -> None:
    for seq in (5, 6):
        make_event(seq)

    response = reader.get("/events", Last_Event_ID=value)

    assert response.status_code == status
    assert [(error["header"], error["code"]) for error in response.json()["errors"]] == [
        ("Last-Event-ID", code)
    ]


def test_the_feed_continues_after_the_last_event_id_or_after_the_parameter(reader: Caller) -> None:
    for seq in (1, 2, 3):
        make_event(seq)

    def seqs_after(query: str, last_event_id: str) -> list[int]:
        data = reader.get(f"/events?{query}", Last_Event_ID=last_event_id).json()["data"]
        return [event["seq"] for event in data]

    assert seqs_after("", "2") == [3]
    assert seqs_after("after=0", "2") == [1, 2, 3]


def test_a_position_before_deleted_events_is_gone(reader: Caller) -> None:
    for seq in (5, 6, 7):
        make_event(seq)

    response = reader.get("/events?after=3")

    problem = response.json()
    assert (response.status_code, problem["code"]) == (410, "expired")
    assert (problem["oldest"], problem["newest"]) == (5, 7)
    assert problem["detail"] == "The events from seq 4 to 4 were deleted; the oldest has seq 5."
    assert reader.get("/events?after=0").status_code == 410
    assert seqs(reader, "after=4") == [5, 6, 7]
    assert seqs(reader, "") == [5, 6, 7]


def test_an_event_can_be_read_alone(reader: Caller) -> None:
    event = make_event(1)

    response = reader.get(f"/events/{type_id_of(event)}")

    assert response.json()["seq"] == 1
    assert response["ETag"]
    assert reader.get("/events/event_01h455vb4pex5vsknk084sn02q").status_code == 404


def test_events_of_endpoints_and_keys_need_their_scopes(caller_with: Callable[..., Caller]) -> None:
    reader, owner, admin = caller_with("read"), caller_with("read", "webhooks"), caller_with("admin")
    other = caller_with("read", "webhooks")
    make_event(1)
    subject = make_endpoint(owner=owner.id)
    endpoint = make_event(2, type="endpoint.created", subject_type="endpoint", subject=subject)
    key = make_event(3, type="api_key.created", subject_type="api_key")

    assert [seqs(caller, "") for caller in (reader, other, owner, admin)] == [[1], [1], [1, 2], [1, 2, 3]]
    assert reader.get("/events").json()["after"] == 3
    paths = [f"/events/{type_id_of(endpoint)}", f"/events/{type_id_of(key)}"]
    assert [reader.get(path).status_code for path in paths] == [404, 404]
    assert [owner.get(path).status_code for path in paths] == [200, 404]
    assert [other.get(path).status_code for path in paths] == [404, 404]


def test_events_are_read_only(admin: Caller) -> None:
    assert admin.post("/events", {}).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_a_waiting_request_is_answered_when_an_event_is_published() -> None:
    caller = Caller(make_key()[1])

    def happen() -> None:
        make_event(1)
        connections.close_all()

    later = threading.Timer(0.3, happen)
    later.start()
    answer = caller.get("/events?after=0&wait=20").json()
    later.join()

    assert [row["seq"] for row in answer["data"]] == [1]
    assert answer["after"] == 1


def test_a_wait_without_events_ends_with_an_empty_page(reader: Caller, settings: object) -> None:
    settings.API_WAIT_MAX_SECONDS = 0

    assert reader.get("/events?after=0&wait=3600").json() == {"data": [], "next": None, "after": 0}


@pytest.mark.django_db(transaction=True)
def test_a_reader_among_writers_reads_every_event_once() -> None:
    caller, claim = Caller(make_key()[1]), make_claim()
    seen: list[str] = []

    def write() -> None:
        for _ in range(20):
            events.record(Event.Type.CLAIM_ACCEPTED, claim, actor=WORKER, now=NOW)
        connections.close_all()

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    after = 0
    while (
        any(writer.is_alive() for writer in writers) or Event.objects.filter(seq=None).exists() or after < 60
    ):
        publish.publish_events()
        answer = caller.get(f"/events?after={after}&limit=7").json()
        seen += [row["id"] for row in answer["data"]]
        after = answer["after"]
    for writer in writers:
        writer.join()

    assert len(seen) == len(set(seen)) == 60


def test_since_begins_at_a_time(reader: Caller) -> None:
    for seq, minute in ((1, 0), (2, 20), (3, 10), (4, 30)):
        make_event(seq, occurred_at=NOW + timedelta(minutes=minute))

    assert seqs(reader, "since=2025-02-01T12:10:00Z") == [2, 3, 4]
    assert seqs(reader, "since=2025-02-01T12:15:00Z") == [2, 4]
    assert seqs(reader, "since=2025-02-01T12:15:00Z&after=2") == [4]
    assert seqs(reader, "since=2025-02-02") == []
    assert reader.get("/events?since=2025-02-02").json()["after"] == 4


@pytest.mark.parametrize("since", ["yesterday", "5", "2025-02-30"])
def test_since_must_be_a_time(since: str, reader: Caller) -> None:
    assert reader.get("/events", {"since": since}).status_code == 400
