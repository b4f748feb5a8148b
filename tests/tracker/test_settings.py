"""Settings that follow from the environment, each read by a new process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


def settings(*names: str, module: str = "tracker.settings", **environment: str) -> list[Any]:
    """The values of these settings in a process with this environment."""
    script = (
        f"import json, {module}; from django.conf import settings;"
        f"print(json.dumps([getattr(settings, name) for name in {names!r}]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": "postgresql://ann@db/tracker"} | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    values: list[Any] = json.loads(done.stdout)
    return values


@pytest.mark.parametrize(
    ("public_url", "is_secure", "header"),
    [
        ("https://claims.example.org/", True, ["HTTP_X_FORWARDED_PROTO", "https"]),
        ("http://127.0.0.1:8000", False, None),
    ],
)
def test_https_makes_cookies_secure_and_trusts_the_proxy(
    public_url: str, is_secure: bool, header: list[str] | None
) -> None:
    values = settings(
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_PROXY_SSL_HEADER",
        "PUBLIC_URL",
        PUBLIC_URL=public_url,
    )

    assert values == [is_secure, is_secure, header, public_url.rstrip("/")]


def test_a_process_keeps_one_connection_with_a_time_limit_for_statements() -> None:
    (databases,) = settings("DATABASES", DATABASE_STATEMENT_TIMEOUT="7s")

    default = databases["default"]
    assert default["CONN_MAX_AGE"] is None
    assert "pool" not in default["OPTIONS"]
    assert "-c statement_timeout=7000 " in default["OPTIONS"]["options"]


def test_a_session_whose_machine_vanished_ends_within_a_minute() -> None:
    (databases,) = settings("DATABASES", DATABASE_IDLE_TIMEOUT="45s")

    options = databases["default"]["OPTIONS"]
    assert "-c idle_in_transaction_session_timeout=45000 " in options["options"]
    assert (
        "-c tcp_keepalives_idle=20 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3 "
        in options["options"]
    )
    assert (options["keepalives_idle"], options["keepalives_interval"], options["keepalives_count"]) == (
        20,
        10,
        3,
    )


def test_the_web_has_a_connection_for_each_thread() -> None:
    (databases,) = settings("DATABASES", module="tracker.asgi", WEB_THREADS="6")

    assert databases["default"]["CONN_MAX_AGE"] == 0
    assert databases["default"]["OPTIONS"]["pool"]["max_size"] == 6


def test_half_of_the_threads_may_wait_for_data() -> None:
    assert settings("API_WAIT_SEATS", WEB_THREADS="9") == [4]


def test_a_stage_has_the_slots_that_the_environment_gives_it() -> None:
    assert settings("REFRESH_WORKERS", "CAPTURE_WORKERS", TRACKER_REFRESH_WORKERS="3") == [3, 1]


def test_the_demo_is_on_the_next_port() -> None:
    assert settings("DEMO_PORT", PORT="8123") == [8124]
    assert settings("DEMO_PORT", PORT="8123", DEMO_PORT="9000") == [9000]
