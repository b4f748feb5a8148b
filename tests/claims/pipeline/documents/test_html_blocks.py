import pytest

from claims.errors import ReadError
from claims.pipeline.documents.draft import Draft
from claims.pipeline.documents.html_blocks import parse_page, write_html


def read(source, base_url=""):
    draft = Draft()
    write_html(draft, source, base_url)
    return draft.document()


def blocks(source):
    document = read(source)
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


def test_structure_survives():
    source = "<h2>Head</h2><p>One <b>two</b>.</p><ul><li>a</li><li><p>b</p></li></ul><blockquote><p>q</p></blockquote><pre>x\n y</pre>"

    assert blocks(source) == [
        ("heading", "Head"),
        ("paragraph", "One two."),
        ("item", "a"),
        ("item", "b"),
        ("quote", "q"),
        ("code", "x\n y"),
    ]


def test_text_beside_blocks_is_kept():
    assert blocks("<div>before<p>in</p>after</div>") == [
        ("paragraph", "before"),
        ("paragraph", "in"),
        ("paragraph", "after"),
    ]


def test_rows_hold_their_cells_and_head():
    document = read(
        "<table><tr><th>Model</th><th>Score</th></tr><tr><td><p>Abel</p></td><td>61</td></tr></table>"
    )

    row = document.blocks[-1]
    assert (document.text[row.start : row.end], row.head) == ("Abel | 61", ("Model", "Score"))


def test_layout_table_is_no_data():
    source = "<table><tr><td><h1>News</h1><p>It happened.</p></td></tr></table>"

    assert blocks(source) == [("heading", "News"), ("paragraph", "It happened.")]


def test_ordered_items_know_their_number():
    assert [b.head for b in read('<ol start="3"><li>x</li><li>y</li></ol>').blocks] == [("3",), ("4",)]


@pytest.mark.parametrize(
    "source",
    [
        '<p>So it is.<sup class="reference"><a href="#cite_note-3">[3]</a></sup></p>',
        "<p>So it is.<sup>3</sup></p>",
        '<p>So it is.<a href="#fn3">3</a></p>',
    ],
)
def test_note_signs_are_markers(source):
    document = read(source)

    assert document.markers[0].labels == ("3",)
    assert document.text == "So it is.[3]"


def test_exponent_is_no_marker():
    assert read("<p>10<sup>3</sup> km</p>").markers == ()


def test_way_back_from_a_note_is_not_shown():
    assert read('<li><a href="#cite_ref-1">^</a> A source</li>').text == "A source"


def test_hidden_parts_are_not_shown():
    source = '<p>shown</p><script>x</script><p hidden>a</p><p style="display: none">b</p><nav>c</nav>'

    assert blocks(source) == [("paragraph", "shown")]


def test_links_cover_their_words_and_are_absolute():
    document = read('<p>see <a href="/r">the report</a>.</p>', "https://a.example/x")

    (link,) = document.links
    assert (document.text[link.start : link.end], link.url) == ("the report", "https://a.example/r")


def test_too_deep_a_page_is_an_error():
    with pytest.raises(ReadError, match="deeply"):
        parse_page("<div>" * 50_000 + "deep")


def test_number_that_touches_a_sentence_is_a_marker_with_the_page_it_links_to():
    document = read('<p>It carries 320 cars.<span><a href="https://a.example/f">1</a></span> It is new.</p>')

    assert document.text == "It carries 320 cars.[1] It is new."
    assert [m.labels for m in document.markers] == [("1",)]
    assert [(r.label, r.url) for r in document.references] == [("1", "https://a.example/f")]


def test_same_number_with_another_page_is_a_link_only():
    document = read(
        '<p>It is new.<a href="https://a.example/1">1</a></p><p>It is red.<a href="https://a.example/2">1</a></p>'
    )

    assert [m.labels for m in document.markers] == [("1",), ()]
    assert [link.url for link in document.links] == ["https://a.example/2"]


def test_name_that_touches_a_full_stop_is_the_source_of_the_sentence():
    document = read(
        '<p>It runs on 9 MWh.<a href="https://a.example/f"><b>a.example</b><i>+2</i></a> It is new.</p>'
    )

    assert [document.text[m.start : m.end] for m in document.markers] == ["a.example+2"]
    assert [link.url for link in document.links] == ["https://a.example/f"]


@pytest.mark.parametrize(
    "source",
    [
        '<p>GPT-<a href="https://a.example/f">4</a> is out.</p>',
        '<p>It is <a href="https://a.example/f">9</a> m long.</p>',
    ],
)
def test_linked_number_within_a_sentence_is_a_word(source):
    assert read(source).markers == ()
