"""What a process makes once from its settings."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path

import pytest
from pytest_django import Settings

from claims.errors import InputError
from claims.services import runtime


def test_requests_name_the_service_and_keep_the_limits_of_the_settings(settings: Settings) -> None:
    settings.VERSION, settings.FETCH_CONTACT = "1.2.3", "https://tracker.example"
    settings.FETCH_ALLOW = (ip_network("127.0.0.0/8"),)
    settings.FETCH_TOTAL_SECONDS, settings.FETCH_MAX_BYTES = 7, 1000

    door = runtime.door_settings()

    assert door.user_agent == "ClaimsTracker/1.2.3 (+https://tracker.example)"
    assert door.allow == (ip_network("127.0.0.0/8"),)
    assert (door.total_seconds, door.max_body_bytes) == (7, 1000)


def test_without_a_names_file_no_names_are_added(settings: Settings) -> None:
    settings.NAMES_FILE = ""

    assert runtime.added_names() == ""


def test_the_names_file_of_the_operator_is_read(settings: Settings, tmp_path: Path) -> None:
    names = tmp_path / "names.toml"
    names.write_text('[model]\n"Kestrel-2" = ["K2"]\n', encoding="utf-8")
    settings.NAMES_FILE = str(names)

    assert runtime.added_names() == '[model]\n"Kestrel-2" = ["K2"]\n'


def test_an_invalid_names_file_is_refused_with_its_path_and_table(settings: Settings, tmp_path: Path) -> None:
    names = tmp_path / "names.toml"
    names.write_text('[bird]\n"Kestrel-2" = ["K2"]\n', encoding="utf-8")
    settings.NAMES_FILE = str(names)

    with pytest.raises(InputError, match=r"names\.toml.*bird"):
        runtime.added_names()


def test_a_process_has_one_sandbox_and_one_reader_thread() -> None:
    assert runtime.sandbox() is runtime.sandbox()
    assert runtime.reader_thread() is runtime.reader_thread()


def test_the_sandbox_reads_documents() -> None:
    body = b"A paper\n\nKestrel-2 has 9 billion parameters.[1]\n"

    capture = runtime.sandbox().read_capture(body, "text/plain", "utf-8", "")

    assert [claim.quote for claim in capture.candidates] == ["Kestrel-2 has 9 billion parameters."]


def test_the_reader_thread_does_one_thing_after_the_other() -> None:
    done: list[int] = []

    futures = [runtime.reader_thread().submit(done.append, number) for number in range(50)]
    for future in futures:
        future.result()

    assert done == list(range(50))
