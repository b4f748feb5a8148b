"""What the rows of a table speak of, whichever way the table lies."""

from __future__ import annotations

import pytest

from claims.pipeline.documents.documents import read_document
from claims.pipeline.extraction.mentions import find_mentions
from claims.pipeline.extraction.row_quantities import find_row_quantities
from claims.pipeline.extraction.table_cells import TableRows, row_cells
from claims.pipeline.extraction.tables import UNREAD, name_in, read_row, read_rows, read_tables
from claims.values import Cell, Comparison
from claims.vocabulary import ContentType, Relation


def read(head: str, *rows: str) -> list[list[tuple[str, str, str, str]]]:
    """Subject, measure, value and unit of every amount, row by row."""
    names = tuple(cell.text for cell in row_cells(head))
    table = TableRows(names, tuple(row_cells(row) for row in rows), (0,) * len(rows))
    return [
        [
            (q.subject, q.measure, f"{q.low:f}" + (f"..{q.high:f}" if q.high is not None else ""), q.unit)
            for q in find_row_quantities(row, find_mentions(row), reading)
        ]
        for row, reading in zip(rows, read_rows(table), strict=True)
    ]


def test_rows_name_the_things_and_heads_the_measures() -> None:
    assert read("Model | MMLU | GSM8K", "Abel-7B | 71.4 | 80.1", "Halo-2 | 69.9 | 78") == [
        [("Abel-7B", "MMLU", "71.4", ""), ("Abel-7B", "GSM8K", "80.1", "")],
        [("Halo-2", "MMLU", "69.9", ""), ("Halo-2", "GSM8K", "78", "")],
    ]


def test_heads_name_the_things_and_rows_the_measures() -> None:
    assert read("Benchmark | Abel-7B | Halo-2", "MMLU | 71.4 | 69.9", "GSM8K (8-shot) | 80.1 | 78") == [
        [("Abel-7B", "MMLU", "71.4", ""), ("Halo-2", "MMLU", "69.9", "")],
        [("Abel-7B", "GSM8K (8-shot)", "80.1", ""), ("Halo-2", "GSM8K (8-shot)", "78", "")],
    ]


def test_heads_name_the_things_over_rows_without_known_names() -> None:
    assert read("| Abel-7B | Halo-2", "Params | 7B | 2B", "Layers | 28 | 14")[1] == [
        ("Abel-7B", "Layers", "28", ""),
        ("Halo-2", "Layers", "14", ""),
    ]


def test_empty_first_cell_moves_nothing() -> None:
    rows = read("Group | Benchmark | Abel-7B | Halo-2", "Text | MMLU | 71.4 | 69.9", "| GSM8K | 80.1 | 78")

    assert rows[1] == [("Abel-7B", "GSM8K", "80.1", ""), ("Halo-2", "GSM8K", "78", "")]


def test_shots_metrics_and_dates_are_no_values() -> None:
    rows = read(
        "Benchmark | # Shots | Metric | Abel-7B", "MMLU | 5 | acc@1 | 71.4", "GSM8K | 8 | em@1 | 80.1"
    )

    assert [[value for _, _, value, _ in row] for row in rows] == [["71.4"], ["80.1"]]


def test_shots_of_a_measure_are_part_of_it() -> None:
    assert read("Model | MMLU 5-shot | Zero-shot | Shots", "Abel-7B | 71.4 | 61.2 | 5") == [
        [("Abel-7B", "MMLU 5-shot", "71.4", ""), ("Abel-7B", "Zero-shot", "61.2", "")]
    ]


def test_a_label_is_repeated_where_other_words_tell_the_rows_apart() -> None:
    rows = read("Model | Mode | Score", "Abel-7B | fast | 71.4", "| slow | 80.1")
    total = read("City | Ferries", "Ostrava | 12", "Narvik | 3", "| 15")

    assert rows[1] == [("Abel-7B", "Score", "80.1", "")]
    assert total[2] == [("", "Ferries", "15", "")]


