"""Records: JSON, JSON Lines, CSV and TSV as tables, a record a line."""

import json

import pytest

from claims.pipeline.documents.records import is_cut_short, records_text

SCORES = [
    {"model": "Heron-2", "scores": {"arena": 89.40, "live": 62.2}, "tags": ["open", "large"]},
    {"model": "Kestrel-3", "scores": {"arena": 85.5}, "released": True, "note": None},
]


def read(value, media_type="application/json", url=""):
    source = value if isinstance(value, str) else json.dumps(value)
    text = records_text(source, media_type, url)
    return text and text.replace("\t\t", " | ")


def test_records_are_a_table_with_their_keys_as_headings():
    assert read(SCORES) == (
        "model | arena | live | tags | released | note\n"
        "Heron-2 | 89.4 | 62.2 | open, large | – | –\n"
        "Kestrel-3 | 85.5 | – | – | true | –"
    )


def test_numbers_stay_as_they_are_written():
    assert read('[{"a": 1.50, "b": 12000000000000000000000, "c": 1e5}]') == (
        "a | b | c\n1.50 | 12000000000000000000000 | 1e5"
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"Heron-2": {"arena": 89.4}, "Kestrel-3": {"arena": 85.5}}, "– | arena\nHeron-2 | 89.4\nKestrel-3 | 85.5"),
        ({"Arena": {"Heron-2": 89.4, "Kestrel-3": 85.5}}, "Arena\n\nHeron-2 | 89.4\nKestrel-3 | 85.5"),
        ([["model", "arena"], ["Heron-2", 89.4]], "model | arena\nHeron-2 | 89.4"),
        ({"board": "May", "rows": [{"model": "Heron-2"}]}, "board\nMay\n\nMay / rows\n\nmodel\nHeron-2"),
        ([{"id": {"value": "NY"}, "city": {"value": "Oslo"}}], "id.value | city.value\nNY | Oslo"),
        ({"columns": ["city", "people"], "data": [["Oslo", 717710]]}, "data\n\ncity | people\nOslo | 717710"),
        ({"series": "Rate", "months": [{"date": "2025-09-01", "value": 4.9}]},
         "series\nRate\n\nRate / months\n\nRate | date | value\nRate | 2025-09-01 | 4.9"),
        ([1, 2, 3], "1, 2, 3"),
        ("Oslo", "Oslo"),
    ],
)  # fmt: skip
def test_forms_of_json_are_read_by_what_names_their_values(value, text):
    assert read(json.dumps(value)) == text


def test_a_long_text_of_a_record_has_lines_of_its_own():
    assert read([{"name": "Heron-2", "text": "word " * 50 + "\nIt ends."}]) == (
        "name\nHeron-2\n\nHeron-2 / text\n\n" + ("word " * 50).strip() + "\nIt ends."
    )


def test_each_value_of_a_long_record_has_a_line_with_its_name():
    links = {f"link_{number}": "https://api.example/" + "a" * 60 for number in range(20)}

    lines = read([{"full_name": "acme/heron", **links, "stars": 5120}]).split("\n")

    assert lines[-1] == "acme/heron | stars | 5120"
    assert len(lines) == 22


def test_records_without_a_key_in_common_grow_no_further_than_their_names():
    unlike = [{f"key{number}": number} for number in range(3000)]
    long_name = {"name": "n" * 100, **{f"{number}": 1 for number in range(9000)}}

    assert len(records_text(json.dumps(unlike), "application/json")) < 100_000
    assert records_text(json.dumps(long_name), "application/json") is None


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("model,arena\nHeron-2,89.4\nKestrel-3,\n", "model | arena\nHeron-2 | 89.4\nKestrel-3 | –"),
        ("model;arena\nHeron-2;89,4\n", "model | arena\nHeron-2 | 89,4"),
        ("model\tarena\nHeron, the 2nd\t89.4\n", "model | arena\nHeron, the 2nd | 89.4"),
        ('\ufeffmodel,note\nHeron-2,"two\nlines, one cell"\n', "model | note\nHeron-2 | two lines, one cell"),
    ],
)
def test_separated_values_are_a_table_whatever_parts_them(source, text):
    assert read(source, "text/csv") == text


def test_lines_of_json_are_records_of_one_table():
    assert read('{"a": "x", "b": 1}\n\n{"a": "y", "b": 2}\n', "application/x-ndjson") == "a | b\nx | 1\ny | 2"


@pytest.mark.parametrize(
    ("media_type", "url", "is_read"),
    [
        ("application/json; charset=utf-8", "", True),
        ("application/vnd.acme.v3+json", "", True),
        ("text/plain", "https://files.example/a/scores.JSON?raw=1", True),
        ("binary/octet-stream", "https://files.example/a/scores.json", True),
        ("text/plain", "https://files.example/a/scores.txt", False),
        ("text/html", "https://files.example/a/scores.json", False),
    ],
)
def test_records_are_known_by_media_type_or_name(media_type, url, is_read):
    assert (records_text('[{"a": "x"}]', media_type, url) is not None) is is_read


@pytest.mark.parametrize("source", ["{", "[" * 100_000, "", '"' + "a" * 200_000 + '",b\n', "NaN,"])
def test_what_is_not_what_it_is_called_is_no_record(source):
    assert records_text(source, "application/json") is None


def test_a_field_beyond_the_limit_of_the_format_is_no_record():
    assert records_text('"' + "a" * 200_000 + '",b\n', "text/csv") is None


@pytest.mark.parametrize(
    ("source", "media_type", "url", "is_cut"),
    [
        ('[{"a": 1}, {"b"', "application/json", "", True),
        ('[{"a": 1}, {"b"', "text/plain", "https://files.example/may.json", True),
        ('{"a": 1}\n{"b": 2}\n{"c', "application/x-ndjson", "", True),
        ('{"a": 1}\n{"b": 2}\n', "application/x-ndjson", "", False),
        ('[{"a": 1}, {"b"', "text/plain", "", False),
        ('[{"a": 1}, {"b"', "text/csv", "", False),
    ],
)
def test_json_without_its_end_is_cut_short(source, media_type, url, is_cut):
    assert is_cut_short(source, media_type, url) is is_cut
