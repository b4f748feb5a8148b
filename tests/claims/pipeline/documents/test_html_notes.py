import pytest

from claims.pipeline.documents.documents import read_document
from claims.pipeline.documents.html_notes import find_notes
from claims.pipeline.documents.html_tree import parse_page
from claims.vocabulary import ContentType

BODY = "<article><h1>Weir</h1><p>The weir was closed in May after a flood had damaged it badly.{sign} It opened again in the autumn of that year.</p>{notes}</article>"


def read(sign, notes):
    return read_document(BODY.format(sign=sign, notes=notes), ContentType.HTML)


def cited(document):
    urls = {reference.label: reference.url for reference in document.references}
    notes = [block.start for block in document.blocks if block.kind == "note"]
    first = min(notes, default=len(document.text))
    return [(label, urls.get(label)) for m in document.markers if m.start < first for label in m.labels]


FORMS = {
    "word": (
        '<a href="#_ftn1" name="_ftnref1"><span>[1]</span></a>',
        '<div id="ftn1"><p><a href="#_ftnref1" name="_ftn1">[1]</a> Report, <a href="https://a.example/r">here</a></p></div>',
    ),
    "google docs": (
        '<sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup>',
        '<div><p><a href="#ftnt_ref1" id="ftnt1">[1]</a><span> Report, https://a.example/r</span></p></div>',
    ),
    "substack": (
        '<a class="footnote-anchor" id="footnote-anchor-1-7" href="#footnote-1-7">1</a>',
        '<div class="footnote"><a id="footnote-1-7" href="#footnote-anchor-1-7">1</a><div><p>Report, <a href="https://a.example/r">here</a></p></div></div>',
    ),
    "pandoc": (
        '<a href="#fn1" class="footnote-ref" id="fnref1"><sup>1</sup></a>',
        '<section class="footnotes"><ol><li id="fn1"><p>Report: https://a.example/r<a href="#fnref1">↩︎</a></p></li></ol></section>',
    ),
    "wordpress": (
        '<sup class="fn"><a href="#8c2e" id="8c2e-link">1</a></sup>',
        '<ol class="wp-block-footnotes"><li id="8c2e">Report, <a href="https://a.example/r">here</a> <a href="#8c2e-link">↩︎</a></li></ol>',
    ),
    "libreoffice": (
        '<sup><a class="sdfootnoteanc" name="sdfootnote1anc" href="#sdfootnote1sym"><sup>1</sup></a></sup>',
        '<div id="sdfootnote1"><p><a name="sdfootnote1sym" href="#sdfootnote1anc">1</a> Report, https://a.example/r</p></div>',
    ),
    "latexml": (
        '<cite>[<a href="#bib.bib1" class="ltx_ref">1</a>]</cite>',
        '<ul><li id="bib.bib1"><span>[1]</span><span>Report. <a href="https://a.example/r">link</a></span></li></ul>',
    ),
    "any id, linked back": (
        '<a href="#x1" id="y1">1</a>',
        '<p id="x1"><a href="#y1">back</a> Report, https://a.example/r</p>',
    ),
    "sphinx": (
        '<a class="footnote-reference" href="#id2" id="id1">1</a>',
        '<dl class="footnote"><dt id="id2"><a href="#id1">1</a></dt><dd><p>Report, <a href="https://a.example/r">here</a></p></dd></dl>',
    ),
    "table": (
        '<sup><a href="#n1">1</a></sup>',
        '<table><tr><td><a name="n1">1</a></td><td>Report, https://a.example/r</td></tr></table>',
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_note_resolves_through_its_id(form):
    assert cited(read(*FORMS[form])) == [("1", "https://a.example/r")]


@pytest.mark.parametrize("form", FORMS)
def test_note_is_an_entry_of_the_list_and_its_way_back_is_not_shown(form):
    document = read(*FORMS[form])

    (note,) = [block for block in document.blocks if block.kind == "note"]
    words = document.text[note.start : note.end]
    assert "Report" in words
    assert "back" not in words
    assert "↩" not in words


def test_notes_that_share_a_paragraph_are_told_apart():
    document = read(
        '<sup><a href="#a1">1</a></sup><sup><a href="#a2">2</a></sup>',
        '<p><a name="a1">1</a> One, https://a.example/x<br><a name="a2">2</a> Two, https://a.example/y</p>',
    )

    assert cited(document) == [("1", "https://a.example/x"), ("2", "https://a.example/y")]


def test_two_notes_with_the_same_label_do_not_resolve_to_each_other():
    document = read(
        '<sup><a href="#a1">1</a></sup><sup><a href="#b1">1</a></sup>',
        '<ol><li id="a1">One, https://a.example/x</li></ol><ol><li id="b1">Two, https://a.example/y</li></ol>',
    )

    assert cited(document) == [("1", "https://a.example/x"), ("1 (2)", "https://a.example/y")]


def test_note_that_names_another_entry_has_its_url():
    document = read(
        '<sup id="cite_ref-1"><a href="#cite_note-1">[1]</a></sup>',
        '<ol><li id="cite_note-1"><a href="#cite_ref-1">^</a> <a href="#CITEREFIto2020">Ito 2020</a>, p. 4.</li></ol>'
        '<ul><li><cite id="CITEREFIto2020">Ito (2020). <a href="https://a.example/ito">Weirs</a>.</cite></li></ul>',
    )

    assert cited(document) == [("1", "https://a.example/ito")]


def test_note_without_an_element_stays_unresolved():
    assert cited(read('<sup><a href="#fn9">9</a></sup>', "<p>Nothing follows.</p>")) == [("9", None)]


@pytest.mark.parametrize(
    "page",
    [
        '<p><a href="#s1">1</a> <a href="#s2">2</a></p><section id="s1"><h2>One</h2><p>Text</p></section>',
        '<p id="p1">Text <a href="#p1">[1]</a></p>',
        '<p>See <a href="#s1">the table</a></p><p id="s1">Text</p>',
    ],
)
def test_other_internal_links_refer_to_no_note(page):
    assert find_notes(parse_page(page)).references == {}


def test_note_in_the_running_text_is_no_part_of_the_sentence():
    document = read(
        '<sup>1</sup><span class="ltx_note_outer">1 See <a href="https://a.example/r">the report</a></span>',
        "",
    )

    assert "report" not in document.text
    assert cited(document) == [("1", "https://a.example/r")]


@pytest.mark.parametrize("href", ["#n4", "/weirs/1#n4", "https://a.example/weirs/1#n4", "1#n4"])
def test_link_to_an_id_of_the_page_is_internal_however_it_is_written(href):
    page = BODY.format(
        sign=f'<sup><a href="{href}" id="r4">4</a></sup>',
        notes='<ol><li id="n4">Report, <a href="https://b.example/r">here</a> <a href="/weirs/1#r4">↩</a></li></ol>',
    )

    document = read_document(page, ContentType.HTML, url="https://a.example/weirs/1")

    assert cited(document) == [("4", "https://b.example/r")]


def test_each_of_many_notes_with_one_label_has_a_label_of_its_own():
    signs = "".join(f'<sup><a href="#n{i}" id="r{i}">1</a></sup> ' for i in range(3))
    notes = "".join(f'<li id="n{i}">https://b.example/{i} <a href="#r{i}">↩</a></li>' for i in range(3))

    assert cited(read(signs, f"<ol>{notes}</ol>")) == [
        ("1", "https://b.example/0"),
        ("1 (2)", "https://b.example/1"),
        ("1 (3)", "https://b.example/2"),
    ]


def test_raised_link_to_another_page_is_no_note():
    page = BODY.format(
        sign='<sup><a href="/weirs/2#n4">4</a></sup>', notes='<p id="n4">https://b.example/r</p>'
    )

    document = read_document(page, ContentType.HTML, url="https://a.example/weirs/1")

    assert cited(document) == [("4", "https://a.example/weirs/2#n4")]


@pytest.mark.parametrize(
    "before", ["The weir{}, which is old, was closed in May after a flood had damaged it badly."]
)
def test_note_at_a_word_does_not_lose_its_paragraph(before):
    sign = '<sup data-fn="a1" class="fn"><a href="#a1" id="a1-link">1</a></sup>'
    page = f'<article><h1>Weir</h1><p>{before.format(sign)}</p><p>It opened again in the autumn of that year, to the joy of the town.</p><ol><li id="a1">https://b.example/r <a href="#a1-link">↩</a></li></ol></article>'

    assert cited(read_document(page, ContentType.HTML)) == [("1", "https://b.example/r")]


def test_author_and_year_in_brackets_lead_to_the_entry_that_they_link_to():
    document = read(
        ' (<a href="#ref-iea" role="doc-biblioref">IEA, 2025</a>)',
        '<div id="refs"><div id="ref-iea" class="csl-entry">IEA. 2025. <em>Outlook</em>. https://a.example/iea</div></div>',
    )

    assert cited(document) == [("IEA, 2025", "https://a.example/iea")]


def test_note_shown_as_a_tooltip_is_no_part_of_the_sentence():
    document = read(
        ' <span><a role="button"><sup>1</sup></a><span class="footnote_tooltip">Office, https://a.example/25</span></span>',
        "",
    )

    assert "Office" not in document.text
    assert cited(document) == [("1", "https://a.example/25")]


def test_key_of_a_work_leads_to_the_work():
    document = read(
        ' <a class="reference internal" href="#knu84" id="id7"><span>[Knu84]</span></a>',
        '<div class="citation" id="knu84" role="doc-biblioentry"><span class="label">[<a role="doc-backlink" href="#id7">Knu84</a>]</span><p>Report, <a href="https://a.example/r">here</a></p></div>',
    )

    assert cited(document)[:1] == [("Knu84", "https://a.example/r")]
