"""Passages: found where they stand, moved, altered, missing, and nothing claimed that cannot be told."""

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from claims.pipeline.watching.passages import find_passage, pin_passage
from claims.values import Passage
from claims.vocabulary import PassageState

QWEN = "Qwen2.5-Max was pretrained on over 20 trillion tokens of carefully chosen text."
PAGE = f"""Alibaba's new model

The company showed its flagship model on Wednesday. {QWEN} It is offered through an interface.

Prices were not announced. Analysts expect an answer of the competitors within weeks.
"""
ODD = (
    "\u201cAn e\ufb03cient caf\u00e9\u201d \u2014 cafe\u0301 & co. \u2014 raised $1,5\u00b2 million (12%) in\u00a0May.\n"
    "  **It** grew by \u22123.5 per cent;\u200b \u0130stanbul\u2019s Stra\u00dfe had 20 \u00bd tri\u00adllion \ufe0f tokens\u2026 [3]\n"
)
CONTEXT = Passage(QWEN, "flagship model on Wednesday. ", " It is offered through an interface.")


def test_passage_in_its_place_is_intact():
    match = find_passage(PAGE, CONTEXT)

    assert (match.state, match.wording, match.score) == (PassageState.INTACT, QWEN, 1.0)
    assert PAGE[match.start : match.end] == QWEN


def test_passage_without_context_is_intact_wherever_it_stands():
    assert find_passage(PAGE, Passage(QWEN)).state is PassageState.INTACT


@pytest.mark.parametrize(
    ("prefix", "before", "state"),
    [
        ("It has three depots. ", "It has three depots. It is false that ", PassageState.ALTERED),
        ("It has three depots. ", "It has three depots. The firm denied that ", PassageState.ALTERED),
        ("La société a trois dépôts. ", "La société a trois dépôts. Il est faux que ", PassageState.ALTERED),
        ("It has three depots. ", "It has three depots. The firm says that ", PassageState.INTACT),
        ("It has three depots. ", "It has three depots. It failed to reply. ", PassageState.INTACT),
        ("It is false that ", "It is false that ", PassageState.INTACT),
        ("se that ", "It is false that ", PassageState.INTACT),
    ],
)
def test_denial_before_a_passage_in_its_sentence_alters_it(prefix, before, state):
    page = f"{before}{QWEN} It is offered through an interface."

    match = find_passage(page, Passage(QWEN, prefix, " It is offered through an interface."))

    assert match.state is state
    assert page[match.start : match.end] == match.wording
    assert match.wording.endswith(QWEN)


def test_markup_case_and_spaces_do_not_matter():
    page = PAGE.replace("over 20 trillion tokens", "over\n**20 Trillion**\u00a0tok\u00adens")

    match = find_passage(page, CONTEXT)

    assert match.state is PassageState.INTACT
    assert "**20 Trillion**" in match.wording


def test_passage_among_other_neighbours_has_moved():
    page = f"Prices were not announced. {QWEN} Analysts expect an answer."

    assert find_passage(page, CONTEXT).state is PassageState.MOVED


def test_one_neighbour_that_stayed_is_enough():
    page = f"The company showed its flagship model on Wednesday. {QWEN} Nothing else is the same here."

    assert find_passage(page, CONTEXT).state is PassageState.INTACT


def test_of_several_places_the_one_in_context_counts():
    page = f"Summary: {QWEN} So much for that.\n{PAGE}"

    match = find_passage(page, CONTEXT)

    assert match.state is PassageState.INTACT
    assert match.start == page.rindex(QWEN)


@pytest.mark.parametrize(
    "wording",
    [
        "Qwen2.5-Max was pretrained on over 18 trillion tokens of carefully chosen text.",
        "Qwen2.5-Max was pretrained on tokens of carefully chosen text, its makers say.",
        "Qwen2.5-Max, they say, was trained on over 20 trillion tokens of chosen text.",
    ],
)
def test_new_wording_is_found_whole(wording):
    match = find_passage(PAGE.replace(QWEN, wording), CONTEXT)

    assert (match.state, match.wording) == (PassageState.ALTERED, wording)
    assert 0.72 <= match.score < 1


