"""JSON that is not trusted is read without characters that no stored text can have."""

import pytest

from claims.pipeline.documents.json_source import ends_early, load_json


@pytest.mark.parametrize(
    ("source", "value"),
    [
        (r'"a\u0000b"', "a\ufffdb"),
        (r'"a\ud800b"', "a\ufffdb"),
        (r'"a\uDC00b"', "a\ufffdb"),
        (r'"a\ud83d\ude00b"', "a\U0001f600b"),
        (r'"a\ud800\ud83d\ude00"', "a\ufffd\U0001f600"),
        (r'"a\\u0000b"', r"a\u0000b"),
        (r'"a\\\u0000\n"', "a\\\ufffd\n"),
        (r'{"\ud800": "\u00e9"}', {"\ufffd": "\u00e9"}),
        ('"a\tb"', "a\tb"),
        ("[NaN]", ["NaN"]),
    ],
)
def test_escapes_of_what_is_no_character_are_replaced(source, value):
    assert load_json(source) == value


def test_numbers_may_be_read_as_they_are_written():
    assert load_json("[1.50, 7]", number=str) == ["1.50", "7"]


@pytest.mark.parametrize("source", ["{", r'"\u00"', r'"\ud8"'])
def test_what_is_no_json_is_refused(source):
    with pytest.raises(ValueError, match=r"Expecting|escape|Invalid"):
        load_json(source)


WHOLE = '{"rows": [{"line": "Loop \\"1\\" \\u00e9", "riders": 48.3, "open": true, "note": null}, [-1.5e3]]}'


@pytest.mark.parametrize("length", range(1, len(WHOLE)))
def test_json_that_was_cut_off_anywhere_ends_early(length):
    assert ends_early(WHOLE[:length])


@pytest.mark.parametrize(
    "source",
    [
        WHOLE,
        f"{WHOLE} and more",
        "<html>",
        "{'a': 1}",
        '{"a": 1,}',
        '{"a": "b" "c": 1}',
        "[1] A note.",
        "12",
        "[" * 10**5,
    ],
)
def test_what_is_whole_or_no_json_does_not_end_early(source):
    assert not ends_early(source)
