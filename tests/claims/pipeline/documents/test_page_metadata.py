"""Marks: what a page says about itself, found without trusting its markup."""

from datetime import UTC, datetime

import pytest

from claims.pipeline.documents.page_metadata import page_marks
from claims.values import PageMarks


def linked(data: str) -> str:
    return f'<html><head><script type="application/ld+json">{data}</script></head><body><p>Text</p></body></html>'


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("<title>Heron &amp; Sons\n  | News</title>", "Heron & Sons | News"),
        ('<TITLE lang="en">Heron</TITLE>', "Heron"),
        ("<title>" + "Heron " * 400 + "</title>", ("Heron " * 400)[:300]),
        ("<title></title>", ""),
        ("<titles>Heron</titles>", ""),
        ("<p>Heron</p>", ""),
    ],
)
def test_title_is_plain_and_short(source, title):
    assert page_marks(source).title == title


@pytest.mark.parametrize(
    ("data", "is_free"),
    [
        ('{"isAccessibleForFree": false}', False),
        ('{"isAccessibleForFree":"False"}', False),
        ('{"isAccessibleForFree" : "https://schema.org/False"}', False),
        ('{"isAccessibleForFree": true, "hasPart": {"isAccessibleForFree": false}}', True),
        ('{"isAccessibleForFree": "maybe"}', None),
        ('{"headline": "Heron"}', None),
        ('{"isAccessibleForFree": fal', None),
    ],
)
def test_page_says_whether_it_is_free(data, is_free):
    assert page_marks(linked(data)).is_free is is_free


def test_only_linked_data_says_whether_a_page_is_free():
    shown = 'Write <code>&lt;script type="application/ld+json">{"isAccessibleForFree": false}</code> into your pages.'
    state = '<script>window.state = {"isAccessibleForFree": false}</script>'

    assert page_marks(shown).is_free is None
    assert page_marks(state).is_free is None


@pytest.mark.parametrize(
    ("source", "moment"),
    [
        (linked('{"dateModified": "2026-03-01T10:00:00+02:00"}'), datetime(2026, 3, 1, 8, 0, tzinfo=UTC)),
        (linked('{"dateModified": "2026-03-01"}'), datetime(2026, 3, 1, tzinfo=UTC)),
        (
            linked('{"dateModified": "0001-01-01T00:00:00Z"}, {"dateModified": "2026-03-01T00:00:00Z"}'),
            datetime(2026, 3, 1, tzinfo=UTC),
        ),
        (
            '<meta property="article:modified_time" content="2026-03-01T10:00:00Z">',
            datetime(2026, 3, 1, 10, 0, tzinfo=UTC),
        ),
        (
            "<META content='2026-03-01T10:00:00Z' property='og:updated_time'/>",
            datetime(2026, 3, 1, 10, 0, tzinfo=UTC),
        ),
        (linked('{"dateModified": "soon"}'), None),
        ("<p>article:modified_time content=2026-03-01</p>", None),
        ('<meta property="article:modified_time">', None),
    ],
)
def test_page_says_when_it_was_changed(source, moment):
    assert page_marks(source).modified_at == moment


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("<script>window._cf_chl_opt={}</script>", "cloudflare"),
        ('<link href="/.within.website/x/xess/xess.css">', "anubis"),
        ('<DIV ID="px-captcha">', "human"),
        ('<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>', ""),
        ('<script src="https://js.datadome.co/tags.js"></script>', ""),
        ('<script src="/_Incapsula_Resource?SWJIYLWA=71"></script>', ""),
        ("<p>Text</p>", ""),
        ("<p>Text</p>" * 10_000 + "<script>window._cf_chl_opt={}</script>", ""),
    ],
)
def test_bot_check_is_known_by_what_only_stands_on_it(source, name):
    assert page_marks(source).challenge == name


@pytest.mark.parametrize(
    "source",
    [
        "",
        "<title" * 500_000,
        "application/ld+json" * 200_000,
        '<script type="application/ld+json">' * 100_000,
        '<script type="application/ld+json">' + '"isAccessibleForFree":         ' * 50_000,
        '<meta property="og:updated_time" ' * 100_000,
    ],
)
def test_hostile_page_says_nothing(source):
    assert page_marks(source) == PageMarks()
