import pytest

from claims.pipeline.documents.citation_markers import find_markers, labels_of, raised_labels
from claims.values import Block


def labels(text):
    return [marker.labels for marker in find_markers(text, [Block("paragraph", 0, len(text))])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("So it is.[3]", [("3",)]),
        ("So it is.[3][4]", [("3",), ("4",)]),
        ("So it is [3, 4].", [("3", "4")]),
        ("So it is [#]_. And so [#]_.", [("#",), ("# (2)",)]),
        ("So it is [see @olsen2020, p. 4; @lab:7].", [("olsen2020", "lab:7")]),
        ("Write to [me@a.example].", []),
        ("So it is [3 pp. 14-19; 4].", [("3", "4")]),
        ("So it is. fileciteturn1file4L7-L9turn2file0L1 More.", [("turn1file4", "turn2file0")]),
        (r"So it is~\citep[see][p.~4]{olsen2020, lab:7}.", [("olsen2020", "lab:7")]),
        ("So it is [3-5].", [("3", "4", "5")]),
        ("So it is [3–5, 9].", [("3", "4", "5", "9")]),
        ("So it is.[^lab-note]", [("lab-note",)]),
        ("So it is.¹²", [("12",)]),
        ("结果如此。［7］", [("7",)]),
        ("So it is.【turn4search11】", [("turn4search11",)]),
        ("So it is.【turn1view0†L3-L8】", [("turn1view0",)]),
    ],
)
def test_each_form_of_marker_is_found(text, expected):
    assert labels(text) == expected


@pytest.mark.parametrize(
    "text",
    ["x in [0, 1]", "[9-3]", "[1-900]", "10³ m", "5 km²", "[x]", "[link](3)", "[2024]", "[^a]: a note"],
)
def test_other_brackets_are_no_markers(text):
    assert labels(text) == []


def test_code_contains_no_markers():
    assert find_markers("a[1]", [Block("code", 0, 4)]) == ()


def test_marker_has_its_offsets():
    text = "It is so.[12] And more."

    (marker,) = find_markers(text, [Block("paragraph", 0, len(text))])

    assert text[marker.start : marker.end] == "[12]"


def test_ranges_are_bounded():
    assert labels_of("1-40") != ()
    assert labels_of("1-41") == ()


def test_raised_digit_behind_a_unit_is_an_exponent():
    assert raised_labels("2", "5 km") == ()
    assert raised_labels("2", "so it is.") == ("2",)
    assert raised_labels("2", "in 2024") == ("2",)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("It rose [REF]1,2[/REF].", ("1", "2")),
        ("It rose【source】.", ()),
        ("It rose [citation needed].", ()),
        ('It rose :antCitation[]{citations="ab12"}.', ()),
        ("It rose in May².", ("2",)),
        ("It stood at 220 GW².", ("2",)),
    ],
)
def test_signs_of_other_tools_are_markers(text, labels):
    (marker,) = find_markers(text, [Block("paragraph", 0, len(text))])

    assert marker.labels == labels


@pytest.mark.parametrize("text", ["It has 30 m².", "It has 4 km³.", "It is R² here.", "See [source](x)."])
def test_powers_and_links_are_none(text):
    assert find_markers(text, [Block("paragraph", 0, len(text))]) == ()
