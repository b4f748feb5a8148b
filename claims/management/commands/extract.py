"""manage.py extract: print the claims of documents, one JSON object per file, without a database."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from claims.errors import InputError, ReadError
from claims.pipeline.documents.documents import read_document
from claims.pipeline.extraction.extract import extract
from claims.pipeline.extraction.grammar.language_model import use_language_model
from claims.pipeline.extraction.mentions import learn_names
from claims.services.runtime import added_names
from claims.values import ClaimCandidate, Comparison, Document, Quantity
from claims.vocabulary import ContentType

_CONTENT_TYPES = {
    ".md": ContentType.MARKDOWN,
    ".markdown": ContentType.MARKDOWN,
    ".html": ContentType.HTML,
    ".htm": ContentType.HTML,
    ".xhtml": ContentType.HTML,
}


class Command(BaseCommand):
    """Reads files and prints their claims. The exit code is 1 if a file could not be read; the others are still printed."""

    help = "Print the claims, citations and references of documents, one JSON object per file."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs="+", metavar="FILE", help="a document: .txt, .md, .html, .pdf or .docx"
        )
        parser.add_argument(
            "--explain", action="store_true", help="add the rule, the offsets and the names of each claim"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            learn_names(added_names())
            use_language_model(settings.LANGUAGE_MODEL)
        except InputError as error:
            raise CommandError(error.detail) from error
        has_failed = False
        for name in options["files"]:
            try:
                document = read_document(
                    Path(name).read_bytes(), _CONTENT_TYPES.get(Path(name).suffix.lower(), ContentType.PLAIN)
                )
            except (OSError, ReadError) as error:
                has_failed = True
                self.stderr.write(f"{name}: {getattr(error, 'strerror', None) or error}")
                continue
            self.stdout.write(
                json.dumps(
                    describe(name, document, extract(document), explain=options["explain"]),
                    ensure_ascii=False,
                )
            )
        if has_failed:
            raise SystemExit(1)


def describe(
    name: str, document: Document, claims: tuple[ClaimCandidate, ...], *, explain: bool = False
) -> dict[str, Any]:
    """Return the JSON object of one file."""
    return {
        "file": name,
        "title": document.title,
        "authors": list(document.authors),
        "published_at": document.published_at.isoformat() if document.published_at else None,
        "language": document.language,
        "references": [
            {"label": r.label, "url": r.url, "title": r.title, "author": r.author, "date": r.date}
            for r in document.references
        ],
        "claims": [_claim(claim, explain=explain) for claim in claims],
    }


def _claim(claim: ClaimCandidate, *, explain: bool) -> dict[str, Any]:
    described: dict[str, Any] = {
        "quote": claim.quote,
        "kind": claim.kind.value,
        "markers": list(claim.markers),
        "links": list(claim.links),
        "comparisons": [_comparison(comparison) for comparison in claim.comparisons],
        "quantities": [_quantity(quantity) for quantity in claim.quantities],
        "attributed_to": claim.attributed_to or None,
        "hedge": claim.hedge or None,
        "polarity": claim.polarity.value,
    }
    if explain:
        described |= {
            "rule": claim.rule,
            "start": claim.start,
            "end": claim.end,
            "speech": claim.speech,
            "names": [
                {
                    "text": n.text,
                    "canonical": n.canonical,
                    "kind": n.kind.value,
                    "ancestors": list(n.ancestors),
                }
                for n in claim.names
            ],
        }
    return described


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {
        "subject": comparison.subject,
        "relation": comparison.relation.value,
        "objects": list(comparison.objects),
        "on": list(comparison.on),
    }


def _quantity(quantity: Quantity) -> dict[str, Any]:
    return {
        "subject": quantity.subject,
        "measure": quantity.measure,
        "op": quantity.op.value,
        "low": None if quantity.low is None else float(quantity.low),
        "high": None if quantity.high is None else float(quantity.high),
        "unit": quantity.unit,
        "on": quantity.on or None,
    }
