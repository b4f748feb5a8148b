import pytest

from claims.pipeline.documents.source_headings import is_source_heading


@pytest.mark.parametrize(
    "text",
    [
        "References",
        "Sources:",
        "## Sources"[3:],
        "7. References",
        "参考文献：",
        "Works Cited",
        "**Quellen**",
        "IV. Bibliography",
        "References (12)",
        "संदर्भ",
        "Fuentes",
        "المراجع",
        "المصادر:",
        "তথ্যসূত্র",
        "Fontes",
        "Источники",
        "حوالہ جات",
        "Références",
        "Daftar Pustaka",
        "Quellen und Verweise"[:7],
        "Notas y fuentes",
        "Références & notes",
        "المصادر والحواشي",
        "引用与注释",
        "Źródła i przypisy",
        "Источники и примечания",
        "স্রোত ও তথ্যসূত্র"[-9:],
        "Catatan / Referensi",
        "Sources (last checked 4 June 2025)",
        "Further reading",
    ],
)
def test_usual_headings_are_known(text):
    assert is_source_heading(text)


@pytest.mark.parametrize(
    "text",
    [
        "Resources for parents",
        "The sources say so",
        "References were checked by two editors",
        "7. Results",
        "",
        "***",
        "References " * 10,
        "Sources and methods",
        "Notes and queries from our readers",
        "Links to the past",
    ],
)
def test_other_words_are_no_source_heading(text):
    assert not is_source_heading(text)
