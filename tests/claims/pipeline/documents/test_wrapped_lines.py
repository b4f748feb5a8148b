"""Wrapped lines: sentences become whole, and what is no running text stays lines."""

import pytest

from claims.pipeline.documents.documents import shown_text
from claims.pipeline.documents.wrapped_lines import join_wrapped
from claims.vocabulary import ContentType

SENTENCE = "Corvid ran 1,450 thousand taxis on its lines in the third quarter of 2025, which is 12% more than the Office of Norland had expected."
WIDE = "Corvid ran 1,450 thousand taxis on its lines in the third\nquarter of 2025, which is 12% more than the Office of\nNorland had expected."
NARROW = "Corvid ran 1,450 thousand taxis on its lines\nin the third quarter of 2025, which is 12%\nmore than the Office of Norland had expected."
WRAPPED = (
    "The agency answered on Monday that it would not comment on the case before the\nend of the inquiry.\n\n"
)


@pytest.mark.parametrize(
    "text",
    [
        WIDE,
        NARROW,
        WIDE.replace("\n", "\n   ").replace("Corvid", "   Corvid"),
        WIDE.replace("\n", " \n"),
        WIDE.replace("\n", "\n> ").replace("Corvid", "> Corvid"),
        WIDE.replace("\n", "\n>> ").replace("Corvid", ">> Corvid"),
    ],
)
def test_wrapped_sentence_is_whole_in_each_width_indentation_and_quotation(text: str) -> None:
    assert join_wrapped(text).strip("> ") == SENTENCE


@pytest.mark.parametrize("sign", ["* ", "1. ", "o  ", "- "])
def test_wrapped_item_is_whole_and_the_next_begins_a_line(sign: str) -> None:
    items = f"{sign}{WIDE}\n{sign}smaller images".replace("\n", "\n  ").replace(f"\n  {sign}", f"\n{sign}")
    assert join_wrapped(items) == f"{sign}{SENTENCE}\n{sign}smaller images"


def test_carriage_returns_of_a_plain_text_change_nothing() -> None:
    assert shown_text(WIDE.replace("\n", "\r\n"), ContentType.PLAIN).strip() == SENTENCE


def test_next_paragraph_begins_with_its_indentation() -> None:
    one = WIDE.replace("Corvid", "    Corvid")
    assert join_wrapped(f"{one}\n{one}") == f"    {SENTENCE}\n    {SENTENCE}"


def test_sentence_of_a_script_without_spaces_is_joined_without_one() -> None:
    text = "统计局周一公布的数据显示第三季度全国新登记\n的电动汽车共有三万辆比去年同期增长百分之十\n"
    assert join_wrapped(text) == text.replace("\n", "", 1)


@pytest.mark.parametrize(
    "lines",
    [
        "北陸電力は2025年に4.2テラワ\nット時を販売し、前年より3.1%\n増えたと発表した。家庭向けの\n需要が伸びた。",
        "北陸電力は2025年に4.2テラワット時を販売し、\n前年より3.1%増えたと発表した。家庭向けの需\n要が伸びた。",
        "台积电第三季度营收为331亿美\n元，同比增长40.8%，毛利率为5\n9.5%，高于1,288.8亿和1,286.6\n亿的预期。",
        "台积电第三季度营收为331亿美元，同比增长40.\n8%，毛利率为59.5%，高于1,288.8亿和1,286.6\n亿的预期。",
    ],
)
def test_lines_without_spaces_are_joined_at_figures_too(lines: str) -> None:
    assert join_wrapped(lines) == lines.replace("\n", "")


@pytest.mark.parametrize(
    "lines",
    [
        "北陸電力が値上げを申請へ、来春にも実施\n台風10号が九州に上陸、死者3人に\n首相、月内に訪米へ調整、関税協議も議題に\n東証続落",
        "地区,车辆,比例\n北京市朝阳区,1204,62%\n上海市浦东区,1310,64%",
        "売上高　　1,204億円　前年比　3.1%増\n営業利益　　120億円　前年比　4.2%減",
        "・北陸電力は販売電力量が増えた、と発表\n・関西電力は販売電力量が減った、と発表",
        "株式会社北陸電力販売促進本部営業第一部\n株式会社関西電力販売促進本部営業第二部",
        "Total of the third quarter of the year: 212 tonnes\nof which ships: 12 tonnes\nof which trains on the northern lines: 30 tonnes",
    ],
)
def test_lists_and_rows_without_spaces_and_keys_of_words_stay_lines(lines: str) -> None:
    assert join_wrapped(lines) == lines


