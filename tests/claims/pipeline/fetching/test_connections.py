"""Connections: addresses checked at the socket; connections kept, counted, and lost; requests sent again where that is safe."""

import asyncio
from contextlib import suppress

import pytest

from claims.errors import FetchError
from claims.pipeline.fetching import connections
from claims.pipeline.fetching.fetch import Door, DoorSettings
from claims.vocabulary import FetchFailure
from tests.claims.pipeline.fetching.loopback import LOOPBACK, Site, ok, visit
from tests.claims.pipeline.fetching.named_sites import look_up, outcome


def test_only_the_log_says_that_a_name_resolves_to_loopback(caplog):
    caplog.set_level("INFO")

    async def act(door, allowed, forbidden, server):
        problem = await outcome(door, f"http://site.example:{allowed.port}/")
        return problem, allowed.asked + forbidden.asked

    problem, asked = look_up({"site.example": ["127.0.0.1"]}, act, allow=())

    assert (problem.code, problem.permanent) == (FetchFailure.NAME_NOT_FOUND, False)
    assert problem.detail == "The name site.example does not resolve to a public address."
    assert "site.example may not be reached: 127.0.0.1 is a loopback address" in caplog.text
    assert asked == []


def test_name_that_changes_to_a_refused_address_is_refused_then():
    async def act(door, allowed, forbidden, server):
        async with Site({"/": ok(b"secret")}) as other:
            first = await door.get(f"http://site.example:{allowed.port}/")
            # Another port is another lookup: what a name resolved to is kept for each port.
            then = await outcome(door, f"http://site.example:{other.port}/")
            return first, then, forbidden.asked + other.asked

    first, then, asked = look_up({"site.example": [["127.0.0.77"], ["127.0.0.1"]]}, act)

    assert first.body == b"hello"
    assert then.code == FetchFailure.NAME_NOT_FOUND
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


def test_alias_of_a_refused_address_is_refused():
    problem = look_up(
        {"www.example": "cdn.example", "cdn.example": ["169.254.169.254"]},
        lambda door, *_: outcome(door, "http://www.example/"),
    )

    assert problem.code == FetchFailure.NAME_NOT_FOUND


def test_look_up_is_remembered():
    async def act(door, allowed, forbidden, server):
        for _ in range(3):
            await door.get(f"http://site.example:{allowed.port}/")
        return [name for name, kind in server.asked if kind == 1]

    assert look_up({"site.example": ["127.0.0.77"]}, act) == ["site.example"]


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


def test_beyond_the_limit_connections_are_not_kept(monkeypatch):
    monkeypatch.setattr(connections, "MAX_OPEN_CONNECTIONS", 2)

    async def act(door, keeper, urls):
        for url in urls:
            await door.get(url)
        while len(keeper.open) > 2:  # hangs if they stay open
            await asyncio.sleep(0.01)
        for url in urls[:2]:
            await door.get(url)
        assert keeper.made == 5

    keep(act)


def test_closed_connections_make_room_for_others(monkeypatch):
    monkeypatch.setattr(connections, "MAX_OPEN_CONNECTIONS", 1)

    async def act(door, keeper, urls):
        await door.get(urls[0])
        for writer in keeper.open:
            writer.close()
        while keeper.open:
            await asyncio.sleep(0.01)
        for _ in range(2):
            await door.get(urls[1])
        assert keeper.made == 2

    keep(act)


def test_last_request_of_a_host_asks_for_the_end_of_its_connection():
    pages = {"/": ok(b"hello")}

    _, site = visit(pages, lambda door, site: door.get(site.url, is_last=True))

    assert "\r\nConnection: close\r\n" in site.asked[0]


async def respond_once_then_hang_up(site, reader, writer):
    """The first connection responds once, and ends at its second request; later ones respond."""
    writer.write(ok(b"hello"))
    if len(site.asked) == 1:
        site.asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.close()


async def hang_up(site, reader, writer):
    writer.close()


