"""The part of a file that `Range` asks for (RFC 9110, 14)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.ranges import UnsatisfiableRangeError, requested_range


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("bytes=0-0", (0, 1)),
        ("bytes=0-99", (0, 100)),
        ("bytes=0-1000", (0, 100)),
        ("bytes=40-", (40, 100)),
        ("bytes=99-99", (99, 100)),
        ("bytes=-10", (90, 100)),
        ("bytes=-1000", (0, 100)),
        ("Bytes= 40-49", (40, 50)),
        ("", None),
        ("bytes=", None),
        ("bytes=-", None),
        ("bytes=50-40", None),
        ("bytes=0-1,5-6", None),
        ("lines=0-5", None),
        ("bytes=a-b", None),
        ("bytes=1-2-3", None),
        ("bytes=99999999999999999999-", None),
        ("bytes=٣-", None),
    ],
)
def test_a_range_of_a_hundred_bytes(header: str, wanted: tuple[int, int] | None) -> None:
    assert requested_range(header, 100) == wanted


@pytest.mark.parametrize(
    ("header", "size"),
    [
        ("bytes=100-", 100),
        ("bytes=101-", 100),
        ("bytes=500-600", 100),
        ("bytes=-0", 100),
        ("bytes=0-", 0),
        ("bytes=-5", 0),
    ],
)
def test_a_range_beyond_the_end_cannot_be_satisfied(header: str, size: int) -> None:
    with pytest.raises(UnsatisfiableRangeError):
        requested_range(header, size)


@given(st.binary(min_size=1, max_size=300), st.lists(st.integers(1, 299), max_size=5))
def test_the_parts_of_a_file_are_the_whole(content: bytes, cuts: list[int]) -> None:
    starts = sorted({0, *(cut for cut in cuts if cut < len(content))})
    headers = [
        f"bytes={start}-{end - 1}" for start, end in zip(starts, [*starts[1:], len(content)], strict=True)
    ]

    parts = [requested_range(header, len(content)) for header in headers]

    assert b"".join(content[slice(*part)] for part in parts if part) == content