def test_word_with_a_hyphen_is_whole() -> None:
    text = "The new encoder of the Kestrel project is a state-of-\nthe-art encoder."
    assert join_wrapped(text) == "The new encoder of the Kestrel project is a state-of-the-art encoder."


@pytest.mark.parametrize(
    "lines",
    [
        "Shall I compare thee to a summer's day?\nThou art more lovely and more temperate:\nRough winds do shake the darling buds of May,\nAnd summer's lease hath all too short a date;",
        "Kestrel Laboratories International Limited\n12 Harbour Street, Industrial Quarter East\n5003 Bergen",
        "three large potatoes from the northern valley\none onion that was chopped",
        "Trained on twelve trillion tokens of a public text\n- evaluated on forty benchmarks",
        "        result = sum(values, start=Decimal(0)) + the_rest\n        return result.quantize(exponent)",
        "For each of the things that are still open in it {\n    total of everything",
        "$ heron upgrade --to 5.0 --rolling --config heron\nheron status",
        "2026-01-03 12:00:01 INFO started worker 12 on host a\n2026-01-03 12:00:02 INFO started worker 13 on host b",
        "Name: kestrel-2-7b-instruct-quantised-for-phones\nlicense: the apache license in its second version",
        "Kestrel-2 with all of its experts    71.4   16 GB of memory\nheron-1       65.2   24 GB",
        "Programmes of the coastal and the inland regions 112 12%\nother programmes of the regions 90 8%",
        "Region of the country\tsales of the last year\tshare\nnorth\t12\t14%",
        "| Region of the country | sales of the last year | share |\n| north | 12 | 14% |",
        "Kestrel-2,71.4,65.2,of all the benchmarks in English\nheron-1,65.2,61.0,of all",
        "# Results of the second phase of the coastal trial\nin Norland",
        "Results of the second phase of the coastal trial\nThe trial ended in May and all of its results were sent to the hospitals.",
        "> Corvid ran 1,450 thousand taxis on its lines in the\nthird quarter",
        "Results of the coastal trial in the whole of the North\n======================================================",
        "The mill sold its looms.\nIt was led by the University of Brae for many years.\nThe next phase starts in spring.",
    ],
)
def test_lines_that_are_no_running_text_stay(lines: str) -> None:
    assert join_wrapped(WRAPPED + lines).endswith(f"\n\n{lines}")
    assert join_wrapped(lines) == lines


def test_text_of_more_than_200000_lines_stays() -> None:
    assert "\n" in join_wrapped(WIDE + "\n" * 200_000).strip()
    assert join_wrapped(WIDE + "\n" * 100).strip() == SENTENCE


def test_long_lines_stay_paragraphs() -> None:
    text = f"{SENTENCE}\nnot wrapped at all"
    assert join_wrapped(text) == text


@pytest.mark.parametrize(
    "page",
    [
        f"<p>{WIDE.replace(chr(10), '<br>')}</p>",
        f"<p>{WIDE.replace(chr(10), '<br />' + chr(10))}</p>",
        f"<pre>{WIDE}</pre>",
        f"<PRE class='a'>{NARROW}</PRE>",
    ],
)
def test_breaks_that_a_page_has_in_its_text_are_joined(page: str) -> None:
    assert shown_text(page, ContentType.HTML).strip() == SENTENCE


def test_elements_of_a_page_stay_lines_and_no_mark_is_left() -> None:
    page = "<ul><li>Trained on twelve trillion tokens of the public web</li><li>evaluated by three laboratories<br>in Norland</li></ul>"
    lines = [line.strip() for line in shown_text(page, ContentType.HTML).splitlines()]
    assert lines == [
        "Trained on twelve trillion tokens of the public web",
        "evaluated by three laboratories",
        "in Norland",
    ]


def test_sentence_in_an_element_of_xml_is_whole_and_the_next_element_a_line() -> None:
    xml = f"<?xml version='1.0'?><item><title>Taxis of the city of Bergen and its suburbs</title><a>\n  {WIDE}\n</a><b>space</b></item>"
    assert shown_text(xml, ContentType.HTML).splitlines() == [
        "Taxis of the city of Bergen and its suburbs",
        SENTENCE,
        "space",
    ]


def test_breaks_in_the_html_of_a_feed_are_joined() -> None:
    xml = f"<?xml version='1.0'?><item><a>&lt;p&gt;{WIDE.replace(chr(10), '&lt;br&gt;')}&lt;/p&gt;</a></item>"
    assert shown_text(xml, ContentType.HTML) == SENTENCE
