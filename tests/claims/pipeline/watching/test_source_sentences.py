"""The sentences and rows of a source, with what of them is compared with a claim."""

from decimal import Decimal

from claims.pipeline.watching.source_sentences import name_key, read_sentences, tokens_of, words_of

TABLE = "country\t\tgdp_billion\nPeru\t\t267.6\nChile\t\t335.5"


def test_rows_have_the_words_and_sizes_of_their_headings_and_sentences_have_none():
    peru, chile, sentence = read_sentences(f"{TABLE}\n\nPeru and Chile are not in this table.")

    assert (peru.key, peru.values, peru.sizes) == ("peru\t\t267.6", {Decimal("267.6")}, {Decimal(10**9)})
    assert {"peru", "billion", "country"} <= peru.words
    assert (chile.headings, sentence.headings, sentence.sizes) == (
        {"country", "gdp", "billion"},
        set(),
        set(),
    )


def test_short_lines_are_no_sentences_unless_they_are_rows():
    text = "Menu\nPeru | 267.6\nPeru 267.6"

    assert [text[one.start : one.end] for one in read_sentences(text)] == ["Peru | 267.6"]


def test_words_are_long_ones_and_numbers_however_their_thousands_are_parted():
    assert words_of("The sum is 1,450 or 1.450 cars") == {"1450", "cars"}
    assert words_of("人口は多い") >= {"人口"}


def test_names_are_compared_without_signs_and_small_words():
    assert name_key("Qwen 2.5-Max") == name_key("qwen2.5 max")
    assert tokens_of("The ferries of the harbour") == {"ferries", "harbour"}
