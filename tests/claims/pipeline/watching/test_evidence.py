"""Evidence: one word for all citations of a claim."""

import pytest

from claims.pipeline.watching.evidence import evidence_state
from claims.vocabulary import EvidenceState, LinkState, PassageState, Stance, ValuesState

UNPINNED, NONE = PassageState.UNPINNED, ValuesState.NONE
LIVE = (Stance.CITED, LinkState.LIVE, PassageState.INTACT, NONE)
BARE = (Stance.CITED, LinkState.LIVE, UNPINNED, NONE)
DEAD = (Stance.CITED, LinkState.DEAD, UNPINNED, NONE)
BLOCKED = (Stance.CITED, LinkState.BLOCKED, UNPINNED, NONE)
UNRESOLVED = (Stance.CITED, None, UNPINNED, NONE)
DISPUTING = (Stance.DISPUTES, LinkState.LIVE, UNPINNED, NONE)


@pytest.mark.parametrize(
    ("citations", "state"),
    [
        ([], EvidenceState.UNCITED),
        ([DISPUTING], EvidenceState.UNCITED),
        ([(Stance.REFUTES, LinkState.DEAD, UNPINNED, NONE)], EvidenceState.UNCITED),
        ([UNRESOLVED], EvidenceState.UNCHECKED),
        ([BLOCKED], EvidenceState.UNCHECKED),
        ([LIVE], EvidenceState.STANDING),
        ([LIVE, UNRESOLVED, BLOCKED], EvidenceState.STANDING),
        ([BARE], EvidenceState.UNPINNED),
        ([BARE, UNRESOLVED, BLOCKED], EvidenceState.UNPINNED),
        ([BARE, LIVE], EvidenceState.STANDING),
        ([BARE, DEAD], EvidenceState.WEAKENED),
        ([LIVE, DEAD], EvidenceState.WEAKENED),
        ([DEAD, BLOCKED], EvidenceState.WEAKENED),
        ([DEAD], EvidenceState.LOST),
        ([DEAD, DEAD, UNRESOLVED], EvidenceState.LOST),
        ([DEAD, DISPUTING], EvidenceState.LOST),
    ],
)
def test_citations_together_say_one_word(citations, state):
    assert evidence_state(citations) is state


@pytest.mark.parametrize("link", [LinkState.DEAD, LinkState.GONE, LinkState.SOFT_404])
def test_fallen_link_loses_the_evidence(link):
    assert evidence_state([(Stance.SUPPORTS, link, PassageState.UNREACHABLE, NONE)]) is EvidenceState.LOST


@pytest.mark.parametrize("passage", [PassageState.ALTERED, PassageState.MISSING])
def test_fallen_passage_loses_the_evidence(passage):
    assert evidence_state([(Stance.CITED, LinkState.LIVE, passage, NONE)]) is EvidenceState.LOST


@pytest.mark.parametrize("values", [ValuesState.CHANGED, ValuesState.ABSENT])
def test_fallen_figures_lose_the_evidence(values):
    assert evidence_state([(Stance.CITED, LinkState.LIVE, PassageState.INTACT, values)]) is EvidenceState.LOST


@pytest.mark.parametrize("link", [LinkState.LIVE, LinkState.MOVED, LinkState.SUSPECT])
def test_link_that_answers_stands(link):
    assert (
        evidence_state([(Stance.CITED, link, PassageState.MOVED, ValuesState.PRESENT)])
        is EvidenceState.STANDING
    )


@pytest.mark.parametrize("link", [LinkState.LIVE, LinkState.MOVED, LinkState.SUSPECT])
def test_page_without_a_pinned_passage_is_no_evidence_that_stands(link):
    assert evidence_state([(Stance.CITED, link, UNPINNED, NONE)]) is EvidenceState.UNPINNED


@pytest.mark.parametrize(
    "link",
    [
        LinkState.UNKNOWN,
        LinkState.BLOCKED,
        LinkState.PAYWALLED,
        LinkState.ROBOTS_DENIED,
        LinkState.QUARANTINED,
    ],
)
def test_link_that_cannot_be_looked_at_leaves_it_open(link):
    assert evidence_state([(Stance.CITED, link, PassageState.INTACT, NONE)]) is EvidenceState.UNCHECKED


@pytest.mark.parametrize("passage", [PassageState.AMBIGUOUS, PassageState.UNREACHABLE])
def test_passage_that_cannot_be_told_leaves_it_open(passage):
    assert evidence_state([(Stance.CITED, LinkState.LIVE, passage, NONE)]) is EvidenceState.UNCHECKED
