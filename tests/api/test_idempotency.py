"""Idempotency: a repeated request gets the stored response and is not executed again."""

from __future__ import annotations

import threading
from datetime import timedelta

import orjson
import pytest
from django.db import connection, connections, transaction

from api import idempotency
from api.models import IdempotentReply
from claims.models import Source
from tests.callers import Caller
from tests.factories import make_key

URL = {"url": "https://a.example/report"}


@pytest.fixture
def writer(db: None) -> Caller:
    """A caller that may write."""
    return Caller(make_key("write", "read")[1])


def test_the_second_response_is_the_first(writer: Caller) -> None:
    first = writer.post("/sources", URL, Idempotency_Key="order-1")
    second = writer.post("/sources", URL, Idempotency_Key="order-1")

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    assert second["Location"] == first["Location"]
    assert second["ETag"] == first["ETag"]
    assert "Idempotency-Replayed" not in first
    assert second["Idempotency-Replayed"] == "true"


def test_without_the_header_each_request_is_executed(writer: Caller) -> None:
    statuses = [writer.post("/sources", URL).status_code for _ in range(2)]

    assert statuses == [201, 200]
    assert IdempotentReply.objects.count() == 0


def test_a_quoted_key_is_the_same_key(writer: Caller) -> None:
    writer.post("/sources", URL, Idempotency_Key='"order-1"')
    again = writer.post("/sources", URL, Idempotency_Key="order-1")

    assert again["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize("given", ["a", "x" * 255, '"' + "x" * 253 + '"', "!~", 'a"b'])
def test_a_key_has_up_to_255_characters(given: str, writer: Caller) -> None:
    assert writer.post("/sources", URL, Idempotency_Key=given).status_code == 201


def test_bodies_are_compared_by_value(writer: Caller) -> None:
    body = b'{ "url" : "https://a.example/r", "title": "T" }'
    writer.post("/articles", body, Idempotency_Key="order-1")
    again = writer.post(
        "/articles", b'{"title":"T","url":"https:\\/\\/a.example\\/r"}', Idempotency_Key="order-1"
    )

    assert again["Idempotency-Replayed"] == "true"


def test_another_request_with_the_same_key_is_refused(writer: Caller) -> None:
    writer.post("/sources", URL, Idempotency_Key="order-1")

    other_body = writer.post("/sources", {"url": "https://b.example"}, Idempotency_Key="order-1")
    other_path = writer.post("/articles", URL, Idempotency_Key="order-1")

    assert (other_body.status_code, other_body.json()["code"]) == (422, "key_reused")
    assert other_path.status_code == 422
    assert Source.objects.count() == 1


def test_an_idempotency_key_belongs_to_its_caller(writer: Caller) -> None:
    other = Caller(make_key("write")[1])
    writer.post("/sources", URL, Idempotency_Key="order-1")

    response = other.post("/sources", {"url": "https://b.example"}, Idempotency_Key="order-1")

    assert response.status_code == 201


def test_an_error_is_not_stored(writer: Caller) -> None:
    refused = writer.post("/sources", {"url": "nonsense"}, Idempotency_Key="order-1")
    corrected = writer.post("/sources", URL, Idempotency_Key="order-1")

    assert (refused.status_code, corrected.status_code) == (400, 201)


def test_a_stored_response_expires_after_a_day(writer: Caller) -> None:
    writer.post("/sources", URL, Idempotency_Key="order-1")
    reply = IdempotentReply.objects.get()
    IdempotentReply.objects.update(created_at=reply.created_at - timedelta(hours=24))

    again = writer.post("/sources", {"url": "https://b.example"}, Idempotency_Key="order-1")

    assert again.status_code == 201
    assert IdempotentReply.objects.count() == 1


def test_a_stored_secret_is_encrypted(db: None) -> None:
    caller = Caller(make_key("webhooks")[1])
    body = {"url": "https://hooks.example/in", "event_types": ["*"]}

    first = caller.post("/webhook-endpoints", body, Idempotency_Key="order-1")
    second = caller.post("/webhook-endpoints", body, Idempotency_Key="order-1")

    assert first.json()["secret"].startswith("whsec_")
    assert second.json() == first.json()
    assert first.json()["secret"] not in str(IdempotentReply.objects.values().get())


@pytest.mark.parametrize(
    "given", ["", " ", "ü", "x" * 256, "a\tb", "a b", '"a b"', '""', '"', '"a', '"a"b', '"a"b"']
)
def test_a_malformed_key_is_refused(given: str, writer: Caller) -> None:
    response = writer.post("/sources", URL, Idempotency_Key=given)

    assert (response.status_code, response.json()["code"]) == (400, "invalid_header")


@pytest.mark.django_db(transaction=True)
def test_while_the_first_request_is_in_progress_the_second_is_refused() -> None:
    key, token = make_key("write")
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            idempotency._lock(key.pk, "order-1")
            held.set()
            done.wait(10)
        connections.close_all()

    other = threading.Thread(target=hold)
    other.start()
    assert held.wait(10)
    during = Caller(token).post("/sources", URL, Idempotency_Key="order-1")
    done.set()
    other.join()
    after = Caller(token).post("/sources", URL, Idempotency_Key="order-1")

    assert (during.status_code, during.json()["code"], during["Retry-After"]) == (409, "in_flight", "1")
    assert after.status_code == 201


@pytest.mark.django_db(transaction=True)
def test_concurrent_requests_have_one_effect() -> None:
    _, token = make_key("write")
    answers = []

    def send() -> None:
        answers.append(Caller(token).post("/articles", {**URL, "title": "T"}, Idempotency_Key="order-1"))
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    done = [answer for answer in answers if answer.status_code == 202]
    assert {answer.status_code for answer in answers} <= {202, 409}
    assert len({answer.content for answer in done}) == 1
    assert orjson.loads(done[0].content)["title"] == "T"
    assert Source.objects.count() == 1
    connection.close()


def test_an_effect_whose_response_cannot_be_stored_is_undone(writer: Caller) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE api_idempotentreply ADD CONSTRAINT full_disk CHECK (false) NOT VALID")

    response = writer.post("/sources", URL, Idempotency_Key="order-1")

    assert response.status_code == 500
    assert Source.objects.count() == 0