def test_years_are_the_measures_where_heads_name_the_things() -> None:
    assert read("Year | Abel-7B | Halo-2", "2023 | 5.1% | 4.2%") == [
        [("Abel-7B", "2023", "5.1", "%"), ("Halo-2", "2023", "4.2", "%")]
    ]


def test_a_page_with_heads_of_two_rows_and_cells_over_several() -> None:
    page = """<article><h1>Board</h1><p>The table shows the scores of two models on one benchmark, as measured in May.</p><table>
    <tr><th rowspan="2">Rank</th><th rowspan="2">Model</th><th colspan="2">MMLU</th><th rowspan="2">Size (B)</th></tr>
    <tr><th>5-shot</th><th>0-shot</th></tr>
    <tr><td>1</td><td>Abel-7B<sup>†</sup></td><td>91.4</td><td>71.4</td><td>7</td></tr>
    <tr><td>2</td><td rowspan="2">Halo-2</td><td>90.2</td><td>69.9</td><td>40</td></tr>
    <tr><td>3</td><td>88.2</td><td>68.9</td><td>40</td></tr></table></article>"""
    document = read_document(page.encode(), ContentType.HTML)
    rows = [block for block in document.blocks if block.kind == "row"]

    readings = read_tables(document)
    found = [
        [
            (q.subject, q.measure, f"{q.low:f}")
            for q in find_row_quantities(text, find_mentions(text), readings[row.start])
        ]
        for row in rows
        for text in [document.text[row.start : row.end]]
    ]

    assert found == [
        [("Abel-7B", "MMLU 5-shot", "91.4"), ("Abel-7B", "MMLU 0-shot", "71.4"), ("Abel-7B", "Size (B)", "7000000000")],
        [("Halo-2", "MMLU 5-shot", "90.2"), ("Halo-2", "MMLU 0-shot", "69.9"), ("Halo-2", "Size (B)", "40000000000")],
        [("Halo-2", "MMLU 5-shot", "88.2"), ("Halo-2", "MMLU 0-shot", "68.9"), ("Halo-2", "Size (B)", "40000000000")],
    ]  # fmt: skip
    assert [readings[row.start].rank for row in rows] == [1, 2, 3]


@pytest.mark.parametrize("head", ["Rank", "#", "Pos.", "No."])
def test_ranks_and_numbers_of_rows_are_no_values(head: str) -> None:
    rows = read(f"{head} | Model | Score", "1 | Abel-7B | 71.4", "2 | Halo-2 | 69.9")

    assert rows == [[("Abel-7B", "Score", "71.4", "")], [("Halo-2", "Score", "69.9", "")]]


def test_rank_is_a_comparison() -> None:
    rows = ("1 | Abel-7B | 71.4", "2 | Halo-2 | 69.9")
    table = TableRows(("Rank", "Model", "MMLU"), tuple(map(row_cells, rows)), (0, 0))

    assert [reading.comparisons() for reading in read_rows(table)] == [
        (Comparison("Abel-7B", Relation.FIRST, (), ("MMLU",)),),
        (Comparison("Halo-2", Relation.OTHER, (), ("MMLU",)),),
    ]


@pytest.mark.parametrize(
    ("head", "cell", "value", "unit"),
    [
        ("Params (M)", "7.5", "7500000", "parameters"),
        ("Size (B)", "7", "7000000000", ""),
        ("Params (B)", "7.5B", "7500000000", "parameters"),
        ("Score (%)", "71.4", "71.4", "%"),
        ("Revenue ($M)", "1,385.8", "1385800000", "USD"),
        ("Sales, in millions of euros", "3", "3000000", "EUR"),
        ("Price ($/M tok)", "0.30", "0.3", "USD"),
        ("Fee (€ per month)", "12", "12", "EUR"),
        ("Battery (mAh)", "5,000", "5000", "mAh"),
        ("Memory (GB)", "80", "80", "GB"),
        ("MMLU", "82.0 ± 0.4", "81.6..82.4", ""),
        ("MMLU", "69.9 (−1.5)", "69.9", ""),
        ("MMLU", "69.9 ↑1.5", "69.9", ""),
        ("MMLU", "84,1", "84.1", ""),
        ("Rate", "3.0e-4", "0.0003", ""),
    ],
)
def test_cell_is_one_value_in_the_unit_of_its_head(head: str, cell: str, value: str, unit: str) -> None:
    ((amount,),) = read(f"Model | {head}", f"Abel-7B | {cell}")

    assert amount[2:] == (value, unit)


