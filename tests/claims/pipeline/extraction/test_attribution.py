import pytest

from claims.pipeline.extraction.attribution import attribute
from tests.claims.pipeline.extraction.views import view


def said(text, topic=None):
    return attribute(view(text, topic))


def test_source_named_by_according_to():
    assert said("According to Norland Research, sales fell.").attributed_to == "Norland Research"


def test_subject_of_a_verb_of_saying():
    found = said("Alibaba reports that Qwen3 won.")

    assert (found.attributed_to, found.speech) == ("Alibaba", "indirect")


def test_words_in_quotation_marks_are_direct_speech():
    assert said("“We will ship it in the spring,” Nvidia said.").speech in {"direct", ""}
    assert said("Nvidia said “we will ship it in the spring”.").speech == "direct"


def test_hedges_are_kept_in_order():
    assert said("It is reportedly better in some cases.").hedge == "reportedly; in some cases"


def test_plain_statement_has_no_speaker():
    assert said("Qwen3 won.").attributed_to == ""


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“It is a big step for us,” said Ana Ruiz, who leads the lab.", "Ana Ruiz"),
        ("“We won,” the coach told reporters.", "coach"),
        ("The deal is dead, said a spokesman for Norland Power.", "spokesman for Norland Power"),
        ("Sales, as planned, fell, said Mr. Holt.", "Mr. Holt"),
        ("Analysts at Norland Bank expect sales to fall.", "Analysts at Norland Bank"),
        ("Officials have confirmed that the bridge is closed.", "Officials"),
        ("Nvidia has said it will ship.", "Nvidia"),
        ("A new study suggests that coffee is healthy.", "new study"),
        ("OpenAI, the maker of ChatGPT, has said it will ship.", "OpenAI"),
        ("The model is said to be larger.", ""),
        ("The coat suggests winter.", ""),
    ],
)
def test_who_says_it_is_read_from_either_side_of_the_words(text, speaker):
    assert said(text).attributed_to == speaker
