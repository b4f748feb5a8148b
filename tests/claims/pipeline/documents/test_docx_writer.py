from claims.pipeline.documents.docx import read_docx
from tests.claims.pipeline.documents.docx_files import docx_of, paragraph

RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="https://example.com/report" TargetMode="External"/>'
    '<Relationship Id="rId2" Target="file:///etc/passwd" TargetMode="External"/></Relationships>'
)


def blocks(body, **parts):
    document = read_docx(docx_of(body, **parts))
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


def test_paragraphs_headings_and_items_are_blocks():
    item = "<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>It costs 3 dollars.</w:t></w:r></w:p>"

    assert blocks(paragraph("Costs", style="Heading1") + paragraph("A price", " of it.") + item) == [
        ("heading", "Costs"),
        ("paragraph", "A price of it."),
        ("item", "It costs 3 dollars."),
    ]


def test_rows_of_a_table_have_their_cells():
    cell = "<w:tc>{}</w:tc>"
    rows = "".join(
        f"<w:tr>{''.join(cell.format(paragraph(text)) for text in row)}</w:tr>"
        for row in [("Model", "Avian"), ("Kestrel-2", "71.4")]
    )

    document = read_docx(docx_of(f"{paragraph('Scores:')}<w:tbl>{rows}</w:tbl>{paragraph('End.')}"))

    assert document.text == "Scores:\n\nModel | Avian\nKestrel-2 | 71.4\n\nEnd."
    assert [[document.text[cell.start : cell.end] for cell in row] for row in document.tables[0].rows] == [
        ["Model", "Avian"],
        ["Kestrel-2", "71.4"],
    ]
    assert [block.kind for block in document.blocks] == ["paragraph", "row", "row", "paragraph"]


def test_table_in_a_cell_is_text_of_the_cell():
    inner = f"<w:tbl><w:tr><w:tc>{paragraph('inner')}</w:tc></w:tr></w:tbl>"
    outer = f"<w:tbl><w:tr><w:tc>{paragraph('outer')}{inner}</w:tc><w:tc>{paragraph('next')}</w:tc></w:tr></w:tbl>"

    assert blocks(outer) == [("row", "outer inner | next")]


def test_hyperlinks_lead_to_the_web_alone():
    link = '<w:hyperlink r:id="{}"><w:r><w:t>{}</w:t></w:r></w:hyperlink>'
    body = f"<w:p>{link.format('rId1', 'The report')}<w:r><w:t> says so, as does </w:t></w:r>{link.format('rId2', 'this')}</w:p>"

    document = read_docx(docx_of(body, rels=RELS))

    assert document.text == "The report says so, as does this"
    assert [(document.text[link.start : link.end], link.url) for link in document.links] == [
        ("The report", "https://example.com/report")
    ]


def test_notes_are_numbered_in_the_order_of_their_references():
    note = '<w:footnote w:id="{}">{}</w:footnote>'
    notes = (
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        + note.format(7, paragraph("See the report."))
        + "</w:footnotes>"
    )
    body = '<w:p><w:r><w:t>It has 12 trillion tokens.</w:t></w:r><w:r><w:footnoteReference w:id="7"/></w:r></w:p>'

    document = read_docx(docx_of(body, footnotes=notes))

    assert document.text == "It has 12 trillion tokens.[1]\n\nSee the report."
    assert [(block.kind, block.head) for block in document.blocks] == [("paragraph", ()), ("note", ("1",))]


def test_what_is_deleted_or_the_code_of_a_field_is_not_shown():
    body = (
        "<w:p><w:r><w:t>It has </w:t></w:r><w:del><w:r><w:delText>9</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>12</w:t></w:r></w:ins><w:r><w:instrText>PAGE</w:instrText><w:t> trillion</w:t></w:r></w:p>"
        "<mc:AlternateContent><mc:Choice><w:p><w:r><w:t>Shown once.</w:t></w:r></w:p></mc:Choice>"
        "<mc:Fallback><w:p><w:r><w:t>Shown once.</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>"
    )

    assert blocks(body) == [("paragraph", "It has 12 trillion"), ("paragraph", "Shown once.")]


def test_tabs_and_line_breaks_are_spaces():
    body = "<w:p><w:r><w:t>Avian</w:t><w:tab/><w:t>71.4</w:t><w:br/><w:t>points</w:t></w:r></w:p>"

    assert blocks(body) == [("paragraph", "Avian 71.4 points")]
