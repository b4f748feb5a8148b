"""`python -m demo`: serves the cited pages and the webhook receiver and plays the story, beside `make up`."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

from demo.memory import DemoError, Memory
from demo.service import Service
from demo.site import ADDRESS, Site
from demo.stage import Stage
from demo.story import play

_ROOT = Path(__file__).resolve().parent.parent
_AGAIN_SECONDS = 5
_USAGE = """\
usage: python -m demo          serve the pages of the demo and play its story once; part of `make up`
       python -m demo replay   play the story again while `make up` is running; this is `make demo`
"""


def main(arguments: list[str]) -> int:
    """Run the demo. Returns the exit code: 0 completed, 1 the demo cannot continue, 2 wrong arguments."""
    if arguments not in ([], ["replay"]):
        sys.stderr.write(_USAGE)
        return 2
    data_dir = Path(os.environ.get("DATA_DIR", "").strip() or _ROOT / "var").absolute()
    memory = Memory(data_dir / "demo.json")
    try:
        replay(memory) if arguments else serve(memory)
    except DemoError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def serve(memory: Memory) -> None:
    """Serve until this process is stopped; the first time, play the story. Raises DemoError if no demo is loaded."""
    state = memory.read()
    site = _open(state["port"], memory)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    memory.change(service=_web_address())
    say(f"the demo's pages are at http://{ADDRESS}:{state['port']}/")
    if state.get("plays"):
        say(f"the story was played already; `{memory.replay_command}` plays it again")
    else:
        try:
            _play(Stage(memory, _service(memory), say))
        except DemoError as error:
            say(f"the story stops here: {error}")
            say(f"`{memory.replay_command}` plays it from the beginning")
    while True:
        time.sleep(3600)


def replay(memory: Memory) -> None:
    """Play the story again with the site that runs. Raises DemoError if it cannot be played."""
    try:
        socket.create_connection((ADDRESS, memory.read()["port"]), timeout=5).close()
    except OSError:
        raise DemoError(
            f"`make up` is not running with DATA_DIR={memory.path.parent}; start it first"
        ) from None
    _play(Stage(memory, _service(memory), say, prints_deliveries=True))


def _play(stage: Stage) -> None:
    """Play the story, one process at a time. Raises DemoError if it cannot be played."""
    try:
        with stage.memory.path.with_name("demo.playing").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            play(stage)
    except BlockingIOError:
        raise DemoError("the story is being played right now; wait for its end") from None
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise DemoError(f"the service sent a response that the story does not expect: {error!r}") from error


def say(line: str) -> None:
    """Print a line of the story."""
    sys.stdout.write(f"{line}\n")  # in one call: the receiver prints from other threads
    sys.stdout.flush()


def _open(port: int, memory: Memory) -> Site:
    """The site, as soon as its port is free. The URLs of the sources contain the port, so another cannot replace it."""
    is_reported = False
    while True:
        try:
            return Site(port, memory, say)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise DemoError(f"cannot listen on {ADDRESS}:{port}: {error.strerror}") from error
        if not is_reported:
            say(f"{ADDRESS}:{port} is in use by another program; the demo waits until it is free")
            is_reported = True
        time.sleep(_AGAIN_SECONDS)


def _web_address() -> dict[str, str | int]:
    """The address and port of the web, and its public URL, from the environment of `make up`."""
    bind, text = os.environ.get("BIND", "").strip(), os.environ.get("PORT", "").strip() or "8000"
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise DemoError(f"PORT: {text!r} is not a port")
    port = int(text)
    address = bind if bind not in {"", "0.0.0.0", "::"} else ADDRESS  # noqa: S104 - compared, not bound
    url = os.environ.get("PUBLIC_URL", "").strip().rstrip("/") or f"http://{ADDRESS}:{port}"
    return {"address": address, "port": port, "url": url}


def _service(memory: Memory) -> Service:
    web, credentials = memory.read().get("service"), memory.path.with_name("credentials.txt")
    if web is None:
        raise DemoError("the demo has never been started; `make up` starts it")
    try:
        lines = credentials.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise DemoError(
            f"{credentials} cannot be read: {error.strerror}; the demo needs its API key"
        ) from error
    key = next((line.removeprefix("API_KEY=") for line in lines if line.startswith("API_KEY=")), "")
    if not key:
        raise DemoError(f"{credentials} has no line API_KEY=…; the demo needs one")
    return Service(web["address"], web["port"], urlsplit(web["url"]).netloc, key)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
