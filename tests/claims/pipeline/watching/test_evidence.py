"""Evidence: one word for all citations of a claim."""

import pytest

from claims.pipeline.watching.evidence import CitedEvidence, evidence_state
from claims.pipeline.watching.wording_changes import WordingChange
from claims.vocabulary import EvidenceState, LinkState, PassageState, Stance, ValuesState

UNPINNED, NONE = PassageState.UNPINNED, ValuesState.NONE
LIVE = CitedEvidence(Stance.CITED, LinkState.LIVE, PassageState.INTACT, NONE)
BARE = CitedEvidence(Stance.CITED, LinkState.LIVE, UNPINNED, NONE)
DEAD = CitedEvidence(Stance.CITED, LinkState.DEAD, UNPINNED, NONE)
BLOCKED = CitedEvidence(Stance.CITED, LinkState.BLOCKED, UNPINNED, NONE)
UNRESOLVED = CitedEvidence(Stance.CITED, None, UNPINNED, NONE)
DISPUTING = CitedEvidence(Stance.DISPUTES, LinkState.LIVE, UNPINNED, NONE)
REWORDED = CitedEvidence(Stance.CITED, LinkState.LIVE, PassageState.ALTERED, NONE, WordingChange.REWORDED)
REVERSED = CitedEvidence(Stance.CITED, LinkState.LIVE, PassageState.ALTERED, NONE, WordingChange.REVERSED)


@pytest.mark.parametrize(
    ("citations", "state"),
    [
        ([], EvidenceState.UNCITED),
        ([DISPUTING], EvidenceState.UNCITED),
        ([CitedEvidence(Stance.REFUTES, LinkState.DEAD, UNPINNED, NONE)], EvidenceState.UNCITED),
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
        ([REWORDED], EvidenceState.WEAKENED),
        ([REWORDED, LIVE], EvidenceState.WEAKENED),
        ([REWORDED, DEAD], EvidenceState.WEAKENED),
        ([REVERSED], EvidenceState.LOST),
        ([REVERSED, LIVE], EvidenceState.WEAKENED),
    ],
)
def test_citations_together_say_one_word(citations, state):
    assert evidence_state(citations) is state


@pytest.mark.parametrize("link", [LinkState.DEAD, LinkState.GONE, LinkState.SOFT_404])
def test_fallen_link_loses_the_evidence(link):
    assert (
        evidence_state([CitedEvidence(Stance.SUPPORTS, link, PassageState.UNREACHABLE, NONE)])
        is EvidenceState.LOST
    )


def test_missing_passage_loses_the_evidence():
    missing = CitedEvidence(Stance.CITED, LinkState.LIVE, PassageState.MISSING, NONE)

    assert evidence_state([missing]) is EvidenceState.LOST


@pytest.mark.parametrize("values", [ValuesState.CHANGED, ValuesState.ABSENT])
def test_fallen_figures_lose_the_evidence(values):
    assert (
        evidence_state([CitedEvidence(Stance.CITED, LinkState.LIVE, PassageState.INTACT, values)])
        is EvidenceState.LOST
    )


@pytest.mark.parametrize("link", [LinkState.LIVE, LinkState.MOVED, LinkState.SUSPECT])
def test_link_that_answers_stands(link):
    assert (
        evidence_state([CitedEvidence(Stance.CITED, link, PassageState.MOVED, ValuesState.PRESENT)])
        is EvidenceState.STANDING
    )


@pytest.mark.parametrize("link", [LinkState.LIVE, LinkState.MOVED, LinkState.SUSPECT])
def test_page_without_a_pinned_passage_is_no_evidence_that_stands(link):
    assert evidence_state([CitedEvidence(Stance.CITED, link, UNPINNED, NONE)]) is EvidenceState.UNPINNED


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
    assert (
        evidence_state([CitedEvidence(Stance.CITED, link, PassageState.INTACT, NONE)])
        is EvidenceState.UNCHECKED
    )


@pytest.mark.parametrize("passage", [PassageState.AMBIGUOUS, PassageState.UNREACHABLE])
def test_passage_that_cannot_be_told_leaves_it_open(passage):
    assert (
        evidence_state([CitedEvidence(Stance.CITED, LinkState.LIVE, passage, NONE)])
        is EvidenceState.UNCHECKED
    )
