"""The figures of a claim that a passage pinned for it must have."""

import pytest

from claims.pipeline.watching.claimed_figures import expected_figures, stated_figures
from claims.pipeline.watching.figures import figures_of

CLAIM = "Kestrel-2 scores 89.4% on GridReason."


@pytest.mark.parametrize(
    ("quantities", "text", "passage", "expected"),
    [
        (["89.4%"], CLAIM, "Kestrel-2 reaches 89.4% on GridReason.", ("89.4%",)),
        (["89.4%"], CLAIM, "87.9%, behind Heron-1", ("89.4%",)),
        (["89.4%"], CLAIM, "Kestrel-2 leads the board.", ("89.4%",)),
        (["18T"], "trained on 18T tokens", "trained on 18 trillion tokens", ("18T",)),
        ([], "Kestrel-2 is 40% cheaper than Heron-1.", "40 million times", ("40%",)),
        ([], "Kestrel-2 came out in 2025.", "Kestrel-2 is out.", ()),
        ([], "Kestrel-2 came out in 2025.", "It came out in 2025.", ("2025",)),
        ([], "Kestrel-2 beats Heron-1.", "Kestrel-2 is ahead by 12 points.", ()),
    ],
    ids=[
        "the same figure",
        "another figure",
        "no figure",
        "the same value as written otherwise",
        "a sign without quantities",
        "a year that the passage lacks",
        "a year that the passage has",
        "figures of the passage alone",
    ],
)
def test_expected_figures_come_from_the_claim(quantities, text, passage, expected):
    assert expected_figures(quantities, text, passage) == expected


def test_a_passage_may_state_one_of_several_figures():
    quantities = ["12 trillion", "89.4%"]

    assert expected_figures(quantities, "", "trained on 12 trillion tokens") == ("12 trillion",)


def test_a_passage_that_states_one_figure_must_not_contradict_another():
    quantities = ["12 trillion", "89.4%"]

    expected = expected_figures(quantities, "", "trained on 12 trillion tokens, it scores 87.9%")

    assert expected == ("12 trillion", "89.4%")


@pytest.mark.parametrize(
    ("claim", "passage", "stated"),
    [
        ("The lake is 112 metres deep.", "Ilma\t\t112\t\t48.5", ("112",)),
        ("It traded at $1.25.", "kestrel\t\t1.25\t\t812", ("1.25",)),
        ("It came to 2,136 billion dollars in 2023.", "Peru\t\t2023\t\t2136", ("2023", "2136")),
        ("The lake is 112 metres deep.", "The lake has 112 islands and is 48 metres deep.", ()),
    ],
)
def test_a_cell_may_have_its_unit_in_its_heading(claim, passage, stated):
    assert stated_figures(figures_of(claim), passage) == stated


@pytest.mark.parametrize(
    ("heading", "cell", "claimed", "expected"),
    [
        ("passengers_million", "48.3", "48.3 million", "48.3"),
        ("Revenue ($m)", "48.3", "$48.3 million", "48.3"),
        ("latency_ms", "48.3", "48.3 ms", "48.3"),
        ("Share (%)", "48.3", "48.3%", "48.3"),
        ("MMLU", "48.3", "48.3%", "48.3"),
        ("passengers_thousand", "48.3", "48.3 million", "48.3 million"),
        ("Price (€)", "48.3", "$48.3", "$48.3"),
        ("MMLU", "48.3%", "48.3%", "48.3%"),
    ],
)
def test_a_figure_is_expected_as_the_cell_has_it_whose_heading_has_its_unit(heading, cell, claimed, expected):
    text = f"Airport\t\t{heading}\nOslo\t\t{cell}\nRome\t\t51.0\n"

    assert expected_figures([claimed], "", f"Oslo\t\t{cell}", text=text) == (expected,)


def test_a_key_of_json_has_the_unit_of_the_figure_that_is_expected():
    assert expected_figures(["48.3 million"], "", '"passengers_million": 48.3') == ("48.3",)
    assert expected_figures(["48.3 million"], "", '"passengers_thousand": 48.3') == ("48.3 million",)
