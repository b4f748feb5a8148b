"""The demo's article and pages, read as the service reads them."""

from __future__ import annotations

import pytest

from claims.pipeline.sandbox import jobs
from claims.pipeline.watching import figures, passages, proposed_passages
from claims.values import Capture, ClaimCandidate, Passage
from claims.vocabulary import PassageState, ValuesState
from demo import pages

SITE = "http://127.0.0.1:8001"


@pytest.fixture(scope="module")
def capture() -> Capture:
    return jobs.read_capture(pages.article(SITE).encode(), "text/markdown", "utf-8", "")


def text_of(name: str, variant: str = pages.FIRST) -> str:
    """What a page shows."""
    return jobs.read_text(pages.render(name, variant), "text/html", "utf-8")


def proposal(candidate: ClaimCandidate, name: str) -> Passage | None:
    """The passage of a page that the service pins for a claim."""
    names = tuple(found.text for found in candidate.names)
    written = tuple(figure.verbatim for figure in figures.figures_of(candidate.quote))
    return proposed_passages.propose_passage(candidate.quote, names, written, text_of(name))


def test_article_makes_ten_claims_of_three_kinds(capture):
    assert [(candidate.kind.value, candidate.markers) for candidate in capture.candidates] == [
        ("event", ("1",)),
        ("quantity", ("2",)),
        ("quantity", ("2",)),
        ("quantity", ("3", "4")),
        ("comparison", ("4",)),
        ("comparison", ("5",)),
        ("quantity", ("4",)),
        ("quantity", ("6",)),
        ("comparison", ("7",)),
        ("quantity", ("8",)),
    ]


def test_every_marker_leads_to_a_page_of_the_site(capture):
    assert [(reference.label, reference.url) for reference in capture.document.references] == [
        ("1", "http://127.0.0.1:8001/introducing-meridane-3"),
        ("2", "http://127.0.0.1:8001/model-card"),
        ("3", "http://127.0.0.1:8001/gridreason-board"),
        ("4", "http://127.0.0.1:8001/oakhall-report"),
        ("5", "http://127.0.0.1:8001/polydoc-results"),
        ("6", "http://127.0.0.1:8001/single-card"),
        ("7", "http://127.0.0.1:8001/help-desk"),
        ("8", "http://127.0.0.1:8001/vellmar-archive"),
    ]
    assert len(pages.PAGES) == 8


@pytest.mark.parametrize(
    ("number", "name", "words"),
    [
        (0, "introducing-meridane-3", "released Meridane-3 under an open licence"),
        (1, "model-card", "62 billion parameters and was trained on 14 trillion tokens"),
        (2, "model-card", "reads up to 256,000 tokens at once"),
        (3, "gridreason-board", "Meridane-3 scores 71.4% on GridReason"),
        (3, "oakhall-report", "Meridane-3 scores 71.4%, give or take one point"),
        (4, "oakhall-report", "Meridane-3 outperforms Tarn-70B, which reaches 64.2% there"),
        (5, "polydoc-results", "Meridane-3 lags behind Quillow-4 on PolyDoc"),
        (6, "oakhall-report", "ran every puzzle 8 times"),
        (7, "single-card", "a single card with 48 GB of memory"),
        (8, "help-desk", "answers support tickets twice as fast as Tarn-70B"),
        (9, "vellmar-archive", "has sorted 3.2 million letters with Meridane-3"),
    ],
)
def test_every_citation_gets_a_passage(capture, number, name, words):
    passage = proposal(capture.candidates[number], name)

    assert passage is not None
    assert words in passage.exact


def test_edited_figure_is_found(capture):
    passage = proposal(capture.candidates[3], "gridreason-board")
    assert passage is not None

    match = passages.find_passage(text_of("gridreason-board", "edited"), passage)
    compared = figures.compare_figures(passage.exact, match.wording, ("71.4%",))

    assert match.state == PassageState.ALTERED
    assert (compared.state, compared.before, compared.after) == (ValuesState.CHANGED, ("71.4%",), ("68.9%",))


def test_redesign_changes_the_page_and_leaves_its_passages(capture):
    first, redesigned = text_of("model-card"), text_of("model-card", "redesigned")
    size = proposal(capture.candidates[1], "model-card")
    length = proposal(capture.candidates[2], "model-card")
    assert size is not None
    assert length is not None

    assert "Lakeside Bicycles" in redesigned
    assert "Lakeside Bicycles" not in first
    assert passages.find_passage(redesigned, size).state == PassageState.INTACT
    assert passages.find_passage(redesigned, length).state == PassageState.INTACT


def test_unknown_variant_is_a_key_error():
    with pytest.raises(KeyError):
        pages.render("model-card", "of next year")
