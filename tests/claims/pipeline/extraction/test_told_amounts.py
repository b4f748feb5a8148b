"""Of what an amount is in a sentence that reports, expects or refers back."""

import pytest

from claims.pipeline.extraction.attribution import attribute
from claims.pipeline.extraction.mentions import find_mentions
from claims.pipeline.extraction.quantities import find_quantities
from claims.pipeline.extraction.subjects import Topic
from claims.values import Block
from tests.claims.pipeline.extraction.test_quantities import quantities
from tests.claims.pipeline.extraction.views import view


def found(text):
    return [(q.subject, q.measure, float(q.low)) for q in quantities(text)]


def subjects_after(before, text):
    topic = Topic()
    for sentence in before:
        topic.follow(view(sentence, topic))
    return [q.subject for q in find_quantities(view(text, topic), Block("paragraph", 0, len(text), "", ()))]


def test_what_is_expected_to_change_is_the_subject_not_who_expects_it():
    assert found("Norland Energy expects gas demand to rise by 4%.") == [("gas demand", "increase", 4)]


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("The council built a tunnel that is 40 metres long.", "tunnel"),
        ("Its fees rose, outpacing the retail index, which gained 2%.", "retail index"),
        ("Fees fell in the north, where 40 shops closed.", "Fees"),
    ],
)
def test_amount_of_a_relative_clause_is_that_of_the_noun_it_is_about(text, subject):
    assert [name for name, _, _ in found(text)] == [subject]


def test_who_speaks_last_is_not_what_is_counted():
    assert found("More than 500 strandings were recorded, the harbour office says.")[0][0] != "harbour office"


@pytest.mark.parametrize(
    ("before", "text", "subject"),
    [
        (["The survey asked 900 nurses about pay."], "30% of them want to leave.", "nurses"),
        (["Norland exported 90,000 tonnes of rice."], "Half of it went to Vigg.", "rice"),
        (["The Lark ferry left on Monday."], "It carries 400 people.", "Lark ferry"),
        (["Ostrava Steel cut its forecast."], "The Norlandish steelmaker now sees sales of $4 billion.", "Ostrava Steel"),
        (["Ada Bell came back in May."], "She has won 30 medals.", "Ada Bell"),
        (["Corvid Motors opened a yard."], "The carmaker has 400 workers.", "Corvid Motors"),
        (["Corvid and Lanthorn reported results."], "The former gained 5,000 users.", "Corvid"),
        (["Corvid and Lanthorn reported results."], "The latter lost 2,000 users.", "Lanthorn"),
    ],
)  # fmt: skip
def test_a_later_sentence_counts_what_an_earlier_one_named(before, text, subject):
    assert subjects_after(before, text) == [subject]


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        ("Norland Bank cut its key rate by 25 basis points to 4%.", ["key rate, decrease", "key rate"]),
        ("Retail sales: −4 % year on year.", ["change"]),
        ("Orders were +7% in May.", ["change"]),
        ("Sales grew 4% year on year.", ["increase"]),
    ],
)
def test_the_measure_says_what_is_changed(text, measures):
    assert [measure for _, measure, _ in found(text)] == measures


def test_growth_of_two_values_is_one_range():
    (growth,) = quantities("Corvid expects sales growth of 19% to 27%.")

    assert (growth.low, growth.high) == (19, 27)


def test_a_share_of_the_sentences_own_whole():
    assert found("The clinic saw 900 nurses, and 30% of them left.")[1][0] == "nurses"


def test_a_score_is_on_the_benchmark_of_the_clause_above():
    (score,) = quantities("Qwen3 leads on MMLU, scoring 92.5%.")

    assert score.on == "MMLU"


def test_a_year_behind_a_preposition_is_no_part_of_a_name():
    assert found("In 2023 Norland built 400 ships.") == [("Norland", "ships", 400)]


@pytest.mark.parametrize(
    "text",
    [
        "He won the 800 metres.",
        "She ran her 1500m in 4:02.",
        "Bell holds the record over the 10,000 metres.",
        "The 100-metre hurdles were late.",
    ],
)
def test_the_name_of_a_race_is_no_quantity(text):
    assert quantities(text) == ()


@pytest.mark.parametrize(
    "text", ["The pier is 800 metres long.", "He ran the 3 km from Vigg.", "It stands 400 metres away."]
)
def test_a_distance_that_names_no_race_is_a_quantity(text):
    assert len(quantities(text)) == 1


