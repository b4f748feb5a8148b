"""Differences: what a change of a page means for who relies on it."""

import pytest

from claims.pipeline.watching.differences import (
    PassageCheck,
    Severity,
    check_passage,
    compare_pages,
    is_same_wording,
    severity_of,
)
from claims.pipeline.watching.passages import pin_passage
from claims.values import CitedClaim, FigureMatch, Passage
from claims.vocabulary import LinkState, PassageState, ValuesState

QUOTE = "The model was pretrained on 18 trillion tokens of text from the web."
BEFORE = f"The company spoke on Monday. {QUOTE} Prices will follow later this year.\n\nContact us by mail at any time of the day.\n"


def only(before, after):
    comparison = compare_pages(before, after, [QUOTE])
    quote = comparison.quotes[0]
    return comparison.severity, quote.match.state, quote.figures.state


def test_same_page_is_nothing():
    assert only(BEFORE, BEFORE) == (Severity.NOTHING, PassageState.INTACT, ValuesState.PRESENT)


def test_other_spaces_are_cosmetic():
    after = BEFORE.replace(" ", "  ")

    assert only(BEFORE, after) == (Severity.COSMETIC, PassageState.INTACT, ValuesState.PRESENT)


def test_change_far_away_is_elsewhere():
    filler = "Nothing to see here, move along please. " * 20
    before = BEFORE + filler + "The end."

    assert only(before, before.replace("The end.", "The very end.")) == (
        2,
        PassageState.INTACT,
        ValuesState.PRESENT,
    )


def test_change_beside_the_passage_is_elsewhere_too():
    after = BEFORE.replace("spoke on Monday", "spoke on Tuesday")

    assert only(BEFORE, after) == (Severity.ELSEWHERE, PassageState.INTACT, ValuesState.PRESENT)


def test_passage_that_moved_is_around_it():
    after = (
        f"Contact us by mail at any time of the day.\n\n{QUOTE}\n\nAll rights are reserved by the company.\n"
    )

    assert only(BEFORE, after) == (Severity.AROUND, PassageState.MOVED, ValuesState.PRESENT)


def test_other_words_alter_the_passage():
    after = BEFORE.replace("text from the web", "text from web pages")

    assert only(BEFORE, after) == (Severity.PASSAGE_ALTERED, PassageState.ALTERED, ValuesState.PRESENT)


def test_other_number_is_worse():
    after = BEFORE.replace("18 trillion", "15 trillion")

    assert only(BEFORE, after) == (5, PassageState.ALTERED, ValuesState.CHANGED)


def test_passage_that_is_gone_is_as_bad():
    after = BEFORE.replace(QUOTE, "")

    assert only(BEFORE, after) == (5, PassageState.MISSING, ValuesState.ABSENT)


def test_worst_quote_says_how_bad_it_is():
    after = BEFORE.replace("18 trillion", "15 trillion")

    comparison = compare_pages(BEFORE, after, ["Contact us by mail at any time of the day.", QUOTE])

    assert [quote.severity for quote in comparison.quotes] == [
        Severity.ELSEWHERE,
        Severity.NUMBER_OR_PASSAGE_LOST,
    ]
    assert comparison.severity is Severity.NUMBER_OR_PASSAGE_LOST


def test_page_without_quotes_is_judged_by_itself():
    assert compare_pages(BEFORE, BEFORE, []).severity is Severity.NOTHING
    assert compare_pages(BEFORE, BEFORE + "More.", []).severity is Severity.ELSEWHERE


def test_quote_is_looked_for_as_the_earlier_page_had_it():
    before = "1) The model <unk> was pretrained on 18 trillion tokens of text from the web."

    comparison = compare_pages(
        before, before, ["The model was pretrained on 18 trillion tokens of text from the web."]
    )

    assert comparison.quotes[0].match.state is PassageState.INTACT


