"""System checks: invalid settings, each with a stable id and a remedy."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import InvalidStorageError, storages
from django.db import connections

from claims.errors import InputError
from claims.pipeline.extraction.gazetteer import names_in_file
from tracker import env

MIN_POSTGRES = 150000
MIN_SECRET_LENGTH = 32
MIN_PREFIX_LENGTH = 8


@register(Tags.security)
def secret_key_is_long(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """E001: the key signs sessions and cursors and encrypts webhook secrets."""
    try:
        key = settings.SECRET_KEY
    except ImproperlyConfigured:  # raised by Django for an empty key
        key = ""
    if len(key) >= MIN_SECRET_LENGTH:
        return []
    return [
        Error(
            f"SECRET_KEY has fewer than {MIN_SECRET_LENGTH} characters.",
            hint="Set SECRET_KEY, or SECRET_KEY_FILE to a file with it; `openssl rand -base64 48` makes one.",
            id="tracker.E001",
        )
    ]


@register()
def servers_are_named(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """E002 and E003: every role needs PostgreSQL and Redis."""
    messages: list[CheckMessage] = []
    hint = "Set it to {}, or run `make up`, which brings its own."
    if not settings.DATABASE_URL_GIVEN:
        remedy = hint.format("postgresql://user:password@host:port/database")
        messages.append(Error("DATABASE_URL is not set.", hint=remedy, id="tracker.E002"))
    if not settings.REDIS_URL:
        remedy = hint.format("redis://host:port/0")
        messages.append(Error("REDIS_URL is not set.", hint=remedy, id="tracker.E003"))
    return messages


@register()
def public_url_is_whole(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """E004: links in responses and webhooks start with it."""
    parts = urlsplit(settings.PUBLIC_URL)
    if parts.scheme in {"http", "https"} and parts.hostname and not parts.query:
        return []
    text = f"PUBLIC_URL {settings.PUBLIC_URL!r} is not an address such as https://claims.example.org."
    hint = "Set PUBLIC_URL to the address under which callers reach this service."
    return [Error(text, hint=hint, id="tracker.E004")]


@register()
def names_are_readable(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """E006: a worker that cannot load the names file reads no article."""
    try:
        if settings.NAMES_FILE:
            names_in_file(Path(settings.NAMES_FILE))
    except InputError as problem:
        hint = "Correct the file in TRACKER_NAMES; `manage.py load_names --check` validates it."
        return [Error(problem.detail, hint=hint, id="tracker.E006")]
    return []


@register()
def language_model_is_installed(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """E007: a reader without the language model extracts no claims."""
    name = settings.LANGUAGE_MODEL
    if find_spec(name) is not None:
        return []
    hint = "Install that package, or set TRACKER_LANGUAGE_MODEL to an installed spaCy pipeline."
    return [Error(f"The language model {name!r} is not installed.", hint=hint, id="tracker.E007")]


@register()
def exports_have_a_storage(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """E008: without its package, or with an option that it does not have, every export fails."""
    try:
        _ = storages["exports"]
    except (InvalidStorageError, ImproperlyConfigured, ImportError, TypeError, ValueError) as problem:
        hint = "Correct TRACKER_EXPORTS_STORAGE and TRACKER_EXPORTS_STORAGE_OPTIONS, or install the backend."
        detail = f"The storage of exports cannot be used: {problem}"
        return [Error(detail, hint=hint, id="tracker.E008")]
    return []


@register()
def responses_outlast_the_queue(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """E009: a request that gets its thread late would have no time left for its response."""
    if settings.WEB_QUEUE_SECONDS < settings.WEB_RESPONSE_SECONDS:
        return []
    hint = "Raise WEB_RESPONSE_SECONDS, or lower WEB_QUEUE_SECONDS, which is a part of it."
    return [Error("WEB_RESPONSE_SECONDS is not above WEB_QUEUE_SECONDS.", hint=hint, id="tracker.E009")]


@register(Tags.security)
def fetch_allows_little(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """W001: every caller who may post a URL can reach an allowed network."""
    wide = [str(network) for network in settings.FETCH_ALLOW if network.prefixlen < MIN_PREFIX_LENGTH]
    if not wide:
        return []
    return [
        Warning(
            f"TRACKER_FETCH_ALLOW allows {', '.join(wide)}.",
            hint="List only networks that callers may reach through this service.",
            id="tracker.W001",
        )
    ]


@register()
def lease_is_long_enough(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """W003: work whose lease expires before it is completed is done twice."""
    longest = max(
        settings.FETCH_TOTAL_SECONDS + settings.READ_TOTAL_SECONDS, settings.WEBHOOK_TIMEOUT_SECONDS
    )
    if longest < settings.LEASE_SECONDS:
        return []
    return [
        Warning(
            f"TRACKER_LEASE ({settings.LEASE_SECONDS} s) is not longer than the work it covers ({longest} s).",
            hint="Raise it above TRACKER_FETCH_TIMEOUT and TRACKER_READ_TIMEOUT together, and TRACKER_WEBHOOK_TIMEOUT.",
            id="tracker.W003",
        )
    ]


@register(Tags.security, deploy=True)
def contact_is_reachable(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """W005: the owner of a site cannot reach a loopback address, and may block the service."""
    if not _is_loopback(urlsplit(settings.FETCH_CONTACT).hostname or ""):
        return []
    return [
        Warning(
            f"The User-Agent names {settings.FETCH_CONTACT}, which others cannot reach.",
            hint="Set TRACKER_CONTACT to a page that says who you are, or PUBLIC_URL to the address of this service.",
            id="tracker.W005",
        )
    ]


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


@register()
def variables_are_settings(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """W004: a setting whose name is misspelt has no effect."""
    return [
        Warning(
            f"There is no setting {name}.", hint=nearest and f"Did you mean {nearest}?", id="tracker.W004"
        )
        for name, nearest in env.unread(prefix="TRACKER_").items()
    ]


@register(Tags.security)
def debug_is_off_in_public(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """W002: debug pages expose settings."""
    if settings.DEBUG and settings.BEHIND_TLS:
        return [Warning("DEBUG is on at a public https address.", hint="Unset DEBUG.", id="tracker.W002")]
    return []


@register(Tags.database)
def postgres_is_new_enough(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """E005: PostgreSQL 15 introduced NULLS NOT DISTINCT, which unique constraints use."""
    messages: list[CheckMessage] = []
    for alias in databases or []:
        with connections[alias].cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            if int(cursor.fetchone()[0]) < MIN_POSTGRES:
                messages.append(
                    Error("PostgreSQL is older than 15.", hint="Use PostgreSQL 15 to 18.", id="tracker.E005")
                )
    return messages
