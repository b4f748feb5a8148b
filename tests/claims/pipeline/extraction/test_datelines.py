"""Datelines: what a report says begins behind the place and the date that it was filed."""

from __future__ import annotations

import pytest

from claims.pipeline.documents.documents import read_document
from claims.pipeline.extraction.datelines import behind_dateline
from claims.pipeline.extraction.statements import find_statements
from claims.vocabulary import ContentType


def said(text: str, *, is_opening: bool = True) -> str:
    return text[behind_dateline(text, 0, len(text), is_opening=is_opening) :]


@pytest.mark.parametrize(
    "dateline",
    [
        "MADRID — ",
        "MADRID (AP) — ",
        "MADRID, Spain, April 9 (Wire News) - ",
        "Madrid, 9 April 2024 – ",
        "Madrid (AFP) – ",
        "SAN SEBASTIAN/MADRID, Apr. 9 (Reuters) -- ",
        "Madrid, Spain, April 9, 2024 /PRNewswire/ -- ",
        "SANTA FE–(BUSINESS WIRE)–",
        "ST. PAUL, Minn. (AP) — ",
        "U.N. — ",
    ],
)
def test_place_date_and_agency_are_no_part_of_what_is_said(dateline: str) -> None:
    assert said(dateline + "Corvid opened a plant.") == "Corvid opened a plant."


@pytest.mark.parametrize(
    "text",
    [
        "Corvid — The carmaker opened a plant.",
        "Corvid (CRV) — Shares rose by 4%.",
        "CORVID (NYSE: CRV) — Shares rose by 4%.",
        "NVIDIA — The company opened a plant.",
        "UNESCO — The body for culture — opened an office.",
        "MADRID-Lisbon trains are late.",
        "MADRID – which has three airports, opened a fourth.",
        "Kestrel-2 (72B) – Fast and small.",
    ],
)
def test_name_before_a_dash_is_no_place(text: str) -> None:
    assert said(text) == text


def test_place_alone_is_a_dateline_in_the_first_paragraphs_only() -> None:
    assert said("MADRID — Corvid opened a plant.", is_opening=False) == "MADRID — Corvid opened a plant."
    assert said("MADRID (AP) — Corvid opened a plant.", is_opening=False) == "Corvid opened a plant."


def test_statement_begins_behind_its_dateline_with_true_offsets() -> None:
    text = "# Plant opens\n\nBy Ana Ruiz\n\nMADRID — Corvid opened a plant.[1] It has 40 robots.\n\nMADRID — It is big."
    document = read_document(text.encode(), ContentType.MARKDOWN)
    statements = find_statements(document)

    assert [s.text for s in statements][2:4] == ["Corvid opened a plant.", "It has 40 robots."]
    assert all(document.text[s.start : s.end] == s.text for s in statements)
    assert statements[2].markers == ("1",)
