"""manage.py reextract: have articles read again by the current extractor, in the background."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from claims import tasks
from claims.pipeline.extraction.mentions import learn_names
from claims.pipeline.extraction.version import extractor_version
from claims.services.articles import originals
from claims.services.runtime import added_names


class Command(BaseCommand):
    """Makes articles due that another extractor read. The workers read them; this command may be repeated."""

    help = (
        "Have the workers read again what an older extractor read, or one with other names. After an upgrade they"
        " begin by themselves; --status shows how far they are."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Without an option, articles become due."""
        parser.add_argument("--status", action="store_true", help="only show the progress")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make due what is not up to date, and print the progress."""
        learn_names(added_names())
        current = extractor_version()
        if not options["status"]:
            originals.request_readings(current, now=timezone.now())
            tasks.ring(tasks.capture_due_submissions)
        progress = originals.progress()
        done = progress["total"] - progress["due"] - progress["failed"]
        self.stdout.write(
            f"{current}: {done} of {progress['total']} articles read, {progress['due']} due, {progress['failed']} could not be"
            " read again and keep their earlier reading."
        )
