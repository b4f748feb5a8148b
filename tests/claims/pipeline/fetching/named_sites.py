"""A door whose names are served by the test, and two sites: one at an allowed address, one at a refused one."""

import asyncio

from claims.errors import FetchError
from claims.pipeline.fetching.addresses import parse_networks
from claims.pipeline.fetching.fetch import Door, DoorSettings
from tests.claims.pipeline.fetching.loopback import Site, ok
from tests.claims.pipeline.fetching.name_server import NameServer

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
