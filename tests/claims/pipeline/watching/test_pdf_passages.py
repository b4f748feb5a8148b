"""Passages are found in PDFs of many producers, and a figure that changed is noticed: at least 95% of both."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from claims.pipeline.documents.pdf import read_pdf
from claims.pipeline.watching.differences import check_passage
from claims.pipeline.watching.figures import figures_of
from claims.pipeline.watching.passages import find_passage
from claims.values import Passage
from claims.vocabulary import PassageState, ValuesState
from tests.claims.pipeline.watching.pdf_producers import PRODUCERS
from tests.data.pdfs.texts import ENGLISH, GERMAN, Text

FOLDER = Path(__file__).parents[3] / "data" / "pdfs"
LEAST = 0.95
_FIGURE = re.compile(r"\d+(?=\D*$)")


@dataclass(frozen=True)
class Result:
    """The passages of a PDF, those with figures, which of the former are not found, and which change of the latter is not noticed."""

    quotes: tuple[str, ...]
    changed: tuple[str, ...]
    not_found: tuple[str, ...]
    not_noticed: tuple[str, ...]


def pdfs() -> dict[str, tuple[Text, bytes]]:
    committed = {
        path.stem: (GERMAN if "german" in path.stem else ENGLISH, path.read_bytes())
        for path in sorted(FOLDER.glob("*.pdf"))
    }
    return committed | {name: (text, make()) for name, (text, make) in PRODUCERS.items()}


@cache
def results() -> dict[str, Result]:
    return {name: measure(text, read_pdf(body).text) for name, (text, body) in pdfs().items()}


def measure(text: Text, shown: str) -> Result:
    quotes = (*text.pinned, *(" ".join(row) for row in text.rows[1:]))
    changed = tuple(quote for quote in quotes if figures_of(quote))
    not_found = (
        quote for quote in quotes if find_passage(shown, Passage(quote)).state is not PassageState.INTACT
    )
    return Result(
        quotes, changed, tuple(not_found), tuple(quote for quote in changed if not is_noticed(shown, quote))
    )


def is_noticed(shown: str, quote: str) -> bool:
    """Whether it is noticed that the PDF has another figure than was pinned."""
    pinned = _FIGURE.sub(lambda figure: str(int(figure[0]) + 7), quote, count=1)
    expected = [figure.verbatim for figure in figures_of(pinned)]
    match = find_passage(shown, Passage(quote))
    before = shown[: match.start] + pinned + shown[match.end :] if match.start is not None else ""
    check = check_passage(shown, Passage(pinned), expected, before=before)
    return check.values.state is ValuesState.CHANGED and check.state is PassageState.ALTERED


def share(missed: str, measured: str) -> float:
    total = sum(len(getattr(result, measured)) for result in results().values())
    return 1 - sum(len(getattr(result, missed)) for result in results().values()) / total


def missed(kind: str) -> str:
    return "\n".join(
        f"{name}: {quote}" for name, result in results().items() for quote in getattr(result, kind)
    )


def test_thirty_pdfs_of_six_producers_are_measured() -> None:
    assert len(results()) >= 30
    assert {name.partition("-")[0] for name in results()} == {
        "latex",
        "libreoffice",
        "chromium",
        "groff",
        "reportlab",
        "typst",
    }


def test_pinned_sentences_and_rows_are_found() -> None:
    assert share("not_found", "quotes") >= LEAST, missed("not_found")


def test_changed_figures_are_noticed() -> None:
    assert share("not_noticed", "changed") >= LEAST, missed("not_noticed")


@pytest.mark.parametrize(
    "name", ["latex-running-heads", "chromium-ligatures", "libreoffice-one-column", "typst-one-column"]
)
def test_page_numbers_and_running_heads_are_not_between_sentences(name: str) -> None:
    assert results()[name].not_found == ()
