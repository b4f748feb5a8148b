"""manage.py load_names: import the entries of a names file as entities."""

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
    """Imports a names file. The same file again changes nothing."""

    help = "Load entities with their kinds, spellings and parents from a names file (docs/extraction.md)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE has the form of claims/pipeline/extraction/names.toml. Its default is the file in TRACKER_NAMES."""
        parser.add_argument("file", nargs="?", metavar="FILE", help="a names file (default: TRACKER_NAMES)")
        parser.add_argument("--check", action="store_true", help="only validate the file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Validate, import, and print what changed."""
        name = options["file"] or settings.NAMES_FILE
        if not name:
            raise CommandError("Give a file, or set TRACKER_NAMES.")
        try:
            entries = read_names(names_in_file(Path(name)))
            if options["check"]:
                self.stdout.write(f"{name}: {len(entries)} names, all valid.")
                return
            loaded = load_names(entries, actor=_ACTOR)
        except ClaimsError as error:
            raise CommandError(error.detail) from error
        self.stdout.write(f"{name}: {_summary(loaded)}")
        for conflict in loaded.conflicts:
            self.stderr.write(f"{conflict}; left unchanged.")


def _summary(loaded: Loaded) -> str:
    if not loaded.created and not loaded.updated:
        return f"nothing to change, {len(loaded.unchanged)} unchanged."
    return f"{len(loaded.created)} created, {len(loaded.updated)} updated, {len(loaded.unchanged)} unchanged."
