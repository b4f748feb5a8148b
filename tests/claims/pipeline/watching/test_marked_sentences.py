"""The markers of a source's own notes end its sentences."""

import pytest

from claims.pipeline.watching.marked_sentences import marked_sentences


@pytest.mark.parametrize("marker", ["[7]", "[7][8]", "[7, 8]", "[a]", "[note 2]", "[citation needed]"])
def test_marker_behind_a_full_stop_parts_two_sentences(marker):
    text = f"Ledbury had 9,800 people in 2011.{marker} It lies near hills.{marker}"

    sentences = [text[one.start : one.end] for one in marked_sentences(text, 0, len(text))]

    assert sentences == ["Ledbury had 9,800 people in 2011.", "It lies near hills."]


def test_marker_within_a_sentence_stays_in_it():
    text = "Ledbury had 9,800 people [7] in 2011."

    assert [(one.start, one.end) for one in marked_sentences(text, 0, len(text))] == [(0, len(text))]
