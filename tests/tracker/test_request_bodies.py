"""Request bodies: received before the application is called, within limits of time, number and memory."""

import asyncio
from collections.abc import Callable
from typing import Any

from tracker.request_bodies import BodyLimits, RequestBodies

LIMITS = BodyLimits(max_bytes=100, total_bytes=150, per_address=2, seconds=60)


class Recorder:
    """An application that keeps the bodies of its requests and answers 200, and what the server sent to the caller."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.sent: list[dict[str, Any]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.bodies.append((await receive())["body"])
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(self, message: Any) -> None:
        self.sent.append(message)

    def statuses(self) -> list[int]:
        return [message["status"] for message in self.sent if "status" in message]


def scope(*headers: tuple[bytes, bytes], address: str = "192.0.2.1") -> dict[str, Any]:
    return {"type": "http", "path": "/api/v1/articles", "client": (address, 40_000), "headers": headers}


def parts(*bodies: bytes, ends: bool = True) -> Callable[[], Any]:
    """A caller that sends these parts, and then nothing more."""
    messages = [{"type": "http.request", "body": body, "more_body": True} for body in bodies]
    if ends:
        messages[-1]["more_body"] = False

    async def receive() -> Any:
        if messages:
            return messages.pop(0)
        return await asyncio.get_running_loop().create_future()

    return receive


def refusal(code: str, detail: str, path: str) -> tuple[int, list[tuple[str, str]], bytes]:
    return {"rate_limited": 429, "body_timeout": 408, "unavailable": 503}[code], [], detail.encode()


def bodies_for(recorder: Recorder, limits: BodyLimits = LIMITS) -> RequestBodies:
    return RequestBodies(recorder, limits, refusal)


def test_body_in_parts_reaches_the_application_as_one():
    recorder = Recorder()
    request = scope((b"content-length", b"11"))

    asyncio.run(bodies_for(recorder)(request, parts(b"hello ", b"world"), recorder.send))

    assert recorder.bodies == [b"hello world"]
    assert recorder.statuses() == [200]


def test_request_without_a_body_is_not_waited_for():
    recorder = Recorder()

    asyncio.run(bodies_for(recorder)(scope(), parts(b"", ends=False), recorder.send))

    assert recorder.bodies == [b""]


def test_body_that_is_longer_than_permitted_is_not_received():
    recorder = Recorder()
    request = scope((b"content-length", b"101"))

    asyncio.run(bodies_for(recorder)(request, parts(b"x", ends=False), recorder.send))

    assert recorder.bodies == [b""]  # the application refuses it by its Content-Length


def test_body_that_does_not_end_is_refused_and_the_application_not_called():
    recorder = Recorder()
    limits = BodyLimits(max_bytes=100, total_bytes=150, per_address=2, seconds=0.05)
    request = scope((b"content-length", b"11"))

    asyncio.run(bodies_for(recorder, limits)(request, parts(b"hello ", ends=False), recorder.send))

    assert recorder.statuses() == [408]
    assert recorder.sent[1]["body"] == b"The body did not arrive within 0.05 seconds."
    assert (b"connection", b"close") in recorder.sent[0]["headers"]
    assert recorder.bodies == []


def test_an_address_has_its_share_of_bodies_and_others_have_theirs():
    recorder = Recorder()
    bodies = bodies_for(recorder)

    async def act() -> None:
        slow = [
            asyncio.ensure_future(
                bodies(scope((b"content-length", b"11")), parts(b"x", ends=False), recorder.send)
            )
            for _ in range(2)
        ]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await bodies(scope((b"content-length", b"2")), parts(b"me"), recorder.send)
        await bodies(scope((b"content-length", b"5"), address="192.0.2.2"), parts(b"other"), recorder.send)
        for task in slow:
            task.cancel()
        await asyncio.gather(*slow, return_exceptions=True)
        await bodies(scope((b"content-length", b"5")), parts(b"later"), recorder.send)

    asyncio.run(act())

    assert recorder.statuses() == [429, 200, 200]
    assert recorder.bodies == [b"other", b"later"]


def test_bodies_that_are_received_together_have_a_limit():
    recorder = Recorder()
    bodies = bodies_for(recorder)

    async def act() -> None:
        slow = asyncio.ensure_future(
            bodies(scope((b"content-length", b"100")), parts(b"x" * 90, ends=False), recorder.send)
        )
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await bodies(scope((b"content-length", b"100")), parts(b"y" * 90), recorder.send)
        slow.cancel()
        await asyncio.gather(slow, return_exceptions=True)
        await bodies(scope((b"content-length", b"90")), parts(b"z" * 90), recorder.send)

    asyncio.run(act())

    assert recorder.statuses() == [503, 200]
    assert recorder.bodies == [b"z" * 90]


def test_caller_that_disconnects_is_not_answered():
    recorder = Recorder()

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    asyncio.run(bodies_for(recorder)(scope((b"content-length", b"5")), receive, recorder.send))

    assert recorder.bodies == []
    assert recorder.sent == []
