from decimal import Decimal

import pytest

from claims.pipeline.extraction.mentions import find_mentions
from claims.pipeline.extraction.quantities import find_quantities
from claims.pipeline.extraction.subjects import SentenceView, Topic
from claims.values import Block
from claims.vocabulary import Op
from tests.claims.pipeline.extraction.views import view


def quantities(text, kind="paragraph", head=()):
    return find_quantities(view(text), Block(kind, 0, len(text), "", head))


@pytest.mark.parametrize(
    ("text", "op", "low", "high", "unit"),
    [
        ("Abelia has over 300 million users.", Op.MORE, "300000000", None, "users"),
        (
            "Abel-2 has sizes from 0.5 billion to a powerful 72 billion parameters.",
            Op.RANGE,
            "500000000",
            "72000000000",
            "parameters",
        ),
        ("Abel-2 saw 18T tokens.", Op.EQUAL, "18000000000000", None, "tokens"),
        ("Abel-2 reaches 61.2% on the test.", Op.EQUAL, "61.2", None, "%"),
        ("The market was valued at USD 2.33 billion then.", Op.EQUAL, "2330000000", None, "USD"),
        ("The plan costs $22.99/month now.", Op.EQUAL, "22.99", None, "USD"),
        ("It supports up to 128K tokens.", Op.AT_MOST, "128000", None, "tokens"),
        ("Abelia holds 2B+ euros.", Op.AT_LEAST, "2000000000", None, "EUR"),
        ("Shares fell about 17% on Monday.", Op.ABOUT, "17", None, "%"),
        ("It took at least 40 hours.", Op.AT_LEAST, "40", None, "hours"),
        ("It needs less than 5 GB now.", Op.LESS, "5", None, "GB"),
        ("It is 3–4.5× as quick.", Op.RANGE, "3", "4.5", "x"),
        ("It runs twice as fast as before.", Op.EQUAL, "2", None, "x"),
        ("Almost half of the users left.", Op.ABOUT, "50", None, "%"),
        ("It was trained on trillions of tokens.", Op.AT_LEAST, "1000000000000", None, "tokens"),
        ("It comes in six model sizes today.", Op.EQUAL, "6", None, "model sizes"),
        ("It ran over 3 years there.", Op.EQUAL, "3", None, "years"),
        ("市场规模达到580亿美元。", Op.EQUAL, "58000000000", None, "USD"),
    ],
)
def test_number_is_read_as_it_is_meant(text, op, low, high, unit):
    (found,) = quantities(text)

    assert (found.op, found.low, found.unit) == (op, Decimal(low), unit)
    assert found.high == (Decimal(high) if high else None)


@pytest.mark.parametrize(
    "text",
    [
        "It came out on April 11, 2023 in Oslo.",
        "See Table 3 for more.",
        "Abel-7B uses Python 3.11 now.",
        "Version 2.5 is here.",
        "The 16th report came.",
        "We use 13-gram matching.",
        "The 7B model is small.",
        "Over the past two years it grew.",
        "It has three distinct areas.",
        "In Q3 2024 it rose.",
    ],
)
def test_numbers_that_measure_nothing_are_left_alone(text):
    assert quantities(text) == ()


def test_sizes_in_a_list_are_one_quantity_each():
    found = quantities("Abel-2 comes as 1.5B/7B/72B today.")

    assert [q.low for q in found] == [Decimal(1500000000), Decimal(7000000000), Decimal(72000000000)]


def test_shares_stand_at_their_names():
    found = quantities("Brands include Filmora (35% share), CapCut (25%), and iMovie (4%).")

    assert [(q.subject, q.low) for q in found] == [
        ("Filmora", Decimal(35)),
        ("CapCut", Decimal(25)),
        ("iMovie", Decimal(4)),
    ]


def test_subject_is_that_of_the_clause():
    (found,) = quantities("Norland Research estimates that the editing market will reach $3.5 billion.")

    assert found.subject == "editing market"


def test_values_are_dealt_out_to_the_sizes_of_a_name():
    found = quantities("Abel-2-1.5B/7B-Instruct achieve 79.7 and 85.3 on the test.")

    assert [(q.subject, q.low) for q in found] == [
        ("Abel-2-1.5B-Instruct", Decimal("79.7")),
        ("Abel-2-7B-Instruct", Decimal("85.3")),
    ]


def test_row_takes_its_measures_from_the_head():
    found = quantities("Abel-7B | 7.61B | 28 | 32K", "row", ("Models", "Params", "Layers", "Context"))

    assert [(q.subject, q.measure, q.low) for q in found] == [
        ("Abel-7B", "Params", Decimal(7610000000)),
        ("Abel-7B", "Layers", Decimal(28)),
        ("Abel-7B", "Context", Decimal(32000)),
    ]