@pytest.mark.parametrize(
    ("page", "passage", "values", "link", "severity"),
    [
        (2, PassageState.INTACT, ValuesState.PRESENT, LinkState.LIVE, 2),
        (1, PassageState.UNPINNED, ValuesState.NONE, LinkState.LIVE, 1),
        (2, PassageState.MOVED, ValuesState.NONE, LinkState.LIVE, 3),
        (2, PassageState.AMBIGUOUS, ValuesState.NONE, LinkState.LIVE, 3),
        (2, PassageState.ALTERED, ValuesState.PRESENT, LinkState.LIVE, 4),
        (2, PassageState.ALTERED, ValuesState.CHANGED, LinkState.LIVE, 5),
        (2, PassageState.INTACT, ValuesState.ABSENT, LinkState.LIVE, 5),
        (2, PassageState.MISSING, ValuesState.NONE, LinkState.LIVE, 5),
        (0, PassageState.UNREACHABLE, ValuesState.NONE, LinkState.DEAD, 6),
        (0, PassageState.UNREACHABLE, ValuesState.NONE, LinkState.GONE, 6),
        (0, PassageState.UNREACHABLE, ValuesState.NONE, LinkState.BLOCKED, 0),
    ],
)
def test_severity_follows_the_worst_that_was_seen(page, passage, values, link, severity):
    assert severity_of(Severity(page), passage, values, link) == severity


PINNED = Passage(QUOTE, "The company spoke on Monday. ", " Prices will follow later this year.")


def test_intact_passage_is_sighted_with_its_figures():
    assert check_passage(BEFORE, PINNED, ["18 trillion"]) == PassageCheck(
        PassageState.INTACT, "", FigureMatch(ValuesState.PRESENT, ("18 trillion",), ("18 trillion",))
    )


def test_altered_passage_is_sighted_as_it_reads_now():
    altered = QUOTE.replace("18 trillion", "15T")

    assert check_passage(
        BEFORE.replace(QUOTE, altered), PINNED, ["18 trillion"], before=BEFORE
    ) == PassageCheck(
        PassageState.ALTERED, altered, FigureMatch(ValuesState.CHANGED, ("18 trillion",), ("15T",))
    )


def test_figures_count_only_if_the_claim_relies_on_them_and_the_passage_is_there():
    none = FigureMatch(ValuesState.NONE)

    assert check_passage(BEFORE, PINNED, []).values == none
    assert check_passage(BEFORE.replace(QUOTE, ""), PINNED, ["18 trillion"]) == PassageCheck(
        PassageState.MISSING, "", none
    )


def test_passage_between_advertisements_stays_intact():
    pinned = Passage(
        QUOTE,
        "The company spoke on Monday, at its meeting in spring. ",
        " Prices will follow later this year, it said.",
    )
    after = f"{pinned.prefix}\n\nAdvertisement. Buy shoes!\n\n{QUOTE}\n\nSubscribe to us.\n\n{pinned.suffix}"

    assert check_passage(after, pinned, []).state is PassageState.INTACT


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("It has  18 trillion tokens.", "it has 18\u00a0trillion “tokens”", True),
        ("It has 1,800 tokens.", "It has 1800 tokens.", True),
        ("It has 1.5 tokens.", "It has 15 tokens.", False),
        ("It has 18 trillion tokens.", "It has 15 trillion tokens.", False),
        ("It has tokens.", "It had tokens.", False),
        ("", "", True),
    ],
)
def test_wording_is_the_same_if_letters_and_numbers_are(one, other, is_same):
    assert is_same_wording(one, other) is is_same


def test_a_row_whose_columns_changed_places_has_its_figures():
    row = Passage("Heron-2\t\t89.4\t\t62.2")
    reordered = "Live\t\tArena\t\tModel\n62.2\t\t89.4\t\tHeron-2\n"

    check = check_passage(reordered, row, ("89.4",))

    assert (check.state, check.values.state) == (PassageState.INTACT, ValuesState.PRESENT)


