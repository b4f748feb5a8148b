"""Typed readers of environment variables. An invalid value raises an error that names the variable and the reason."""

from __future__ import annotations

import json
import os
import re
from difflib import get_close_matches
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}
_ORIGIN = re.compile(r"https?://[^/\s?#@]+")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class EnvironmentVariableError(Exception):
    """An environment variable has an invalid value."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")


_read: set[str] = set()


def text(name: str, default: str = "") -> str:
    """The value without surrounding whitespace."""
    _read.add(name)
    return os.environ.get(name, default).strip()


def unread(prefix: str) -> dict[str, str]:
    """The variables that begin with `prefix` and that nothing has read, each with the nearest name that was read, "" if none is near."""
    names = sorted(name for name in os.environ if name.startswith(prefix) and name not in _read)
    return {name: next(iter(get_close_matches(name, sorted(_read), 1)), "") for name in names}


def secret(name: str) -> str:
    """The value, or the content of the file in NAME_FILE; "" if neither is set."""
    path = text(f"{name}_FILE")
    if not path:
        return text(name)
    if text(name):
        raise EnvironmentVariableError(name, f"set either {name} or {name}_FILE, not both")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise EnvironmentVariableError(f"{name}_FILE", f"cannot read {path}: {error.strerror}") from error


def flag(name: str, *, default: bool) -> bool:
    """1/true/yes/on or 0/false/no/off."""
    value = text(name, "1" if default else "0").lower()
    if value not in _TRUE | _FALSE:
        raise EnvironmentVariableError(name, f"{value!r} is neither true nor false; write 1 or 0")
    return value in _TRUE


def integer(name: str, default: int, *, least: int = 0, most: int = 2**31 - 1) -> int:
    """A whole number between `least` and `most`."""
    value = text(name, str(default))
    try:
        number = int(value)
    except ValueError:
        raise EnvironmentVariableError(name, f"{value!r} is not a whole number") from None
    if not least <= number <= most:
        raise EnvironmentVariableError(name, f"{number} is not between {least} and {most}")
    return number


def duration(name: str, default: str, *, least: int = 1) -> int:
    """Seconds, written as `90`, `90s`, `15m`, `12h` or `30d`."""
    value = text(name, default)
    digits, unit = (value[:-1], value[-1]) if value[-1:] in _UNITS else (value, "s")
    if not digits.isascii() or not digits.isdigit():
        raise EnvironmentVariableError(name, f"{value!r} is not a duration; write 90s, 15m, 12h or 30d")
    seconds = int(digits) * _UNITS[unit]
    if seconds < least:
        raise EnvironmentVariableError(name, f"{value!r} is shorter than {least} s")
    return seconds


def listing(name: str, default: str = "") -> list[str]:
    """Values separated by commas; empty ones are dropped."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def origins(name: str) -> list[str]:
    """Origins as browsers send them (`https://example.org`, with a port if it is not the usual one), or `*`."""
    values = listing(name)
    for value in values:
        if value != "*" and not _ORIGIN.fullmatch(value):
            raise EnvironmentVariableError(name, f"{value!r} is not an origin such as https://example.org")
    return values


def address(name: str, default: str = "") -> str:
    """An http or https URL, "" for none."""
    value = text(name, default)
    if value and not value.startswith(("http://", "https://")):
        raise EnvironmentVariableError(name, f"{value!r} is not an http or https address")
    return value


def json_object(name: str) -> dict[str, Any]:
    """A JSON object; empty if it is not set."""
    value = text(name, "{}") or "{}"
    try:
        parsed = json.loads(value)
    except ValueError as error:
        raise EnvironmentVariableError(name, f"it is not JSON: {error}") from None
    if not isinstance(parsed, dict):
        raise EnvironmentVariableError(name, 'expected a JSON object such as {"bucket_name": "exports"}')
    return parsed


def networks(name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Networks in CIDR form, separated by commas."""
    parsed = []
    for part in listing(name):
        try:
            parsed.append(ip_network(part))
        except ValueError as error:
            raise EnvironmentVariableError(
                name, f"{part!r} is not a network such as 10.1.0.0/16: {error}"
            ) from None
    return tuple(parsed)


def choice(name: str, default: str, *, among: tuple[str, ...]) -> str:
    """One of the values in `among`."""
    value = text(name, default)
    if value not in among:
        raise EnvironmentVariableError(name, f"{value!r} is none of {', '.join(among)}")
    return value


def database(name: str) -> dict[str, str]:
    """A `postgresql://user:password@host:port/name?host=/socket/dir&sslmode=require` URL as Django's settings."""
    url = text(name)
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise EnvironmentVariableError(name, "expected postgresql://user:password@host:port/database")
    port = str(_port_of(name, url) or "")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or (parts.hostname or ""),
        "PORT": port,
        **{f"option:{key}": value for key, value in query.items()},
    }


class MailServer(NamedTuple):
    """A server of mails. `security` is "" for none, "tls" for STARTTLS, "ssl" for TLS from the beginning."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    security: str = ""


def mail_server(name: str) -> MailServer:
    """A `smtp://user:password@host:port` URL, with TLS `smtp+tls://` (STARTTLS) or `smtp+ssl://`. Without a host if it is not set."""
    url = secret(name)
    if not url:
        return MailServer()
    parts = urlsplit(url)
    ports = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}
    if parts.scheme not in ports or not parts.hostname:
        expected = "expected smtp://user:password@host:port, or smtp+tls://… or smtp+ssl://…"
        raise EnvironmentVariableError(name, expected)
    port = _port_of(name, url) or ports[parts.scheme]
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.hostname, port, user, password, parts.scheme.partition("+")[2])


def redis(name: str) -> str:
    """A redis://, rediss:// or unix:// URL."""
    url = text(name)
    if urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
        raise EnvironmentVariableError(
            name, "expected redis://host:port/0, rediss://… or unix:///path/to/socket?db=0"
        )
    _port_of(name, url)
    return url


def _port_of(name: str, url: str) -> int | None:
    try:
        return urlsplit(url).port
    except ValueError:
        raise EnvironmentVariableError(name, "its port is not a number") from None
