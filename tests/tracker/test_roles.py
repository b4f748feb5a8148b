"""The commands of the roles, and how their health is asked."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker import env, roles

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def answer(monkeypatch) -> Iterator[list[bytes]]:
    """A web that answers one request with the first of these; the request is appended."""
    said: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("PORT", str(server.getsockname()[1]))

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                said.append(connection.recv(4096))
                connection.sendall(said[0])

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield said
        thread.join(10)


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tracker", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_web_names_its_limits(monkeypatch):
    monkeypatch.setenv("WEB_WORKERS", "3")
    monkeypatch.setenv("PORT", "8123")
    monkeypatch.setenv("BIND", "::")

    command = " ".join(roles.command("web"))

    assert "--interface asginl tracker.asgi:application --host :: --port 8123 --http 1" in command
    assert "--workers 3 --backpressure 2000" in command
    assert "--http1-header-read-timeout 15000" in command


def test_worker_and_beat_use_the_configured_queues_and_folder(monkeypatch):
    monkeypatch.setenv("TRACKER_REFRESH_WORKERS", "7")
    monkeypatch.setenv("WORKER_QUEUES", "refresh, archive")
    monkeypatch.setenv("DATA_DIR", "/somewhere")

    assert "--pool prefork --concurrency 8 --queues refresh,archive" in " ".join(roles.command("worker"))
    assert roles.command("beat")[-2:] == ["--schedule", "/somewhere/beat-schedule"]


def test_invalid_number_names_the_variable(monkeypatch):
    monkeypatch.setenv("PORT", "70000")

    with pytest.raises(env.EnvironmentVariableError, match="PORT: 70000 is not between 1 and 65535"):
        roles.command("web")


def test_unknown_role_is_an_error():
    with pytest.raises(KeyError):
        roles.command("conductor")


def test_web_is_requested_by_its_public_name(answer, monkeypatch):
    monkeypatch.setenv("PUBLIC_URL", "https://claims.example.org")
    answer.append(b"HTTP/1.1 200 OK\r\n\r\n")

    assert roles.is_healthy("web") is True
    assert answer[1].startswith(b"GET /healthz HTTP/1.1\r\nHost: claims.example.org\r\n")


def test_web_that_returns_503_is_not_ready(answer):
    answer.append(b"HTTP/1.1 503 Service Unavailable\r\n\r\n")

    assert roles.is_ready() is False
    assert answer[1].startswith(b"GET /readyz HTTP/1.1\r\n")


def test_web_that_does_not_listen_is_not_healthy(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("PORT", str(server.getsockname()[1]))

    assert roles.is_healthy("web") is False


def test_beat_is_healthy_while_it_writes(monkeypatch, tmp_path):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    assert roles.is_healthy("beat") is False

    (tmp_path / "beat-schedule.dat").write_text("")
    assert roles.is_healthy("beat") is True

    os.utime(tmp_path / "beat-schedule.dat", (1, 1))
    assert roles.is_healthy("beat") is False


def test_command_line_shows_its_roles():
    done = run("dance")

    assert done.returncode == 2
    assert "python -m tracker worker" in done.stderr


def test_command_line_names_an_invalid_setting():
    done = run("worker", TRACKER_REFRESH_WORKERS="many")

    assert (done.returncode, done.stderr) == (2, "TRACKER_REFRESH_WORKERS: 'many' is not a whole number\n")


def test_exit_code_reports_that_beat_is_not_healthy(tmp_path):
    assert run("healthy", "beat", DATA_DIR=str(tmp_path)).returncode == 1


@pytest.mark.parametrize("role", ["web", "migrate"])
def test_no_role_starts_with_a_settings_error(role, tmp_path):
    done = run(role, SECRET_KEY="short", DATA_DIR=str(tmp_path))

    assert done.returncode == 2
    assert "(tracker.E001) SECRET_KEY has fewer than 32 characters." in done.stderr


def test_web_that_binds_to_every_address_is_requested_on_loopback(answer, monkeypatch):
    monkeypatch.setenv("BIND", "::")
    answer.append(b"HTTP/1.1 200 OK\r\n\r\n")

    assert roles.is_healthy("web") is True
