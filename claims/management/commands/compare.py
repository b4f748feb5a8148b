"""manage.py compare: compare two versions of a page as a check does."""

from __future__ import annotations

import json
import re
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.errors import ReadError
from claims.pipeline.sandbox.jobs import read_page
from claims.pipeline.watching.comparison import VersionComparison, compare_versions
from claims.pipeline.watching.differences import QuoteComparison
from claims.pipeline.watching.folding import letters_of
from claims.pipeline.watching.passages import find_passage
from claims.values import PageReading, Passage
from claims.vocabulary import PassageState

_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".xhtml": "text/html",
}
_MAX_PAGE_BYTES = 64_000_000
_MAX_QUOTES_BYTES = 4_000_000
_SURROGATES = re.compile("[\ud800-\udfff]")
_HINT = 'Write a list of passages of BEFORE: ["The first.", "The second."]'


class Command(BaseCommand):
    """Prints one JSON object: the severity, what is reported, what answers, a new notice of the page; and for each quote its
    state, its current wording and its figures."""

    help = "Compare two versions of a page as a check does, to see why an event was written or not."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """BEFORE and AFTER are files whose suffix is their type; the quotes are a JSON list of strings."""
        parser.add_argument(
            "before",
            type=Path,
            help="the earlier version: HTML, Markdown, JSON, CSV, PDF, Word or plain text",
        )
        parser.add_argument("after", type=Path, help="the later version")
        parser.add_argument(
            "--again", type=Path, help="the version at the second check, AFTER if it is left out"
        )
        parser.add_argument(
            "--final-url", default="", help="where redirects of AFTER ended, if anywhere else"
        )
        parser.add_argument(
            "--quotes", type=Path, help="a JSON file: a list of passages of BEFORE to look for in AFTER"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare the two files and print the result."""
        quotes = _quotes_of(options["quotes"]) if options["quotes"] else []
        before, after = _reading_of(options["before"]), _reading_of(options["after"])
        again = _reading_of(options["again"]) if options["again"] else None
        comparison = compare_versions(before, after, quotes, again=again, final_url=options["final_url"])
        self.stdout.write(json.dumps(_as_json(comparison), ensure_ascii=False, indent=2))
        for number, quote in enumerate(comparison.quotes):
            if _is_in_neither(quote, before.text):
                self.stderr.write(
                    f"--quotes: [{number}] is not in {options['before']} either: quote its words."
                )


def _reading_of(path: Path) -> PageReading:
    body = _read(path, _MAX_PAGE_BYTES)
    try:
        return read_page(body, _TYPES.get(path.suffix.lower(), "text/plain"), None, path.name)
    except ReadError as problem:
        raise CommandError(f"{path} cannot be read: {problem}") from problem


def _read(path: Path, max_bytes: int) -> bytes:
    try:
        with path.open("rb") as file:
            body = file.read(max_bytes + 1)
    except OSError as problem:
        raise CommandError(f"{path} cannot be read: {problem.strerror}.") from problem
    if len(body) > max_bytes:
        raise CommandError(f"{path} cannot be read: it has more than {max_bytes:,} bytes.")
    return body


def _quotes_of(path: Path) -> list[str]:
    try:
        quotes = json.loads(_read(path, _MAX_QUOTES_BYTES))
    except (ValueError, RecursionError) as problem:
        raise CommandError(f"--quotes: {path} is not JSON ({problem}). {_HINT}") from problem
    if not isinstance(quotes, list):
        raise CommandError(f"--quotes: {path} is not a list. {_HINT}")
    for number, quote in enumerate(quotes):
        if not isinstance(quote, str) or not letters_of(quote):
            raise CommandError(
                f"--quotes: [{number}] of {path} is not a text with letters or digits. {_HINT}"
            )
    return [_SURROGATES.sub("\N{REPLACEMENT CHARACTER}", quote) for quote in quotes]


def _is_in_neither(quote: QuoteComparison, before: str) -> bool:
    """True if the quote is missing, and BEFORE does not have it either."""
    is_missing = quote.match.state is PassageState.MISSING
    return is_missing and find_passage(before, Passage(quote.quote)).state is PassageState.MISSING


def _as_json(comparison: VersionComparison) -> dict[str, Any]:
    notice = comparison.notice
    return {
        "severity": int(comparison.severity),
        "reported": comparison.is_reported,
        "page": {"kind": comparison.page.kind, "signals": list(comparison.page.signals)},
        "notice": {"kind": notice.kind, "text": notice.text} if notice else None,
        "quotes": [
            _quote_as_json(quote, is_reported)
            for quote, is_reported in zip(comparison.quotes, comparison.reported, strict=True)
        ],
    }


def _quote_as_json(quote: QuoteComparison, is_reported: bool) -> dict[str, Any]:
    return {
        "quote": quote.quote,
        "state": quote.match.state.value,
        "found": quote.match.wording or None,
        "severity": int(quote.severity),
        "reported": is_reported,
        "values": asdict(quote.figures),
    }
