"""Wire: values come back as they went, and nothing else is believed."""

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from claims.pipeline.sandbox.framing import dump, load, read_frame, write_frame
from claims.values import (
    Block,
    Capture,
    ClaimCandidate,
    Comparison,
    Document,
    Link,
    Marker,
    Name,
    Quantity,
    Reference,
)
from claims.vocabulary import ClaimKind, EntityKind, Op, Relation


@dataclass(frozen=True)
class Sample:
    number: Decimal
    count: int
    note: str | None
    tags: tuple[str, ...] = ()


def test_capture_comes_back_as_it_went():
    capture = Capture(
        document=Document(
            text="A beats B [1].",
            title="T",
            authors=("Ann",),
            published_at=datetime(2026, 11, 23, 12, 30, tzinfo=UTC),
            blocks=(Block("row", 0, 14, "S", ("a", "b")),),
            links=(Link(0, 1, "https://example.com/"),),
            markers=(Marker(10, 13, ("1",)),),
            references=(Reference("1", None, "Title"),),
        ),
        candidates=(
            ClaimCandidate(
                quote="A beats B",
                start=0,
                end=9,
                kind=ClaimKind.COMPARISON,
                comparisons=(Comparison("A", Relation.OUTPERFORMS, ("B",), ("MMLU",)),),
                quantities=(Quantity("A", "score", Op.ABOUT, Decimal("61.20"), None, "%", "61.20%"),),
                names=(Name("A", "A", EntityKind.MODEL),),
            ),
        ),
        full_text="A beats B [1]. \N{PILE OF POO}",
        extractor_version="1",
        warnings=("short",),
    )

    assert load(Capture, dump(capture)) == capture


def test_text_comes_back_as_it_went():
    assert load(str, dump("naïve “text”\n")) == "naïve “text”\n"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b'"text"',
        b'{"number": "1"}',
        b'{"number": 1, "count": 1, "note": null, "tags": []}',
        b'{"number": "NaN", "count": 1, "note": null, "tags": []}',
        b'{"number": "1e999999", "count": 1, "note": null, "tags": []}',
        b'{"number": "one", "count": 1, "note": null, "tags": []}',
        b'{"number": "1", "count": "1", "note": null, "tags": []}',
        b'{"number": "1", "count": true, "note": null, "tags": []}',
        b'{"number": "1", "count": 1, "note": 5, "tags": []}',
        b'{"number": "1", "count": 1, "note": null, "tags": "abc"}',
        b'{"number": "1", "count": 1, "note": null, "tags": [null]}',
        b"[" * 5000,
    ],
)
def test_json_of_another_kind_is_an_error(data):
    with pytest.raises(ValueError, match=r".+"):
        load(Sample, data)


def test_unknown_word_of_an_enumeration_is_an_error():
    with pytest.raises(ValueError, match="shouts"):
        load(Comparison, b'{"subject": "A", "relation": "shouts", "objects": [], "on": []}')


def test_text_that_no_row_can_hold_is_an_error():
    with pytest.raises(ValueError, match="NUL"):
        load(str, dump("one\x00two"))


def test_value_that_cannot_travel_is_an_error():
    with pytest.raises(TypeError):
        dump(object())


def test_frames_come_back_in_order():
    stream = io.BytesIO()
    write_frame(stream, b"one")
    write_frame(stream, b"")
    stream.seek(0)

    assert (read_frame(stream), read_frame(stream), read_frame(stream)) == (b"one", b"", None)


@pytest.mark.parametrize("data", [b"\x00", b"\x00\x00\x00\x05abc", b"\xff\xff\xff\xffabc"])
def test_frame_that_is_cut_off_or_too_long_is_an_error(data):
    with pytest.raises(ValueError, match="cut off"):
        read_frame(io.BytesIO(data))
