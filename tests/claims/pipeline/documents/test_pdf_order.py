from claims.pipeline.documents.pdf import read_pdf
from tests.claims.pipeline.documents.pdfs import column, pdf_of

LEFT = """
Kestrel-2 was trained on 12 trillion tokens of
text from the web. The number of languages in it
is 40, which is three more than Merlin-1 had when
it was published. Its authors say that it beats
Merlin-1 on the Avian benchmark by 4.7 points.
"""
RIGHT = """
The right column tells of the costs. A million of
tokens costs 3 dollars, which is 40% less than the
price of the model before it. Whether this is the
effect of better hardware or of smaller models is
left open by the report that we cite here.
"""


def words(text):
    return " ".join(text.split())


def test_columns_that_are_written_line_by_line_are_read_one_after_the_other():
    lines = [line for pair in zip(column(LEFT), column(RIGHT, x=320), strict=True) for line in pair]

    text = words(read_pdf(pdf_of(lines)).text)

    assert text == words(LEFT) + " " + words(RIGHT)


def test_lines_of_the_columns_may_stand_at_other_heights():
    lines = [line for pair in zip(column(LEFT), column(RIGHT, x=320, y=695), strict=True) for line in pair]

    text = words(read_pdf(pdf_of(lines)).text)

    assert text == words(LEFT) + " " + words(RIGHT)


def test_line_across_the_columns_divides_them():
    upper = [line for pair in zip(column(LEFT), column(RIGHT, x=320), strict=True) for line in pair]
    heading = [(60, 600, "A heading that is as wide as both of the columns of this page together is here.")]
    lower = [
        line for pair in zip(column(RIGHT, y=580), column(LEFT, x=320, y=580), strict=True) for line in pair
    ]

    text = words(read_pdf(pdf_of(upper + heading + lower)).text)

    assert text == " ".join(map(words, (LEFT, RIGHT, heading[0][2], RIGHT, LEFT)))


def test_columns_of_figures_are_no_columns_of_text():
    rows = [
        [(60, 700 - 12 * i, f"Model {i}"), (200, 700 - 12 * i, f"71.{i}"), (300, 700 - 12 * i, f"88.{i}")]
        for i in range(9)
    ]

    document = read_pdf(pdf_of([cell for row in rows for cell in row]))

    assert document.text.split("\n")[:2] == ["Model 0 | 71.0 | 88.0", "Model 1 | 71.1 | 88.1"]
    assert {block.kind for block in document.blocks} == {"row"}


def test_sentence_goes_on_behind_foot_and_head():
    pages = [
        [
            (60, 800, "Report on Kestrel-2"),
            *column(text, y=760),
            (300, 40, f"Page {number} of 3"),
            (60, 40, "Confidential draft"),
        ]
        for number, text in enumerate(
            [
                "It was a long first page that says much.\nKestrel-2 was trained on the text of the web, and",
                "it has seen 12 trillion tokens of it. The page\ngoes on until its end, where we say that its costs",
                "are 3 dollars for a million of tokens. The end.\nThe last page has some more words than that.",
            ],
            start=1,
        )
    ]

    text = read_pdf(pdf_of(*pages)).text

    assert "the web, and\fit has seen 12 trillion" in text
    assert "its costs\fare 3 dollars" in text
    assert text.count("Report on Kestrel-2") == text.count("Confidential draft") == 1
    assert "Page 2" not in text


def test_figure_at_the_edge_of_one_page_is_kept():
    pages = [
        [
            (60, 760, "Overview of the models"),
            *column("Some words of the first page.\nAnd of it.", y=700),
            (60, 60, "12 models"),
        ],
        column("Others.\nOf it.\nMore.\nMost."),
    ]

    assert "12 models" in read_pdf(pdf_of(*pages)).text
