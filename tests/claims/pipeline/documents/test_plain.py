from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.pipeline.documents.documents import read_document
from claims.pipeline.documents.plain import read_plain
from claims.vocabulary import ContentType


def blocks(text):
    return [(block.kind, text[block.start : block.end]) for block in read_plain(text).blocks]


def test_title_date_and_author_are_read_from_the_top():
    document = read_plain(
        "A new telescope opens\n\nBy Ada Lang and Ben Ott\n\nMay 3, 2024\n\nIt opened on Friday in Chile.\n"
    )

    assert document.title == "A new telescope opens"
    assert document.published_at == datetime(2024, 5, 3, tzinfo=UTC)
    assert document.authors == ("Ada Lang", "Ben Ott")


def test_text_is_kept_to_the_character():
    text = "Title\r\n\r\n  Some text.  \r\n"

    assert read_plain(text).text == text


def test_repeated_title_and_source_heading_are_headings():
    text = "The news\n\nThe news\nIt happened on Monday, they said.\n\nSources\nShare this"

    assert blocks(text) == [
        ("heading", "The news"),
        ("heading", "The news"),
        ("paragraph", "It happened on Monday, they said."),
        ("heading", "Sources"),
        ("heading", "Share this"),
    ]


def test_wrapped_lines_are_one_paragraph():
    text = "Title\n\nThis line was wrapped by an editor at about\nforty-five characters, as many editors do so\nand here it ends."

    assert blocks(text)[1] == ("paragraph", text[7:])


def test_long_first_paragraph_is_no_heading():
    text = "The weir was closed in May after a flood. It opened again in the autumn of that year, and boats came back to the mill at once.\n\nMore follows here, as they say."

    assert [kind for kind, _ in blocks(text)] == ["paragraph", "paragraph"]


def test_underlined_lines_are_headings_without_their_line():
    text = "Weirs\n=====\n\nThe weir was closed.\n\nResults\n-------\nIt opened again."

    assert blocks(text) == [
        ("heading", "Weirs"),
        ("paragraph", "The weir was closed."),
        ("heading", "Results"),
        ("paragraph", "It opened again."),
    ]


def test_restructured_notes_are_entries():
    document = read_document(
        "Weirs\n=====\n\nThe weir was closed [2]_. It opened [#mill]_.\n\n.. [#mill] https://a.example/m\n.. [2] Report, https://a.example/r",
        ContentType.PLAIN,
    )

    assert [(r.label, r.url) for r in document.references] == [
        ("#mill", "https://a.example/m"),
        ("2", "https://a.example/r"),
    ]
    assert [m.labels for m in document.markers][:2] == [("2",), ("#mill",)]


def test_bullets_are_left_out_and_numbers_noted():
    document = read_plain("Title\n\n1. First thing here.\n2. Second thing here.\n- A third.")

    assert [document.text[b.start : b.end] for b in document.blocks[1:]] == [
        "First thing here.",
        "Second thing here.",
        "A third.",
    ]
    assert [b.head for b in document.blocks[1:]] == [("1",), ("2",), ()]


def test_bare_addresses_are_links_without_their_punctuation():
    (link,) = read_plain("Title\n\nSee (https://a.example/x_(y)).").links

    assert link.url == "https://a.example/x_(y)"


@given(st.text(max_size=300))
def test_blocks_lie_in_order_in_any_text(text):
    found = read_plain(text).blocks

    assert all(block.start < block.end for block in found)
    assert all(before.end <= after.start for before, after in pairwise(found))


@pytest.mark.parametrize(
    "text",
    [
        "The weir at Alsford was closed for 12 days.",
        "The weir at Alsford was closed for 12 days. It opened again in May.",
        "The weir at Alsford was closed for 12 days",
        "“The weir was closed for 12 days.” [1]",
        "大坝关闭了十二天。",
    ],
)
def test_a_text_of_one_paragraph_is_no_heading(text):
    assert blocks(text) == [("paragraph", text)]
    assert read_plain(text).title == ""


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        ("The weir was closed for 12 days.", "paragraph"),
        ("The weir was closed for 12 days.[2]", "paragraph"),
        ("The weir that was closed", "heading"),
        ("Was the weir closed for long?", "heading"),
        ("Alsford sues the U.S.", "heading"),
        ("Alsford buys the mill of Weirs Inc.", "heading"),
        ("Vol. 3.", "heading"),
    ],
)
def test_a_first_line_with_the_full_stop_of_a_sentence_is_no_heading(first, kind):
    assert blocks(f"{first}\n\nIt opened again in May, after a long repair.")[0] == (kind, first)
