from claims.pipeline.documents.binary import read_binary
from tests.claims.pipeline.documents.docx_files import archive_of, docx_of, paragraph
from tests.claims.pipeline.documents.pdfs import column, pdf_of


def test_pdf_and_word_documents_are_read():
    assert read_binary(pdf_of(column("Text of a PDF."))).text == "Text of a PDF."
    assert read_binary(docx_of(paragraph("Text of a Word document."))).text == "Text of a Word document."


def test_other_bodies_are_left_to_others():
    assert read_binary(b"<p>Text") is None
    assert read_binary(archive_of({"a.txt": "Text"})) is None
