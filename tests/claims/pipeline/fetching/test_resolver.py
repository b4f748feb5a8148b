"""Resolver: names that are aliases, fail, are silent, or stand in the hosts file."""

import asyncio
from pathlib import Path

import pytest

from claims.pipeline.fetching import resolver
from claims.vocabulary import FetchFailure
from tests.claims.pipeline.fetching.loopback import LOOPBACK, Site, ok
from tests.claims.pipeline.fetching.name_server import NO_SUCH_NAME, SERVER_FAILURE
from tests.claims.pipeline.fetching.named_sites import look_up, outcome


def test_name_is_looked_up_at_the_name_server_that_was_set():
    page = look_up(
        {"site.example": ["127.0.0.77"]},
        lambda door, allowed, *_: door.get(f"http://site.example:{allowed.port}/"),
    )

    assert page.body == b"hello"


def test_alias_is_followed():
    page = look_up(
        {"www.example": "cdn.example", "cdn.example": ["127.0.0.77"]},
        lambda door, allowed, *_: door.get(f"http://www.example:{allowed.port}/"),
    )

    assert page.body == b"hello"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (NO_SUCH_NAME, FetchFailure.NAME_NOT_FOUND),
        ([], FetchFailure.NAME_NOT_FOUND),
        (SERVER_FAILURE, FetchFailure.DNS_FAILED),
        (None, FetchFailure.DNS_FAILED),
    ],
)
def test_failed_look_up_says_whether_the_name_exists(answer, code):
    names = {"gone.example": [answer] if answer == [] else answer}

    problem = look_up(names, lambda door, *_: outcome(door, "http://gone.example/"), lookup_seconds=0.6)

    assert (problem.code, problem.permanent) == (code, False)


def test_failed_look_up_is_not_remembered():
    async def act(door, allowed, forbidden, server):
        problem = await outcome(door, f"http://new.example:{allowed.port}/")
        server.names["new.example"] = ["127.0.0.77"]
        return problem, await door.get(f"http://new.example:{allowed.port}/")

    problem, page = look_up({}, act)

    assert problem.code == FetchFailure.NAME_NOT_FOUND
    assert page.body == b"hello"


def test_host_is_a_whole_name_whatever_the_search_list(monkeypatch):
    monkeypatch.setenv("LOCALDOMAIN", "corp.example")
    names = {"gone.example.corp.example": ["127.0.0.77"], "intranet.corp.example": ["127.0.0.77"]}

    async def act(door, allowed, forbidden, server):
        problems = [
            await outcome(door, f"http://{host}:{allowed.port}/") for host in ("gone.example", "intranet")
        ]
        return problems, {name for name, _ in server.asked}

    problems, asked = look_up(names, act)

    assert [problem.code for problem in problems] == [FetchFailure.NAME_NOT_FOUND] * 2
    assert asked == {"gone.example", "intranet"}


def names_of_this_machine():
    lines = [line.partition("#")[0].split() for line in Path("/etc/hosts").read_text().splitlines()]
    names = [name for address, *names in filter(None, lines) if address == "127.0.0.1" for name in names]
    return [name for name in names if "localhost" not in name]


@pytest.mark.skipif(not names_of_this_machine(), reason="the hosts file names nothing but localhost")
def test_names_of_the_hosts_file_work():
    async def act(door, allowed, forbidden, server):
        page = await door.get(f"http://{names_of_this_machine()[0]}:{forbidden.port}/")
        return page.body, server.asked

    assert look_up({}, act, allow=LOOPBACK) == (b"hello", [])


def test_localhost_needs_no_name_server():
    async def act(door, allowed, forbidden, server):
        return (await door.get(f"http://localhost:{forbidden.port}/")).body, server.asked

    assert look_up({}, act, allow=LOOPBACK) == (b"hello", [])


def test_hundreds_of_names_are_looked_up_at_once():
    names = {f"site{n}.example": ["127.0.0.77"] for n in range(300)}

    async def act(door, allowed, forbidden, server):
        pages = await asyncio.gather(*(door.get(f"http://{name}:{allowed.port}/") for name in names))
        return [page.body for page in pages]

    assert look_up(names, act, lookup_seconds=30) == [b"hello"] * 300


def test_look_ups_go_on_after_their_channel_was_renewed(monkeypatch):
    monkeypatch.setattr(resolver, "_LOOKUPS_PER_CHANNEL", 2)

    async def act(door, allowed, forbidden, server):
        async with Site({"/": ok(b"hello")}, address="127.0.0.77") as other:
            for n in range(5):
                await door.get(f"http://site{n}.example:{allowed.port}/")
            await door.get(f"http://site0.example:{other.port}/")
        return [name for name, kind in server.asked if kind == 1]

    asked = look_up({f"site{n}.example": ["127.0.0.77"] for n in range(5)}, act, ttl=3600)

    assert asked.count("site0.example") == 2  # its long-lived answer went with the channel that had it
