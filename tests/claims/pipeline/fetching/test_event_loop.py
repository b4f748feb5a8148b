"""Event loop: sockets connect without a lookup in a thread, and failures are OSErrors as with any loop."""

import asyncio
import socket
import threading

import pytest

from claims.pipeline.fetching.event_loop import new_event_loop
from tests.claims.pipeline.fetching.loopback import Site


def run(act):
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        return runner.run(act())


def non_blocking():
    made = socket.socket()
    made.setblocking(False)
    return made


def test_socket_is_connected_without_another_thread():
    async def act():
        async with Site({}) as site:
            before = threading.active_count()
            with non_blocking() as made:
                await asyncio.get_running_loop().sock_connect(made, ("127.0.0.1", site.port))
                return made.getpeername()[1] == site.port, threading.active_count() - before

    assert run(act) == (True, 0)


def test_closed_port_is_refused():
    async def act():
        with socket.socket() as closed, non_blocking() as made:
            closed.bind(("127.0.0.1", 0))
            await asyncio.get_running_loop().sock_connect(made, closed.getsockname())

    with pytest.raises(ConnectionRefusedError):
        run(act)


def test_cancelled_attempt_leaves_no_watch_on_its_socket():
    async def act():
        loop = asyncio.get_running_loop()
        with socket.socket() as full:
            full.bind(("127.0.0.1", 0))
            full.listen(0)
            attempts = [non_blocking() for _ in range(8)]  # more than its backlog takes: some stay unanswered
            tasks = [asyncio.ensure_future(loop.sock_connect(made, full.getsockname())) for made in attempts]
            _, pending = await asyncio.wait(tasks, timeout=0.5)
            for task in pending:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            watched = [loop.remove_writer(made) for made in attempts]
            for made in attempts:
                made.close()
            return len(pending) > 0, any(watched)

    assert run(act) == (True, False)
