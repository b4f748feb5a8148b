"""Every request has an id and a line in the log; probes have none, and invalid requests have no traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

ROOT = Path(__file__).resolve().parents[2]
REQUESTS = """
from django.test import Client
client = Client()
for path in ("/healthz", "/readyz?", "/metrics/", "/static/missing.css"):
    client.get(path)
client.get("/missing", headers={"X-Request-ID": "abc"})
client.get("/missing", headers={"Host": "other.example.org"})
"""


def logged(script: str, **environment: str) -> str:
    """What a process with the settings of the service writes to standard error."""
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--verbosity=0", "--command", script],
        cwd=ROOT,
        env=os.environ | {"ALLOWED_HOSTS": "testserver"} | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stderr


def test_a_request_id_of_the_caller_is_returned(client: Client) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "abc-123"})["X-Request-ID"] == "abc-123"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "<script>"])
def test_an_invalid_request_id_is_replaced(client: Client, given: str) -> None:
    assert len(client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"]) == 32


def test_requests_are_json_lines_with_their_id_and_probes_have_none() -> None:
    output = logged(REQUESTS, LOG_FORMAT="json")
    lines: list[dict[str, Any]] = [json.loads(line) for line in output.splitlines()]

    requests = [line for line in lines if line["event"] == "request"]

    assert [(line["path"], line["status"]) for line in requests] == [("/missing", 404), ("/missing", 400)]
    assert requests[0]["request_id"] == "abc"
    assert requests[0]["method"] == "GET"
    assert requests[0]["timestamp"].endswith("Z")
    assert isinstance(requests[0]["ms"], int)


def test_an_unknown_host_is_one_line_without_a_traceback() -> None:
    output = logged(REQUESTS, LOG_FORMAT="json")

    (line,) = [json.loads(line) for line in output.splitlines() if "Invalid HTTP_HOST" in line]

    assert line["logger"] == "django.security.DisallowedHost"
    assert "exception" not in line


def test_a_level_hides_what_is_below_it() -> None:
    assert "path=/missing" in logged(REQUESTS)
    assert "path=" not in logged(REQUESTS, LOG_LEVEL="ERROR")
