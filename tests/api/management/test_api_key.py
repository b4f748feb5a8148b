"""`manage.py api_key`."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from api import keys
from api.models import ApiKey
from claims.ids import type_id
from claims.models import Event
from tests.factories import make_key

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    """What the command writes to standard output."""
    output = StringIO()
    call_command("api_key", *arguments, stdout=output, stderr=StringIO())
    return output.getvalue()


def test_create_prints_the_token_alone() -> None:
    token = run("create", "feeds", "--scope", "read", "--scope", "write").strip()

    found = keys.find_key(token)
    assert found is not None
    assert (found.name, found.scopes) == ("feeds", ["read", "write"])
    assert Event.objects.get().actor_type == "user"


@pytest.mark.parametrize("error", [KeyError("uid not found"), OSError("No username set in the environment")])
def test_a_user_without_a_name_is_called_by_its_number(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> str:
        raise error  # as in a container that runs as a user of its own

    monkeypatch.setattr("getpass.getuser", fail)
    monkeypatch.setattr("os.getuid", lambda: 10001)

    run("create", "feeds", "--scope", "read")

    assert Event.objects.get().actor_id == "uid 10001"


def test_create_takes_an_expiry() -> None:
    run("create", "feeds", "--scope", "read", "--expires-at", "2999-01-31")

    assert ApiKey.objects.get().expires_at.isoformat() == "2999-01-31T00:00:00+00:00"


@pytest.mark.parametrize(
    "arguments",
    [
        ("create", "feeds"),
        ("create", "feeds", "--scope", "everything"),
        ("create", "", "--scope", "read"),
        ("create", "feeds", "--scope", "read", "--expires-at", "2001-01-31"),
        ("create", "feeds", "--scope", "read", "--expires-at", "soon"),
        ("revoke", "nonsense"),
        ("revoke", "api_key_01h455vb4pex5vsknk084sn02q"),
    ],
)
def test_what_cannot_be_done_is_said_without_a_traceback(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        run(*arguments)


def test_list_shows_no_secret() -> None:
    key, token = make_key("read", "admin")

    shown = run("list")

    assert type_id("api_key", key.pk) in shown
    assert "read,admin" in shown
    assert token[31:74] not in shown
    assert key.secret_hash not in shown


def test_revoke_makes_a_key_worthless() -> None:
    key, _ = make_key()

    run("revoke", type_id("api_key", key.pk))

    assert ApiKey.objects.get().revoked_at is not None
    with pytest.raises(CommandError, match="was revoked at"):
        run("revoke", type_id("api_key", key.pk))
