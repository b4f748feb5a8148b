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


@pytest.mark.parametrize(
    "sentence",
    [
        "It froze (Okafor, 2021, Table 2).",
        "It froze (Okafor, 2021, Fig. 3b).",
        "It froze (Okafor, 2021: 14-16).",
    ],
)
def test_place_in_a_work_is_part_of_its_citation(sentence):
    assert cited(sentence) == [(sentence[9:-1], ["https://a.example/okafor"])]


def test_name_with_an_apostrophe_is_one_word_however_it_is_printed():
    sources = "\n\n## References\n\nO'Neill, P. and de Vries, J. (2021). Rain. https://a.example/rain\n"

    assert cited("It rained (O’Neill and de Vries, 2021).", sources) == [
        ("(O’Neill and de Vries, 2021)", ["https://a.example/rain"])
    ]


def test_without_a_list_several_authors_make_a_citation_and_a_place_with_a_year_does_not():
    assert cited("It froze (Okafor & Lindqvist, 2024). It thawed (Norland, 2021).", "") == [
        ("(Okafor & Lindqvist, 2024)", [None])
    ]


@pytest.mark.parametrize("kind", [ContentType.PLAIN, ContentType.MARKDOWN])
def test_list_without_blank_lines_has_an_entry_in_each_line(kind):
    source = (
        "The catch fell by a lot between the two years (Okafor & Lindqvist, 2024).\n\nReferences\n\n"
        "Norland Fisheries Board. (2023). Annual catch. https://a.example/board\n"
        "Okafor, B., & Lindqvist, A. (2024). Warm seas. Journal of Fish, 12(3). https://a.example/okafor\n"
        "Tan, W. (2022b). Other seas. https://a.example/tan\n"
    )

    document = read_document(
        source.replace("References", "## References") if kind is ContentType.MARKDOWN else source, kind
    )

    assert [(r.label, r.url) for r in document.references] == [
        ("Norland, 2023", "https://a.example/board"),
        ("Okafor & Lindqvist, 2024", "https://a.example/okafor"),
        ("Tan, 2022b", "https://a.example/tan"),
    ]


@pytest.mark.parametrize(
    ("sentence", "signs"),
    [
        ("Okafor (2021: 33) says so.", ["(2021: 33)"]),
        ("Okafor's (2021) figure is old.", ["(2021)"]),
        ("It froze (Data: Okafor, 2021).", ["(Data: Okafor, 2021)"]),
        (
            "It froze (Okafor 2021, cited in Tamm & Sorel 2019).",
            ["(Okafor 2021, cited in Tamm & Sorel 2019)"],
        ),
    ],
)
def test_citation_with_its_place_owner_or_go_between_is_one(sentence, signs):
    assert [sign for sign, _ in cited(sentence)] == signs
    assert all(url for _, urls in cited(sentence) for url in urls)
