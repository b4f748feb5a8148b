"""Citation states: a citation as its row has it, before and after a check."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from claims.pipeline.watching.differences import Severity, severity_of, wording_change
from claims.values import CitedClaim, Passage
from claims.vocabulary import PassageState, ValuesState


@dataclass(frozen=True, slots=True)
class CitationState:
    """A citation's columns that a check reads and writes, by their names. Without a passage, `passage_exact` is ""."""

    passage_exact: str
    passage_prefix: str
    passage_suffix: str
    passage_state: PassageState
    found: str
    expected_values: tuple[str, ...]
    values_state: ValuesState
    passage_page: int | None = None

    @property
    def passage(self) -> Passage:
        """The pinned passage."""
        return Passage(self.passage_exact, self.passage_prefix, self.passage_suffix)

    @property
    def severity(self) -> int:
        """How much this state matters to a reader of the claim."""
        if self.passage_state is PassageState.UNREACHABLE:
            return Severity.SOURCE_DEAD
        wording = wording_change(self.passage_state, self.passage_exact, self.found)
        return severity_of(Severity.NOTHING, self.passage_state, self.values_state, wording=wording)


@dataclass(frozen=True, slots=True)
class CitationRecord:
    """A citation as its row has it, with its claim. A curator may have left it without a passage."""

    id: uuid.UUID
    state: CitationState
    claim: CitedClaim
    is_verified: bool
    is_left_unpinned: bool = False
