"""What an operator gets wrong has a stable id and a remedy."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from pytest_django import Settings

from tracker import checks


@pytest.mark.parametrize(
    ("name", "value", "check", "wanted"),
    [
        ("SECRET_KEY", "short", checks.secret_key_is_long, "tracker.E001"),
        ("DATABASE_URL_GIVEN", False, checks.servers_are_named, "tracker.E002"),
        ("REDIS_URL", "", checks.servers_are_named, "tracker.E003"),
        ("PUBLIC_URL", "claims.example.org", checks.public_url_is_whole, "tracker.E004"),
        ("NAMES_FILE", "/not/there.toml", checks.names_are_readable, "tracker.E006"),
        ("LANGUAGE_MODEL", "no_such_pipeline", checks.language_model_is_installed, "tracker.E007"),
        (
            "STORAGES",
            {"exports": {"BACKEND": "no.such.Storage"}},
            checks.exports_have_a_storage,
            "tracker.E008",
        ),
        (
            "STORAGES",
            {
                "exports": {
                    "BACKEND": "django.core.files.storage.FileSystemStorage",
                    "OPTIONS": {"bucket_name": "exports"},
                }
            },
            checks.exports_have_a_storage,
            "tracker.E008",
        ),
        ("WEB_RESPONSE_SECONDS", 5, checks.responses_outlast_the_queue, "tracker.E009"),
        ("WEB_QUEUE_SECONDS", 45, checks.responses_outlast_the_queue, "tracker.E009"),
        ("LEASE_SECONDS", 20, checks.lease_is_long_enough, "tracker.W003"),
        ("FETCH_CONTACT", "http://127.0.0.1:8000", checks.contact_is_reachable, "tracker.W005"),
        ("FETCH_CONTACT", "http://[::1]/", checks.contact_is_reachable, "tracker.W005"),
        ("FETCH_CONTACT", "https://localhost/about", checks.contact_is_reachable, "tracker.W005"),
        ("FETCH_ALLOW", (ip_network("0.0.0.0/0"),), checks.fetch_allows_little, "tracker.W001"),
    ],
)
def test_an_invalid_setting_is_reported_with_a_hint(
    settings: Settings, name: str, value: object, check: object, wanted: str
) -> None:
    setattr(settings, name, value)

    found = check(None)

    assert [message.id for message in found] == [wanted]
    assert all(message.hint for message in found)


def test_debugging_in_public_is_a_warning(settings: Settings) -> None:
    settings.DEBUG, settings.BEHIND_TLS = True, True

    assert [message.id for message in checks.debug_is_off_in_public(None)] == ["tracker.W002"]


@pytest.mark.parametrize("contact", ["https://claims.example.org/about", "ops@example.org"])
def test_a_reachable_contact_is_valid(settings: Settings, contact: str) -> None:
    settings.FETCH_CONTACT = contact

    assert checks.contact_is_reachable(None) == []


def test_the_settings_of_the_tests_are_valid() -> None:
    assert checks.secret_key_is_long(None) == []
    assert checks.servers_are_named(None) == []
    assert checks.public_url_is_whole(None) == []


@pytest.mark.django_db
def test_the_postgresql_of_the_tests_is_new_enough() -> None:
    assert checks.postgres_is_new_enough(None, databases=["default"]) == []


@pytest.mark.django_db
def test_an_old_postgresql_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "MIN_POSTGRES", 10_000_000)

    assert [message.id for message in checks.postgres_is_new_enough(None, databases=["default"])] == [
        "tracker.E005"
    ]


def test_a_lease_as_long_as_its_work_is_too_short(settings: Settings) -> None:
    settings.FETCH_TOTAL_SECONDS, settings.READ_TOTAL_SECONDS = 30, 20
    settings.LEASE_SECONDS = 50

    assert [message.id for message in checks.lease_is_long_enough(None)] == ["tracker.W003"]


def test_a_large_private_network_may_be_allowed(settings: Settings) -> None:
    settings.FETCH_ALLOW = (ip_network("10.0.0.0/8"),)

    assert checks.fetch_allows_little(None) == []


def test_a_misspelt_setting_is_named_with_the_nearest_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_HOST_SPACNIG", "3s")
    monkeypatch.setenv("TRACKER_HOST_SPACING", "3s")

    [message] = checks.variables_are_settings(None)

    assert (message.id, message.msg) == ("tracker.W004", "There is no setting TRACKER_HOST_SPACNIG.")
    assert message.hint == "Did you mean TRACKER_HOST_SPACING?"
