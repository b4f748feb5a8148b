"""The whole service as an operator starts it, and what a caller, a web site and a receiver do around it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar

import psutil
from standardwebhooks import Webhook

ROOT = Path(__file__).resolve().parents[2]
Found = TypeVar("Found")


def wait_for(look: Callable[[], Found], what: str, seconds: float = 60) -> Found:
    """What a look finds, once it is true; fails with what was waited for."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.2)
    raise AssertionError(f"waited {seconds} s for {what}")


class Service:
    """`python -m devserver` in a folder of its own, and its API as a caller sees it."""

    def __init__(self, folder: Path, **changes: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        given = {
            "DATA_DIR": str(folder / "var"),
            "PORT": str(self.port),
            "PUBLIC_URL": self.url,
            "TRACKER_DEMO": "0",
            "TRACKER_FETCH_ALLOW": "127.0.0.0/8",
            "TRACKER_HOST_SPACING": "0",
            "TRACKER_CONFIRM_AFTER": "0",
            "TRACKER_FETCH_TIMEOUT": "3s",
            "TRACKER_READ_TIMEOUT": "6s",
            "TRACKER_WEBHOOK_TIMEOUT": "3s",
            "TRACKER_LEASE": "12s",
            "WEB_WORKERS": "1",
        }
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.given = kept | given | changes
        self.start()

    def start(self) -> None:
        """Start it, for the first time or after its end, on the same data."""
        self.output = (self.folder / "output.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "devserver"],
            cwd=ROOT,
            env=self.given,
            stdout=self.output,
            stderr=subprocess.STDOUT,
        )

    def ready(self, seconds: float = 180) -> None:
        """Wait until it can work."""
        wait_for(self._is_ready, f"/readyz; the output is in {self.output.name}", seconds=seconds)

    def stop(self) -> int:
        """End it as Ctrl-C does; its exit code."""
        self.process.terminate()
        code = self.process.wait(timeout=60)
        self.output.close()
        return code

    def get(self, path: str) -> Any:
        """The JSON answer to a GET."""
        return self.ask("GET", path)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The JSON answer; fails with the problem if it is one. Asks again while the service is not there."""
        data = None if body is None else json.dumps(body).encode()
        given = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json", **headers}
        request = urllib.request.Request(f"{self.url}/api/v1{path}", data, given, method=method)
        for _ in range(100):
            with contextlib.suppress(ConnectionError, TimeoutError):
                try:
                    with urllib.request.urlopen(request, timeout=30) as answer:
                        return json.loads(answer.read() or b"null")
                except urllib.error.HTTPError as error:
                    if error.code < 500:
                        raise AssertionError(error.read().decode()) from error
                except urllib.error.URLError:
                    pass
            time.sleep(0.3)
        raise AssertionError(f"{method} {path} was never answered")

    @property
    def credentials(self) -> dict[str, str]:
        """What the first run made: ADMIN_USER, ADMIN_PASSWORD and API_KEY."""
        lines = (self.folder / "var" / "credentials.txt").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines if "=" in line)

    @property
    def key(self) -> str:
        """The API key of the first run."""
        return self.credentials["API_KEY"]

    def children(self, *words: str, program: str = "") -> list[psutil.Process]:
        """Its processes whose command line holds all of these words, the oldest first; of this program alone."""
        found = []
        for child in psutil.Process(self.process.pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                line = " ".join(child.cmdline())
                if all(word in line for word in words) and program in {"", child.name()}:
                    found.append(child)
        return found

    def environment(self) -> dict[str, str]:
        """What its worker was started with."""
        return dict(self.children("celery", "worker")[0].environ())

    def _is_ready(self) -> bool:
        assert self.process.poll() is None, (self.folder / "output.log").read_text()
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


class World:
    """A loopback web site with pages to change, and a webhook receiver that verifies what it gets."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.secret = ""
        self.received: list[dict[str, Any]] = []
        world = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = world.pages.get(self.path, "").encode()
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                world.received.append(Webhook(world.secret).verify(body, headers))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self) -> None:
        """Stop serving."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@contextlib.contextmanager
def running(folder: Path, **changes: str) -> Iterator[Service]:
    """A service that is ready, and ended afterwards; `changes` go into its environment."""
    service = Service(folder, **changes)
    try:
        service.ready()
        yield service
    finally:
        if service.process.poll() is None:
            service.stop()


@contextlib.contextmanager
def stopped(processes: list[psutil.Process]) -> Iterator[None]:
    """These processes, several of a service, are there and do nothing: stopped by a signal, until the end."""
    assert len(processes) > 5
    try:
        for process in processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGSTOP)
        yield
    finally:
        for process in processes:
            with contextlib.suppress(psutil.NoSuchProcess):  # PostgreSQL ends processes of its own
                process.send_signal(signal.SIGCONT)


def free_port() -> int:
    """A port that is free at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
