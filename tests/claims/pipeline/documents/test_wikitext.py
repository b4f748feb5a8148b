import pytest

from claims.pipeline.documents.documents import read_document
from claims.pipeline.documents.wikitext import is_wikitext, read_wikitext
from claims.vocabulary import ContentType

PAGE = """{{Infobox weir|name=Mill Weir|height={{convert|4|m}}}}
'''Mill Weir''' is a [[weir (dam)|weir]] in [[Norland]].<ref name="report">{{cite web |url=https://a.example/r |title=Report |last=Ito |date=3 May 2020 |archive-url=https://archive.example/r}}</ref> It is {{convert|4|m|ft}} high.<ref name=report /> <!-- old text -->It was closed in May.<ref>[https://a.example/x The closing]</ref>{{sfn|Okafor|2021|p=4}}{{citation needed|date=May 2024}}

== History ==
* Built in 1911<ref group="note">By hand.</ref>
[[File:Weir.jpg|thumb|The [[weir]] in spring]]

{| class="wikitable"
|+ Heights
! Year !! colspan="2" | Height
|-
| 1911 || 4 || m
|}

== Sources ==
* {{cite book |last=Okafor |year=2021 |title=Weirs |url=https://a.example/okafor}}
{{reflist}}
"""


def read(text):
    return read_document(text, ContentType.PLAIN)


def test_text_is_shown_without_its_markup():
    document = read(PAGE)

    assert document.title == "Mill Weir"
    assert document.text.startswith(
        "Mill Weir is a weir in Norland.[1] It is 4 m high.[1] It was closed in May.[2][Okafor 2021]"
    )
    assert not any(
        sign in document.text for sign in ("{{", "[[", "'''", "<ref", "Infobox", "thumb", "old text")
    )


def test_notes_have_the_numbers_that_a_reader_of_the_page_sees():
    document = read(PAGE)

    assert [m.labels for m in document.markers] == [("1",), ("1",), ("2",), ("Okafor 2021",), ("note 1",)]


def test_notes_lead_to_the_urls_that_they_give():
    urls = {reference.label: reference.url for reference in read(PAGE).references}

    assert urls == {
        "1": "https://a.example/r",
        "2": "https://a.example/x",
        "Okafor 2021": "https://a.example/okafor",
        "note 1": None,
    }


def test_source_of_a_note_is_described():
    first = read(PAGE).references[0]

    assert (first.title, first.author, first.date) == ("Report", "Ito", "3 May 2020")


def test_tables_are_grids():
    (table,) = read(PAGE).tables

    assert [[cell.text for cell in row if cell] for row in table.rows] == [
        ["Year", "Height", "Height"],
        ["1911", "4", "m"],
    ]
    assert (table.caption, table.head_rows) == ("Heights", 1)


def test_short_note_that_fits_two_works_is_unresolved():
    text = "A [[weir]].{{sfn|Ito|2020}} '''So'''.<ref>x</ref>\n* {{cite web|last=Ito|year=2020|url=https://a.example/1}}\n* {{cite web|last=Ito|year=2020|url=https://a.example/2}}"

    assert "Ito 2020" not in {r.label for r in read_wikitext(text).references}


@pytest.mark.parametrize(
    "text",
    [
        "The weir was closed.",
        "Use [[x]] to link.",
        "a == b == c and {{x}}",
        "<reference> the weir's '''height'''",
    ],
)
def test_other_texts_are_no_wikitext(text):
    assert not is_wikitext(text)


@pytest.mark.parametrize(
    "unit", ["<ref>", "{{", "{{a|", "[[", "[[a|", "{|\n|-\n", "<!--", "'''", "== a ==\n", "<math>"]
)
def test_endless_markup_is_read_in_linear_time(unit):
    text = "'''A''' [[b]] {{c}}<ref>d</ref>\n" + unit * (200_000 // len(unit))

    assert read_wikitext(text).text.startswith("A b")


@pytest.mark.parametrize("closing", ["</ref>", "</REF>", "</Ref>", "</ref >"])
def test_note_is_closed_in_whatever_case(closing):
    document = read(f"'''Weir''' is [[old]].<ref>https://a.example/r{closing} It is high.<ref>x</ref>")

    assert document.text == "Weir is old.[1] It is high.[2]"
    assert document.references[0].url == "https://a.example/r"


def test_note_that_is_never_closed_ends_at_its_sign():
    assert (
        read("'''Weir''' is [[old]].<ref>x</ref> It is high.<ref>y").text == "Weir is old.[1] It is high.[2]y"
    )


@pytest.mark.parametrize("power", ["{{val|4|e=9}}", "4×10<sup>9</sup>"])
def test_power_of_ten_keeps_its_exponent(power):
    assert read(f"'''Weir''' is [[old]].<ref>x</ref> It holds {power} litres.").text.endswith(
        "4×10^9 litres."
    )
