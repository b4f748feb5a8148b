from claims.pipeline.documents.documents import read_document
from claims.pipeline.extraction.statements import find_statements
from claims.values import Block, Document, Link
from claims.vocabulary import ContentType


def markers(source):
    return [(s.text, s.markers) for s in find_statements(read_document(source, ContentType.MARKDOWN))]


def test_marker_belongs_to_its_sentence_where_each_is_cited():
    source = "The probe left.\nIt flew on.[1] It landed well.[2]\n\nIt sent data.[3] It rests now."

    assert markers(source) == [
        ("The probe left.", ()),
        ("It flew on.", ("1",)),
        ("It landed well.", ("2",)),
        ("It sent data.", ("3",)),
        ("It rests now.", ()),
    ]


def test_marker_that_closes_paragraphs_reaches_back():
    source = "The probe left. It flew on. [1]\n\nIt landed well. It sent data. [2]"

    assert [labels for _, labels in markers(source)] == [("1",), ("1",), ("2",), ("2",)]


def test_marker_that_closes_a_list_reaches_its_items_and_lead_in():
    source = "The mission has three parts:\n\n- a probe that flies\n- a lander that lands\n- a rover that drives [4]"

    assert [labels for _, labels in markers(source)] == [("4",)] * 4


def test_marker_that_stands_alone_belongs_to_what_it_follows():
    assert markers("The probe left.\n\n[5]") == [("The probe left.", ("5",))]


def test_linked_title_is_left_out_of_the_sentence_but_its_link_kept():
    (statement,) = find_statements(
        read_document("[The A.I. Probe](https://a.example/p) - It landed well.", ContentType.MARKDOWN)
    )

    assert (statement.text, statement.links) == ("It landed well.", ("https://a.example/p",))


def test_source_list_holds_no_statements():
    assert markers("It landed.[1]\n\n## References\n\n[1] https://a.example/x - It landed") == [
        ("It landed.", ("1",))
    ]


def test_abstract_in_a_row_is_read_sentence_by_sentence() -> None:
    text = "1) Lark - Presents Lark-70B, a model. It beats Halo-2 by far. | Paper"
    row = Block("row", 0, len(text), "", ("Paper", "Links"))
    link = Link(text.index("Paper"), len(text), "https://example.org/p1")

    found = find_statements(Document(text, blocks=(row,), links=(link,)))

    assert [(s.text, s.block.kind, s.links) for s in found] == [
        ("Lark - Presents Lark-70B, a model.", "paragraph", ("https://example.org/p1",)),
        ("It beats Halo-2 by far.", "paragraph", ("https://example.org/p1",)),
    ]


def test_each_of_many_sentences_of_a_paragraph_has_its_own_citation() -> None:
    source = " ".join(f"Town {i} is small.[{i % 9 + 1}] [Post](https://a.example/{i})" for i in range(200))

    statements = find_statements(read_document(source, ContentType.MARKDOWN))

    assert [(s.labels, s.links) for s in statements] == [
        ((str(i % 9 + 1),), (f"https://a.example/{i}",)) for i in range(200)
    ]
