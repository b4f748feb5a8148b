"""`manage.py bootstrap`: creates an administrator and an API key on the first run; later runs change nothing."""

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
MAX_PORTS_TRIED = 20
_ACTOR = Actor("worker", "bootstrap")


class Command(BaseCommand):
    """Prepares an empty installation."""

    help = (
        "On the first run, create the user `admin` and an API key, and prepare the demo if TRACKER_DEMO is on. "
        "The credentials are printed once and stored in DATA_DIR/credentials.txt. Later runs change nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--no-demo` has the effect of TRACKER_DEMO=0 for one run."""
        parser.add_argument("--no-demo", action="store_true", help="do not prepare the demo")

    def handle(self, *args: Any, no_demo: bool, **options: Any) -> None:
        """Raises CommandError if DATA_DIR is not writable."""
        folder = Path(settings.DATA_DIR)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self.create_credentials(folder / "credentials.txt")
            if settings.DEMO and not no_demo:
                self.prepare_demo(folder / "demo.json")
        except OSError as error:
            raise CommandError(f"DATA_DIR: cannot write to {folder}: {error.strerror}") from error

    def create_credentials(self, path: Path) -> None:
        """Create a user and a key, unless there is an administrator or a file with credentials."""
        users = get_user_model().objects
        has_admin = users.filter(is_superuser=True).exists() or users.filter(username=USER).exists()
        if path.exists() and not has_admin:
            self.stdout.write(
                f"{path} belongs to another database: this one has no administrator yet. "
                "Remove the file and start again to create new credentials."
            )
        elif path.exists():
            self.stdout.write(f"credentials: {path}")
        elif has_admin:
            self.stdout.write("this database has an administrator already; no credentials were created")
        else:
            self.stdout.write(f"{_first_credentials(path)}shown once; kept in {path}")

    def prepare_demo(self, path: Path) -> None:
        """In an empty database, choose the port of the demo, and check its host without spacing."""
        if path.exists() or Article.objects.exists():
            return
        now = timezone.now()
        host = hosts.ensure_hosts({LOOPBACK}, now=now)[LOOPBACK]
        hosts.update_host(
            host.pk, changes={"spacing_seconds": 0, "confirm_seconds": 2}, actor=_ACTOR, now=now
        )
        _write_new(path, json.dumps({"port": _free_port(settings.DEMO_PORT)}))
        self.stdout.write("the demo is prepared; TRACKER_DEMO=0 turns it off")


def _first_credentials(path: Path) -> str:
    """The lines of the new file, which is written before the commit: no user exists without it."""
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    with transaction.atomic():
        get_user_model().objects.create_superuser(USER, password=password)
        _, token = keys.issue_key(name="first key", scopes=ApiKey.Scope.values, actor=_ACTOR)
        lines = f"ADMIN_USER={USER}\nADMIN_PASSWORD={password}\nAPI_KEY={token}\n"
        _write_new(path, lines)
    return lines


def _write_new(path: Path, text: str) -> None:
    """Create a file that only its owner can read. Raises FileExistsError if it exists."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def _free_port(first: int) -> int:
    """The first free port from `first` on, or `first` if the next ones are all in use."""
    for port in range(first, min(first + MAX_PORTS_TRIED, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
        return port
    return first
