"""Supervisor: starts the service and its servers in order, keeps them running, and stops them together."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import secrets
import shlex
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import Popen

import psycopg

from devserver import embedded, keeper, processes
from tracker import connection, env, roles

Environment = dict[str, str]

_SERVER_SECONDS = 60
_READY_SECONDS = 90
# name, seconds to finish running work, signal when the supervisor is killed (the pool of Celery ends with its parent)
_ROLES = (
    ("web", 12, signal.SIGTERM),
    ("worker", 20, signal.SIGKILL),
    ("beat", 5, signal.SIGTERM),
    ("demo", 2, signal.SIGTERM),  # if bootstrap has prepared it
)
_LOOPBACK = "127.0.0.0/8"


class RefusedError(Exception):
    """The service must not start; the message names the setting to change."""


def up() -> int:
    """Run until SIGINT or SIGTERM. Returns the exit code: 0 stopped, 1 a process did not start, 2 a setting is wrong."""
    children = keeper.Keeper(sys.stdout)
    children.listen()
    try:
        commands = {name: _command(name) for name, _, _ in _ROLES}
        with _locked(roles.data_dir()):
            _check_port(roles.address(), roles.port())
            _check_database(env.text("DATABASE_URL"))
            try:
                _run(children, commands)
            finally:
                connection.forget()
                children.stop()
    except keeper.StoppedError:
        children.say("up", "stopped; the next `make up` continues with the same data")
        return 0
    except (RefusedError, env.EnvironmentVariableError) as error:
        children.say("up", str(error))
        return 2
    except processes.StartError as error:
        children.say("up", str(error))
    return 1


def _run(children: keeper.Keeper, commands: dict[str, list[str]]) -> None:
    """Start the servers, migrate, bootstrap, start the roles, and keep them. Raises StoppedError, StartError."""
    data_dir = roles.data_dir()
    environment = os.environ | {
        "DATA_DIR": str(data_dir),
        "PUBLIC_URL": env.text("PUBLIC_URL") or f"http://127.0.0.1:{roles.port()}",
        "PYTHONUNBUFFERED": "1",
        "TRACKER_DEMO": str(int(env.flag("TRACKER_DEMO", default=True))),
    }
    if not env.secret("SECRET_KEY"):
        environment["SECRET_KEY"] = _secret_key(data_dir / "secret_key")
    if not env.text("DATABASE_URL"):
        environment["DATABASE_URL"] = _serve(children, "postgres", embedded.launch_postgres, signal.SIGINT)
    if not env.text("REDIS_URL"):
        environment["REDIS_URL"] = _serve(children, "redis", embedded.launch_redis, signal.SIGTERM)
    connection.save(environment)
    _finish(children, "migrate", roles.command("migrate"), environment)
    _finish(children, "bootstrap", roles.manage("bootstrap"), environment)
    has_demo = env.flag("TRACKER_DEMO", default=True) and (data_dir / "demo.json").exists()
    if has_demo and not env.text("TRACKER_FETCH_ALLOW"):
        environment["TRACKER_FETCH_ALLOW"] = _LOOPBACK  # of the pages and the webhook receiver of the demo
    for name, seconds, death_signal in _ROLES:
        if name == "demo" and not has_demo:
            continue
        children.say("up", f"starting {name}")
        level = (
            {"LOG_LEVEL": env.text("LOG_LEVEL") or "WARNING"} if name == "web" else {}
        )  # no line per request
        start = _starter(commands[name], environment | level, death_signal)
        children.keep(keeper.Child(name, start, stop_seconds=seconds))
    if children.wait_for(roles.is_ready, seconds=_READY_SECONDS, every=1):
        _show_the_way(children, environment["PUBLIC_URL"].rstrip("/"), data_dir)
    else:
        children.say("up", f"{environment['PUBLIC_URL']}/readyz does not return 200; the lines above say why")
    children.stay()


def _serve(
    children: keeper.Keeper, name: str, launch: Callable[..., embedded.Server], stop_signal: signal.Signals
) -> str:
    """Keep an embedded server and wait until it answers. Returns its URL, which a restart does not change."""
    running: list[embedded.Server] = []

    def start(output: int) -> Popen[bytes]:
        running[:] = [launch(roles.data_dir(), output=output)]
        return running[0].process

    def clean() -> None:
        for server in running:
            server.stop()

    children.say("up", f"starting {name}")
    children.keep(keeper.Child(name, start, stop_signal=stop_signal, stop_seconds=20, clean=clean))
    if not children.wait_for(lambda: all(server.answers() for server in running), seconds=_SERVER_SECONDS):
        raise processes.StartError(
            f"{name} did not start within {_SERVER_SECONDS} s; the lines above say why"
        )
    return running[0].url


def _finish(children: keeper.Keeper, name: str, command: list[str], environment: Environment) -> None:
    """Run a command and wait for it. Raises StartError if it fails."""
    children.say("up", f"running {name}")
    if children.run(keeper.Child(name, _starter(command, environment, signal.SIGTERM))):
        raise processes.StartError(f"{name} failed; the lines above say why")


def _starter(
    command: list[str], environment: Environment, death_signal: signal.Signals
) -> Callable[[int], Popen[bytes]]:
    return lambda output: processes.spawn(
        command, output=output, environment=environment, cwd=roles.ROOT, death_signal=death_signal
    )


def _command(name: str) -> list[str]:
    return [sys.executable, "-m", "demo"] if name == "demo" else roles.command(name)


@contextlib.contextmanager
def _locked(data_dir: Path) -> Iterator[None]:
    """Hold the lock of DATA_DIR, which ends with this process in any case. Raises RefusedError."""
    with contextlib.ExitStack() as open_files:
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
            lock = open_files.enter_context((data_dir / "lock").open("ab"))
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RefusedError(
                f"DATA_DIR: `make up` is already running on {data_dir}; stop it, or set DATA_DIR and PORT"
            ) from None
        except OSError as error:
            raise RefusedError(
                f"DATA_DIR: cannot write to {data_dir}: {error.strerror}; set it to a writable folder"
            ) from error
        yield


def _check_port(address: str, port: int) -> None:
    """Raises RefusedError if the web cannot bind to the port."""
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(
            address, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise RefusedError(
                f"PORT: {port} is in use; choose another, as in `make up PORT={port + 1}`"
            ) from None
        raise RefusedError(f"BIND, PORT: cannot listen on {address}:{port}: {error.strerror}") from error


def _check_database(url: str) -> None:
    """Raises RefusedError if DATABASE_URL is set and the database does not answer."""
    try:
        if url:
            psycopg.connect(url, connect_timeout=5).close()
    except psycopg.Error as error:
        raise RefusedError(f"DATABASE_URL: {str(error).strip().partition(chr(10))[0]}") from None


def _secret_key(path: Path) -> str:
    """The key of this DATA_DIR, generated once and readable by its owner only."""
    if not path.exists():
        draft = path.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64), encoding="utf-8")
        draft.rename(path)
    return path.read_text(encoding="utf-8").strip()


def _show_the_way(children: keeper.Keeper, url: str, data_dir: Path) -> None:
    """Print addresses that open in a browser, and how to call the API, which needs the key."""
    credentials = data_dir / "credentials.txt"
    children.say("up", "everything is running; Ctrl-C stops it")
    for what, where in (
        ("admin", f"{url}/admin/"),
        ("claims", f"{url}/admin/claims/claim/"),
        ("password, API key", str(credentials)),
        ("API docs", f"{url}/api/v1/docs"),
        (
            "API call",
            f'curl -H "Authorization: Bearer $(sed -n s/^API_KEY=//p {shlex.quote(str(credentials))})" {url}/api/v1/claims',
        ),
    ):
        children.say("up", f"  {what:<18} {where}")
