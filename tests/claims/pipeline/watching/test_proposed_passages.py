"""Proposed passages: the sentence with the claim's names, figures and words."""

import pytest

from claims.pipeline.watching.figures import figures_of
from claims.pipeline.watching.proposed_passages import propose_passage, say_again

QWEN = "Qwen2.5-Max was pretrained on over 20 trillion tokens of carefully chosen text."
PAGE = f"""Alibaba's new model

The company showed its flagship model on Wednesday. {QWEN} It is offered through an interface.

Prices were not announced. Analysts expect an answer of the competitors within weeks.
"""


def test_sentence_with_the_claims_names_and_figures_is_proposed():
    passage = propose_passage(
        "Qwen2.5-Max was pretrained on more than 20T tokens of text", ("Qwen2.5-Max",), ("20T",), PAGE
    )

    assert passage.exact == QWEN
    assert passage.prefix.endswith("on Wednesday. ")


@pytest.mark.parametrize(
    ("claim", "names", "figures"),
    [
        ("Qwen2.5-Max was pretrained on over 18 trillion tokens of text", ("Qwen2.5-Max",), ("18 trillion",)),
        ("DeepSeek was pretrained on over 20 trillion tokens of text", ("DeepSeek",), ("20 trillion",)),
        ("Qwen2.5-Max costs less than every rival on the market", ("Qwen2.5-Max",), ()),
        ("", (), ()),
    ],
)
def test_nothing_is_proposed_where_name_figure_or_words_are_missing(claim, names, figures):
    assert propose_passage(claim, names, figures, PAGE) is None


@pytest.mark.parametrize(
    ("claim", "sentence", "is_proposed"),
    [
        ("Ostra Rail carried 48.3 million riders in 2024.", "Ostra Rail carried 48.3 million riders in 2024.", True),
        ("Ostra Rail carried 48.3 million riders in 2024.", "Ostra Rail carried 48.2 million riders in 2024.", False),
        ("Ostra Rail opened a line in 2024.", "In 2024, Ostra Rail opened a line.", True),
        ("Ostra Rail has 40% of the riders on 9 lines.", "Ostra Rail has 45% of the riders on 9 lines.", False),
        ("Ostra Rail has 12% of the riders on 9 lines.", "Ostra Rail has 11.8% of the riders on 9 lines.", True),
        ("Ostra Rail has 12% of the riders on 9 lines.", "Ostra Rail has 11.3% of the riders on 9 lines.", False),
        ("Ostra Rail has 40% of the riders on 9 lines.", "Ostra Rail has 40% of the riders and 45% of the lines.", True),
        ("Ostra Rail has 40% of the riders on 9 lines.", "Ostra Rail has many of the riders on 9 lines.", True),
    ],
)  # fmt: skip
def test_a_sentence_with_another_figure_in_the_place_of_one_of_the_claim_is_not_proposed(
    claim, sentence, is_proposed
):
    figures = [figure.verbatim for figure in figures_of(claim)]

    assert (propose_passage(claim, ["Ostra Rail"], figures, sentence) is not None) is is_proposed


@pytest.mark.parametrize(
    ("claim", "figures"),
    [
        ("Acme had revenue of $1,234 million", ("$1,234 million",)),
        ("Acme had revenue of $1.234 billion and net income of $110 million", ("$1.234 billion", "$110 million")),
    ],
)  # fmt: skip
def test_a_row_is_proposed_whose_heading_has_the_size_of_its_figures(claim, figures):
    table = "Company\t\tRevenue (in millions)\t\tNet income (in millions)\nAcme\t\t$1,234\t\t$110\nBolt\t\t$980\t\t$75\n"

    assert propose_passage(claim, ("Acme",), figures, table).exact == "Acme\t\t$1,234\t\t$110"


def test_best_of_several_sentences_is_proposed():
    page = (
        "The model has 72 billion parameters.\nThe largest model of the family has 72 billion parameters.\n"
    )

    passage = propose_passage(
        "The family's largest model has 72 billion parameters", (), ("72 billion",), page
    )

    assert passage.exact == "The largest model of the family has 72 billion parameters."


@pytest.mark.parametrize(
    ("claim", "figure", "sentence"),
    [
        (
            "科维德公司截至2025年3月底运营1450辆无人驾驶出租车。",
            "1450",
            "科维德公司在2025年3月底运营着1450辆无人驾驶出租车，公司在给股东的信中这样写道。",
        ),
        ("科维德公司有1450名员工。", "1450", "科维德公司拥有1450名员工。"),
        ("コルビッド社は3月に1450台の車を販売した。", "1450", "3月、コルビッド社は車を1450台販売した。"),
        ("코비드는 3월에 자동차 1450대를 판매했다.", "1450", "코비드가 3월에 판매한 자동차는 1450대였다."),
        ("บริษัทคอร์วิดขายรถยนต์ 1,450 คันในเดือนมีนาคม", "1,450", "ในเดือนมีนาคม บริษัทคอร์วิดขายรถยนต์ได้ 1,450 คัน"),
    ],
)
def test_a_sentence_in_a_script_without_spaces_is_proposed_for_a_claim_in_other_words(
    claim, figure, sentence
):
    page = f"{sentence}\n\n这些车辆在第一季度行驶了320万公里。\n"

    passage = propose_passage(claim, (), (figure,), page)

    assert passage.exact == sentence


