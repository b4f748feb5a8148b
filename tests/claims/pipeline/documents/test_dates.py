from datetime import UTC, datetime

import pytest

from claims.pipeline.documents.dates import is_date_line, parse_date


@pytest.mark.parametrize(
    "text",
    [
        "July 25, 2025",
        "25 July 2025",
        "25th of no month, but 2025-07-25",
        "Jul. 25, 2025",
        "2025年7月25日",
        "2025-07-25",
    ],
)
def test_date_is_read_in_many_forms(text):
    assert parse_date(text) == datetime(2025, 7, 25, tzinfo=UTC)


def test_time_with_offset_becomes_utc():
    assert parse_date("2024-09-19T00:30:00+08:00") == datetime(2024, 9, 18, 16, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "version 3.5", "February 31, 2024", "2024-13-01", "in 2024"])
def test_text_without_a_date_gives_none(text):
    assert parse_date(text) is None


@pytest.mark.parametrize("line", ["July 25, 2025", "Published: 3 May 2024", "Monday, 3 May 2024, 10:30 GMT"])
def test_line_with_only_a_date_is_a_date_line(line):
    assert is_date_line(line)


def test_sentence_with_a_date_is_no_date_line():
    assert not is_date_line("The model came out on July 25, 2025 in Paris.")
