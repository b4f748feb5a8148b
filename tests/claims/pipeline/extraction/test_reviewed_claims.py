"""A statement that its page reviews is attributed to its claimant, and disputed unless it is rated true."""

from __future__ import annotations

from claims.pipeline.extraction.extract import extract
from claims.values import Block, ClaimCandidate, ClaimReview, Document
from claims.vocabulary import Polarity

CLAIM = "Kestrel-2 outperforms Heron-1 on MMLU."
REVIEW = ClaimReview(CLAIM, claimant="Ada Ruiz", reviewer="The Fact Desk", rating="False")


def candidates(text: str, *reviews: ClaimReview) -> tuple[ClaimCandidate, ...]:
    return extract(Document(text, blocks=(Block("paragraph", 0, len(text)),), claim_reviews=reviews))


def test_a_claim_that_is_rated_false_is_disputed_and_its_claimant_s() -> None:
    [candidate] = candidates(CLAIM, REVIEW)

    assert (candidate.quote, candidate.polarity, candidate.attributed_to) == (CLAIM, "disputed", "Ada Ruiz")
    assert candidate.comparisons != ()


def test_a_claim_that_is_rated_true_stays_asserted() -> None:
    [candidate] = candidates(CLAIM, ClaimReview(CLAIM, claimant="Ada Ruiz", polarity=Polarity.ASSERTED))

    assert (candidate.polarity, candidate.attributed_to) == ("asserted", "Ada Ruiz")


def test_other_punctuation_and_case_are_the_same_words() -> None:
    [candidate] = candidates("“KESTREL-2 outperforms Heron-1 on MMLU!”", REVIEW)

    assert candidate.polarity == "disputed"


def test_other_statements_stay_as_they_are() -> None:
    text = f"{CLAIM} Heron-1 was trained on 12 trillion tokens."

    assert [candidate.polarity for candidate in candidates(text, REVIEW)] == ["disputed", "asserted"]


def test_a_longer_sentence_that_only_mentions_the_claim_stays_as_it_is() -> None:
    text = (
        "Although a post says that Kestrel-2 outperforms Heron-1 on MMLU, the report of the Oakhall Group of March 2025 finds"
        " that Heron-1 scores 71.4% on GridReason, a benchmark of planning puzzles."
    )

    assert "disputed" not in [candidate.polarity for candidate in candidates(text, REVIEW)]


def test_a_reviewed_claim_that_no_rule_finds_is_a_claim_with_its_place() -> None:
    text = "The post reads: kestrels, those birds, are liars. It spread quickly."
    review = ClaimReview("Kestrels, those birds, are liars", claimant="Ada Ruiz")

    [candidate] = [each for each in candidates(text, review) if each.attributed_to == "Ada Ruiz"]

    assert text[candidate.start : candidate.end] == candidate.quote
    assert "kestrels, those birds, are liars" in candidate.quote
    assert candidate.polarity == "disputed"


def test_what_stands_only_in_the_markup_has_no_place() -> None:
    assert candidates("It rained.", REVIEW) == candidates("It rained.")


def test_a_claim_of_two_words_is_no_sign() -> None:
    assert candidates(CLAIM, ClaimReview("Kestrel-2"))[0].polarity == "asserted"