def test_two_values_of_a_cell_are_two() -> None:
    ((first, second),) = read("Model | MTOB", "Abel-7B | 42.2/36.6")

    assert (first[2], second[2]) == ("42.2", "36.6")


@pytest.mark.parametrize("cell", ["-", "–", "n/a", "TBD", "Yes", ""])
def test_cells_without_a_number_say_nothing(cell: str) -> None:
    assert read("Model | MMLU | GSM8K", f"Abel-7B | {cell} | 80.1")[0] == [("Abel-7B", "GSM8K", "80.1", "")]


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Abel-70B*", "Abel-70B"),
        ("**Abel-70B**†", "Abel-70B"),
        ("Abel-70B (card)", "Abel-70B"),
        ("Northern region¹", "Northern region"),
    ],
)
def test_footnote_signs_and_links_are_no_part_of_a_name(label: str, name: str) -> None:
    assert name_in(label) == name


def test_six_values_of_a_row_are_enough() -> None:
    assert (
        len(read("M | A | B | C | D | E | F | G", "Abel-7B | 1.1 | 2.2 | 3.3 | 4.4 | 5.5 | 6.6 | 7.7")[0])
        == 6
    )


def test_text_beside_values_is_read_as_words() -> None:
    rows = read(
        "Model | Training | MMLU",
        "Abel-7B | seen 15 trillion tokens of text | 71.4",
        "Halo-2 | seen more of it | 69.9",
    )

    assert rows[0] == [("Abel-7B", "tokens", "15000000000000", "tokens"), ("Abel-7B", "MMLU", "71.4", "")]


def test_countries_and_quarters_are_tables_too() -> None:
    rows = read(
        "Country | Population (millions) | GDP growth (%)", "Norland | 5.1 | -1.2", "Sudland | 12 | 3"
    )

    assert rows[0] == [
        ("Norland", "Population (millions)", "5100000", ""),
        ("Norland", "GDP growth (%)", "-1.2", "%"),
    ]


def test_cell_over_two_things_is_said_of_both_and_a_label_reaches_down() -> None:
    text = "Text | Window | window is 128K | 64K\nLayers | 28 | 14 | 7"
    label, both, third = Cell("Window", 7, 13), Cell("window is 128K", 16, 30), Cell("64K", 33, 36)
    layers, values = Cell("Layers", 37, 43), (Cell("28", 46, 48), Cell("14", 51, 53), Cell("7", 56, 57))
    group = Cell("Text", 0, 4)
    head = ("", "", "Abel-7B", "Halo-2", "Lark-70B")
    table = TableRows(head, ((group, label, both, both, third), (group, layers, *values)), (0, 37))

    first, second = read_rows(table)

    assert [q.subject for q in find_row_quantities(text[:36], (), first)] == ["Abel-7B", "Halo-2", "Lark-70B"]
    assert [(q.subject, q.measure) for q in find_row_quantities(text[37:], (), second)] == [
        ("Abel-7B", "Layers"),
        ("Halo-2", "Layers"),
        ("Lark-70B", "Layers"),
    ]


def test_table_with_more_columns_than_are_read_is_read_up_to_them() -> None:
    lines = ["|" + "|".join(f"{word}{i}" for i in range(80)) + "|" for word in ("Head ", "")]
    document = read_document("\n".join([lines[0], "|-" * 80 + "|", lines[1]]), ContentType.MARKDOWN)

    (row,) = [block for block in document.blocks if block.kind == "row"]

    assert list(read_tables(document)) == [row.start]
    assert read_row(document.text[row.start : row.end], row)