@pytest.mark.parametrize(
    ("exact", "now"),
    [
        ("The model has 1.5 billion parameters in all.", "The model has 15 billion parameters in all."),
        ("It scored 5% higher than all the others.", "It scored 5 higher than all the others."),
    ],
)
def test_same_letters_with_another_number_are_altered(exact, now):
    match = find_passage(f"News. {now} More.", Passage(exact))

    assert (match.state, match.wording) == (PassageState.ALTERED, now)


def test_number_is_not_found_inside_a_longer_one():
    match = find_passage("Sales rose by 15 million units last year.", Passage("5 million units last year"))

    assert match.state is not PassageState.INTACT


def test_passage_cut_within_a_word_is_found_with_its_context():
    passage = Passage(
        "pretrained on over 20 trillion tok", "Qwen2.5-Max was ", "ens of carefully chosen text."
    )

    assert find_passage(PAGE, passage).state is PassageState.INTACT


@pytest.mark.parametrize(
    ("passage", "page"),
    [
        (Passage("raised 20 million in its last round", "It says it ", "."), "It says it raised 20 million in its last round."),
        (Passage("20 million in its last round", "The company raised $", "."), "The company raised $20 million in its last round."),
        (Passage("in its last round it grew by 20", "We read that ", "% in all."), "We read that in its last round it grew by 20% in all."),
        (Passage("in its last round it grew by 20%", "We read that ", "."), "We read that in its last round it grew by 20 percent."),
        (Passage("in its last round it raised 20 million [10][11]。", "We read: ", ""), "We read: in its last round it raised 20 million [10][11]。"),
    ],
)  # fmt: skip
def test_signs_beside_a_passage_do_not_alter_it(passage, page):
    assert find_passage(page, passage).state is PassageState.INTACT


def test_percent_in_the_place_of_a_number_alters_it():
    match = find_passage(
        "We read that in its last round it grew by 20 percent.",
        Passage("in its last round it grew by 20", "We read that ", " in all."),
    )

    assert (match.state, match.wording) == (
        PassageState.ALTERED,
        "in its last round it grew by 20 percent",
    )


def test_found_wording_has_the_brackets_that_the_passage_has():
    page = "We read: in its last round it raised 25 million, as [10][12]."

    match = find_passage(
        page, Passage("in its last round it raised 20 million, as [10][12].", "We read: ", "")
    )

    assert match.wording == "in its last round it raised 25 million, as [10][12]."


def test_header_that_is_like_a_part_of_it_is_not_it():
    page = "Model | Validation perplexity | Test perplexity | Number of parameters | Paper and source\n" * 4

    match = find_passage(page, Passage("scores='Validation perplexity,Test perplexity'"))

    assert match.state is PassageState.MISSING


def test_passage_that_is_gone_is_missing():
    match = find_passage(PAGE.replace(QWEN, ""), CONTEXT)

    assert (match.state, match.wording, match.start) == (PassageState.MISSING, "", None)


@pytest.mark.parametrize("page", ["", " \n ", "…", "Not found."])
def test_page_without_words_has_no_passage(page):
    assert find_passage(page, CONTEXT).state is PassageState.MISSING


def test_passage_of_no_letters_is_not_pinned():
    assert find_passage(PAGE, Passage(" … ")).state is PassageState.UNPINNED


def test_twins_leave_it_open():
    exact = "The Berlin office reported 12 cases of influenza in the first week of March."
    page = (
        "The Munich office reported 12 cases of influenza in the first week of March.\n"
        "The Bremen office reported 12 cases of influenza in the first week of March.\n"
    )

    assert find_passage(page, Passage(exact)).state is PassageState.AMBIGUOUS


def test_several_that_are_hardly_like_it_are_not_it():
    exact = "The Berlin office reported 12 cases of influenza in March."
    page = (
        "The Munich office reported 31 cases of measles in March.\n"
        "The Bremen office reported 35 cases of measles in March.\n"
    )

    assert find_passage(page, Passage(exact)).state is PassageState.MISSING


def test_wording_that_stood_there_before_yields_to_a_new_one():
    old = "The Berlin office reported 12 cases of influenza in the first week of March."
    other = "The Bremen office reported 12 cases of influenza in the first week of March."
    new = "The Berlin office reported 19 cases of influenza in the first weeks of March."

    match = find_passage(f"{other}\n{new}\n", Passage(old), before=f"{other}\n{old}\n")

    assert (match.state, match.wording) == (PassageState.ALTERED, new)


