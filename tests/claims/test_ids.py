"""Keys keep their order, and TypeIDs are what the TypeID specification says."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from claims.ids import first_key_at, parse_type_id, type_id, uuid7


def test_keys_of_a_process_are_in_the_order_in_which_they_were_made() -> None:
    keys = [uuid7() for _ in range(5000)]

    assert keys == sorted(keys)
    assert len(set(keys)) == 5000


def test_a_key_is_a_version_7_uuid_of_the_rfc_variant() -> None:
    key = uuid7()

    assert (key.version, key.variant) == (7, uuid.RFC_4122)


def test_a_key_begins_with_its_milliseconds() -> None:
    assert uuid7().int >> 80 > 1_700_000_000_000


def test_first_key_of_a_time_is_between_the_keys_before_and_after_it() -> None:
    key = uuid7()
    made_at = datetime.fromtimestamp((key.int >> 80) / 1000, tz=UTC)

    assert first_key_at(made_at) <= key < first_key_at(made_at + timedelta(milliseconds=2))
    assert first_key_at(made_at).version == 7


def test_the_published_example_of_a_type_id() -> None:
    key = uuid.UUID("01890a5d-ac96-774b-bcce-b302099a8057")

    assert type_id("prefix", key) == "prefix_01h455vb4pex5vsknk084sn02q"
    assert parse_type_id("prefix", "prefix_01h455vb4pex5vsknk084sn02q") == key


@pytest.mark.django_db
def test_postgresql_makes_the_same_type_ids() -> None:
    numbers = [0, 1, 31, 2**120, 2**127, 2**128 - 1, *(uuid7().int for _ in range(200))]
    keys = [uuid.UUID(int=number) for number in numbers]

    with connection.cursor() as cursor:
        cursor.execute("SELECT claims_type_id('claim', key) FROM unnest(%s::uuid[]) AS key", [keys])
        made = [row[0] for row in cursor.fetchall()]

    assert made == [type_id("claim", key) for key in keys]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "claim_",
        "claim",
        "claim_01h455vb4pex5vsknk084sn02",
        "claim_81h455vb4pex5vsknk084sn02q",
        "claim_01H455VB4PEX5VSKNK084SN02Q",
        "claim_01h455vb4pex5vsknk084sn0iq",
        "source_01h455vb4pex5vsknk084sn02q",
    ],
)
def test_another_text_is_no_claim_id(text: str) -> None:
    with pytest.raises(ValueError, match="not a claim id"):
        parse_type_id("claim", text)
