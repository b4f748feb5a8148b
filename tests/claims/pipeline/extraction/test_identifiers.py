"""Numbers that name, date or place something are found as such."""

from __future__ import annotations

import pytest

from claims.pipeline.extraction.identifiers import identifier_spans


def named(text: str) -> set[int]:
    """The places that an identifier takes."""
    return {place for span in identifier_spans(text, 0, len(text)) for place in range(*span)}


@pytest.mark.parametrize(
    "text",
    [
        "on 03/04/2025 there", "on 2024-05-03 there", "on 3.5.2024 there", "on 5 May there", "on May 5, 2024 there", "on 3–5 May there", "in the 1990s there",
        "from 1987–2011 there", "at 18:45 there", "at 9 a.m. there", "at 5pm there", "at 3 o'clock there", "in Q3 2021 there",
        "a depot at 221 Mill Road there", "lives at 10 Downing Street there", "Rue de Rivoli 27 there", "in Lindenstraße 14 there", "in Boston, MA 02110 there",
        "call +44 20 7946 0958 there", "call (212) 555-0198 there", "or 555-123-4567 there",
        "of Regulation (EU) 2024/1689 there", "under Directive 95/46/EC there", "under ISO 27001 there", "per RFC 9309 there",
        "see CVE-2024-3094 there", "see arXiv:2309.16609 there", "saw Moor 2-1 Fen there", "in the 90+4 minutes there", "under patent US 8,765,432 there", "covers Patent No. 8,765,432 there", "ISBN 978-3-16-148410-0 there", "in Room 101 there", "on Flight KX 204 there",
    ],
)  # fmt: skip
def test_every_digit_of_an_identifier_is_taken(text: str) -> None:
    assert {place for place, letter in enumerate(text) if letter.isdigit()} <= named(text)


@pytest.mark.parametrize(
    "text",
    [
        "5,000 people came", "200-300 people came", "500–1000 people came", "gained +400M parameters", "42.2/36.6 points", "1.234.567 containers",
        "2.5 million people in May", "may 5% of them", "12 pages of it", "3.5 of them", "+4.5% there",
    ],
)  # fmt: skip
def test_amounts_are_no_identifiers(text: str) -> None:
    assert not {place for place, letter in enumerate(text) if letter.isdigit()} & named(text)
