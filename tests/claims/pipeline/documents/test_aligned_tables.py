"""Tables of plain texts whose columns are parted by spaces."""

import pytest

from claims.pipeline.documents.documents import read_document
from claims.pipeline.extraction.extract import extract
from claims.vocabulary import ContentType

TABLE = "Boat         Seats   Fuel (t)\nHalo         410     31.5\nVolta Mini   380     28.0"


def rows(text):
    document = read_document(text, ContentType.PLAIN)
    return [(document.text[b.start : b.end], b.head) for b in document.blocks if b.kind == "row"]


def test_lines_with_the_cells_of_their_head_are_rows():
    head = ("Boat", "Seats", "Fuel (t)")

    assert rows(f"Boats\n\nWe tested two boats in May.\n\n{TABLE}\n\nHalo won.") == [
        ("Halo         410     31.5", head),
        ("Volta Mini   380     28.0", head),
    ]


def test_a_line_of_signs_may_stand_below_the_head():
    text = "Boat    Seats   Fuel\n=====   =====   ====\nHalo    410     31\nMini    380     28"
    document = read_document(text, ContentType.PLAIN)

    assert [block.kind for block in document.blocks] == ["row", "row"]


def test_rows_of_equal_width_are_no_wrapped_paragraph():
    text = (
        "Vessel of the harbour   Passengers carried   Fuel in tonnes\n"
        "Halo of the North       12,400               31.5 and more1\n"
        "Volta of the South      10,100               28.0 and more1"
    ).replace(" and more1", "          ")

    assert len(rows(text)) == 2


def test_values_belong_to_the_thing_and_the_measure():
    claims = extract(read_document(f"We tested two boats in May.\n\n{TABLE}", ContentType.PLAIN))
    last = claims[-1].quantities

    assert [(q.subject, q.measure, float(q.low)) for q in last] == [
        ("Volta Mini", "Seats", 380),
        ("Volta Mini", "Fuel (t)", 28),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Two  spaces  here\nand two  more there  and then\nand one more  line with  some words",
        "Seats   2024   2025\nHalo   410   380\nMini   390   300",  # the head holds numbers
        "Boat   Seats   Fuel\nHalo   410   31",  # one row
        "Boat   Seats\nHalo   410\nMini   380",  # two columns
        "Boat   Seats   Fuel\n\nHalo   410   31\n\nMini   380   28",  # parted by empty lines
    ],
)
def test_other_lines_are_no_rows(text):
    assert rows(text) == []
