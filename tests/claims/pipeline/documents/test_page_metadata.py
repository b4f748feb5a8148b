from datetime import UTC, datetime

import pytest

from claims.pipeline.documents.page_metadata import control_words, needs_scripts, page_metadata
from claims.values import PageMetadata


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
def test_title_is_plain_text_of_limited_length(source, title):
    assert page_metadata(source).title == title


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
def test_free_access_is_read_from_linked_data(data, is_free):
    assert page_metadata(linked(data)).is_free is is_free


def test_free_access_is_read_from_linked_data_only():
    shown = 'Write <code>&lt;script type="application/ld+json">{"isAccessibleForFree": false}</code> into your pages.'
    state = '<script>window.state = {"isAccessibleForFree": false}</script>'

    assert page_metadata(shown).is_free is None
    assert page_metadata(state).is_free is None


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
def test_modification_date_is_read(source, moment):
    assert page_metadata(source).modified_at == moment


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
def test_bot_check_is_recognised_by_its_own_markup_only(source, name):
    assert page_metadata(source).challenge == name


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
def test_hostile_page_has_no_metadata(source):
    assert page_metadata(source) == PageMetadata()


def test_the_words_of_buttons_are_read() -> None:
    page = '<button class="x"><b>Accept</b> all</button><input type="submit" value="Reject all"><label>I agree</label>'

    assert control_words(page) == "Accept all\nReject all\nI agree"
    assert len(control_words("<button>Words of a button</button>" * 100)) <= 1500


@pytest.mark.parametrize(
    ("page", "is_frame"),
    [
        ('<div id="root"></div><script src="/app.js"></script>', True),
        ('<div class="x" id=__next> <!-- app --> </div>', True),
        ("<app-root></app-root>", True),
        ('<div id="root"><p>Words</p></div>', False),
        ("<div></div><p>Words</p>", False),
    ],
)
def test_an_empty_frame_needs_scripts(page: str, is_frame: bool) -> None:
    assert needs_scripts(page) is is_frame
