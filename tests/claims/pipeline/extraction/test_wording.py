import pytest

from claims.pipeline.extraction.wording import is_fragment, is_personal, is_signpost, says_nothing
from claims.values import Block
from tests.claims.pipeline.extraction.views import view


@pytest.mark.parametrize(
    "text",
    [
        "Is it ready?",
        "Leave a comment below.",
        "Listen live at noon.",
        "Follow Norland News on Instagram.",
        "We hope that you like it.",
        "We would like to thank our 40 reviewers.",
    ],
)
def test_questions_calls_and_plans_say_nothing(text):
    assert says_nothing(text)


def test_a_plain_report_says_something():
    assert not says_nothing("The bridge was closed on Monday.")


def test_a_short_call_is_a_signpost_and_a_long_one_may_name_the_topic():
    assert is_signpost("See it now: Norland Shop")
    assert not is_signpost("If you want to try Qwen3, the weights are on the site of the lab.")


def test_the_writers_own_doings_are_personal_unless_something_happened():
    assert is_personal(view("I am at home here."))
    assert not is_personal(view("I joined Nvidia in May."))
    assert not is_personal(view("Nvidia has a new office."))


def test_a_verb_behind_a_title_makes_a_sentence():
    paragraph = Block("paragraph", 0, 60)

    assert not is_fragment(view("Kestrel - Presents a model for roads."), paragraph, has_content=False)
    assert is_fragment(view("Kestrel - The model for roads."), paragraph, has_content=False)


def test_a_short_sentence_is_whole_if_something_in_it_is_compared_or_counted():
    paragraph = Block("paragraph", 0, 22)

    assert not is_fragment(view("Heron-1 beats Model-5."), paragraph, has_content=True)
    assert is_fragment(view("Heron-1 beats Model-5."), paragraph, has_content=False)
    assert is_fragment(view("Over 5 million"), paragraph, has_content=True)


def test_a_chinese_list_item_without_a_stop_is_a_title():
    item = Block("item", 0, 16)

    assert is_fragment(view("北方城市供暖系统的现状与未来发展"), item, has_content=False)
    assert not is_fragment(view("北方城市在去年冬天关闭了三座供暖厂。"), item, has_content=False)


@pytest.mark.parametrize(
    "text",
    [
        "Loss of revenue for ports that rely on ferries",
        "Potential for new routes in the north",
        "Higher costs for small farms and bakeries",
        "The slow growth of rail traffic",
    ],
)
def test_an_item_that_only_names_a_matter_says_nothing_of_it(text):
    assert is_fragment(view(text), Block("item", 0, len(text)), has_content=False)


@pytest.mark.parametrize(
    "text",
    [
        "Ports that rely on ferries lose revenue",
        "Support for the new routes of Corvid Motors",
        "Opened a new route in the north",
        "The growth of rail traffic is slow",
    ],
)
def test_an_item_that_says_or_names_something_is_whole(text):
    assert not is_fragment(view(text), Block("item", 0, len(text)), has_content=False)


@pytest.mark.parametrize(
    "text",
    [
        "Visitors from abroad made up 37% of the total.",
        "Subscribers rose to 412m.",
        "Downloads rose by 40%.",
        "Download speeds have doubled.",
        "Thanks to subsidies, sales rose by 4%.",
        "Creditors lost 41 million euros.",
        "Contact tracing reached 81% of cases.",
        "Photosynthesis stopped at 46 degrees.",
        "Published accounts show a loss of 3 million euros.",
        "Copyright suits rose by 14%.",
    ],
)
def test_a_report_may_begin_like_a_call(text):
    assert not says_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        "Visit our site for 20 more recipes.",
        "Visit kestrel.example for details.",
        "Subscribe to the letter.",
        "Download the app.",
        "Thanks for reading.",
        "Contact us at noon.",
        "Photo by Ann Lee.",
        "Credit: Ann Lee",
        "Published on Monday",
        "Cookie policy",
    ],
)
def test_calls_and_credits_say_nothing(text):
    assert says_nothing(text)
