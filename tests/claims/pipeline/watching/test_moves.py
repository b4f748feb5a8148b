"""Moves: believed after a week of agreement, forgotten at the first doubt."""

from datetime import UTC, datetime, timedelta

import pytest

from claims.pipeline.watching.moves import Move, is_ripe, moved_to, next_move, text_likeness
from claims.values import Hop, Page

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ASKED = "http://example.com/news/story"
TARGET = "https://example.org/archive/story"
PARAGRAPH = "The model was trained on eighteen trillion tokens, its makers say."
ANOTHER = "It outperforms every open model on three of the four benchmarks."


def page(final_url: str, *statuses: int, url: str = ASKED) -> Page:
    """A page at the end of redirects with these statuses."""
    return Page(
        url=url,
        final_url=final_url,
        status=200,
        body=b"",
        content_type="text/html",
        charset=None,
        etag="",
        last_modified="",
        hops=tuple(Hop(status, final_url) for status in statuses),
        elapsed_ms=1,
    )


def seen(times: int, *, likeness: float | None = 1.0) -> Move:
    """The move after so many looks that agreed, a day apart."""
    move = Move()
    for day in range(times):
        move = next_move(move, page(TARGET, 301), likeness=likeness, now=NOW + timedelta(days=day))
    return move


@pytest.mark.parametrize(
    ("url", "final_url", "statuses"),
    [
        (ASKED, TARGET, (301,)),
        (ASKED, TARGET, (308, 301)),
        (ASKED, "http://example.com/news/story-2", (301,)),
        (ASKED, "http://example.com/?p=17", (301,)),
        (ASKED, "http://example.com/news?id=17", (301,)),
        (ASKED, "http://example.com/new", (301,)),
        ("http://example.com/story?id=17", "http://example.com/story", (301,)),
        ("http://example.com/story", "http://example.com/story/full", (301,)),
        ("http://example.com/a/", "http://example.org/a", (301,)),
        ("http://example.com/a", "http://example.org/a/", (301,)),
    ],
)
def test_permanent_redirects_to_another_page_are_a_move(url, final_url, statuses):
    assert moved_to(page(final_url, *statuses, url=url)) == final_url


@pytest.mark.parametrize(
    ("final_url", "statuses"),
    [
        (ASKED, ()),
        (TARGET, ()),
        (TARGET, (302,)),
        (TARGET, (301, 302)),
        (TARGET, (307, 308)),
        ("https://www.example.com/news/story/", (301,)),
        ("http://example.com/", (301,)),
        ("http://example.org/?", (301,)),
        ("http://example.com/news", (301,)),
        ("http://example.com/news/", (301,)),
        ("http://example.org/news/", (308,)),
    ],
)
def test_temporary_redirects_front_pages_and_parents_are_no_move(final_url, statuses):
    assert moved_to(page(final_url, *statuses)) == ""


def test_page_whose_url_cannot_be_read_has_not_moved():
    assert moved_to(page(TARGET, 301, url="nonsense")) == ""


def test_first_check_begins_a_move():
    assert seen(1) == Move(TARGET, NOW, 1)


def test_further_checks_count_on_from_the_first():
    assert seen(3) == Move(TARGET, NOW, 3)


def test_another_target_starts_anew():
    later = NOW + timedelta(days=9)

    move = next_move(seen(9), page("https://example.net/story", 301), likeness=1.0, now=later)

    assert move == Move("https://example.net/story", later, 1)


def test_look_without_redirect_ends_the_move():
    assert next_move(seen(9), page(ASKED), likeness=1.0, now=NOW) == Move()


def test_temporary_redirect_to_the_same_target_ends_the_move():
    assert next_move(seen(9), page(TARGET, 302), likeness=1.0, now=NOW) == Move()


def test_target_that_is_not_like_the_page_ends_the_move():
    assert next_move(seen(9), page(TARGET, 301), likeness=0.59, now=NOW) == Move()
    assert next_move(seen(9), page(TARGET, 301), likeness=0.6, now=NOW).checks == 10


def test_nothing_to_compare_does_not_stand_in_the_way():
    assert seen(3, likeness=None).checks == 3


def test_move_is_ripe_after_five_checks_over_a_week():
    five = Move(TARGET, NOW, 5)

    assert is_ripe(five, NOW + timedelta(days=7))
    assert not is_ripe(five, NOW + timedelta(days=7, seconds=-1))
    assert not is_ripe(Move(TARGET, NOW, 4), NOW + timedelta(days=70))
    assert not is_ripe(Move(), NOW)


def test_likeness_is_the_share_of_long_lines_that_are_still_there():
    before = f"{PARAGRAPH}\n{ANOTHER}\nShare"

    assert text_likeness(before, before) == 1.0
    assert (
        text_likeness(before, f"New!\n{PARAGRAPH}\nMore of it to be read at the end of this long line.")
        == 0.5
    )
    assert text_likeness(before, "Page not found") == 0.0


def test_likeness_heeds_letters_and_digits_alone():
    assert text_likeness(PARAGRAPH, f"  {PARAGRAPH.upper().replace(' ', '  ')}!") == 1.0


def test_repeated_lines_count_once():
    assert text_likeness("\n".join([PARAGRAPH] * 9 + [ANOTHER]), ANOTHER) == 0.5


def test_text_without_long_lines_cannot_be_compared():
    assert text_likeness("Home\nSports\nWeather", PARAGRAPH) is None
    assert text_likeness("", "") is None


def test_likeness_reads_the_first_million_characters():
    filler = "x" * 39 + "\n"

    assert text_likeness(PARAGRAPH, filler * 24_000 + PARAGRAPH) == 1.0
    assert text_likeness(PARAGRAPH, filler * 25_000 + PARAGRAPH) == 0.0
