import pytest

from claims.pipeline.documents.documents import read_document
from claims.values import Reference
from claims.vocabulary import ContentType


def references(source, kind=ContentType.MARKDOWN):
    return read_document(source, kind).references


@pytest.mark.parametrize(
    "source",
    [
        "It is so.[1]\n\n## References\n\n[1] https://a.example/x - A title",
        "It is so.[1]\n\n## References\n\n1. A title. https://a.example/x",
        "It is so.[1]\n\n## References\n\n1. [A title](https://a.example/x)",
        "It is so.[1]\n\nReferences:\n[1]: https://a.example/x (A title)",
        "It is so.[1]\n\n## Sources\n\n- [A title](https://a.example/x)",
        "It is so.[1]\n\n## Sources\n\n| 1 | A title | https://a.example/x |\n|---|---|---|\n| 2 | B | https://a.example/y |".replace(
            "| 1 | A title | https://a.example/x |\n|---|---|---|",
            "| No | Title | URL |\n|---|---|---|\n| [1] | A title | https://a.example/x |",
        ),
    ],
)
def test_entry_is_read_in_many_shapes(source):
    first = references(source)[0]

    assert (first.label, first.url) == ("1", "https://a.example/x")


def test_footnotes_need_no_heading():
    (entry,) = references("It is so.[^lab]\n\n[^lab]: Ada Lang, “A note”, 3 May 2024, https://a.example/n.")

    assert entry == Reference("lab", "https://a.example/n", "A note", "Ada Lang", "2024-05-03")


def test_plain_text_list_is_read():
    text = "Title\n\nIt is so, they say.[1]\n\nSources\n[1] Lab report, https://a.example/r\n[2] Another, https://a.example/s"

    assert [(r.label, r.url) for r in references(text, ContentType.PLAIN)] == [
        ("1", "https://a.example/r"),
        ("2", "https://a.example/s"),
    ]


def test_html_list_is_read():
    page = (
        "<html><body><article><h1>News</h1><p>The probe landed on the far side of the moon, officials said on Monday.<sup><a href='#cite_note-1'>[1]</a></sup> "
        "It carries a rover and will stay there for a year or more, they said.</p>"
        "<h2>References</h2><ol><li id='cite_note-1'><a href='#cite_ref-1'>^</a> <a href='https://a.example/x'>A title</a></li></ol></article></body></html>"
    )

    assert [(r.label, r.url) for r in references(page, ContentType.HTML)] == [("1", "https://a.example/x")]


def test_entry_without_address_stays_unresolved():
    assert references("It is so.[1]\n\n## References\n\n[1] Ada Lang, private letter, 2024") == (
        Reference("1", None, "Ada Lang, private letter, 2024", "", "2024"),
    )


def test_marker_without_entry_has_no_reference():
    assert references("It is so.[1] And so.[2]\n\n## References\n\n[1] https://a.example/x")[0].label == "1"
    assert len(references("It is so.[1] And so.[2]\n\n## References\n\n[1] https://a.example/x")) == 1


def test_heading_without_entries_gives_nothing():
    assert references("Title\n\nIt is so.[1]\n\nSources\nShare this article", ContentType.PLAIN) == ()


def test_labelled_entries_with_urls_at_the_end_are_a_list_if_the_text_has_their_labels():
    body = "Solar reached 410 GW in May¹. Wind stood at 220 GW².\n\n"
    entries = "(1) Solar atlas. https://a.example/1.\n(2) Wind facts. https://a.example/2.\n"

    with_signs = read_document(body + entries, ContentType.MARKDOWN)
    without = read_document(body.replace("¹", "").replace("²", "") + entries, ContentType.MARKDOWN)

    assert [(r.label, r.url) for r in with_signs.references] == [
        ("1", "https://a.example/1"),
        ("2", "https://a.example/2"),
    ]
    assert [m.labels for m in with_signs.markers] == [("1",), ("2",)]
    assert without.references == ()


@pytest.mark.parametrize("repeated", ["Ibid.", "Ibid., p. 14.", "*ibid*", "Id. at 3."])
def test_ibid_is_the_source_of_the_entry_before(repeated):
    text = f"It is so.[1] It is more.[2]\n\n## Sources\n\n1. Lab report. https://a.example/r\n2. {repeated}"

    assert [(entry.label, entry.url) for entry in references(text)] == [
        ("1", "https://a.example/r"),
        ("2", "https://a.example/r"),
    ]


def test_ibid_ends_no_list_without_a_heading():
    text = "It is so.[1] It is more.[2] It is most.[3]\n\n---\n\n1. Lab report. https://a.example/r\n2. Ibid.\n3. Note. https://a.example/s"

    assert [(entry.label, entry.url) for entry in references(text)] == [
        ("1", "https://a.example/r"),
        ("2", "https://a.example/r"),
        ("3", "https://a.example/s"),
    ]


def test_ibid_as_the_first_entry_has_no_source():
    assert references("It is so.[1]\n\n## Sources\n\n1. Ibid.")[0].url is None


@pytest.mark.parametrize("kind", [ContentType.MARKDOWN, ContentType.PLAIN])
def test_one_entry_at_the_end_is_a_list_where_the_text_has_no_other_label(kind):
    source = "It is so.[1] It is not.\n\n[1] A title. https://a.example/x"

    assert [(entry.label, entry.url) for entry in references(source, kind)] == [("1", "https://a.example/x")]
    assert references(source.replace("It is not.", "It is not.[2]"), kind) == ()
