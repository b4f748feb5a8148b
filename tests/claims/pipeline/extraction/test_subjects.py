import pytest

from claims.pipeline.extraction.anaphors import anaphor_of
from claims.pipeline.extraction.mentions import find_mentions
from claims.pipeline.extraction.subjects import Topic
from tests.claims.pipeline.extraction.views import tree, view


def told(*sentences):
    topic = Topic()
    for sentence in sentences:
        topic.follow(view(sentence, topic))
    return topic


def subject(text, topic=None):
    seen = view(text, topic)
    return seen.name_of(seen.main_subject())


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Qwen3 grew.", "Qwen3"),
        ("The Qwen3 models grew.", "Qwen3"),
        ("The math model, Qwen3-Math, grew.", "Qwen3-Math"),
        ("Qwen3 and GPT-4o grew.", "Qwen3 and GPT-4o"),
        ("The editing market grew.", "editing market"),
        ("Demand for nurses grew.", "Demand for nurses"),
        ("It grew.", ""),
    ],
)
def test_a_subject_is_a_name_or_its_own_words(text, name):
    assert subject(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("It grew.", "Qwen3"),
        ("The model grew.", "Qwen3"),
        ("The new model grew.", "Qwen3"),
        ("The company grew.", "Nvidia"),
    ],
)
def test_it_is_what_was_last_named_of_the_kind(text, name):
    topic = told("Nvidia built a plant.", "Qwen3 came out.")

    assert subject(text, topic) == name


def test_they_are_those_that_were_named_together():
    assert subject("They grew.", told("Qwen3 and GPT-4o came out.")) == "Qwen3 and GPT-4o"


def test_a_sentence_about_it_does_not_change_what_it_is():
    topic = told("Qwen3 came out.", "It is faster than GPT-4o.")

    assert subject("It grew.", topic) == "Qwen3"


def test_who_says_it_is_not_what_it_is_about():
    assert subject("It grew.", told("Qwen3 came out, Nvidia says.")) == "Qwen3"


def test_it_may_be_named_in_the_same_sentence():
    seen = view("Nvidia says it grew.", Topic(subject="Qwen3"))
    (it,) = [word for word in seen.tree.words if word.text == "it"]

    assert seen.name_of(it) == "Nvidia"


def test_it_is_not_what_its_own_clause_names():
    topic = Topic(subject="Norland")

    assert subject("It was the largest strike in Norland.", topic) == ""
    assert subject("It says that Norland grew.", topic) == "Norland"


def test_they_of_a_reason_are_what_it_explains():
    seen = view("The pipes are safe because they lie deep.", Topic(subject="Norland"))
    (they,) = [word for word in seen.tree.words if word.text == "they"]

    assert seen.name_of(they) == "pipes"


def test_a_heading_names_the_topic():
    topic = Topic()
    topic.heading(find_mentions("How Qwen3 was built"))

    assert subject("The model grew.", topic) == "Qwen3"


def test_only_words_that_stand_for_others_are_anaphors():
    text = "The model beats a model."
    first, second = [word for word in tree(text).words if word.text == "model"]

    assert anaphor_of(text, first) == "The model"
    assert anaphor_of(text, second) is None


def test_a_sentence_that_was_not_parsed_has_no_subject():
    seen = view("Qwen3 grew.")
    seen.tree = None

    assert (seen.main_verb(), seen.main_subject(), seen.word_at(0)) == (None, None, None)


def test_it_is_no_person_and_an_agency_no_firm_whose_name_says_so():
    topic = told("Corvid Motors opened.", "Ada Rossi, a professor, spoke.")

    assert topic.stands_for("it") == "Corvid Motors"
    assert topic.stands_for("the company") == "Corvid Motors"
    assert topic.stands_for("the agency") == ""


def test_a_thing_is_no_firm():
    assert told("Corvid Motors opened.").stands_for("the vaccine") == ""


@pytest.mark.parametrize(
    ("text", "pronoun", "name"),
    [
        ("The hall holds 900 people, making it the largest in the county.", "it", "hall"),
        ("The new pipes cost less than those they replace.", "they", "new pipes"),
        ("Inflation slowed to 2.1%, its lowest level in years.", "its", "Inflation"),
        ("Rents fell by 4%, their first decline in years.", "their", "Rents"),
        ("The old mill covers 240 acres; it is 15% empty.", "it", "old mill"),
    ],
)
def test_a_pronoun_is_what_its_own_sentence_speaks_of(text, pronoun, name):
    seen = view(text, told("Qwen3 came out."))

    assert seen.name_of(next(word for word in seen.tree.words if word.small == pronoun)) == name


def test_a_noun_with_its_name_is_the_topic():
    assert subject("It grew.", told("Qwen3 came out.", "The drugmaker, Helix Bio, rose.")) == "Helix Bio"


def test_what_a_person_tells_of_is_the_topic():
    topic = told("The new line is the fastest in the north, chief engineer Olof Berg told reporters.")

    assert subject("It grew.", topic) == "new line"


def test_the_firm_is_the_one_that_owns_the_subject():
    assert subject("The Swedish firm grew.", told("Voltra's factory opened.")) == "Voltra"
    assert subject("The firm grew.", told("Nvidia built a plant.", "Voltra's margin fell.")) == "Voltra"
    assert subject("The firm grew.", told("Voltra's margin fell.", "Nvidia built a plant.")) == "Nvidia"


def test_the_model_is_the_version_that_was_spoken_of_before_one_that_it_was_set_against():
    assert subject("The model grew.", told("Tern-3 scored less than Gull-70B.")) == "Tern-3"


def test_who_says_that_it_will_do_something_is_the_topic():
    topic = told(
        "The county court ruled on Friday that Nordlink must pay.", "Nordlink said that it would appeal."
    )

    assert subject("The company grew.", topic) == "Nordlink"
