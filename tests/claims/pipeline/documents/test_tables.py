from claims.pipeline.documents.documents import read_document
from claims.vocabulary import ContentType


def table(source, kind=ContentType.HTML):
    document = read_document(source, kind)
    (only,) = document.tables
    return document, only


def texts(rows):
    return [[cell.text if cell else None for cell in row] for row in rows]


SPANS = """<article><h1>Board</h1><table><caption>Scores of two probes</caption>
<thead><tr><th rowspan="2">Probe</th><th colspan="2">Lunar test</th></tr><tr><th>near</th><th>far</th></tr></thead>
<tbody><tr><th>Heron-2<sup><a href="#n1">a</a></sup></th><td>81</td><td rowspan="2">61</td></tr>
<tr><th>Ibis*</th><td>80</td></tr></tbody></table></article>"""


def test_spans_are_resolved_into_a_grid():
    _, grid = table(SPANS)

    assert texts(grid.rows) == [
        ["Probe", "Lunar test", "Lunar test"],
        ["Probe", "near", "far"],
        ["Heron-2", "81", "61"],
        ["Ibis", "80", "61"],
    ]
    assert (grid.head_rows, grid.head_columns, grid.caption) == (2, 1, "Scores of two probes")


def test_heads_of_two_rows_are_joined_for_each_column():
    document, _ = table(SPANS)

    rows = [block for block in document.blocks if block.kind == "row"]
    assert [row.head for row in rows] == [("Probe", "Lunar test near", "Lunar test far")] * 2


def test_cells_have_their_place_in_the_text():
    document, grid = table(SPANS)

    cell = grid.rows[2][0]
    assert document.text[cell.start : cell.end] == "Heron-2[a]"
    assert cell.is_head


def test_markdown_table_is_a_grid():
    source = "Text.\n\nTable 2: Weirs\n\n| Weir | Height (m) |\n|---|---|\n| **North** [1] | 4 |\n| | 5 |\n"

    _, grid = table(source, ContentType.MARKDOWN)

    assert texts(grid.rows) == [["Weir", "Height (m)"], ["North", "4"], ["", "5"]]
    assert (grid.head_rows, grid.caption) == (1, "Table 2: Weirs")


def test_words_above_numbers_are_a_head_without_markup():
    _, grid = table(
        "<table><tr><td>Weir</td><td>Height</td></tr><tr><td>North</td><td>4.1</td></tr><tr><td>South</td><td>5</td></tr></table>"
    )

    assert grid.head_rows == 1


def test_title_of_a_group_of_rows_keeps_the_head():
    document, _ = table(
        "<table><tr><th>Weir</th><th>Height</th></tr><tr><th colspan=2>Northern</th></tr><tr><td>A</td><td>4</td></tr>"
        "<tr><th colspan=2>Southern</th></tr><tr><td>B</td><td>5</td></tr></table>"
    )

    assert [b.head for b in document.blocks if b.kind == "row"] == [("Weir", "Height")] * 2


def test_spans_without_measure_do_not_fill_memory():
    rows = '<tr><td colspan="99999" rowspan="99999">x</td></tr>' * 2000

    _, grid = table(f"<table>{rows}</table>")

    assert sum(map(len, grid.rows)) < 50_000


def test_layout_tables_are_no_tables():
    document = read_document(
        "<table><tr><td><h1>News</h1><p>The weir was closed.</p></td></tr></table>", ContentType.HTML
    )

    assert document.tables == ()