def test_get_over_a_kept_connection_that_ends_is_sent_once_more():
    async def twice(door, site):
        return [await door.get(site.url + "/page") for _ in range(2)]

    pages, site = visit({"/page": respond_once_then_hang_up}, twice)

    assert [page.body for page in pages] == [b"hello", b"hello"]
    assert len(site.asked) == 3


def test_get_over_a_new_connection_that_ends_is_not_sent_again():
    problem, site = visit({"/page": hang_up}, lambda door, site: door.get(site.url + "/page"))

    assert problem.code == FetchFailure.CONNECT_FAILED
    assert problem.detail == "127.0.0.1 closed the connection before it responded."
    assert len(site.asked) == 1


def test_post_is_never_sent_again():
    async def twice(door, site):
        await door.get(site.url + "/page")
        return await door.post(site.url + "/page", b"{}", {}, timeout_seconds=5)

    problem, site = visit({"/page": respond_once_then_hang_up}, twice)

    assert problem.code == FetchFailure.CONNECT_FAILED
    assert [head.split()[0] for head in site.asked] == ["GET", "POST"]


def test_connection_is_kept_after_a_response_that_was_read_and_left_after_one_that_was_not():
    connections = []

    async def keep(site, reader, writer):
        connections.append(writer)
        writer.write(ok(b"hello"))
        while True:
            path = (await reader.readuntil(b"\r\n\r\n")).split()[1]
            writer.write(ok(b"hello") if path == b"/page" else ok(b"x" * 5_000_000))

    async def fetch_all(door, site):
        for path in ("/page", "/page", "/large", "/page"):
            with suppress(FetchError):  # the large one
                await door.get(site.url + path, max_bytes=1000)
        return len(connections)

    assert visit({"/page": keep}, fetch_all)[0] == 2


def test_many_requests_at_once_go_over_connections_of_their_own():
    async def all_at_once(door, site):
        return await asyncio.gather(*(door.get(f"{site.url}/page") for _ in range(20)))

    pages, _ = visit({"/page": ok(b"hello")}, all_at_once)

    assert [page.body for page in pages] == [b"hello"] * 20


def test_remote_address_of_a_name_is_the_one_that_responded():
    names = {"hook.example": ["127.0.0.1", "127.0.0.77"]}

    response = look_up(
        names, lambda door, allowed, *_: door.post(f"http://hook.example:{allowed.port}/", b"", {}, 5)
    )

    assert response.remote_address == "127.0.0.77"


def test_remote_address_is_known_over_a_kept_connection():
    async def act(door, keeper, urls):
        responses = [await door.post(urls[0], b"", {}, 5) for _ in range(2)]
        assert [response.remote_address for response in responses] == ["127.0.0.2"] * 2
        assert keeper.made == 1

    keep(act)


async def flood_of_interim_responses(site, reader, writer):
    writer.write(ok(b"hello"))
    await reader.readuntil(b"\r\n\r\n")
    while True:
        writer.write(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 5000)
        await writer.drain()


@pytest.mark.skipif(not hasattr(connections.socket, "TCP_INFO"), reason="counted by Linux alone")
def test_flood_over_a_kept_connection_ends_before_the_time_limit():
    async def twice(door, site):
        await door.get(site.url + "/page")
        return await door.get(site.url + "/page", max_bytes=1000)

    problem, _ = visit({"/page": flood_of_interim_responses}, twice, total_seconds=600)

    assert problem.code == FetchFailure.BAD_RESPONSE


def test_many_responses_over_one_connection_do_not_add_up():
    async def keep_large(site, reader, writer):
        while True:
            writer.write(ok(b"x" * 900_000))
            await writer.drain()
            await asyncio.sleep(0.3)  # longer than it takes to look at the connection
            await reader.readuntil(b"\r\n\r\n")

    async def several(door, site):
        return [len((await door.get(site.url, max_bytes=900_000)).body) for _ in range(4)]

    assert visit({"/": keep_large}, several)[0] == [900_000] * 4
