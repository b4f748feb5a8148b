import pytest

from claims.pipeline.extraction.grammar.parser import MAX_TOKENS, parse
from claims.pipeline.extraction.mentions import find_mentions
from tests.claims.pipeline.extraction.views import tree


def test_a_name_is_one_word_at_its_place():
    text = "The new Kestrel-2.5-Max beats GPT-4o."
    names = [word for word in tree(text).words if word.mention]

    assert [text[word.start : word.end] for word in names] == ["Kestrel-2.5-Max", "GPT-4o"]
    assert [word.text for word in names] == ["Kestrel-2.5-Max", "GPT-4o"]


def test_markers_are_no_words():
    assert [word.text for word in tree("Sales[3] fell [4, 5] here.").words] == ["Sales", "fell", "here", "."]


def test_fixed_phrases_and_ranks_are_one_word():
    small = [
        word.small for word in tree("It is a state-of-the-art model and ranks No. 1 or number one.").words
    ]

    assert "state-of-the-art" in small
    assert small.count("#1") == 2


def test_words_that_come_again_are_cut_alike_each_at_its_place():
    text = "Costs (low) fell,  costs (low) rose."

    assert [(word.text, word.start) for word in tree(text).words] == [
        ("Costs", 0),
        ("(", 6),
        ("low", 7),
        (")", 10),
        ("fell", 12),
        (",", 16),
        ("costs", 19),
        ("(", 25),
        ("low", 26),
        (")", 29),
        ("rose", 31),
        (".", 35),
    ]


def test_every_word_but_a_root_hangs_on_another():
    sentence = tree("The bridge fell; nobody crossed it.")

    assert [root.text for root in sentence.roots()] == ["fell", "crossed"]
    assert all(word in word.head.children for word in sentence.words if word.head)


def test_a_preposition_hangs_on_that_behind_than():
    words = tree("Power from Heron-1 will cost less than that from Kestrel-2.").words

    assert [word.head.text for word in words if word.text == "from"] == ["Power", "that"]


def test_verbs_behind_a_name_are_verbs():
    assert [word.is_verb for word in tree("Kestrel-2 rivals GPT-4o.").words][1]


def test_a_long_sentence_is_parsed_to_a_bound():
    assert len(tree("word " * 5000).words) == MAX_TOKENS


def test_trees_come_in_the_order_of_the_sentences():
    texts = [f"The firm sold {number} boats." for number in range(300)]

    assert [found.text for found in parse((text, find_mentions(text)) for text in texts)] == texts


def test_a_text_without_words_is_an_empty_tree():
    assert tree("   ").words == []


@pytest.mark.parametrize(
    ("text", "written", "tag"),
    [
        ("Overtaking Microsoft, Nvidia grew.", "Overtaking", "VBG"),
        ("Matching Microsoft on price, Nvidia grew.", "Matching", "VBG"),
        ("Demand will fall, Gartner forecasts.", "forecasts", "VBZ"),
        ("Qwen2 is crisper than Kimi.", "crisper", "JJR"),
    ],
)
def test_rare_verbs_and_comparatives_are_told_from_nouns(text, written, tag):
    assert next(word.tag for word in tree(text).words if word.text == written) == tag