def test_row_gives_six_at_most():
    assert len(quantities("Abel-7B | 1.1 | 2.2 | 3.3 | 4.4 | 5.5 | 6.6 | 7.7", "row")) == 6


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("Qwen3 sits at 51.1%, behind Llama 3 at 59.4%.", ["Qwen3", "Llama 3"]),
        ("Northwind built Qwen3, a 17 billion parameter model with 16 experts.", ["Qwen3", "Qwen3"]),
        ("Northwind has Qwen3, which needs 40 GB.", ["Qwen3"]),
        ("A preview of Qwen3 needs 40 GB.", ["Qwen3"]),
        ("Nvidia's 12 plants closed.", ["Nvidia"]),
        ("The accuracy of Qwen3 is 71.4%.", ["Qwen3"]),
        ("Lanthorn employs 300 people.", ["Lanthorn"]),
    ],
)
def test_an_amount_is_of_what_holds_it(text, subjects):
    assert [q.subject for q in quantities(text)] == subjects


def test_a_score_has_its_benchmark():
    (found,) = quantities("Qwen3 scores 92% on HumanEval.")

    assert (found.subject, found.on) == ("Qwen3", "HumanEval")


def test_an_amount_that_it_holds_is_of_the_topic():
    (found,) = find_quantities(view("It needs 40 GB.", Topic(subject="Qwen3")), Block("paragraph", 0, 15))

    assert found.subject == "Qwen3"


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Two-thirds of voters agree.", "voters"),
        ("Half of the shops closed.", "shops"),
        ("One in five students agrees.", "students"),
        ("Three out of four drivers agree.", "drivers"),
        ("Exports doubled in May.", "Exports"),
        ("Abelia tripled its staff.", "Abelia"),
        ("Abelia holds half of the market.", "Abelia"),
    ],
)
def test_share_is_of_those_who_are_counted_and_a_factor_of_what_grew(text, subject):
    assert quantities(text)[0].subject == subject


def test_a_number_of_those_who_say_it_is_not_of_the_subject():
    found = quantities("Abelia may have sold 40,000 units, according to two people familiar with the matter.")

    assert [(one.subject, one.verbatim) for one in found] == [("Abelia", "40,000")]


def test_a_unit_is_never_the_subject():
    found = quantities("Norland cut emissions by 40% compared with 1990.")

    assert [one.subject for one in found] != ["%"]


def test_the_size_of_a_survey_is_a_quantity_of_it():
    found = quantities("Sales fell by 4% in May, according to a survey of 2,000 shops.")

    assert [(one.subject, one.verbatim) for one in found] == [("Sales", "4%"), ("survey", "2,000")]


def test_what_an_unknown_person_did_is_not_of_the_topic():
    text = "She ran 40 miles."
    (found,) = find_quantities(view(text, Topic(subject="Norland")), Block("paragraph", 0, len(text)))

    assert found.subject == ""


def test_a_sentence_that_is_not_parsed_is_about_its_first_name():
    text = "Nvidia übertrifft Intel um 2,5 Punkte."
    seen = SentenceView(text, find_mentions(text))

    (found,) = find_quantities(seen, Block("paragraph", 0, len(text)), language="de")

    assert found.subject == "Nvidia"


@pytest.mark.parametrize(
    "text", ["It has 1920 × 1080 pixels.", "They ran 4 x 400 times.", "It has 2.5×103 cells."]
)
def test_factors_are_no_amounts(text):
    assert quantities(text) == ()


@pytest.mark.parametrize("unit", ["GW", "MWh", "GHz", "Mt", "t", "W", "V", "ft", "lb", "hp", "kph"])
def test_a_unit_may_stand_at_its_number(unit):
    (found,) = quantities(f"The yard has a total of 212{unit} of it now.")

    assert (found.low, found.unit) == (212, unit)


def test_degrees_may_be_written_by_their_letter():
    assert [q.unit for q in quantities("The kiln was 2.5C above the mean, and 96F in June.")] == ["°C", "°F"]


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Forestry accounts for 12% of the exports.", "Forestry"),
        ("Gross debt stands at 98% of output.", "Gross debt"),
        ("The brothers own 31% of the yard.", "brothers"),
        ("The levy passed by 218 votes to 209.", "levy"),
        ("Roughly 2.4 million Danes are eligible.", "Danes"),
        ("It is not true that cancellations have halved.", "cancellations"),
        ("Spending per pupil is 11,300 dollars in the north.", "Spending per pupil"),
    ],
)
def test_an_amount_is_of_what_the_clause_speaks(text, subject):
    topic = Topic(subject="Northway")

    found = find_quantities(view(text, topic), Block("paragraph", 0, len(text)))

    assert [q.subject for q in found][:1] == [subject]


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("A ticket costs $72, against $89 for the older trams.", ["ticket", "older trams"]),
        ("Guests stay 2.1 hours on average, compared with 1.7 hours for Vuu.", ["Guests", "Vuu"]),
        ("Tolls are $4 for cars and $12 for lorries.", ["Tolls", "Tolls"]),
    ],
)
def test_a_number_set_against_another_is_of_what_stands_behind_it(text, subjects):
    assert [q.subject for q in quantities(text)] == subjects


@pytest.mark.parametrize("unit", ["mg/dl", "mmol/l", "µg/m³", "g/km", "l/100km", "kg/m²"])
def test_a_unit_is_read_to_its_end(unit):
    assert [q.unit for q in quantities(f"The sample had 4.1{unit} of it.")] == [unit]


def test_a_word_of_time_is_no_unit():
    assert [q.unit for q in quantities("It allows 110 flights, up from 78 now.")] == ["flights", ""]
