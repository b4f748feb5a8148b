"""Fuzz: generated requests against the running web; every response must be what the OpenAPI document promises.

python -m tests.fuzz                              20,000 requests or a few more
python -m tests.fuzz --requests 1 --phases fuzzing    one short round, with an option of Schemathesis

It starts the web with its own PostgreSQL and Redis, but no worker, so that nothing is fetched. Rounds of Schemathesis with
every check follow, each with the next seed, until there were enough requests. The exit code is 1 if a check failed.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from devserver import embedded
from tests.journey.service import ROOT, free_port, wait_for

CONFIG = Path(__file__).with_name("schemathesis.toml")
DOCUMENT = ROOT / "api" / "openapi.yaml"
ROWS = "from tests import factories; factories.make_one_of_each(); print(factories.make_key('admin')[1])"
"""Makes an object of each kind for the requests to meet, and prints a key with the scope `admin`."""


def main() -> int:
    """Run rounds until there were enough requests. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--examples", type=int, default=20, help="cases of an operation in each phase")
    parser.add_argument("--seed", type=int, default=1)
    options, more = parser.parse_known_args()
    requests, rounds = 0, 0
    with tempfile.TemporaryDirectory(prefix="claims-fuzz-") as folder, _web(Path(folder)) as (url, key):
        report = Path(folder) / "report.json"
        while requests < options.requests:
            code = _play(url, key, options.seed + rounds, options.examples, report, more)
            requests += _requests_in(report)
            rounds += 1
            if code:
                return code
    sys.stdout.write(f"rounds: {rounds}, requests: {requests}; every response is as documented\n")
    return 0


def _play(url: str, key: str, seed: int, examples: int, report: Path, more: Sequence[str]) -> int:
    """One round, with further options of Schemathesis. Returns the exit code of Schemathesis, which prints what failed."""
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG), "run", str(DOCUMENT)]
    options = ["--url", url, "--header", f"Authorization: Bearer {key}"]
    bounds = ["--seed", str(seed), "--max-examples", str(examples)]
    reports = ["--report-json-path", str(report), "--no-color"]
    return subprocess.run([*command, *options, *bounds, *reports, *more], cwd=ROOT, check=False).returncode


def _requests_in(report: Path) -> int:
    return int(json.loads(report.read_text(encoding="utf-8"))["test_cases"]["generated"])


@contextlib.contextmanager
def _web(folder: Path) -> Iterator[tuple[str, str]]:
    """The URL of a web that is ready, with one row of each kind, and a key with the scope `admin`."""
    with contextlib.ExitStack() as servers:
        log = servers.enter_context((folder / "output.log").open("ab"))
        postgres = embedded.start_postgres(folder, output=log.fileno(), settings=["fsync=off"])
        servers.callback(postgres.stop)
        redis = embedded.start_redis(folder, output=log.fileno())
        servers.callback(redis.stop)
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        environment = {
            **os.environ,
            "DATA_DIR": str(folder),
            "DATABASE_URL": postgres.url,
            "REDIS_URL": redis.url,
            "SECRET_KEY": "a-key-for-the-tests-alone-" + "0123456789" * 3,
            "PORT": str(port),
            "PUBLIC_URL": url,
            "WEB_WORKERS": "1",
            "LOG_LEVEL": "WARNING",
            "TRACKER_API_RATE": "1000000",
            "TRACKER_API_WAIT_MAX": "1s",
        }
        _run([sys.executable, "-m", "tracker", "migrate"], environment)
        key = _run([sys.executable, "manage.py", "shell", "--no-imports", "--command", ROWS], environment)
        command = [sys.executable, "-m", "tracker", "web"]
        web = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        servers.callback(web.wait)
        servers.callback(web.terminate)
        wait_for(lambda: _answers(url), f"{url}/healthz; the output is in {log.name}")
        yield url, key.strip()


def _answers(url: str) -> bool:
    with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/healthz", timeout=5):
        return True
    return False


def _run(command: list[str], environment: Mapping[str, str]) -> str:
    return subprocess.run(
        command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True, timeout=120
    ).stdout


if __name__ == "__main__":
    sys.exit(main())
