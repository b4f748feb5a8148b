import pytest

from claims.pipeline.extraction.grammar.findings import DOWN, EVEN, UP, Patterns
from claims.pipeline.extraction.grammar.idioms import idiom
from tests.claims.pipeline.extraction.rivalry import tree


def findings(text):
    """Relation, subject and other sides of what idioms say."""
    return [
        (finding.relation, finding.subject.text, *(other.text for other in finding.objects))
        for finding in Patterns(idiom).find(tree(text))
    ]


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("Zinc runs circles around Lead.", UP),
        ("Zinc leaves Lead in the dust.", UP),
        ("Zinc blew even Lead completely out of the water.", UP),
        ("Zinc wiped the floor with Lead.", UP),
        ("Zinc took the crown from Lead.", UP),
        ("Zinc has edged past Lead.", UP),
        ("Zinc triumphed over Lead.", UP),
        ("Zinc has the upper hand over Lead.", UP),
        ("Zinc gives Lead a run for its money.", EVEN),
        ("Zinc measures up to Lead.", EVEN),
        ("Zinc has caught up with Lead.", EVEN),
        ("Zinc takes a back seat to Lead.", DOWN),
        ("Zinc lost the lead to Lead.", DOWN),
        ("Zinc pales in comparison to Lead.", DOWN),
        ("Zinc was left in the dust by Lead.", DOWN),
        ("Zinc was blown out of the water by Lead.", DOWN),
    ],
)
def test_a_fixed_phrase_sets_its_subject_above_beside_or_below(text, relation):
    assert findings(text) == [(relation, "Zinc", "Lead")]


@pytest.mark.parametrize(
    "text",
    [
        "Zinc runs in circles.",
        "Zinc took the crown from the start.",
        "Zinc fell to 5%.",
        "Zinc left Lead in May.",
        "Zinc moved past the stage of trials.",
        "Zinc gave Lead a run.",
    ],
)
def test_words_of_a_phrase_that_stand_otherwise_say_nothing(text):
    assert findings(text) == []


def test_all_that_are_listed_are_other_sides():
    assert findings("Zinc leaves its rivals in the dust.") == [(UP, "Zinc", "rivals")]
    assert findings("Tin leaves Zinc and Lead behind.") == [(UP, "Tin", "Zinc", "Lead")]
