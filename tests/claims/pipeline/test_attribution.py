from claims.pipeline.attribution import attribute
from claims.pipeline.names import find_mentions
from claims.pipeline.subjects import SentenceView


def said(text):
    return attribute(SentenceView(text, find_mentions(text)))


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
