"""`manage.py bootstrap`: the first run makes what nobody could log in without; later runs change nothing."""

from __future__ import annotations

import json
import os
import secrets
import socket
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from api import keys
from api.models import ApiKey
from claims.models import Article
from claims.services.leasing import hosts
from claims.values import Actor

USER = "admin"
LOOPBACK = "127.0.0.1"
_PASSWORD_BYTES = 18
_MOST_PORTS = 20
_ACTOR = Actor("worker", "bootstrap")


class Command(BaseCommand):
    """The first run."""

    help = (
        "On the first run, create the user `admin` and an API key, and prepare the demo if TRACKER_DEMO is on. "
        "What they are is printed once and kept in DATA_DIR/credentials.txt. Later runs change nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """TRACKER_DEMO=0 says the same for good."""
        parser.add_argument("--no-demo", action="store_true", help="do not prepare the demo")

    def handle(self, *args: Any, no_demo: bool, **options: Any) -> None:
        """Do it. Raises CommandError if DATA_DIR cannot be written to."""
        folder = Path(settings.DATA_DIR)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self.let_in(folder / "credentials.txt")
            if settings.DEMO and not no_demo:
                self.prepare_demo(folder / "demo.json")
        except OSError as error:
            raise CommandError(f"DATA_DIR: cannot write to {folder}: {error.strerror}") from error

    def let_in(self, path: Path) -> None:
        """A user and a key, unless somebody can come in already."""
        users = get_user_model().objects
        is_known = users.filter(is_superuser=True).exists() or users.filter(username=USER).exists()
        if path.exists() and not is_known:
            self.stdout.write(
                f"{path} belongs to another database: this one has no administrator yet. "
                "Remove the file and start again, and new credentials are made."
            )
        elif path.exists():
            self.stdout.write(f"credentials: {path}")
        elif is_known:
            self.stdout.write("this database has an administrator already; no other is made")
        else:
            self.stdout.write(f"{_first_credentials(path)}shown once; kept in {path}")

    def prepare_demo(self, path: Path) -> None:
        """Let the demo begin in an empty database: its port, and hardly any waiting between two looks at its pages."""
        if path.exists() or Article.objects.exists():
            return
        now = timezone.now()
        host = hosts.ensure_hosts({LOOPBACK}, now=now)[LOOPBACK]
        hosts.update_host(
            host.pk, changes={"spacing_seconds": 0, "confirm_seconds": 2}, actor=_ACTOR, now=now
        )
        _write_new(path, json.dumps({"port": _free_port(settings.DEMO_PORT)}))
        self.stdout.write("the demo is prepared; TRACKER_DEMO=0 does without it")


def _first_credentials(path: Path) -> str:
    """The lines of the new file. It is written before the commit, so that there is never a user without it."""
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    with transaction.atomic():
        get_user_model().objects.create_superuser(USER, password=password)
        _, token = keys.issue_key(name="first key", scopes=ApiKey.Scope.values, actor=_ACTOR)
        lines = f"ADMIN_USER={USER}\nADMIN_PASSWORD={password}\nAPI_KEY={token}\n"
        _write_new(path, lines)
    return lines


def _write_new(path: Path, text: str) -> None:
    """For our eyes only. Raises FileExistsError rather than write over something."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def _free_port(first: int) -> int:
    """The first port that nobody has now, or the first one if all of the next few are taken."""
    for port in range(first, min(first + _MOST_PORTS, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
        return port
    return first
