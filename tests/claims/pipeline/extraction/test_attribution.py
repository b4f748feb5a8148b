import pytest

from claims.pipeline.extraction.attribution import attribute
from claims.pipeline.extraction.subjects import Topic
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


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Norland spends 900 dollars per capita.", ""),
        ("It costs 12 dollars per US household.", ""),
        ("Prices fell 3%, per Norland Statistics.", "Norland Statistics"),
        ("Output per capita fell, according to Norland Bank.", "Norland Bank"),
        ("The bridge costs 3 million dollars, per the filing.", "filing"),
    ],
)
def test_per_names_a_source_or_nothing(text, speaker):
    assert said(text).attributed_to == speaker


def test_she_is_the_person_who_was_named_last():
    topic = Topic()
    first = view("“We sold 40,000 pumps,” said Ada Voss.", topic)
    first.heard(attribute(first).attributed_to)
    topic.follow(first)

    assert said("“We will sell more,” she said.", topic).attributed_to == "Ada Voss"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“Corvid said it sold 40,000 pumps,” Ada Voss told the Post.", "Ada Voss"),
        ("Ada Voss said: “According to Corvid, sales fell.”", "Ada Voss"),
        ("“‘Nothing broke,’ said Tom Reed, and I agree,” said Ada Voss.", "Ada Voss"),
        ("“Corvid said it sold 40,000 pumps.”", "Corvid"),
    ],
)
def test_the_outermost_speaker_of_nested_quotes_says_it(text, speaker):
    assert said(text).attributed_to == speaker


def test_a_quotation_alone_goes_on_with_the_last_speaker():
    topic = Topic(speaker="Ada Voss")

    assert said("“Corvid said it sold 40,000 pumps.”", topic).attributed_to == "Ada Voss"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Critics allege that Corvid hid 40 leaks.", "Critics"),
        ("Residents claim Corvid hid the leaks.", "Residents"),
        ("Harbour pilots report that fog is rarer.", "Harbour pilots"),
        ("WHO says measles is back.", "WHO"),
        ("Norland Airways will fly again, the company said.", "Norland Airways"),
        ("Fares will fall, the company said.", "company"),
        ("The Department of Fisheries says cod is back.", "Department of Fisheries"),
        ("Chapter 7 explains why.", ""),
    ],
)
def test_speaker_is_named_as_the_text_does(text, speaker):
    assert said(text).attributed_to == speaker


def test_she_who_added_something_is_the_person_before():
    topic = Topic()
    view("“We grew,” Ada Bell said.", topic).heard("Ada Bell")

    assert said("She added that sales fell.", topic).attributed_to == "Ada Bell"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Economists polled by Reuters forecast growth of 3 %.", "Economists polled by Reuters"),
        ("Traders surveyed by Reuters had predicted a cut.", "Traders surveyed by Reuters"),
        ("Growth of 3 % is likely, IDC estimates.", "IDC"),
        ("Prices, the agency forecasts, will rise by 4 percent in May.", "agency"),
        ("Sales will rise 5%, analysts at Gartner estimate, before they fall.", "analysts at Gartner"),
        ("Economists polled by Reuters met in May.", ""),
        ("IDC estimates cover 40 countries.", ""),
        ("Sales rose 5%, beating estimates.", ""),
        ("Sales rose 5%, the highest of all estimates.", ""),
        ("Corvid cut its guidance, forecasts and estimates.", ""),
    ],
)
def test_speaker_is_who_estimates_behind_a_comma_and_who_was_polled(text, speaker):
    assert said(text).attributed_to == speaker


@pytest.mark.parametrize(
    "text",
    [
        "General Motors recalled 900 cars.",
        "Corvid never sold 900 vans, contrary to what its website said.",
        "Few believe that Corvid will sell 900 vans.",
        "Nobody said that Corvid sold 900 vans.",
    ],
)
def test_who_says_nothing_of_the_kind_is_no_speaker(text):
    assert said(text).attributed_to == ""


def test_who_recalls_how_it_was_is_a_speaker():
    assert said("Rossi recalled that the vans were late.").attributed_to == "Rossi"


def test_how_it_is_said_is_no_part_of_the_speaker():
    assert said("“We sold 900 vans in May,” the firm falsely claimed.").attributed_to == "firm"


def test_name_that_explains_who_said_it_is_the_speaker():
    assert said("“We need rain,” said its chairwoman, Ana Ruiz.").attributed_to == "Ana Ruiz"


def test_words_that_join_clauses_are_no_speaker():
    text = 'The board called it "brave" but noted that it had cost 4 million.'

    assert said(text).attributed_to == "board"


@pytest.mark.parametrize(
    "text",
    [
        "Vigg Rovers conceded three goals.",
        "The new figures tell another story.",
        "Sales were higher than Norland Bank had estimated.",
    ],
)
def test_who_loses_tells_a_story_or_is_the_standard_says_nothing(text):
    assert said(text).attributed_to == ""


def test_speaker_is_the_nearer_of_two_subjects():
    text = "Corvid is chosen nearly as often as Lanthorn, market researcher Norland Data estimates."

    assert said(text).attributed_to == "Norland Data"


def test_who_calls_something_by_quoted_words_says_them():
    assert said('Omar Tan called the toll "a tax on work".').attributed_to == "Omar Tan"
    assert said("Omar Tan called the police.").attributed_to == ""


def test_those_who_were_asked_are_no_speaker_and_who_found_it_is():
    text = "Only 38% of nurses say that they would choose the job again, the OECD found in a survey."

    assert said(text).attributed_to == "OECD"
    assert said("The OECD found a mistake of 3 million euros.").attributed_to == ""


def test_a_title_stands_before_the_name_that_explains_who_said_it():
    assert said("“It works,” said the lead author, Dr Ana Ruiz of Norland.").attributed_to == "Ana Ruiz"


def test_they_who_say_it_are_not_what_they_speak_of():
    topic = Topic(noun="Two surveyors", has_many=True)

    assert said("Rents rose by 4%, they said.", topic).attributed_to == "Two surveyors"
