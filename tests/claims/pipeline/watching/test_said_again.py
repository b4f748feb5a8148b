"""A passage that is gone while another sentence says its claim is altered, not missing."""

from __future__ import annotations

import pytest

from claims.pipeline.watching.citation_watch import watch
from claims.pipeline.watching.source_lease import SourceContext
from claims.vocabulary import PassageState, ValuesState
from tests.claims.pipeline.watching.leased import TEXT, read_page
from tests.claims.pipeline.watching.test_citation_watch import WORDS, citation, watched_source

AGAIN = "Its makers used 12 trillion tokens of text, on which Kestrel-2 was trained."


def text_with(words: str) -> str:
    return TEXT.replace(WORDS, words)


def test_another_sentence_that_says_the_claim_is_the_new_wording() -> None:
    text = text_with(AGAIN)
    source = watched_source(
        read_page(text), SourceContext(confirmed_text=TEXT, unconfirmed_text=text), may_confirm=True
    )

    watched = watch(source, [citation()])

    after = watched.citations[0].after
    assert (after.passage_state, after.values_state) == (PassageState.ALTERED, ValuesState.PRESENT)
    assert (after.found, watched.severity, watched.is_held) == (AGAIN, 4, False)


@pytest.mark.parametrize(
    "words",
    [
        "Its makers used 9 trillion tokens of text, on which Kestrel-2 was trained.",
        "Its makers used 12 trillion tokens of text, on which Heron was trained.",
        f"\nCorrection: an earlier version of this page said: “{AGAIN}”\n",
        "The page says nothing of it.",
    ],
)
def test_sentence_of_another_figure_or_name_or_in_a_notice_is_not(words: str) -> None:
    text = text_with(words)
    source = watched_source(
        read_page(text), SourceContext(confirmed_text=TEXT, unconfirmed_text=text), may_confirm=True
    )

    watched = watch(source, [citation()])

    assert watched.citations[0].after.passage_state is PassageState.MISSING
    assert watched.severity == 5
