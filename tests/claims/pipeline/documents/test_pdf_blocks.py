from claims.pipeline.documents.pdf import read_pdf
from tests.claims.pipeline.documents.pdfs import column, pdf_of


def blocks(*pages):
    document = read_pdf(pdf_of(*pages))
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


def test_larger_lines_are_headings_of_what_follows():
    document = read_pdf(
        pdf_of(
            [(60, 740, "Training data", 16), *column("It was trained on text.\nIt has 12 trillion tokens.")]
        )
    )

    assert [(block.kind, block.section) for block in document.blocks] == [
        ("heading", ""),
        ("paragraph", "Training data"),
    ]


def test_indent_gap_and_short_line_begin_a_paragraph():
    lines = [
        (72, 700, "The first paragraph is indented and its lines are long, as"),
        (60, 688, "those of a book. It ends here."),
        (72, 676, "The second one is indented too, and has this line that is"),
        (60, 664, "long, and this one which is as long as the first of them."),
        (60, 640, "The third one stands apart and is not indented at all, and"),
        (60, 628, "it ends early."),
        (60, 616, "The fourth follows the early end without a gap at its head"),
        (60, 604, "and ends as well."),
    ]

    assert [text[:10] for _, text in blocks(lines)] == [
        "The first ",
        "The second",
        "The third ",
        "The fourth",
    ]


def test_items_are_blocks_of_their_own():
    lines = [
        (60, 700, "•"),
        (72, 700, "Kestrel-2 beats Merlin-1 on Avian by 4.7 points and on"),
        (72, 688, "Corvid by 2.1 points."),
        (60, 676, "•"),
        (72, 676, "It costs 3 dollars."),
    ]

    assert blocks(lines) == [
        ("item", "• Kestrel-2 beats Merlin-1 on Avian by 4.7 points and on Corvid by 2.1 points."),
        ("item", "• It costs 3 dollars."),
    ]


def test_sentence_goes_on_behind_notes_and_captions():
    first = [
        *column(
            "The model that we call Kestrel-2 was trained on the\ntext of the web. As far as is known, its authors took"
        ),
        (60, 100, "1 A note at the foot of the first page says this.", 8),
    ]
    second = [
        (60, 760, "Figure 2: Scores of four models.", 9),
        *column("12 trillion tokens of it, and left out the rest.\nAnother sentence follows."),
    ]

    assert blocks(first, second) == [
        ("paragraph", "1 A note at the foot of the first page says this."),
        (
            "paragraph",
            "The model that we call Kestrel-2 was trained on the text of the web. As far as is known, its authors took\f"
            "12 trillion tokens of it, and left out the rest. Another sentence follows.",
        ),
        ("paragraph", "Figure 2: Scores of four models."),
    ]


def test_sentence_that_ended_goes_on_nowhere():
    first = [
        *column("The model was trained on text.\nIts authors took much of it."),
        (60, 100, "1 A note at the foot.", 8),
    ]

    assert [text for _, text in blocks(first, column("And the next page begins."))] == [
        "The model was trained on text. Its authors took much of it.",
        "1 A note at the foot.",
        "And the next page begins.",
    ]
