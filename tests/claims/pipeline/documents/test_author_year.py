import pytest

from claims.pipeline.documents.documents import read_document
from claims.vocabulary import ContentType

LIST = """

## References

Okafor, N. (2021). Dams in winter. https://a.example/okafor

Quist, B., & Marlow, T. (2020). Lakes. https://a.example/quist-a

Quist, B., Hale, R., & Ito, K. (2020). Rivers. https://a.example/quist-b

J. Tamm and L. Sorel. Locks and weirs. Harbour Press, 2019. https://a.example/tamm

World Water Council. (2023). Yearbook. https://a.example/wwc
"""


def cited(sentence, sources=LIST):
    document = read_document(f"# Dams\n\n{sentence}{sources}", ContentType.MARKDOWN)
    urls = {reference.label: reference.url for reference in document.references}
    body = document.text.find("References")
    markers = [m for m in document.markers if body < 0 or m.start < body]
    return [(document.text[m.start : m.end], [urls.get(label) for label in m.labels]) for m in markers]


@pytest.mark.parametrize(
    ("sentence", "sign", "url"),
    [
        ("It froze (Okafor, 2021).", "(Okafor, 2021)", "okafor"),
        ("It froze (see Okafor 2021, p. 4).", "(see Okafor 2021, p. 4)", "okafor"),
        ("As Okafor (2021) says, it froze.", "(2021)", "okafor"),
        ("It rose (Quist & Marlow, 2020).", "(Quist & Marlow, 2020)", "quist-a"),
        ("It rose (Quist, Hale, & Ito, 2020).", "(Quist, Hale, & Ito, 2020)", "quist-b"),
        ("It closed [Tamm and Sorel, 2019].", "[Tamm and Sorel, 2019]", "tamm"),
        ("It closed (Tamm et al., 2019).", "(Tamm et al., 2019)", "tamm"),
        ("It dried up (World Water Council, 2023).", "(World Water Council, 2023)", "wwc"),
        ("It dried up (WWC, 2023).", "(WWC, 2023)", "wwc"),
    ],
)
def test_citation_leads_to_its_entry(sentence, sign, url):
    assert cited(sentence) == [(sign, [f"https://a.example/{url}"])]


def test_one_bracket_with_two_citations_is_one_marker():
    assert cited("It froze (Okafor, 2021; Tamm & Sorel, 2019).") == [
        ("(Okafor, 2021; Tamm & Sorel, 2019)", ["https://a.example/okafor", "https://a.example/tamm"])
    ]


@pytest.mark.parametrize(
    "sign", ["(Quist et al., 2020)", "(Sorel, 2019)", "(Okafor, 2022)", "(Okafor & Marlow, 2021)"]
)
def test_citation_that_fits_no_entry_or_several_is_unresolved(sign):
    assert cited(f"It froze (Okafor, 2021). It thawed {sign}.")[1] == (sign, [None])


@pytest.mark.parametrize(
    "sentence",
    ["It froze (March 2021).", "It froze (in Okafor, 2021 was cold).", "The Dam (2021) is a film."],
)
def test_other_parentheses_with_years_are_words(sentence):
    assert cited(sentence) == []


def test_without_a_list_only_et_al_makes_a_citation():
    assert (
        cited("It froze (Okafor et al., 2021). It thawed (Norland, 2021).", "")
        == [
            ("(Okafor et al., 2021)", [None]),
            ("(Norland, 2021)", [None]),
        ][:1]
    )


def test_entries_are_labelled_as_the_text_prints_them():
    document = read_document(f"# Dams\n\nIt froze (Okafor, 2021).{LIST}", ContentType.MARKDOWN)

    assert [r.label for r in document.references][:2] == ["Okafor, 2021", "Quist, 2020"]


def test_names_with_endless_apostrophes_take_no_time():
    document = read_document("A'" * 100_000 + " (2021)" + LIST, ContentType.MARKDOWN)

    assert len(document.markers) == 0


def test_author_who_fits_two_works_makes_an_unresolved_marker():
    sources = "\n\n## References\n\nVos, A. (2020). Dams. https://a.example/1\n\nVos, B. (2020). Weirs. https://a.example/2\n"

    assert cited("It froze (Vos, 2020).", sources) == [("(Vos, 2020)", [None])]