def test_rows_beyond_the_bound_are_plain_text() -> None:
    rows = "".join(f"| Model {number} | 71.4 |\n" for number in range(3_001))
    document = read_document(f"| Model | Score |\n|---|---|\n{rows}", ContentType.MARKDOWN)
    starts = [block.start for block in document.blocks if block.kind == "row"]

    readings = read_tables(document)

    assert readings[starts[2_999]] is not UNREAD
    assert readings[starts[3_000]] is UNREAD
    assert find_row_quantities("Model 1 | 71.4", (), UNREAD) == ()


def test_a_telephone_that_is_compared_is_no_telephone_number() -> None:
    assert read(" | iPhone 16 | Pixel 9", "Battery (mAh) | 3,561 | 4,700") == [
        [("iPhone 16", "Battery (mAh)", "3561", "mAh"), ("Pixel 9", "Battery (mAh)", "4700", "mAh")]
    ]


@pytest.mark.parametrize("head", ["Δ", "Difference", "vs. Abel", "Change (%)"])
def test_column_of_differences_names_no_thing(head):
    rows = read(
        f"Benchmark | Qwen3 | Llama 3 | {head}", "MMLU | 71.3 | 68.0 | 3.3", "GSM8K | 54.9 | 60.1 | 5.2"
    )

    assert [[subject for subject, *_ in row] for row in rows] == [["Qwen3", "Llama 3"], ["Qwen3", "Llama 3"]]


def test_number_in_brackets_is_no_value_because_it_may_be_a_loss_an_error_or_a_count():
    rows = read("Region | Sales | Profit", "North | 1,204 | 310", "South | 402 | (312)")

    assert [[value for _, _, value, _ in row] for row in rows] == [["1204", "310"], ["402"]]


def test_unit_of_the_corner_multiplies_the_columns_of_years_but_no_share() -> None:
    rows = read(
        "($ in millions) | 2021 | 2022 | Change", "Ticket sales | 4.1 | 5 | 22%", "Margin | 41% | 40% | -1%"
    )

    assert rows == [
        [("Ticket sales", "2021", "4100000", "USD"), ("Ticket sales", "2022", "5000000", "USD"), ("Ticket sales", "Change", "22", "%")],
        [("Margin", "2021", "41", "%"), ("Margin", "2022", "40", "%"), ("Margin", "Change", "-1", "%")],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Table 4: Income in £ million\n\n{}", "3100000"),
        ("{}\n\nTable 4: Income in £ million.\n\nMore.", "3100000"),
        ("{}\n\nTable 4: Income in £ million.\n\n| Town | 2021 |\n|--|--|\n| Moss | 4 |\n", "3.1"),
    ],
)
def test_caption_gives_the_unit_of_years_unless_it_may_be_that_of_the_next_table(
    text: str, value: str
) -> None:
    table = "| Club | 2021 |\n|---|---|\n| Moor Rowing | 3.1 |\n| Fen Rowing | 2 |"
    document = read_document(text.format(table), ContentType.MARKDOWN)
    row = next(block for block in document.blocks if block.kind == "row")
    reading = read_tables(document)[row.start]

    (quantity,) = find_row_quantities(document.text[row.start : row.end], (), reading)

    assert (quantity.subject, f"{quantity.low:f}") == ("Moor Rowing", value)


def test_share_in_brackets_is_no_value() -> None:
    assert read("Fund | Return", "Moss Income | (2.4)%", "Fen Growth | 3.1%") == [
        [],
        [("Fen Growth", "Return", "3.1", "%")],
    ]


def test_bounds_in_brackets_are_no_value() -> None:
    assert read("Clinic | Wait, weeks (95% CI)", "Moss Clinic | 4.2 (3.9–4.6)", "Fen Clinic | 5 (4–6)") == [
        [("Moss Clinic", "Wait, weeks (95% CI)", "4.2", "weeks")],
        [("Fen Clinic", "Wait, weeks (95% CI)", "5", "weeks")],
    ]
