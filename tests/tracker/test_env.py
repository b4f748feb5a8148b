"""The environment is read with types, and a wrong value says which and why."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path

import pytest

from tracker import env


@pytest.mark.parametrize(
    ("value", "wanted"), [("1", True), ("yes", True), ("On", True), ("0", False), ("", False)]
)
def test_a_flag_is_true_or_false(monkeypatch: pytest.MonkeyPatch, value: str, wanted: bool) -> None:
    monkeypatch.setenv("DEBUG", value)

    assert env.flag("DEBUG", default=True) is wanted


@pytest.mark.parametrize(
    ("value", "wanted"), [("90", 90), ("90s", 90), ("15m", 900), ("12h", 43_200), ("30d", 2_592_000)]
)
def test_a_duration_has_a_unit(monkeypatch: pytest.MonkeyPatch, value: str, wanted: int) -> None:
    monkeypatch.setenv("TRACKER_CHECK_FLOOR", value)

    assert env.duration("TRACKER_CHECK_FLOOR", "1h") == wanted


def test_a_secret_may_be_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("hidden\n")
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))

    assert env.secret("SECRET_KEY") == "hidden"


def test_a_database_url_with_a_socket_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://ann:p%40ss@/tracker?host=/run/pg&sslmode=disable")

    assert env.database("DATABASE_URL") == {
        "NAME": "tracker",
        "USER": "ann",
        "PASSWORD": "p@ss",
        "HOST": "/run/pg",
        "PORT": "",
        "option:sslmode": "disable",
    }


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("", env.MailServer()),
        ("smtp://mail", env.MailServer("mail", 25)),
        ("smtp+tls://ann:p%40ss@mail", env.MailServer("mail", 587, "ann", "p@ss", "tls")),
        ("smtp+ssl://mail:2465", env.MailServer("mail", 2465, security="ssl")),
    ],
)
def test_the_server_of_mails_is_a_url(
    monkeypatch: pytest.MonkeyPatch, url: str, server: env.MailServer
) -> None:
    monkeypatch.setenv("EMAIL_URL", url)

    assert env.mail_server("EMAIL_URL") == server


@pytest.mark.parametrize("url", ["mail", "http://mail", "smtp://", "smtp://mail:many"])
def test_an_invalid_server_of_mails_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("EMAIL_URL", url)

    with pytest.raises(env.EnvironmentVariableError, match="EMAIL_URL"):
        env.mail_server("EMAIL_URL")


def test_networks_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_FETCH_ALLOW", "127.0.0.0/8, fd00::/8")

    assert env.networks("TRACKER_FETCH_ALLOW") == (ip_network("127.0.0.0/8"), ip_network("fd00::/8"))


@pytest.mark.parametrize(
    ("value", "read", "why"),
    [
        ("maybe", lambda: env.flag("KNOB", default=False), "KNOB: 'maybe' is neither true nor false"),
        ("many", lambda: env.integer("KNOB", 1), "KNOB: 'many' is not a whole number"),
        ("9", lambda: env.integer("KNOB", 1, most=8), "KNOB: 9 is not between 0 and 8"),
        ("1w", lambda: env.duration("KNOB", "1d"), "KNOB: '1w' is not a duration"),
        ("0s", lambda: env.duration("KNOB", "1d"), "KNOB: '0s' is shorter than 1 s"),
        ("10.0.0.1/8", lambda: env.networks("KNOB"), "KNOB: '10.0.0.1/8' is not a network"),
        ("loud", lambda: env.choice("KNOB", "a", among=("a", "b")), "KNOB: 'loud' is none of a, b"),
        ("mysql://x/y", lambda: env.database("KNOB"), "KNOB: expected postgresql://"),
        ("postgresql://h:port/d", lambda: env.database("KNOB"), "KNOB: its port is not a number"),
        ("http://x", lambda: env.redis("KNOB"), "KNOB: expected redis://"),
        ("redis://h:99999/0", lambda: env.redis("KNOB"), "KNOB: its port is not a number"),
        ("example.org", lambda: env.origins("KNOB"), "KNOB: 'example.org' is not an origin"),
        (
            "https://example.org/",
            lambda: env.origins("KNOB"),
            "KNOB: 'https://example.org/' is not an origin",
        ),
        ("ftp://a.example", lambda: env.address("KNOB"), "KNOB: 'ftp://a.example' is not an http or https"),
        ("{", lambda: env.json_object("KNOB"), "KNOB: it is not JSON"),
        ("[]", lambda: env.json_object("KNOB"), "KNOB: expected a JSON object"),
    ],
)
def test_an_invalid_value_is_named_with_the_reason(
    monkeypatch: pytest.MonkeyPatch, value: str, read: object, why: str
) -> None:
    monkeypatch.setenv("KNOB", value)

    with pytest.raises(env.EnvironmentVariableError) as refused:
        read()

    assert str(refused.value).startswith(why)


def test_a_json_object_is_empty_if_it_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KNOB", "")
    assert env.json_object("KNOB") == {}

    monkeypatch.setenv("KNOB", '{"bucket_name": "exports"}')
    assert env.json_object("KNOB") == {"bucket_name": "exports"}


def test_a_secret_is_set_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "one")
    monkeypatch.setenv("SECRET_KEY_FILE", "/somewhere")

    with pytest.raises(env.EnvironmentVariableError, match="either SECRET_KEY or SECRET_KEY_FILE"):
        env.secret("SECRET_KEY")


def test_a_secret_file_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("SECRET_KEY_FILE", "/not/there")

    with pytest.raises(
        env.EnvironmentVariableError, match="SECRET_KEY_FILE: cannot read /not/there: No such"
    ):
        env.secret("SECRET_KEY")


def test_origins_and_addresses_are_as_they_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KNOB", "https://a.example,http://localhost:5173,*")
    monkeypatch.setenv("EMPTY", "")

    assert env.origins("KNOB") == ["https://a.example", "http://localhost:5173", "*"]
    assert env.address("EMPTY", "https://b.example/") == ""


def test_a_list_has_no_empty_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", " a.example, ,b.example,")

    assert env.listing("ALLOWED_HOSTS") == ["a.example", "b.example"]