def test_money_without_a_plural_is_counted():
    assert [float(q.low) for q in quantities("Shares doubled to 412 kroner.")] == [2, 412]


def test_what_a_firm_owns_is_a_thing_of_its_own():
    assert subjects_after(["Corvid Motors opened a yard."], "Its cars drove 4 million miles.") == ["cars"]


def test_we_in_a_quotation_is_who_speaks():
    assert found("“We shipped 40,000 units,” Ada Bell told the council.")[0][0] == "Ada Bell"


def test_it_that_speaks_last_is_who_was_named_before():
    assert attribute(view("Norland Motors ran 400 taxis, it said.")).attributed_to == "Norland Motors"


@pytest.mark.parametrize(("title", "topic"), [("Kestrel V16 test", "Kestrel V16"), ("Fleet", "")])
def test_a_title_that_begins_with_a_name_of_several_words_names_the_topic(title, topic):
    about = Topic()
    about.heading(find_mentions(title))

    assert about.subject == topic


@pytest.mark.parametrize("noun", ["figure", "number", "total"])
def test_a_figure_is_of_what_the_text_spoke_of_last(noun):
    before = ["The strike closed 40 depots.", f"The {noun} rose in May."]

    assert subjects_after(before, f"Lanthorn says the {noun} is 12,000.") == ["strike"]


def test_a_figure_of_something_is_of_that_thing():
    assert subjects_after(["The strike closed 40 depots."], "The number of jobs is 12,000.") == [
        "number of jobs"
    ]


def test_a_figure_without_a_text_before_is_of_nothing():
    assert subjects_after([], "Lanthorn says the figure is 12,000.") == [""]


@pytest.mark.parametrize(
    ("before", "text", "subject"),
    [
        (["Corvid Motors closed a plant."], "The union says 300 jobs are at risk.", "jobs"),
        (["Corvid Motors closed a plant."], "If rates rise, 900 small firms may fail.", "small firms"),
        (["Corvid Motors closed a plant."], "The minister says 40% agree.", ""),
        (["Corvid Motors closed a plant."], "Temperatures of 41.3 °C were measured.", "Temperatures"),
        (["Corvid Motors closed a plant."], "The vaccine caused 300 deaths.", "vaccine"),
        (["The minister spoke."], "It is a myth that the plant employs 900 people.", "plant"),
        (["Kestrel sold 900 drones."], "It employs 310 people.", "Kestrel"),
        ([], "It employs 310 people.", ""),
        ([], "The telescope found 48 comets.", "telescope"),
        ([], "About a quarter of the 900 staff will leave.", "staff"),
        ([], "Between 300 and 400 people lost power for 3 hours.", "people"),
    ],
)
def test_what_is_counted_in_a_clause_of_its_own_is_no_amount_of_the_topic(before, text, subject):
    assert subjects_after(before, text)[0 if "power" not in text else -1] == subject


def test_parts_of_a_model_are_amounts_of_the_model():
    assert subjects_after(["Qwen3 was released."], "Some 16 experts are active.") == ["Qwen3"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Far from doubling, exports grew by 2%.", [2]),
        ("It fell by 3% instead of 5%.", [3]),
        ("It fell by 3% rather than 5%.", [3]),
        ("It fell by 3% instead of rising, and by 5% abroad.", [3, 5]),
    ],
)
def test_numbers_that_a_sentence_rules_out_are_no_amounts(text, values):
    assert [value for _, _, value in found(text)] == values


def test_number_set_against_another_is_of_the_name_behind_it():
    assert found("Qwen3 scored 71.2, against 69.9 for Llama 3, on MMLU.") == [
        ("Qwen3", "", 71.2),
        ("Llama 3", "", 69.9),
    ]


def test_what_a_value_is_divided_by_is_no_amount():
    assert [value for *_, value in found("The drug cut deaths from 9.3 to 6.2 per 1,000.")] == [9.3, 6.2]


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        (
            "Side effects struck 10% of patients on Corvo and 12% of those on sugar.",
            ["patients", "those on sugar"],
        ),
        ("Rook's sales rose 7%, while those of Corvid slipped 1.2%.", ["Rook's sales", "Corvid"]),
    ],
)
def test_amount_of_those_is_of_what_tells_them_apart(text, subjects):
    assert [
        q.subject
        for q in find_quantities(view(text, Topic(subject="Heron")), Block("paragraph", 0, len(text)))
    ] == subjects
