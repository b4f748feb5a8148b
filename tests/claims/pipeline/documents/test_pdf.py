import io

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from claims.errors import ReadError
from claims.pipeline.documents import pdf as pdf_module
from claims.pipeline.documents.pages import page_at
from claims.pipeline.documents.pdf import is_pdf, read_pdf
from tests.claims.pipeline.documents.pdfs import column, pdf_of

PROSE = """
Kestrel-2 was trained on 12 trillion tokens of text from the
web, and it outperforms Merlin-1 on the Avian benchmark.
"""


def code_of(body):
    with pytest.raises(ReadError) as refused:
        read_pdf(body)
    return refused.value.code


def test_pdf_is_known_by_its_beginning_even_behind_other_bytes():
    assert is_pdf(b"%PDF-1.7\n")
    assert is_pdf(b"\xef\xbb\xbf%PDF-1.7\n1 0 obj\nstartxref\n0\n%%EOF")
    assert not is_pdf(b"A text about %PDF-1.7")
    assert not is_pdf(b"<!doctype html><p>%PDF-1.7")
    assert not is_pdf(b"PK\x03\x04")


def test_lines_of_a_paragraph_are_joined():
    document = read_pdf(pdf_of(column(PROSE)))

    assert document.text == " ".join(PROSE.split())
    assert [block.kind for block in document.blocks] == ["paragraph"]


def test_page_of_a_passage_can_be_told():
    document = read_pdf(pdf_of(column("First page."), column("Second page."), column("Third page.")))

    assert document.text == "First page.\n\n\fSecond page.\n\n\fThird page."
    assert page_at(document.text, document.text.index("Third")) == 3


def test_page_without_text_counts_as_a_page():
    document = read_pdf(pdf_of(column("The first page has words."), [], column("The third page, too.")))

    assert page_at(document.text, document.text.index("third")) == 3


def test_title_author_and_date_are_those_of_the_file():
    document = read_pdf(pdf_of(column(PROSE), title="Kestrel-2 report", author="Ada Lang; Ben Ott"))

    assert document.title == "Kestrel-2 report"
    assert document.authors == ("Ada Lang", "Ben Ott")
    assert document.published_at is not None


@pytest.mark.parametrize("title", ["Microsoft Word - report final.docx", "untitled", "paper.tex", ""])
def test_title_that_names_a_file_gives_way_to_the_heading(title):
    lines = [(60, 740, "Kestrel-2 and its relatives", 18), *column(PROSE)]

    assert read_pdf(pdf_of(lines, title=title)).title == "Kestrel-2 and its relatives"


def test_raised_number_is_the_marker_of_a_note():
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    text = canvas.beginText(60, 700)
    text.setFont("Times-Roman", 10)
    text.textOut("It scores 71.4 points")
    text.setFont("Times-Roman", 6)
    text.setRise(4)
    text.textOut("3")
    text.setRise(0)
    text.setFont("Times-Roman", 10)
    text.textOut(", as GPT4 does.")
    canvas.drawText(text)
    canvas.save()

    assert read_pdf(stream.getvalue()).text == "It scores 71.4 points[3], as GPT4 does."


def test_link_leads_to_its_url():
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    canvas.setFont("Times-Roman", 10)
    canvas.drawString(60, 700, "The report says so.")
    canvas.linkURL("https://example.com/report", (78, 698, 104, 709))
    canvas.save()

    document = read_pdf(stream.getvalue())

    assert [(document.text[link.start : link.end], link.url) for link in document.links] == [
        ("report", "https://example.com/report")
    ]


def test_link_to_a_file_or_script_is_none():
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    canvas.drawString(60, 700, "The report says so.")
    canvas.linkURL("javascript:alert(1)", (60, 690, 200, 720))
    canvas.save()

    assert read_pdf(stream.getvalue()).links == ()


def test_encrypted_pdf_is_said_to_be_encrypted():
    assert code_of(pdf_of(column(PROSE), encrypt="secret")) == "encrypted"


@pytest.mark.parametrize("body", [b"%PDF-1.7\n", b"%PDF-1.4\n" + b"\x00\xff" * 5000])
def test_broken_pdf_is_said_to_be_broken(body):
    assert code_of(body) == "broken"


def text_or_code(body):
    try:
        return read_pdf(body).text
    except ReadError as error:
        return error.code


def test_pdf_that_was_cut_off_is_read_or_refused():
    whole = pdf_of(*[column(PROSE)] * 3)

    for length in range(200, len(whole), 97):
        result = text_or_code(whole[:length])
        assert result in ("broken", "no_text") or "Kestrel-2" in result


def test_scan_has_no_text():
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    for _ in range(3):
        canvas.rect(100, 100, 300, 300, fill=1)
        canvas.showPage()
    canvas.save()

    assert code_of(stream.getvalue()) == "no_text"


def test_longer_pdf_is_not_read_in_part(monkeypatch):
    monkeypatch.setattr(pdf_module, "MAX_PAGES", 2)

    assert read_pdf(pdf_of(*[column(PROSE)] * 2)).text
    assert code_of(pdf_of(*[column(PROSE)] * 3)) == "too_large"


def test_pdf_with_too_many_characters_is_not_read(monkeypatch):
    monkeypatch.setattr(pdf_module, "MAX_CHARACTERS", 200)

    assert code_of(pdf_of(*[column(PROSE)] * 3)) == "too_large"
