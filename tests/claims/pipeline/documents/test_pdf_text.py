import pytest

from claims.pipeline.documents.pdf import read_pdf
from tests.claims.pipeline.documents.pdfs import column, pdf_of


def text_of(lines):
    return read_pdf(pdf_of(column(lines))).text


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("It out-\nperforms all others.", "It outperforms all others."),
        ("It is called GPT-\n4 by its makers.", "It is called GPT-4 by its makers."),
        ("It is called Qwen2.5-\nMax by its makers.", "It is called Qwen2.5-Max by its makers."),
        ("The rate is 40-\nfold the one before.", "The rate is 40-fold the one before."),
        ("A well-known one. It is well-\nknown here.", "A well-known one. It is well-known here."),
        ("It grew - and it grew -\nand it ended.", "It grew - and it grew - and it ended."),
        (
            "See https://example.com/reports/\n2026/kestrel.html for more.",
            "See https://example.com/reports/2026/kestrel.html for more.",
        ),
        (
            "See https://example.com/report.\nThe report says so.",
            "See https://example.com/report. The report says so.",
        ),
    ],
)
def test_words_that_a_line_end_divides_are_whole(lines, text):
    assert text_of(lines) == text


def test_offsets_of_blocks_and_links_are_those_of_the_text():
    document = read_pdf(
        pdf_of([(60, 740, "Heading here", 16), *column("Some text\nof two lines.")], column("More of it."))
    )

    assert [document.text[block.start : block.end] for block in document.blocks] == [
        "Heading here",
        "Some text of two lines.",
        "More of it.",
    ]
