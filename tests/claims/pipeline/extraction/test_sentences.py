from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.pipeline.documents.citation_markers import find_markers
from claims.pipeline.extraction.sentences import split_sentences
from claims.values import Block, Marker


def split(text):
    markers = find_markers(text, [Block("paragraph", 0, len(text))])
    return [text[s.start : s.end] for s in split_sentences(text, 0, len(text), markers)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It works.[1] These do too.[2][3]", ["It works.", "These do too."]),
        ("It works. [1] These do too.", ["It works.", "These do too."]),
        ("Jez stojí.[1] Čtyři mlýny ne.[2]", ["Jez stojí.", "Čtyři mlýny ne."]),
        ("Set bitti.[1] Şimdi dolu.", ["Set bitti.", "Şimdi dolu."]),
        ("It paid Rs. 400 for 2 Mrd. Euro bonds.", ["It paid Rs. 400 for 2 Mrd. Euro bonds."]),
        ("It works [1]. These do too [2][3].", ["It works", "These do too"]),
        ("نعم إنه كذلك.[1] وهذا أيضا.", ["نعم إنه كذلك.", "وهذا أيضا."]),
        ("यह चलता है। वह भी।", ["यह चलता है।", "वह भी।"]),
        ("Dr. Smith et al. found 3.5 million. Good.", ["Dr. Smith et al. found 3.5 million.", "Good."]),
        ("J. R. Smith said so. He left.", ["J. R. Smith said so.", "He left."]),
        ("In the U.S. The law changed.", ["In the U.S.", "The law changed."]),
        ("Use e.g. Apples. Done!", ["Use e.g. Apples.", "Done!"]),
        ('He said "stop." Then he left.', ['He said "stop."', "Then he left."]),
        ("模型很好。它更快！真的吗？", ["模型很好。", "它更快！", "真的吗？"]),
        ("GPT-4.5 came. Then o3 came.", ["GPT-4.5 came.", "Then o3 came."]),
        ("No full stop here[4]", ["No full stop here"]),
        ("Costs rose 5 vs. 3 before.", ["Costs rose 5 vs. 3 before."]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text, sentences):
    assert split(text) == sentences


def test_trailing_markers_belong_to_the_sentence_before():
    text = "It works.[1] [2] These do too."
    markers = find_markers(text, [Block("paragraph", 0, len(text))])

    first, _ = split_sentences(text, 0, len(text), markers)

    assert text[first.end : first.tail] == "[1] [2]"


def test_opening_marker_without_labels_is_skipped():
    text = "[sign] It works."

    (sentence,) = split_sentences(text, 0, len(text), [Marker(0, 6, ())])

    assert text[sentence.start : sentence.end] == "It works."


def test_endless_sentence_is_cut():
    pieces = split("word " * 2000)

    assert len(pieces) == 3
    assert max(map(len, pieces)) <= 4000


@given(st.text(alphabet="aB1. !?[]()。\"'\n’", max_size=200))
def test_sentences_lie_in_order_and_never_overlap(text):
    markers = find_markers(text, [Block("paragraph", 0, len(text))])
    found = list(split_sentences(text, 0, len(text), markers))

    assert all(s.start < s.end <= s.tail <= len(text) for s in found)
    assert all(before.tail <= after.start for before, after in pairwise(found))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It was made by Beta Corp. Kestrel-2 is half as fast.", 2),
        ("Norland sued Tesla Inc. Corvid paid $4 million.", 2),
        ("It bought Gamma Ltd. Delta and Sons lost money.", 2),
        ("Shares of Beta Corp. Kestrel rose.", 1),
        ("The court told Apple Inc. Vice President Bo Lee said so.", 1),
        ("It works for Acme Co. Ltd. and grew.", 1),
        ("It paid Acme Inc. Monday and left.", 1),
    ],
)
def test_a_firms_abbreviation_ends_a_statement_where_a_name_and_a_verb_follow(text, count):
    assert len(split(text)) == count
