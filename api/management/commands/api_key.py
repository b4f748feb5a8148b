"""`manage.py api_key`: issue, list and revoke API keys."""

from __future__ import annotations

import getpass
import os
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from api import keys
from api.models import ApiKey
from api.parameters import parse_time
from claims.errors import ConflictError, InputError
from claims.ids import parse_type_id, type_id
from claims.values import Actor


class Command(BaseCommand):
    """Manages API keys."""

    help = "Issue, list and revoke API keys. A token is shown once, when its key is created."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The subcommands `create`, `list` and `revoke`."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        create = verbs.add_parser("create", help="issue a key and print its token, which is not stored")
        create.add_argument("name", help="a name for its user")
        create.add_argument(
            "--scope",
            action="append",
            required=True,
            choices=ApiKey.Scope.values,
            help="a scope of the key; repeatable",
        )
        create.add_argument(
            "--expires-at", type=parse_time, help="a time such as 2030-01-31T12:00:00Z, or a date"
        )
        verbs.add_parser("list", help="show every key, without its secret")
        revoke = verbs.add_parser("revoke", help="revoke a key")
        revoke.add_argument("id", help="the id of the key, api_key_…")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        """Run the subcommand. Raises CommandError."""
        try:
            match verb:
                case "create":
                    self.create(options["name"], options["scope"], options["expires_at"])
                case "revoke":
                    self.revoke(options["id"])
                case _:
                    self.show_all()
        except (InputError, ConflictError) as error:
            raise CommandError(error.detail) from error

    def create(self, name: str, scopes: list[str], expires_at: datetime | None) -> None:
        """Issue a key. Only the token is written to standard output, for scripts."""
        key, token = keys.issue_key(name=name, scopes=scopes, expires_at=expires_at, actor=_actor())
        self.stderr.write(f"{type_id('api_key', key.pk)}, scopes {', '.join(key.scopes)}. Keep the token:")
        self.stdout.write(token)

    def revoke(self, key_id: str) -> None:
        """Revoke the key with this id."""
        try:
            key = keys.revoke_key(parse_type_id("api_key", key_id), actor=_actor())
        except (ValueError, ApiKey.DoesNotExist) as error:
            raise CommandError(f"There is no key {key_id}. `api_key list` shows all keys.") from error
        self.stdout.write(f"{key.name} is revoked.")

    def show_all(self) -> None:
        """One line for each key."""
        for key in ApiKey.objects.all():
            state = "revoked" if key.revoked_at else "valid" if key.is_valid_at(timezone.now()) else "expired"
            used = f"{key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "never"
            scopes = ",".join(key.scopes)
            self.stdout.write(
                f"{type_id('api_key', key.pk)}  {state:7}  {scopes:32}  used {used:16}  {key.name}"
            )


def _actor() -> Actor:
    """The user of the operating system; by its number if it has no name, as in a container that runs as any user."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = f"uid {os.getuid()}"
    return Actor("user", user, "command", "api_key")