SHORT = Passage("20 trillion", "was pretrained on over ", " tokens of carefully chosen text")


def test_short_passage_in_its_context_is_intact():
    assert find_passage(PAGE, SHORT).state is PassageState.INTACT


def test_short_passage_gives_way_to_what_stands_between_its_neighbours_now():
    match = find_passage(PAGE.replace("20 trillion", "18.5 trillion"), SHORT)

    assert (match.state, match.wording) == (PassageState.ALTERED, "18.5 trillion")


def test_short_passage_elsewhere_is_not_taken_for_the_same():
    page = "The fund lost 20 trillion in a day."

    assert find_passage(page, SHORT).state is PassageState.AMBIGUOUS


def test_short_passage_is_never_guessed():
    assert find_passage("The fund lost 21 trillion in a day.", SHORT).state is PassageState.MISSING


def test_short_passage_that_stands_twice_without_context_is_open():
    assert (
        find_passage("20 trillion here, 20 trillion there", Passage("20 trillion")).state
        is PassageState.AMBIGUOUS
    )


def test_pinned_passage_is_as_the_page_has_it():
    passage = pin_passage(
        PAGE, "qwen2.5-max was pretrained on over *20 trillion* tokens of carefully chosen text"
    )

    assert passage.exact == QWEN[:-1]
    assert passage.prefix.endswith("flagship model on Wednesday. ")
    assert passage.suffix.startswith(". It is offered")


def test_quote_that_is_not_there_is_pinned_without_context():
    quote = "Something entirely different was never written on this page at all."

    assert pin_passage(PAGE, quote) == Passage(quote)


@given(st.integers(0, 30), st.integers(1, 12))
def test_every_stretch_of_words_is_found_where_it_stands(first, count):
    words = PAGE.split()
    exact = " ".join(words[first : first + count])

    match = find_passage(PAGE, pin_passage(PAGE, exact))

    assert match.state in {PassageState.INTACT, PassageState.AMBIGUOUS, PassageState.UNPINNED}


@given(st.integers(0, len(ODD) - 1), st.integers(2, 60))
def test_wording_that_stands_there_as_it_is_is_seen_where_one_that_reads_alike_is(first, length):
    exact = ODD[first : first + length]
    inside = next((at for at in range(1, len(exact)) if exact[at - 1 : at + 1].isalpha()), 0)
    assume(inside)

    assert find_passage(ODD, Passage(exact)) == find_passage(
        ODD, Passage(f"{exact[:inside]}\u00ad{exact[inside:]}")
    )


def test_wording_as_it_is_elsewhere_gives_way_to_one_that_reads_alike_in_its_context():
    page = PAGE.replace("over 20 trillion", "over 20 tril\u00adlion") + f"\nAn advertisement said: {QWEN}"

    match = find_passage(page, CONTEXT)

    assert (match.state, match.start) == (PassageState.INTACT, page.find("Qwen2.5-Max"))


def test_wording_as_it_is_inside_a_longer_number_is_not_it():
    passage = Passage("5 billion tokens of chosen text")

    assert find_passage("It read 1.5 billion tokens of chosen text.", passage).state is PassageState.ALTERED


@pytest.mark.parametrize(
    "page",
    [
        "a" * 5_000_000,
        "1 " * 2_500_000,
        "e\u0301" * 2_500_000,
        ". " * 2_500_000,
        "a. " * 1_600_000,
        "\n" * 5_000_000,
        (QWEN[:-1] + " not. ") * 60_000,
    ],
)
def test_large_hostile_page_comes_to_an_end(page):
    match = find_passage(page, CONTEXT)

    assert match.state in {PassageState.MISSING, PassageState.MOVED, PassageState.AMBIGUOUS}


def test_pages_do_not_disturb_each_other():
    pages = [PAGE.replace("20 trillion", f"{number} trillion") for number in range(20, 28)]

    found = [find_passage(page, Passage(QWEN)).wording for page in pages]

    assert all(one != other for one, other in pairwise(found))


def test_a_sentence_that_only_a_notice_quotes_gives_way_to_the_corrected_one():
    page = (
        PAGE.replace("20 trillion", "18 trillion")
        + f"\nCorrection: An earlier version of this article said: {QWEN}\n"
    )

    match = find_passage(page, CONTEXT, before=PAGE)

    assert (match.state, match.wording) == (PassageState.ALTERED, QWEN.replace("20", "18"))


