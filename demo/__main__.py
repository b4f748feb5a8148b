"""`python -m demo`: the cited pages, the webhook receiver and the story, beside `make up`; `replay`: the story again."""

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
usage: python -m demo          serves the demo's pages and plays its story once; `make up` does this
       python -m demo replay   plays the story again; `make demo` does this, while `make up` runs
"""


def main(arguments: list[str]) -> int:
    """The exit code: 0 done, 1 the demo cannot go on, 2 wrong arguments."""
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
    """Serve until somebody ends us; the first time, play the story. Raises DemoError if there is no demo."""
    known = memory.read()
    site = _open(known["port"], memory)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    memory.change(service=_where_the_web_is())
    say(f"the demo's pages are at http://{ADDRESS}:{known['port']}/")
    if known.get("told"):
        say(f"the story was played already; `{memory.replay_command}` plays it again")
    else:
        try:
            _tell(Stage(memory, _service(memory), say))
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
        raise DemoError(f"`make up` does not run with {memory.path.parent}; start it first") from None
    _tell(Stage(memory, _service(memory), say, tells_deliveries=True))


def _tell(stage: Stage) -> None:
    """One telling at a time. Raises DemoError if it cannot be told."""
    try:
        with stage.memory.path.with_name("demo.telling").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            play(stage)
    except BlockingIOError:
        raise DemoError("the story is being told right now; wait for its end") from None
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise DemoError(f"the service said what the story does not understand: {error!r}") from error


def say(line: str) -> None:
    """One line of the story."""
    sys.stdout.write(f"{line}\n")  # at once: the receiver speaks from other threads
    sys.stdout.flush()


def _open(port: int, memory: Memory) -> Site:
    """The site, as soon as its port is free: sources' URLs hold the port, so that no other one will do."""
    is_said = False
    while True:
        try:
            return Site(port, memory, say)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise DemoError(f"cannot listen on {ADDRESS}:{port}: {error.strerror}") from error
        if not is_said:
            say(f"{ADDRESS}:{port} is taken by another program; the demo waits until it is free")
            is_said = True
        time.sleep(_AGAIN_SECONDS)


def _where_the_web_is() -> dict[str, str | int]:
    """As `make up` told us in the environment: where to dial, and the name that ALLOWED_HOSTS holds."""
    bind, given = os.environ.get("BIND", "").strip(), os.environ.get("PORT", "").strip() or "8000"
    if not (given.isascii() and given.isdigit() and 0 < int(given) < 65536):
        raise DemoError(f"PORT: {given!r} is no port")
    port = int(given)
    address = bind if bind not in {"", "0.0.0.0", "::"} else ADDRESS  # noqa: S104 - compared, not bound
    url = os.environ.get("PUBLIC_URL", "").strip().rstrip("/") or f"http://{ADDRESS}:{port}"
    return {"address": address, "port": port, "url": url}


def _service(memory: Memory) -> Service:
    where, credentials = memory.read().get("service"), memory.path.with_name("credentials.txt")
    if where is None:
        raise DemoError("the demo was never started: `make up` does that")
    try:
        lines = credentials.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise DemoError(
            f"{credentials} cannot be read: {error.strerror}; the demo needs its API key"
        ) from error
    key = next((line.removeprefix("API_KEY=") for line in lines if line.startswith("API_KEY=")), "")
    if not key:
        raise DemoError(f"{credentials} holds no line API_KEY=…; the demo needs one")
    return Service(where["address"], where["port"], urlsplit(where["url"]).netloc, key)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
