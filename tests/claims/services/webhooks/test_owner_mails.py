"""The owner of an endpoint is told by mail that it is disabled; a server of mails that fails holds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from claims import tasks
from claims.errors import InputError
from claims.models import Delivery, Endpoint, Event
from claims.services.webhooks import endpoints, owner_mails
from claims.values import Actor
from tests.claims.services.webhooks.mail_servers import MailServer
from tests.factories import NOW, make_delivery, make_endpoint, make_event

pytestmark = pytest.mark.django_db
ACTOR = Actor("user", "alice")
REASON = "Only failures for 5 days."


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield server
    server.close()


def disabled(**values: object) -> Endpoint:
    """An endpoint with an address, disabled now."""
    given = {"url": "https://hooks.example/in?token=hidden", "owner_email": "ann@example.org"}
    delivery = make_delivery(
        make_endpoint(**{**given, **values}),
        make_event(),
        state="pending",
        next_attempt_at=NOW,
        delivered_at=None,
    )
    endpoints.disable_endpoint(delivery.endpoint_id, reason=REASON, delivery_id=delivery.pk, now=NOW)
    return Endpoint.objects.get(pk=delivery.endpoint_id)


def test_the_owner_gets_one_mail_that_says_what_to_do(server: MailServer, settings: Settings) -> None:
    endpoint = disabled(description="The shop")

    assert owner_mails.send_next_mail(now=NOW)
    assert not owner_mails.send_next_mail(now=NOW + timedelta(days=9))

    [(receivers, mail)] = server.mails
    text = mail.get_content()
    assert receivers == ["ann@example.org"]
    assert mail["Subject"] == "Webhook endpoint disabled: hooks.example"
    assert mail["From"] == settings.DEFAULT_FROM_EMAIL
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "https://hooks.example/in" in text.split()
    assert "hidden" not in text
    assert "The shop" in text
    assert REASON in text
    assert f"{settings.PUBLIC_URL}/api/v1/webhook-endpoints/endpoint_" in text
    assert Endpoint.objects.get(pk=endpoint.pk).mail_due_at is None


def test_a_server_that_refuses_is_asked_five_times_in_all(server: MailServer) -> None:
    server.refusal = "451 later"
    endpoint, now, waits = disabled(), NOW, []
    while owner_mails.send_next_mail(now=now):
        due_at = Endpoint.objects.get(pk=endpoint.pk).mail_due_at
        if due_at is None:
            break
        assert not owner_mails.send_next_mail(now=due_at - timedelta(seconds=1))
        waits.append(due_at - now)
        now = due_at

    assert [wait.total_seconds() / 60 for wait in waits] == [2, 10, 60, 360]
    server.refusal = ""
    assert not owner_mails.send_next_mail(now=NOW + timedelta(days=9))
    assert server.mails == []


def test_a_mail_that_failed_is_sent_when_the_server_is_back(server: MailServer, settings: Settings) -> None:
    settings.EMAIL_PORT = 1
    disabled()
    owner_mails.send_next_mail(now=NOW)
    settings.EMAIL_PORT = server.port

    owner_mails.send_next_mail(now=NOW + timedelta(minutes=2))

    assert len(server.mails) == 1


def test_a_server_that_says_nothing_is_left_after_its_time_and_no_row_is_locked_meanwhile(
    server: MailServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_TIMEOUT = 0.2
    server.is_silent = True
    endpoint = disabled()
    depths: list[int] = []
    original = owner_mails.message
    monkeypatch.setattr(
        owner_mails, "message", lambda row: (depths.append(len(connection.savepoint_ids)), original(row))[1]
    )
    outside = len(connection.savepoint_ids)

    assert owner_mails.send_next_mail(now=NOW)

    assert depths == [outside]
    row = Endpoint.objects.get(pk=endpoint.pk)
    assert (row.mail_attempt_count, row.mail_due_at) == (1, NOW + timedelta(minutes=2))
    assert Delivery.objects.get().state == "cancelled"
    assert Event.objects.filter(type="endpoint.disabled").exists()


@pytest.mark.parametrize(
    "values",
    [{"state": "active"}, {"owner_email": ""}, {"deleted_at": NOW}],
    ids=["active again", "no address any more", "deleted"],
)
def test_a_mail_that_means_nothing_any_more_is_not_sent(
    server: MailServer, values: dict[str, object]
) -> None:
    endpoint = disabled()
    Endpoint.objects.filter(pk=endpoint.pk).update(**values)

    assert not owner_mails.send_next_mail(now=NOW)


def test_no_mail_is_due_without_an_address_or_without_a_server(
    settings: Settings, server: MailServer
) -> None:
    assert disabled(owner_email="").mail_due_at is None
    settings.EMAIL_HOST = ""

    assert disabled().mail_due_at is None


def test_the_task_sends_every_mail_that_is_due(server: MailServer) -> None:
    for name in ("ann", "bob"):
        disabled(owner_email=f"{name}@example.org")

    tasks.send_due_mails()

    assert sorted(receivers for receivers, _ in server.mails) == [["ann@example.org"], ["bob@example.org"]]


def test_an_address_is_validated_and_erased_with_its_endpoint() -> None:
    endpoint = make_endpoint()
    for address in ("ann", "ann@example.org\nBcc: bob@example.org", "a" * 64 + "@" + "b.example" * 30):
        with pytest.raises(InputError) as refused:
            endpoints.update_endpoint(endpoint.pk, changes={"owner_email": address}, actor=ACTOR)
        assert refused.value.field == "/owner_email"
    endpoints.update_endpoint(endpoint.pk, changes={"owner_email": "ann@example.org"}, actor=ACTOR)
    endpoints.delete_endpoint(endpoint.pk, actor=ACTOR)

    assert Endpoint.objects.get().owner_email == ""