def test_a_sentence_that_stands_nowhere_but_in_a_notice_is_missing():
    page = PAGE.replace(QWEN, "") + f"\nCorrection: An earlier version of this article said: {QWEN}\n"

    assert find_passage(page, CONTEXT, before=PAGE).state is PassageState.MISSING


def test_a_sentence_that_was_cited_from_a_notice_stands_in_it():
    page = f"News.\n\nCorrection: An earlier version of this article misstated it. {QWEN}\n"

    assert find_passage(page, Passage(QWEN), before=page).state is PassageState.INTACT
    assert find_passage(page, Passage(QWEN)).state is PassageState.INTACT


def test_other_figures_in_the_old_place_count_more_than_the_words_elsewhere():
    filler = "Many other words stand here, about weather and sports. " * 30
    page = f"{PAGE.replace('20 trillion', '18 trillion')}\n{filler}\n{QWEN}\n"

    match = find_passage(page, CONTEXT, before=PAGE)

    assert (match.state, match.wording) == (PassageState.ALTERED, QWEN.replace("20", "18"))


def test_values_in_another_writing_are_intact():
    page = PAGE.replace("20 trillion", "20,000,000,000,000")

    assert find_passage(page, CONTEXT).state is PassageState.INTACT


SAID = "Corvid ran 1,450 taxis in 12 cities last year"
SAID_PAGE = f"The company spoke on Monday in the hall of the northern harbour of Norland. {SAID}.\n\nOther news follows here, of weather and sports in the north and the south.\n"


def said_with(behind: str, page: str = SAID_PAGE) -> str:
    return page.replace(f"{SAID}.", f"{SAID}{behind}")


@pytest.mark.parametrize(
    "behind",
    [
        ". This is false.",
        ". (That is not true.)",
        ".[3] This claim has since been retracted.",
        ". Update: The statement was later withdrawn by the company.",
        ". This figure is wrong, according to the ministry.",
        ". Das ist falsch.",
        ". Cette affirmation est fausse.",
    ],
)
@pytest.mark.parametrize("quote", [SAID, "Corvid ran 1,450 taxis in 12 cities"])
@pytest.mark.parametrize("rest", ["Other", "The end"], ids=["before more", "at the end"])
def test_a_new_denial_behind_a_passage_in_its_paragraph_alters_it(behind, quote, rest):
    page = SAID_PAGE if rest == "Other" else SAID_PAGE.partition("\n")[0]
    match = find_passage(said_with(behind, page), pin_passage(page, quote), page)

    assert match.state is PassageState.ALTERED
    assert match.wording.startswith(SAID)


def test_a_clause_that_denies_a_passage_alters_it():
    match = find_passage(said_with(", which is false."), pin_passage(SAID_PAGE, SAID), SAID_PAGE)

    assert (match.state, match.wording) == (PassageState.ALTERED, f"{SAID}, which is false")


@pytest.mark.parametrize(
    "behind",
    [
        ". This is false advertising, said a rival.",
        ". This was wrong of them.",
        ". It was withdrawn from the market.",
        ". The taxi was withdrawn.",
        ". This is true.",
        ". The figures are from the company.",
        ". It hires. This is false.",
        ".\n\nThis is false.",
    ],
)
def test_other_words_behind_a_passage_deny_nothing(behind):
    assert (
        find_passage(said_with(behind), pin_passage(SAID_PAGE, SAID), SAID_PAGE).state is PassageState.INTACT
    )


@pytest.mark.parametrize("quote", [SAID, "Corvid ran 1,450 taxis"])
@pytest.mark.parametrize("denial", ["This is false.", "The claim has since been retracted by the firm."])
def test_a_denial_that_stood_behind_a_passage_before_is_no_new_one(denial, quote):
    before = said_with(f". {denial}")
    pinned = pin_passage(before, quote)

    assert find_passage(before, pinned, before).state is PassageState.INTACT
    assert find_passage(before.replace("Other", "More"), pinned, before).state is PassageState.INTACT
    assert find_passage(before, Passage(quote), before).state is PassageState.INTACT


def test_a_denial_of_the_next_sentence_does_not_deny_a_passage():
    before = said_with(". It hires.")
    denied = said_with(". It hires. This is false.")

    assert find_passage(denied, pin_passage(before, SAID), before).state is PassageState.INTACT
