"""Connections: names that change, lie, fail or are silent; addresses judged at the socket; few kept idle."""

import asyncio
from pathlib import Path

import pytest

from claims.errors import FetchError
from claims.pipeline.fetching import connections
from claims.pipeline.fetching.addresses import parse_networks
from claims.pipeline.fetching.fetch import Door, DoorSettings
from claims.values import FetchFailure
from tests.claims.pipeline.fetching.loopback import LOOPBACK, Site, ok
from tests.claims.pipeline.fetching.name_server import NO_SUCH_NAME, SERVER_FAILURE, NameServer

ALLOWED = parse_networks(["127.0.0.77"])


def look_up(names, act, *, ttl=0, **options):
    """What `act(door, allowed site, forbidden site, name server)` gives. Both sites have one port."""

    async def run():
        pages = {"/": ok(b"hello")}
        async with (
            NameServer(names, ttl) as server,
            Site(pages, address="127.0.0.77") as allowed,
            Site(pages, port=allowed.port) as forbidden,
        ):
            settings = {"allow": ALLOWED, "nameservers": (server.address,), **options}
            async with Door(DoorSettings(user_agent="tests/1", **settings)) as door:
                return await act(door, allowed, forbidden, server)

    return asyncio.run(run())


async def outcome(door, url, **options):
    try:
        return await door.get(url, **options)
    except FetchError as problem:
        return problem


def test_name_is_looked_up_at_the_name_server_that_was_set():
    page = look_up(
        {"site.example": ["127.0.0.77"]},
        lambda door, allowed, *_: door.get(f"http://site.example:{allowed.port}/"),
    )

    assert page.body == b"hello"


def test_name_that_resolves_to_loopback_is_refused_for_good():
    async def act(door, allowed, forbidden, server):
        problem = await outcome(door, f"http://site.example:{allowed.port}/")
        return problem, allowed.asked + forbidden.asked

    problem, asked = look_up({"site.example": ["127.0.0.1"]}, act, allow=())

    assert (problem.code, problem.permanent) == (FetchFailure.ADDRESS_REFUSED, True)
    assert problem.detail == "site.example may not be reached from here: 127.0.0.1 is a loopback address."
    assert asked == []


def test_name_that_changes_to_a_refused_address_is_refused_then():
    async def act(door, allowed, forbidden, server):
        async with Site({"/": ok(b"secret")}) as other:
            first = await door.get(f"http://site.example:{allowed.port}/")
            # Another port is another look-up: what a name resolved to is kept for each port.
            then = await outcome(door, f"http://site.example:{other.port}/")
            return first, then, forbidden.asked + other.asked

    first, then, asked = look_up({"site.example": [["127.0.0.77"], ["127.0.0.1"]]}, act)

    assert first.body == b"hello"
    assert then.code == FetchFailure.ADDRESS_REFUSED
    assert asked == []


def test_of_several_addresses_only_the_allowed_one_is_dialled():
    async def act(door, allowed, forbidden, server):
        pages = [await door.get(f"http://site{n}.example:{allowed.port}/") for n in range(2)]
        return pages, len(allowed.asked), forbidden.asked

    names = {
        "site0.example": ["127.0.0.1", "127.0.0.77", "::1"],
        "site1.example": ["::1", "127.0.0.77", "127.0.0.1"],
    }
    pages, allowed_count, forbidden = look_up(names, act)

    assert [page.body for page in pages] == [b"hello", b"hello"]
    assert (allowed_count, forbidden) == (2, [])


def test_alias_is_followed():
    page = look_up(
        {"www.example": "cdn.example", "cdn.example": ["127.0.0.77"]},
        lambda door, allowed, *_: door.get(f"http://www.example:{allowed.port}/"),
    )

    assert page.body == b"hello"


def test_alias_of_a_refused_address_is_refused():
    problem = look_up(
        {"www.example": "cdn.example", "cdn.example": ["169.254.169.254"]},
        lambda door, *_: outcome(door, "http://www.example/"),
    )

    assert problem.code == FetchFailure.ADDRESS_REFUSED


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


def test_look_up_is_remembered():
    async def act(door, allowed, forbidden, server):
        for _ in range(3):
            await door.get(f"http://site.example:{allowed.port}/")
        return [name for name, kind in server.asked if kind == 1]

    assert look_up({"site.example": ["127.0.0.77"]}, act) == ["site.example"]


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

    assert look_up(names, act) == [b"hello"] * 300


def test_look_ups_go_on_after_their_channel_was_renewed(monkeypatch):
    monkeypatch.setattr(connections, "_LOOK_UPS_PER_CHANNEL", 2)

    async def act(door, allowed, forbidden, server):
        async with Site({"/": ok(b"hello")}, address="127.0.0.77") as other:
            for n in range(5):
                await door.get(f"http://site{n}.example:{allowed.port}/")
            await door.get(f"http://site0.example:{other.port}/")
        return [name for name, kind in server.asked if kind == 1]

    asked = look_up({f"site{n}.example": ["127.0.0.77"] for n in range(5)}, act, ttl=3600)

    assert asked.count("site0.example") == 2  # its long-lived answer went with the channel that had it


class Keeper:
    """A server that keeps its connections open, and counts them."""

    def __init__(self):
        self.open, self.made = set(), 0

    async def answer(self, reader, writer):
        self.open.add(writer)
        self.made += 1
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(ok(b"hello"))
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()
        self.open.discard(writer)


def keep(act):
    async def run():
        keeper = Keeper()
        addresses = [f"127.0.0.{n}" for n in range(2, 7)]
        first = await asyncio.start_server(keeper.answer, addresses[0], 0)
        port = first.sockets[0].getsockname()[1]
        rest = [await asyncio.start_server(keeper.answer, address, port) for address in addresses[1:]]
        async with Door(DoorSettings(user_agent="tests/1", allow=LOOPBACK)) as door:
            await act(door, keeper, [f"http://{address}:{port}/" for address in addresses])
        for server in (first, *rest):
            server.close()

    asyncio.run(run())


def test_next_url_of_a_host_goes_over_the_same_connection():
    async def act(door, keeper, urls):
        for _ in range(3):
            await door.get(urls[0])
        assert keeper.made == 1

    keep(act)


def test_idle_connections_do_not_pile_up(monkeypatch):
    monkeypatch.setattr(connections, "_IDLE_HOSTS", 2)

    async def act(door, keeper, urls):
        for url in urls:
            await door.get(url)
        while len(keeper.open) > 2:  # hangs if they stay open
            await asyncio.sleep(0.01)
        await door.get(urls[-1])
        assert keeper.made == 5

    keep(act)
