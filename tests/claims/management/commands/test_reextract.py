"""The command that has articles read again says how far it is."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from claims.models import ArticleOriginal, ArticleVersion
from claims.services.articles import capture, ingest
from claims.values import Actor

ACTOR = Actor("api_key", "api_key_test")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def articles() -> None:
    for number in range(3):
        content = f"Paper {number}\n\nKestrel-{number} has 9 billion parameters."
        ingest.submit_article(content=content, content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions(limit=3)


def run(*options: str) -> str:
    out = StringIO()
    call_command("reextract", *options, stdout=out)
    return out.getvalue()


def test_after_an_upgrade_articles_are_due_without_the_command() -> None:
    ArticleOriginal.objects.update(reader=1)

    assert "0 of 3 articles read, 3 due, 0 could not be read again" in run("--status")


def test_the_status_makes_nothing_due() -> None:
    ArticleVersion.objects.update(extractor_version="rules-4+othernames")

    assert "3 of 3 articles read, 0 due" in run("--status")


def test_what_was_read_with_other_names_becomes_due() -> None:
    ArticleVersion.objects.update(extractor_version="rules-4+othernames")

    assert "0 of 3 articles read, 3 due" in run()
    assert "0 of 3 articles read, 3 due" in run()


def test_what_is_up_to_date_stays_so() -> None:
    assert "3 of 3 articles read, 0 due" in run()
