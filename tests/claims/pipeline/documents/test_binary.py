from claims.pipeline.documents.binary import is_binary, read_binary
from claims.pipeline.documents.documents import full_text, read_document
from claims.vocabulary import ContentType
from tests.claims.pipeline.documents.docx_files import archive_of, docx_of, paragraph
from tests.claims.pipeline.documents.pdfs import column, pdf_of


def test_pdf_and_word_documents_are_read():
    assert read_binary(pdf_of(column("Text of a PDF."))).text == "Text of a PDF."
    assert read_binary(docx_of(paragraph("Text of a Word document."))).text == "Text of a Word document."


def test_other_bodies_are_left_to_others():
    assert read_binary(b"<p>Text") is None
    assert read_binary(archive_of({"a.txt": "Text"})) is None


def test_only_what_may_be_one_is_looked_into():
    assert is_binary(pdf_of(column("Text.")))
    assert is_binary(archive_of({"a.txt": "Text"}))
    assert not is_binary(b"<!doctype html><p>%PDF-")


def test_documents_are_known_by_their_bytes_wherever_they_are_read():
    body = pdf_of(column("Heron outperforms Qwen3 on Avian [1].\nReferences\n[1] https://example.com/report"))

    document = read_document(body, ContentType.PLAIN)

    assert [entry.url for entry in document.references] == ["https://example.com/report"]
    assert full_text(body, ContentType.HTML) == document.text
