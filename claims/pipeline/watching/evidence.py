"""Evidence: the state of a claim's evidence, from its citations."""

from __future__ import annotations

from collections.abc import Iterable

from claims.pipeline.watching.link_state import FALLEN_LINKS
from claims.vocabulary import EvidenceState, LinkState, PassageState, Stance, ValuesState

CitationStates = tuple[Stance, LinkState | None, PassageState, ValuesState]
"""The states of a citation. The link is None while the citation is unresolved."""

_COUNTING = frozenset({Stance.CITED, Stance.SUPPORTS})
_FALLEN_PASSAGES = frozenset({PassageState.ALTERED, PassageState.MISSING})
_FALLEN_VALUES = frozenset({ValuesState.CHANGED, ValuesState.ABSENT})
_STANDING_LINKS = frozenset({LinkState.LIVE, LinkState.MOVED, LinkState.SUSPECT})
_STANDING_PASSAGES = frozenset({PassageState.INTACT, PassageState.MOVED})


def evidence_state(citations: Iterable[CitationStates]) -> EvidenceState:
    """Whether the evidence stands. Only citations that cite or support count.

    A citation *falls* if its link is dead or its passage or figures changed, *stands* if its passage was seen whole,
    is *unpinned* if its page can be read and no passage of it is pinned, and is *open* while it cannot be looked at. An
    unresolved one counts neither for nor against.
    """
    counting = [citation for citation in citations if citation[0] in _COUNTING]
    if not counting:
        return EvidenceState.UNCITED
    resolved = [(link, passage, values) for _, link, passage, values in counting if link is not None]
    fallen = sum(_has_fallen(*states) for states in resolved)
    if fallen:
        return EvidenceState.LOST if fallen == len(resolved) else EvidenceState.WEAKENED
    if any(_stands(*states) for states in resolved):
        return EvidenceState.STANDING
    is_unpinned = any(_is_unpinned(link, passage) for link, passage, _ in resolved)
    return EvidenceState.UNPINNED if is_unpinned else EvidenceState.UNCHECKED


def _has_fallen(link: LinkState, passage: PassageState, values: ValuesState) -> bool:
    return link in FALLEN_LINKS or passage in _FALLEN_PASSAGES or values in _FALLEN_VALUES


def _is_unpinned(link: LinkState, passage: PassageState) -> bool:
    return link in _STANDING_LINKS and passage is PassageState.UNPINNED


def _stands(link: LinkState, passage: PassageState, values: ValuesState) -> bool:
    seen_whole = link in _STANDING_LINKS and passage in _STANDING_PASSAGES
    return seen_whole and not _has_fallen(link, passage, values)