def test_nothing_is_proposed_where_only_a_figure_of_another_script_is_shared():
    assert (
        propose_passage("科维德公司有1450名员工。", (), ("1450",), "去年的展览会吸引了1450位参观者前来。\n")
        is None
    )


def test_a_name_is_found_where_the_page_puts_it_in_quotation_marks():
    sentence = "“Corvid’s” café in Zürich sold 1,450 coffees for €3.20 each, the owner said."

    passage = propose_passage("Corvid’s café sold 1,450 coffees.", ("Corvid’s café",), ("1,450",), sentence)

    assert passage.exact == sentence


@pytest.mark.parametrize("line", ["Ledbury\t\t2021\t\t9800", "Ledbury | 2021 | 9800"])
def test_short_row_is_proposed(line):
    page = f"Ross | 2021 | 10900\n{line}\nIt has 9800."

    passage = propose_passage("Ledbury had 9800 people in 2021", ("Ledbury",), ("9800", "2021"), page)

    assert passage.exact == line


@pytest.mark.parametrize(
    ("sentence", "is_said"),
    [
        ("In 31 games Kestrel-2 had 12 points more than Heron did, and beat it.", True),
        ("In 31 games Kestrel-2 had 12 points more than Eagle did, and beat it.", False),
        ("In most games Kestrel-2 had 12 points more than Heron did, and beat it.", False),
    ],
)
def test_claim_is_said_again_with_all_of_its_names_and_figures(sentence, is_said):
    claim = "Kestrel-2 beat Heron by 12 points in 31 games"

    passage = say_again(claim, ("Kestrel-2", "Heron"), ("12", "31"), f"A report.\n{sentence}\n")

    assert (passage is not None) is is_said


def test_a_row_says_a_claim_with_the_headings_above_it():
    text = "Board\n\nmodel\t\tarena_hard\t\tlive_bench\nHeron-2\t\t89.4\t\t62.2\nHeron-2 mini\t\t70.1\t\t–\n"
    claim = "The latest Heron-2 model, released this spring, reached 89.4 points on Arena Hard."

    passage = propose_passage(claim, ("Heron-2", "Arena Hard"), ("89.4",), text)

    assert passage.exact == "Heron-2\t\t89.4\t\t62.2"
    assert propose_passage(claim, ("Kestrel-3", "Arena Hard"), ("89.4",), text) is None


def test_a_name_of_a_claim_may_stand_in_a_row_and_in_its_headings():
    text = "Country\t\tYear\t\tLife expectancy\nJapan\t\t2022\t\t84.1\nJapan\t\t2023\t\t84.8\nKenya\t\t2023\t\t62.6\n"
    claim = "Life expectancy in {} was 84.8 years in 2023."

    passage = propose_passage(claim.format("Japan"), ("Life expectancy in Japan",), ("84.8", "2023"), text)

    assert passage.exact == "Japan\t\t2023\t\t84.8"
    assert propose_passage(claim.format("Peru"), ("Life expectancy in Peru",), ("84.8", "2023"), text) is None


@pytest.mark.parametrize(
    ("sentence", "is_said"),
    [
        ("Passengers of the ferries in the harbour came to 1,450 by its count of 2025.", True),
        ("Passengers of the trams in the harbour came to 1,450 by its count of 2025.", False),
    ],
)
def test_words_of_a_name_may_stand_in_another_order(sentence, is_said):
    claim = "The harbour ferries had 1,450 passengers in 2025."

    passage = say_again(claim, ("The harbour ferries",), ("1,450", "2025"), f"A report.\n{sentence}\n")

    assert (passage is not None) is is_said


def test_the_size_of_a_figure_may_stand_in_the_heading_of_its_column():
    text = "Country\t\tGDP (billion US$)\nPeru\t\t267.6\nChile\t\t335.5\n"
    claim, figures = "The GDP of Peru is 267.6 billion US dollars.", ("267.6 billion US dollars",)

    assert propose_passage(claim, ("GDP", "Peru"), figures, text).exact == "Peru\t\t267.6"
    assert propose_passage(claim, ("GDP", "Peru"), figures, "Peru\t\t267.6\n") is None
    assert propose_passage(claim, ("GDP", "Peru"), figures, text.replace("billion", "million")) is None
