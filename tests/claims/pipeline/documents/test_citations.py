import pytest

from claims.pipeline.documents.documents import read_document
from claims.vocabulary import ContentType

LIST = "\n\n## References\n\n"


def read(source, kind=ContentType.MARKDOWN):
    return read_document(source, kind)


def resolved(document):
    """The labels of each marker in the text, with the URLs that they lead to."""
    urls = {reference.label: reference.url for reference in document.references}
    body = document.text.find("References")
    return [[(label, urls.get(label)) for label in m.labels] for m in document.markers if m.start < body]


@pytest.mark.parametrize(
    "sign",
    [
        "[2]",
        "【2†source】",
        "【2†L4-L9】",
        "[cite: 2]",
        "[citation:2]",
        "[^2]",
        "[2†source]",
        "[ref: 2]",
        "[Source: 2]",
        "[2, p. 9]",
        "[[2]]",
        "[\\[2\\]](https://a.example/y)",
        '<grok:render card_id="c" type="x"><argument name="citation_id">2</argument></grok:render>',
    ],
)
def test_sign_of_a_tool_resolves_by_its_number(sign):
    document = read(
        f"The dam holds{sign}. The lake is full.{LIST}1. https://a.example/x\n2. https://a.example/y\n"
    )

    assert resolved(document) == [[("2", "https://a.example/y")]]


@pytest.mark.parametrize(
    ("sign", "label"),
    [
        ("citeturn0search1", "turn0search1"),
        ("\ue200cite\ue202turn0search1\ue201", "turn0search1"),
        (":contentReference[oaicite:1]{index=1}", "oaicite:1"),
        ("【4:1†source】", "4:1"),
        ("[WBO]", "WBO"),
    ],
)
def test_sign_without_an_entry_stays_unresolved(sign, label):
    document = read(
        f"The dam holds{sign}. The lake is full.{LIST}1. https://a.example/x\n2. https://a.example/y\n"
    )

    assert resolved(document) == [[(label, None)]]


def test_named_bracket_resolves_by_its_name():
    document = read(
        f"The dam holds [WBO].{LIST}[WBO] Water board, https://a.example/w\n\n[2] https://a.example/y"
    )

    assert resolved(document) == [[("WBO", "https://a.example/w")]]


def test_bare_numbers_resolve_where_no_brackets_are_used():
    document = read(
        f"The dam holds.1 The lake is full.2{LIST}1. https://a.example/x\n2. https://a.example/y\n"
    )

    assert resolved(document) == [[("1", "https://a.example/x")], [("2", "https://a.example/y")]]


def test_bare_numbers_are_none_beside_brackets():
    document = read(
        f"The dam holds.[1] The lake is full.2{LIST}1. https://a.example/x\n2. https://a.example/y\n"
    )

    assert resolved(document) == [[("1", "https://a.example/x")]]


def test_code_holds_no_citations():
    document = read(f"```\nrows[2]\n```\n\nIt is so.{LIST}1. https://a.example/x")

    assert resolved(document) == []


def test_notes_that_rest_numbers_lead_to_their_entries_in_order():
    document = read(
        "Weir\n====\n\nThe weir holds 9 tonnes [#]_. It has 4 gates. [#]_\n\n.. [#] https://a.example/x\n.. [#] https://a.example/y\n",
        ContentType.PLAIN,
    )

    urls = {reference.label: reference.url for reference in document.references}
    assert [urls[label] for m in document.markers for label in m.labels][:2] == [
        "https://a.example/x",
        "https://a.example/y",
    ]
