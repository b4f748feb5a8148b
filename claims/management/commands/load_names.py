"""manage.py load_names: the entries of a names file become entities."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from claims.errors import ClaimsError
from claims.pipeline.extraction.gazetteer import names_in_file, read_names
from claims.services.catalogue.import_names import Loaded, load_names
from claims.values import Actor

_ACTOR = Actor("worker", "load_names")


class Command(BaseCommand):
    """Brings a names file into the database. The same file again changes nothing."""

    help = "Load entities with their kinds, spellings and parents from a names file (docs/extraction.md)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE is written as claims/pipeline/extraction/names.toml is; without it, the file that TRACKER_NAMES names."""
        parser.add_argument("file", nargs="?", metavar="FILE", help="a names file; TRACKER_NAMES if left out")
        parser.add_argument("--check", action="store_true", help="only say whether the file is right")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, load, and say what changed."""
        name = options["file"] or settings.NAMES_FILE
        if not name:
            raise CommandError("Name a file, or set TRACKER_NAMES.")
        try:
            entries = read_names(names_in_file(Path(name)))
            if options["check"]:
                self.stdout.write(f"{name}: {len(entries)} names, nothing wrong.")
                return
            loaded = load_names(entries, actor=_ACTOR)
        except ClaimsError as error:
            raise CommandError(error.detail) from error
        self.stdout.write(f"{name}: {_summary(loaded)}")
        for notice in loaded.left:
            self.stderr.write(f"{notice}; it stays there.")


def _summary(loaded: Loaded) -> str:
    if not loaded.created and not loaded.updated:
        return f"nothing to change, {len(loaded.unchanged)} names are as the file says."
    return f"{len(loaded.created)} created, {len(loaded.updated)} updated, {len(loaded.unchanged)} unchanged."
