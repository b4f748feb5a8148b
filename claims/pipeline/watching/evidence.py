"""Evidence: the state of a claim's evidence, from its citations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from claims.pipeline.watching.link_state import FALLEN_LINKS
from claims.pipeline.watching.wording_changes import WordingChange
from claims.vocabulary import EvidenceState, LinkState, PassageState, Stance, ValuesState

_COUNTING = frozenset({Stance.CITED, Stance.SUPPORTS})
_FALLEN_VALUES = frozenset({ValuesState.CHANGED, ValuesState.ABSENT})
_STANDING_LINKS = frozenset({LinkState.LIVE, LinkState.MOVED, LinkState.SUSPECT})
READ_LINKS = frozenset({LinkState.LIVE, LinkState.MOVED})
"""The states of a link whose page came with the last check."""

_NOT_SEEN = frozenset({PassageState.UNPINNED, PassageState.UNVERIFIED})
_STANDING_PASSAGES = frozenset({PassageState.INTACT, PassageState.MOVED})


@dataclass(frozen=True, slots=True)
class CitedEvidence:
    """The states of a citation. `link` is None while it is unresolved; `wording` is the change of an altered passage;
    `is_retracted` says that the source retracts what it said."""

    stance: Stance
    link: LinkState | None
    passage: PassageState
    values: ValuesState
    wording: WordingChange = WordingChange.NONE
    is_retracted: bool = False

    @property
    def has_fallen(self) -> bool:
        """Whether it supports nothing any more: the link is down, or what it rested on is not said any more."""
        return (
            self.link in FALLEN_LINKS
            or self.is_retracted
            or self.passage is PassageState.MISSING
            or self.values in _FALLEN_VALUES
            or (self.passage is PassageState.ALTERED and self.wording is WordingChange.REVERSED)
        )

    @property
    def is_reworded(self) -> bool:
        """Whether other words stand in the passage's place that do not contradict it."""
        return self.passage is PassageState.ALTERED and not self.has_fallen

    @property
    def is_unpinned(self) -> bool:
        """Whether its page can be read, and no passage of it is pinned, or one that the page never had."""
        return self.link in _STANDING_LINKS and self.passage in _NOT_SEEN

    @property
    def stands(self) -> bool:
        """Whether it was seen whole."""
        is_whole = self.link in _STANDING_LINKS and self.passage in _STANDING_PASSAGES
        return is_whole and not self.has_fallen


def evidence_state(citations: Iterable[CitedEvidence]) -> EvidenceState:
    """Whether the evidence stands. Only citations that cite or support count.

    It is lost if all of them have fallen, and weakened if some have or if words of a passage changed. A citation whose page
    can be read, but of which no passage is pinned, is unpinned; one that cannot be checked leaves it open. An unresolved one
    counts neither for nor against.
    """
    counting = [citation for citation in citations if citation.stance in _COUNTING]
    if not counting:
        return EvidenceState.UNCITED
    return _state_of([citation for citation in counting if citation.link is not None])


def _state_of(resolved: Sequence[CitedEvidence]) -> EvidenceState:
    fallen = sum(citation.has_fallen for citation in resolved)
    if fallen and fallen == len(resolved):
        return EvidenceState.LOST
    is_weakened = fallen or any(citation.is_reworded for citation in resolved)
    return EvidenceState.WEAKENED if is_weakened else _unshaken_state(resolved)


def _unshaken_state(resolved: Sequence[CitedEvidence]) -> EvidenceState:
    if any(citation.stands for citation in resolved):
        return EvidenceState.STANDING
    is_unpinned = any(citation.is_unpinned for citation in resolved)
    return EvidenceState.UNPINNED if is_unpinned else EvidenceState.UNCHECKED
