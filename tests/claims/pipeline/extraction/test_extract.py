from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from claims.errors import ReadError
from claims.pipeline.documents.documents import read_document
from claims.pipeline.extraction.extract import extract
from claims.vocabulary import ClaimKind, ContentType

PIECES = st.sampled_from(
    ["Qwen3 ", "outperforms ", "GPT-4o ", "by 5% ", "[1]", "[2, 3] ", ". ", "The firm said ", "18T tokens ", "than ", "more ", "| ", "\n", "\n\n", "# ", "- ", "1. ",
     "[x](https://a.example) ", "(", ")", ", ", "which ", "“", "”", "References\n", "<p>", "<sup>3</sup>", "<li>", "*", "[", "]", "^", "模型。", "$3 billion ", "US "]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=40).map("".join))


def read(text, kind):
    try:
        return read_document(text, kind)
    except ReadError:
        return None


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.sampled_from(list(ContentType)))
def test_any_text_is_read_without_an_error_and_quotes_are_exact(text, kind):
    document = read(text, kind)
    claims = extract(document) if document else ()

    assert all(document.text[claim.start : claim.end] == claim.quote for claim in claims)
    assert all(
        claim.quote.strip() and len(claim.prefix) <= 64 and len(claim.suffix) <= 64 for claim in claims
    )


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.sampled_from(list(ContentType)))
def test_the_same_text_gives_the_same_claims(text, kind):
    assert read(text, kind) == read(text, kind)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_one_sentence_is_one_claim_at_most(text):
    document = read(text, ContentType.PLAIN)
    starts = [claim.start for claim in extract(document)] if document else []

    assert starts == sorted(set(starts))


def claims(text, kind=ContentType.PLAIN):
    return extract(read_document(text, kind))


def test_cited_sentence_is_always_a_claim():
    found = claims("News\n\nAs so often before, nobody was there to see it.[7]")

    assert [(c.quote, c.markers, c.rule) for c in found] == [
        ("As so often before, nobody was there to see it.", ("7",), "cited")
    ]


def test_markers_alone_are_no_claim():
    assert claims("[a] " * 30) == ()


def test_headings_titles_questions_and_calls_are_no_claims():
    text = "Probe lands\n\nMay 3, 2024\n\nProbe lands\n\nWhat comes next? Stay tuned for more of this. Let us look at it.\n\nSources\nShare this article"

    assert claims(text) == ()


def test_kinds_are_tried_in_order():
    text = (
        "News\n\nQwen3 outperforms GPT-4o by 5 points on MMLU. Nvidia raised $3 billion in the spring. "
        "Nvidia launched a new chip on Monday. The chip supports both standards."
    )

    assert [c.kind for c in claims(text)] == [
        ClaimKind.COMPARISON,
        ClaimKind.QUANTITY,
        ClaimKind.EVENT,
        ClaimKind.ATTRIBUTE,
    ]


def test_uncited_framing_of_a_citing_document_is_no_claim():
    text = "News\n\nThe move sends a signal to the whole industry. The firm opened a plant.[1] It hired a team there.[2] It bought a rival.[3]"

    assert [c.markers for c in claims(text)] == [("1",), ("2",), ("3",)]


def test_context_stands_around_the_quote():
    (claim,) = claims(
        "News\n\nBefore it all, there was much talk of it? The firm opened a plant in Norland.[1] And then?"
    )

    assert claim.prefix.endswith("there was much talk of it? ")
    assert claim.suffix == "[1] And then?"


def test_a_claim_says_whether_it_is_asserted():
    found = claims(
        "News\n\nCorvid sold 900 boats. Corvid has not sold 800 boats. Corvid denied that it sold 700 boats.\n\n"
        "Qwen3 does not beat GPT-4o. No model beats Qwen3."
    )

    assert [claim.polarity for claim in found] == ["asserted", "negated", "disputed", "negated", "asserted"]


def test_a_document_in_another_language_is_not_parsed_as_english():
    document = replace(read_document("News\n\nQwen3 outperforms GPT-4o.", ContentType.PLAIN), language="de")

    assert [claim.comparisons for claim in extract(document)] in ([], [()])


def test_sentences_behind_the_first_120_000_characters_are_read_without_their_grammar():
    long_word = "a" * 1_992 + " it did.\n\n"
    sentence = "Qwen3 outperforms GPT-4o by 5 points on MMLU."

    before, behind = (claims("News\n\n" + long_word * count + sentence)[-1] for count in (59, 60))

    assert (before.quote, len(before.comparisons)) == (sentence, 1)
    assert (behind.quote, len(behind.comparisons)) == (sentence, 0)
