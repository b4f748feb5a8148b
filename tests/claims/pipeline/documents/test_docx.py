import io
import zipfile

import pytest

from claims.errors import ReadError
from claims.pipeline.documents import docx as docx_module
from claims.pipeline.documents.docx import is_docx, read_docx
from tests.claims.pipeline.documents.docx_files import archive_of, docx_of, paragraph


def code_of(body):
    with pytest.raises(ReadError) as refused:
        read_docx(body)
    return refused.value.code


def test_word_document_is_known_by_its_parts():
    assert is_docx(docx_of(paragraph("Text")))
    assert not is_docx(archive_of({"xl/workbook.xml": "<workbook/>"}))
    assert not is_docx(b"PK\x03\x04 and nothing else")
    assert not is_docx(b"%PDF-1.7")


def test_properties_are_read():
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
        "<dc:title>Kestrel-2</dc:title><dc:creator>Ada Lang; Ben Ott</dc:creator>"
        "<dcterms:created>2026-03-01T10:00:00Z</dcterms:created></cp:coreProperties>"
    )

    document = read_docx(docx_of(paragraph("Text"), core=core))

    assert (document.title, document.authors) == ("Kestrel-2", ("Ada Lang", "Ben Ott"))
    assert f"{document.published_at:%Y-%m-%d}" == "2026-03-01"


def test_part_that_inflates_beyond_the_limit_is_not_read():
    bomb = docx_of(paragraph("Text") + " " * docx_module.MAX_PART_BYTES)

    assert len(bomb) < 200_000
    assert code_of(bomb) == "too_large"


def test_size_that_the_archive_states_is_not_relied_on():
    honest = docx_of(paragraph("0" * 40_000_000))
    lying = honest.replace((40_000_000).to_bytes(4, "little")[:3], b"\x10\x00\x00")

    assert code_of(lying) in ("too_large", "broken")


def test_archive_of_very_many_parts_is_not_read(monkeypatch):
    monkeypatch.setattr(docx_module, "MAX_PARTS", 3)

    assert code_of(archive_of({"word/document.xml": "<w/>", "a": "", "b": "", "c": ""})) == "too_large"


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE w SYSTEM "file:///etc/passwd">',
    ],
)
def test_declared_entities_are_refused(declaration):
    assert code_of(archive_of({"word/document.xml": f"{declaration}<w>&b;</w>"})) == "broken"


def test_document_that_is_cut_off_or_no_xml_is_broken():
    assert code_of(archive_of({"word/document.xml": "<w><p>"})) == "broken"
    assert code_of(docx_of(paragraph("Text"))[:-30]) == "broken"


def test_encrypted_part_is_said_to_be_encrypted():
    stream = io.BytesIO(docx_of(paragraph("Text")))
    with zipfile.ZipFile(stream) as archive:
        offset = archive.NameToInfo["word/document.xml"].header_offset
    body = bytearray(stream.getvalue())
    central = body.index(b"PK\x01\x02")
    body[offset + 6] |= 1
    body[central + 8] |= 1

    assert code_of(bytes(body)) == "encrypted"


def test_deeply_nested_elements_end_in_text_or_an_error():
    body = "<w:x>" * 100_000 + "<w:p><w:r><w:t>Text</w:t></w:r></w:p>" + "</w:x>" * 100_000

    assert read_docx(docx_of(body)).text == "Text"
