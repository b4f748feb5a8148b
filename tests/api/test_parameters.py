"""Parameters: strict parsing of the query string."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.http import QueryDict

from api.parameters import (
    BOOLEAN,
    DATE_TIME,
    QueryParameter,
    QueryParameters,
    array,
    check_encoding,
    choice,
    integer,
    parse_time,
    string,
    suggestion,
)
from api.problems import ApiError

KNOWN = [
    QueryParameter("limit", integer(1, 200)),
    QueryParameter("status.in", array(choice(["proposed", "accepted"]))),
    QueryParameter("published", BOOLEAN),
    QueryParameter("created_at.gte", DATE_TIME),
    QueryParameter("q", string(5)),
]


def read(query: str) -> QueryParameters:
    """The parameters of a query string."""
    return QueryParameters(QueryDict(query), KNOWN)


def test_values_are_parsed() -> None:
    found = read("limit=7&status.in=proposed,%20accepted&published=true&created_at.gte=2025-01-31&q=a%20b")

    assert dict(found.items()) == {
        "limit": 7,
        "status.in": ["proposed", "accepted"],
        "published": True,
        "created_at.gte": datetime(2025, 1, 31, tzinfo=UTC),
        "q": "a b",
    }


@pytest.mark.parametrize(
    "query",
    ["status.in=proposed,accepted", "status.in=proposed&status.in=accepted"],
)
def test_the_values_of_an_array_are_separated_by_commas_or_repeated(query: str) -> None:
    assert read(query).get("status.in") == ["proposed", "accepted"]


def test_an_absent_parameter_has_the_default() -> None:
    assert read("").get("limit", 50) == 50


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("limt=7", "There is no parameter 'limt' here. Did you mean limit?"),
        ("status=proposed", "There is no parameter 'status' here. Did you mean status.in?"),
        ("limit=0", "limit: it must be a whole number from 1 to 200."),
        ("limit=1&limit=2", "limit is given twice; give it once."),
        ("status.in=proposed&status.in=", "status.in: '' is not one of proposed, accepted."),
        ("status.in=" + "&status.in=".join(["proposed"] * 101), "status.in: at most 100 values are allowed."),
        ("limit=", "limit is empty; give a value or leave it out."),
        ("status.in=proposed,gone", "status.in: 'gone' is not one of proposed, accepted."),
        (
            "page=2",
            "There is no parameter 'page' here. Known here: created_at.gte, limit, published, q, status.in.",
        ),
        ("created_at=2025-01-31", "There is no parameter 'created_at' here. Did you mean created_at.gte?"),
        ("q=%20%20", "q: There are only spaces or invisible characters. Give a value, or leave it out."),
        ("published=yes", "published: it must be true or false."),
        ("q=abcdef", "q: at most 5 characters are allowed."),
        ("q=%00", "q holds control characters; remove them."),
    ],
)
def test_the_detail_says_what_is_wrong(query: str, detail: str) -> None:
    with pytest.raises(ApiError) as caught:
        read(query)

    assert caught.value.detail == detail


@pytest.mark.parametrize("value", ["%FF", "a%C3", "%ED%A0%80", "a\xff"])
def test_a_value_that_is_not_utf_8_is_refused(value: str) -> None:
    with pytest.raises(ApiError) as caught:
        check_encoding(f"limit=1&q={value}")

    assert caught.value.detail == "q is not UTF-8: percent-encode its bytes in UTF-8."


def test_utf_8_is_taken_percent_encoded_or_as_its_bytes() -> None:
    check_encoding("q=%C3%BC+%F0%9F%9A%80&limit=1&q=\xc3\xbc")


def test_a_part_of_several_names_gets_all_of_them() -> None:
    names = ["created_at.gte", "created_at.lt", "host", "source.host"]

    assert suggestion("created_at", names) == " Did you mean created_at.gte or created_at.lt?"
    assert suggestion("source", names) == " Did you mean source.host?"


def test_a_name_without_a_similar_one_gets_the_list_of_names() -> None:
    assert suggestion("zzz", ["b", "a"]) == " Known here: a, b."


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2025-01-31T12:00:00Z", datetime(2025, 1, 31, 12, tzinfo=UTC)),
        ("2025-01-31t12:00:00z", datetime(2025, 1, 31, 12, tzinfo=UTC)),
        ("2025-01-31T12:00:00.5+02:00", datetime(2025, 1, 31, 10, 0, 0, 500_000, tzinfo=UTC)),
        ("2025-01-31", datetime(2025, 1, 31, tzinfo=UTC)),
    ],
)
def test_times_are_parsed_as_rfc_3339(given: str, expected: datetime) -> None:
    assert parse_time(given) == expected


@pytest.mark.parametrize(
    "given",
    [
        "",
        "now",
        "2025-01-31T12:00:00",
        "2025-02-30",
        "20250131",
        "2025-W05",
        "0001-01-01T00:00:00+14:00",
        "٢٠٢٥-01-01",
    ],
)
def test_other_times_are_refused(given: str) -> None:
    with pytest.raises(ValueError, match="it must be a time such as"):
        parse_time(given)


def test_the_refusal_of_a_time_whose_plus_became_a_space_says_how_to_write_it() -> None:
    with pytest.raises(ValueError, match=r"write [+] as %2B in a URL"):
        parse_time("2025-01-31T12:00:00 05:30")