def test_a_row_with_another_figure_below_the_name_of_its_claim_has_lost_its_figure():
    row = Passage("Heron-2\t\t89.4\t\t62.2")
    swapped = "Model\t\tLive\t\tArena\nHeron-2\t\t89.4\t\t62.2\n"
    claim = CitedClaim("Heron-2 scores 89.4 on Arena.", ("Heron-2", "Arena"))

    check = check_passage(swapped, row, ("89.4",), claim=claim)

    assert (check.state, check.found, check.values.state) == (
        PassageState.ALTERED,
        "Heron-2\t\t62.2",
        ValuesState.ABSENT,
    )


@pytest.mark.parametrize(
    "quote",
    [
        "Heron-2,89.4,62.2",
        '"model": "Heron-2", "arena": 89.4',
        '{"model": "Heron-2", "arena": 89.4, "live": 62.2}',
    ],
)
def test_a_line_of_the_file_itself_is_the_row_of_its_values(quote):
    table = "model\t\tarena\t\tlive\nKestrel-3\t\t85.5\t\t60.1\nHeron-2\t\t89.4\t\t62.2\n"
    revised = table.replace("89.4", "88.0")

    now = check_passage(table, Passage(quote), ("89.4",))
    later = check_passage(revised, Passage(quote), ("89.4",), before=table)

    assert (now.state, now.values.state) == (PassageState.INTACT, ValuesState.PRESENT)
    assert (later.state, later.found, later.values.state) == (
        PassageState.ALTERED,
        "Heron-2\t\t88.0\t\t62.2",
        ValuesState.CHANGED,
    )
    assert pin_passage(table, quote).exact == "Heron-2\t\t89.4\t\t62.2"


AIRPORTS = "Airport\t\tPassengers (million)\t\tGates\nOslo\t\t48.3\t\t88\nRome\t\t51.0\t\t92\n"


@pytest.mark.parametrize(
    ("after", "found"),
    [
        (AIRPORTS.replace("million", "thousand"), "Oslo\t\tPassengers (thousand) 48.3"),
        (AIRPORTS.replace("(million)", "(€)").replace("88", "90"), "Oslo\t\tPassengers (€) 48.3"),
    ],
)
def test_a_figure_below_another_unit_is_another_figure(after: str, found: str) -> None:
    before = AIRPORTS if "thousand" in after else AIRPORTS.replace("(million)", "($)")
    check = check_passage(after, Passage("Oslo\t\t48.3\t\t88"), ("48.3",), before=before)

    assert (check.state, check.found, check.values.state) == (
        PassageState.ALTERED,
        found,
        ValuesState.CHANGED,
    )


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("Passengers (millions)", "48.3"),
        ("Passengers (thousand)", "48,300"),
        ("Passengers", "48.3 million"),
        ("Passengers", "48.3"),
    ],
)
def test_the_same_value_below_another_heading_stands(heading: str, cell: str) -> None:
    after = AIRPORTS.replace("Passengers (million)", heading).replace("48.3", cell)
    check = check_passage(after, Passage("Oslo\t\t48.3\t\t88"), ("48.3",), before=AIRPORTS)

    assert (check.state, check.values.state) == (PassageState.INTACT, ValuesState.PRESENT)


def test_another_unit_in_a_heading_is_as_grave_as_one_in_a_sentence() -> None:
    compared = compare_pages(AIRPORTS, AIRPORTS.replace("million", "thousand"), ["Oslo\t\t48.3\t\t88"])

    assert compared.severity is Severity.NUMBER_OR_PASSAGE_LOST
    assert compared.quotes[0].figures.state is ValuesState.CHANGED


@pytest.mark.parametrize(
    ("key", "state"),
    [
        ("passengers_million", ValuesState.PRESENT),
        ("passengersMillion", ValuesState.PRESENT),
        ("passengers_thousand", ValuesState.CHANGED),
    ],
)
def test_a_key_has_the_unit_of_its_value_where_json_is_written_out(key: str, state: ValuesState) -> None:
    quote = '{"airport": "Oslo", "passengers_million": 48.3}'
    before = f"The data:\n{quote}\n"
    after = before.replace("passengers_million", key)

    assert check_passage(after, Passage(quote), ("48.3",), before=before).values.state is state
