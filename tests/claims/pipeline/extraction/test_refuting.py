"""A short sentence may say that the one before it is not so."""

from __future__ import annotations

import pytest

from claims.pipeline.documents.documents import read_document
from claims.pipeline.extraction.extract import extract
from claims.pipeline.extraction.refuting import refutes
from claims.vocabulary import ContentType


@pytest.mark.parametrize(
    "text",
    [
        "That is false.",
        "But this is simply not true.",
        "The post is fake.",
        "Not true!",
        "That never happened.",
    ],
)
def test_it_refutes(text: str) -> None:
    assert refutes(text)


@pytest.mark.parametrize(
    "text",
    [
        "That is true.",
        "The false post is gone.",
        "This is not fake news.",
        "False teeth sell well.",
        "It is wrong to lie.",
    ],
)
def test_it_does_not(text: str) -> None:
    assert not refutes(text)


def test_what_is_refuted_is_disputed_and_its_neighbours_are_not() -> None:
    text = "The weir holds 12 tonnes. The mill burnt 40 sacks, a post says. That is false. The dam has 9 gates.\n\nThis is not true."
    document = read_document(f"# Weir\n\n{text}", ContentType.MARKDOWN)

    polarity = {claim.quote.split()[1]: claim.polarity.value for claim in extract(document)}

    assert polarity == {"weir": "asserted", "mill": "disputed", "dam": "asserted"}
