"""Parsers: strict JSON."""

from __future__ import annotations

import json
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.parsers import read_json
from api.problems import ApiError


def test_json_is_parsed_and_numbers_keep_their_digits() -> None:
    body = '{"a": [1, -2.50, true, null, "\\ud83d\\ude00é"], "b": {}}'.encode()

    assert read_json(body) == {"a": [1, Decimal("-2.50"), True, None, "😀é"], "b": {}}


def test_32_levels_of_nesting_are_allowed() -> None:
    assert read_json(b"[" * 32 + b"]" * 32) is not None

    with pytest.raises(ApiError, match="nested deeper than 32"):
        read_json(b"[" * 33 + b"]" * 33)


@pytest.mark.parametrize(
    ("body", "pointer", "detail"),
    [
        (b'{"a": [0, "\\u0000"]}', "/a/1", "The string contains a NUL character, which cannot be stored."),
        (
            b'{"a/b": {"c~d": "\\udc00"}}',
            "/a~1b/c~0d",
            "The string contains half of a surrogate pair, which is not a character.",
        ),
        (b'{"a": -9223372036854775809}', "/a", "The integer does not fit into 64 bits."),
        (b'{"a": 1e999}', "/a", "The number is out of range."),
        (b"[1e999999999999999999999]", "", "A number has too many digits."),
        (b'{"a": 1, "a": 1}', "", 'The member "a" occurs twice.'),
        (b"[NaN]", "", "NaN is not JSON."),
        (b"\xff", "", "The byte at 0 is not UTF-8."),
        (b"\xef\xbb\xbf[]", "", "The body begins with a byte order mark; leave it out."),
        (b"[1,\n2", "", "Expecting ',' delimiter at line 2, column 2."),
    ],
)
def test_the_pointer_and_the_reason_are_reported(body: bytes, pointer: str, detail: str) -> None:
    with pytest.raises(ApiError) as caught:
        read_json(body)

    assert caught.value.detail == detail
    assert caught.value.errors[0]["pointer"] == pointer


def test_64_bit_integers_are_accepted() -> None:
    assert read_json(b"[9223372036854775807, -9223372036854775808]") == [2**63 - 1, -(2**63)]


@given(
    st.binary(max_size=200)
    | st.text(alphabet='{}[]",:0123456789eE+-.\\unltrafs ', max_size=200).map(str.encode)
)
def test_any_bytes_are_parsed_as_json_or_refused(body: bytes) -> None:
    with suppress(ApiError):
        assert read_json(body) == json.loads(body, parse_float=Decimal)
