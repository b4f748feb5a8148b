"""manage.py compare: what the watch would say of two versions of a page."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.errors import ReadError
from claims.pipeline.differences import QuoteComparison, compare_pages
from claims.pipeline.documents import full_text
from claims.values import ContentType

_TYPES = {
    ".html": ContentType.HTML,
    ".htm": ContentType.HTML,
    ".md": ContentType.MARKDOWN,
    ".markdown": ContentType.MARKDOWN,
}


class Command(BaseCommand):
    """Prints one JSON object: the severity and, for each quote, its state, its wording now and its figures."""

    help = "Says what the watch would say of two versions of a page: why an alarm came, or did not."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """BEFORE and AFTER are files, read by their endings; the quotes are a JSON list of strings."""
        parser.add_argument("before", type=Path, help="the earlier version: .html, .md or plain text")
        parser.add_argument("after", type=Path, help="the later version: .html, .md or plain text")
        parser.add_argument(
            "--quotes", type=Path, help="a JSON file: a list of passages of BEFORE to look for in AFTER"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare the two files and print what was found."""
        quotes = _quotes_of(options["quotes"]) if options["quotes"] else []
        comparison = compare_pages(_text_of(options["before"]), _text_of(options["after"]), quotes)
        found = {
            "severity": int(comparison.severity),
            "quotes": [_as_json(quote) for quote in comparison.quotes],
        }
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))


def _text_of(path: Path) -> str:
    try:
        return full_text(path.read_bytes(), _TYPES.get(path.suffix.lower(), ContentType.PLAIN))
    except (OSError, ReadError) as problem:
        raise CommandError(f"{path} cannot be read: {problem}") from problem


def _quotes_of(path: Path) -> list[str]:
    try:
        quotes = json.loads(path.read_text())
    except (OSError, ValueError) as problem:
        raise CommandError(f"{path} cannot be read: {problem}") from problem
    if not isinstance(quotes, list) or not all(isinstance(quote, str) for quote in quotes):
        raise CommandError(f"{path} must hold a JSON list of strings.")
    return quotes


def _as_json(quote: QuoteComparison) -> dict[str, Any]:
    return {
        "quote": quote.quote,
        "state": quote.sighting.state.value,
        "found": quote.sighting.found or None,
        "severity": int(quote.severity),
        "values": asdict(quote.figures),
    }
