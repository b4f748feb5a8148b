import pytest

from claims.errors import ReadError
from claims.pipeline.documents.draft import Draft
from claims.pipeline.documents.prose import write_markdown


def read(source, base_url=""):
    draft = Draft()
    write_markdown(draft, source, base_url)
    return draft.document()


def blocks(source):
    document = read(source)
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


def test_blocks_have_their_kinds():
    source = "# Head\n\nA *fine* text.\n\n- one\n- two\n\n> quoted\n\n```\ncode[1]\n```\n"

    assert blocks(source) == [
        ("heading", "Head"),
        ("paragraph", "A fine text."),
        ("item", "one"),
        ("item", "two"),
        ("quote", "quoted"),
        ("code", "code[1]"),
    ]


def test_rows_know_the_head_of_their_table():
    document = read("| Model | Score |\n|---|---|\n| Abel-7B | 61 |\n")

    row = document.blocks[-1]

    assert document.text[row.start : row.end] == "Abel-7B | 61"
    assert row.head == ("Model", "Score")


def test_blocks_know_their_section():
    assert read("## Results\n\nIt won.").blocks[1].section == "Results"


def test_entries_below_each_other_are_items():
    assert blocks("References\n[1] https://a.example/x - X\n[2] https://a.example/y - Y") == [
        ("paragraph", "References"),
        ("item", "[1] https://a.example/x - X"),
        ("item", "[2] https://a.example/y - Y"),
    ]


def test_bold_line_is_a_heading():
    assert blocks("**What came next**\n\nIt won.") == [
        ("heading", "What came next"),
        ("paragraph", "It won."),
    ]


def test_marker_behind_a_closing_fence_does_not_swallow_the_rest():
    assert blocks("```\ncode\n``` [4]\n\nIt goes on.")[-1] == ("paragraph", "It goes on.")


def test_html_table_in_markdown_becomes_rows():
    source = "<table><tr><th>Name</th><th>Score</th></tr><tr><td>Abel-7B</td><td>61</td></tr></table>"

    assert blocks(source)[-1] == ("row", "Abel-7B | 61")


def test_comments_and_shortcodes_are_not_shown():
    assert blocks('<!-- hidden -->\n\n{{< figure src="x.png" >}}\nShown.') == [("paragraph", "Shown.")]


def test_nesting_is_read_up_to_a_bound():
    assert read("> " * 60 + "deep").text == "deep"
    with pytest.raises(ReadError, match="deeply"):
        read("> " * 5000 + "deep")


def test_an_html_block_that_is_all_comment_shows_nothing():
    assert read("Before.\n\n<!-- <iframe src='x'></iframe> -->\n\nAfter.").text == "Before.\n\nAfter."


@pytest.mark.parametrize(
    "opening",
    [
        "<div hidden>",
        '<div style="display:none">',
        '<section class="x" style="visibility: hidden">',
        "<DIV HIDDEN>",
    ],
)
def test_blocks_between_a_hidden_element_and_its_end_are_not_shown(opening):
    closing = f"</{opening[1:].split()[0]}>"

    assert blocks(f"One.\n\n{opening}\n\nTwo.\n\n- three\n\n{closing}\n\nFour.") == [
        ("paragraph", "One."),
        ("paragraph", "Four."),
    ]


def test_hidden_element_that_is_never_closed_hides_no_later_block():
    assert blocks("<div hidden>\n\nTwo.\n\nThree.") == [("paragraph", "Two."), ("paragraph", "Three.")]


def test_bars_beyond_the_bound_are_text():
    table = "| a | b |\n|---|---|\n" + "| c | d |\n" * 20_000

    kinds = [kind for kind, _ in blocks(f"{table}\nThe [end][e] | it is.\n\n[e]: https://a.example/e\n")]

    assert (kinds.count("row"), kinds[-1]) == (13_331, "paragraph")
    assert read(f"{table}\n[e]: https://a.example/e\n\nThe [end][e].").links[0].url == "https://a.example/e"


def test_definitions_beyond_the_bound_hold_for_the_text_before():
    table = "| a | b |\n|---|---|\n" + "| c | d |\n" * 20_000

    assert read(f"The [end][e].\n\n{table}\n[e]: https://a.example/e\n").links[0].url == "https://a.example/e"
