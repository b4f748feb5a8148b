"""Roles: the command lines of web, worker, beat and migrate, and their health checks, for `make up` and for containers."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from tracker import env, queues

ROOT = Path(__file__).resolve().parent.parent
_BEAT_MAX_AGE_SECONDS = 600  # beat saves its schedule every three minutes


def data_dir() -> Path:
    """The folder for files that outlive a process (DATA_DIR)."""
    return Path(env.text("DATA_DIR") or ROOT / "var").absolute()


def port() -> int:
    """The port of the web (PORT)."""
    return env.integer("PORT", 8000, least=1, most=65535)


def address() -> str:
    """The address that the web binds to (BIND)."""
    return env.text("BIND", "127.0.0.1")


def command(role: str) -> list[str]:
    """The command line of a role. Raises KeyError for an unknown one."""
    return {"web": _web, "worker": _worker, "beat": _beat, "migrate": _migrate}[role]()


def manage(*arguments: str) -> list[str]:
    """The command line of `manage.py`."""
    return [sys.executable, str(ROOT / "manage.py"), *arguments]


def is_healthy(role: str) -> bool:
    """Whether the web responds, the worker of this machine responds, or beat writes its schedule. Raises KeyError."""
    return {"web": lambda: _web_returns_ok("/healthz"), "worker": _worker_responds, "beat": _beat_writes}[
        role
    ]()


def is_ready() -> bool:
    """Whether the web reports that everything it needs is available: database, Redis, worker and beat."""
    return _web_returns_ok("/readyz")


def _web() -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "--interface", "asginl", "tracker.asgi:application"),
        *("--host", address(), "--port", str(port()), "--http", "1", "--no-ws"),
        *("--workers", str(env.integer("WEB_WORKERS", 2, least=1, most=256))),
        # Open connections of a process, idle ones too; further ones wait in the backlog.
        *("--backpressure", str(env.integer("WEB_CONNECTIONS", 2000, least=16))),
        *("--backlog", "2048"),
        # From the connection, or the response before, to the end of the head.
        *("--http1-header-read-timeout", str(1000 * env.integer("WEB_HEAD_SECONDS", 15, least=1, most=60))),
        *("--respawn-failed-workers", "--workers-kill-timeout", "10"),
    ]


def _worker() -> list[str]:
    return [
        *(
            sys.executable,
            "-W",
            "ignore:You're running the worker",
        ),  # as root: that is the choice of the operator
        *("-m", "celery", "--app", "tracker", "--quiet", "worker"),
        *("--pool", "prefork", "--concurrency", str(queues.processes())),
        *("--queues", ",".join(queues.served())),
        *("-O", "fair", "--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]


def _beat() -> list[str]:
    schedule = data_dir() / "beat-schedule"
    return [
        sys.executable,
        "-m",
        "celery",
        "--app",
        "tracker",
        "--quiet",
        "beat",
        "--schedule",
        str(schedule),
    ]


def _migrate() -> list[str]:
    return manage("migrate", "--no-input")


def _web_returns_ok(path: str) -> bool:
    """Whether a request under the public name, which ALLOWED_HOSTS must contain, returns 200."""
    host = urlsplit(env.text("PUBLIC_URL")).netloc or f"127.0.0.1:{port()}"
    target = "127.0.0.1" if address() in {"0.0.0.0", "::"} else address()  # noqa: S104 - compared, not bound
    try:
        with socket.create_connection((target, port()), timeout=5) as connection:
            connection.sendall(
                f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode("ascii")
            )
            return connection.recv(64).split(b" ")[1:2] == [b"200"]
    except OSError:
        return False


def _worker_responds() -> bool:
    node = f"celery@{socket.gethostname()}"
    ping = ["-m", "celery", "--app", "tracker", "inspect", "ping", "--destination", node, "--timeout", "5"]
    return subprocess.run([sys.executable, *ping], cwd=ROOT, check=False, timeout=30).returncode == 0  # noqa: S603


def _beat_writes() -> bool:
    written = [path.stat().st_mtime for path in data_dir().glob("beat-schedule*")]
    return time.time() - max(written, default=0) < _BEAT_MAX_AGE_SECONDS
