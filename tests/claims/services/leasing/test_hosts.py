"""Hosts are made known once, keep their robots.txt, and are set apart by an operator."""

from __future__ import annotations

from datetime import timedelta

import pytest

from claims.errors import InputError
from claims.models import Event, Host, RobotsFile
from claims.pipeline.fetching.robots import Access, RobotsCopy
from claims.services.leasing import hosts
from tests.claims.services.rows import ACTOR, NOW

pytestmark = pytest.mark.django_db


def copy_of(text: str) -> RobotsCopy:
    return RobotsCopy(text, Access.FILE, NOW, NOW + timedelta(hours=1))


def test_hosts_are_made_known_once_and_may_be_requested_from_then_on() -> None:
    first = hosts.ensure_hosts(["a.example"], now=NOW)
    again = hosts.ensure_hosts(["a.example", "b.example"], now=NOW + timedelta(hours=1))

    assert again["a.example"] == first["a.example"]
    assert again["a.example"].next_slot_at == NOW
    assert set(again) == {"a.example", "b.example"}


def test_a_robots_file_replaces_the_one_before() -> None:
    hosts.ensure_hosts(["a.example"], now=NOW)

    hosts.keep_robots([("a.example", "https://a.example:443", copy_of("Disallow: /a"))])
    hosts.keep_robots([("a.example", "https://a.example:443", copy_of("Disallow: /b"))])

    row = RobotsFile.objects.get()
    assert (row.host.name, row.text, row.expires_at) == (
        "a.example",
        "Disallow: /b",
        NOW + timedelta(hours=1),
    )


def test_of_two_copies_of_one_origin_the_last_is_kept() -> None:
    hosts.ensure_hosts(["a.example"], now=NOW)

    hosts.keep_robots(
        [
            ("a.example", "https://a.example:443", copy_of("Disallow: /a")),
            ("a.example", "https://a.example:443", copy_of("Disallow: /b")),
        ]
    )

    assert RobotsFile.objects.get().text == "Disallow: /b"


def test_a_robots_file_of_an_unknown_host_is_left_out() -> None:
    hosts.keep_robots([("a.example", "https://a.example:443", copy_of("Disallow: /a"))])

    assert not RobotsFile.objects.exists()


def test_a_setting_of_a_host_is_recorded_with_who_set_it() -> None:
    host = hosts.ensure_hosts(["a.example"], now=NOW)["a.example"]

    hosts.update_host(host.pk, changes={"spacing_seconds": 0, "ignores_robots": True}, actor=ACTOR, now=NOW)

    host = Host.objects.get()
    assert (host.spacing_seconds, host.ignores_robots) == (0, True)
    event = Event.objects.get(type="host.updated")
    assert event.changes == {"spacing_seconds": [None, 0], "ignores_robots": [False, True]}
    assert (event.actor_id, event.occurred_at) == ("alice", NOW)


def test_a_setting_that_is_so_already_is_no_event() -> None:
    host = hosts.ensure_hosts(["a.example"], now=NOW)["a.example"]

    hosts.update_host(host.pk, changes={"ignores_robots": False}, actor=ACTOR)

    assert not Event.objects.filter(type="host.updated").exists()


def test_nothing_else_can_be_set() -> None:
    host = hosts.ensure_hosts(["a.example"], now=NOW)["a.example"]

    with pytest.raises(InputError) as error:
        hosts.update_host(host.pk, changes={"incident": "failing"}, actor=ACTOR)

    assert error.value.field == "/incident"
